/**
 * What all wrappers have in common: the environment inside, and everything that is passed on to it unchanged. `Obs` and `Act` are
 * what the wrapper gives and takes, `InnerObs` and `InnerAct` what the environment inside does.
 *
 * Not to be extended directly: `Wrapper` keeps observations and actions, `ObservationWrapper` and `ActionWrapper` change one of them.
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
import { InvalidActionError, InvalidStateError } from '../core/errors.ts';
import type { Scene } from '../core/scene.ts';
import { show } from '../core/show.ts';
import type { Space } from '../spaces/space.ts';

export abstract class WrapperBase<Obs, Act, InnerObs, InnerAct> implements Env<Obs, Act> {
  readonly env: Env<InnerObs, InnerAct>;
  readonly spec: EnvSpec | null;

  constructor(env: Env<InnerObs, InnerAct>, spec: EnvSpec | null = env.spec) {
    this.env = env;
    this.spec = spec;
  }

  abstract readonly observationSpace: Space<Obs>;
  abstract readonly actionSpace: Space<Act>;
  abstract reset(args?: ResetArgs): ResetResult<Obs>;
  abstract step(action: Act): StepResult<Obs>;

  get metadata(): EnvMetadata {
    return this.env.metadata;
  }

  get unwrapped(): Env<unknown, unknown> {
    return this.env.unwrapped;
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

  /** The error of `step` on an action outside this wrapper's action space. */
  protected badAction(action: unknown): InvalidActionError {
    return new InvalidActionError(
      `Cannot step ${this.label}: an action of its ${this.constructor.name} is in ${this.actionSpace}, got ${show(action)}. ` +
        'Take one from its action space.',
    );
  }
}
