/**
 * The base of vector wrappers: a vector environment that passes everything on to the one inside. As there, arrays that are handed
 * out are overwritten by the next call; a wrapper writes into arrays of its own, made once.
 *
 * Source: Gymnasium 1.4 `gymnasium/vector/vector_env.py`, `VectorWrapper`.
 */
import type { EnvMetadata, EnvSpec, State } from '../../core/env.ts';
import { InvalidStateError } from '../../core/errors.ts';
import { show } from '../../core/show.ts';
import type { Space } from '../../spaces/space.ts';
import type { AutoresetMode, Batch, VectorEnv, VectorReset, VectorResetArgs, VectorStep } from '../vector-env.ts';

export interface WrapperSpaces {
  readonly singleObservationSpace?: Space | undefined;
  readonly singleActionSpace?: Space | undefined;
}

export abstract class VectorWrapper implements VectorEnv {
  readonly env: VectorEnv;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;

  /** @param spaces Where the wrapper's differ from the inner environments'. */
  constructor(env: VectorEnv, spaces: WrapperSpaces = {}) {
    this.env = env;
    this.singleObservationSpace = spaces.singleObservationSpace ?? env.singleObservationSpace;
    this.singleActionSpace = spaces.singleActionSpace ?? env.singleActionSpace;
  }

  get numEnvs(): number {
    return this.env.numEnvs;
  }

  get autoresetMode(): AutoresetMode {
    return this.env.autoresetMode;
  }

  get metadata(): EnvMetadata {
    return this.env.metadata;
  }

  get spec(): EnvSpec | null {
    return this.env.spec;
  }

  reset(args?: VectorResetArgs): VectorReset {
    return this.env.reset(args);
  }

  step(actions: Batch): VectorStep {
    return this.env.step(actions);
  }

  /** Of the world: what wrappers hold is not in it. */
  getEnvState(index: number): State {
    return this.env.getEnvState(index);
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

  /** What messages call the environments. */
  protected get label(): string {
    return this.spec?.id ?? 'the environments';
  }

  /** The error of `setState`; `rule` says what a state is. */
  protected badState(rule: string, state: unknown): InvalidStateError {
    return new InvalidStateError(
      `Cannot restore ${this.label}: the state of their ${this.constructor.name} is ${rule}, got ${show(state)}. ` +
        'Give what getState of environments made in the same way returned.',
    );
  }
}
