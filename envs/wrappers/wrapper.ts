/**
 * The base of wrappers: an environment that passes everything on to the one inside. A wrapper overrides what it changes;
 * one that holds state overrides `getState` and `setState` too, and nests the inner state as `env`.
 *
 * A wrapper may change the arrays that the inner `reset` and `step` return: they are the caller's.
 *
 * `Obs` and `Act` are what the wrapper gives and takes, `InnerObs` and `InnerAct` what the environment inside does. A wrapper in which
 * they differ overrides the space, and `reset` and `step`: `ObservationWrapper` does so for observations.
 *
 * Source: Gymnasium 1.4 `gymnasium/core.py`, `Wrapper`.
 */
import type {
  Env,
  EnvMetadata,
  EnvSpec,
  Frame,
  Pixels,
  RenderMode,
  ResetArgs,
  ResetResult,
  State,
  StepResult,
} from '../core/env.ts';
import { InvalidStateError } from '../core/errors.ts';
import type { Scene } from '../core/scene.ts';
import { show } from '../core/show.ts';
import type { Space } from '../spaces/space.ts';

export abstract class Wrapper<Obs = unknown, Act = unknown, InnerObs = Obs, InnerAct = Act> implements Env<Obs, Act> {
  readonly env: Env<InnerObs, InnerAct>;
  readonly spec: EnvSpec | null;

  constructor(env: Env<InnerObs, InnerAct>, spec: EnvSpec | null = env.spec) {
    this.env = env;
    this.spec = spec;
  }

  /** The environment inside, where it is of the wrapper's own types: what is not overridden is passed on to it. */
  get #asOuter(): Env<Obs, Act> {
    return this.env as Env<never, never> as Env<Obs, Act>;
  }

  get observationSpace(): Space<Obs> {
    return this.#asOuter.observationSpace;
  }

  get actionSpace(): Space<Act> {
    return this.#asOuter.actionSpace;
  }

  get metadata(): EnvMetadata {
    return this.env.metadata;
  }

  get unwrapped(): Env<unknown, unknown> {
    return this.env.unwrapped;
  }

  reset(args?: ResetArgs): ResetResult<Obs> {
    return this.#asOuter.reset(args);
  }

  step(action: Act): StepResult<Obs> {
    return this.#asOuter.step(action);
  }

  render(mode: 'scene'): Scene;
  render(mode: 'ansi'): string;
  render(mode: 'rgb_array'): Pixels;
  render(mode?: RenderMode): Frame | null;
  render(mode?: RenderMode): Frame | null {
    return this.env.render(mode);
  }

  getState(): State {
    return this.env.getState();
  }

  setState(state: State): void {
    this.env.setState(state);
  }

  close(): void {
    this.env.close();
  }

  /** What messages call the environment. */
  protected get label(): string {
    return this.spec?.id ?? this.env.unwrapped.constructor.name;
  }

  /** The error of `setState`; `rule` says what a state is. */
  protected badState(rule: string, state: unknown): InvalidStateError {
    return new InvalidStateError(
      `Cannot restore ${this.label}: the state of its ${this.constructor.name} is ${rule}, got ${show(state)}. ` +
        'Give what getState of an environment made in the same way returned.',
    );
  }
}
