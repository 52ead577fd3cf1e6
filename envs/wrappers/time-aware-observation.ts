/**
 * Adds the number of steps since the reset to observations, so that a world with a time limit is a Markov one.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_observation.py`, `TimeAwareObservation`.
 */
import type { Env, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import type { BoxArray } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { flatten } from '../spaces/flatten.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { flatObservationSpace } from './flatten-observation.ts';
import { ObservationWrapper } from './observation-wrapper.ts';
import { TimeLimit } from './time-limit.ts';
import { WrapperBase } from './wrapper-base.ts';

export interface TimeAwareOptions {
  /** Whether observation and time are one flat array; default true. Else an object of `obs` and `time`. */
  readonly flatten?: boolean;
  /** Whether time runs from 0 to 1 (float32), not in steps (int32); default false. */
  readonly normalizeTime?: boolean;
  /** The time's key beside a `Dict`'s own; default `time`. */
  readonly dictTimeKey?: string;
}

/** `Obs` is a flat array, or where `flatten` is false an object or tuple with the time. */
export class TimeAwareObservation<Obs = BoxArray, Act = unknown> extends ObservationWrapper<Obs, Act> {
  override readonly observationSpace: Space<Obs>;
  readonly maxTimesteps: number;
  readonly #joinedSpace: Space;
  readonly #flatten: boolean;
  readonly #normalizeTime: boolean;
  readonly #dictTimeKey: string;
  #timesteps = 0;

  /** @throws {RangeError} where the environment has no time limit, or its observations a key of that name */
  constructor(env: Env<unknown, Act>, options: TimeAwareOptions = {}) {
    super(env);
    const { flatten: flat = true, normalizeTime = false, dictTimeKey = 'time' } = options;
    this.maxTimesteps = timeLimitOf(env, this.label);
    this.#flatten = flat;
    this.#normalizeTime = normalizeTime;
    this.#dictTimeKey = dictTimeKey;
    const time = normalizeTime
      ? new Box({ low: 0, high: 1 })
      : new Box({ low: 0, high: this.maxTimesteps, dtype: 'int32' });
    this.#joinedSpace = joinedSpace(env.observationSpace, time, dictTimeKey);
    this.observationSpace = (flat ? flatObservationSpace(this.#joinedSpace) : this.#joinedSpace) as Space<Obs>;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const [observation, info] = this.env.reset(args);
    this.#timesteps = 0;
    return [this.observation(observation), info];
  }

  override step(action: Act): StepResult<Obs> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    this.#timesteps++;
    return [this.observation(observation), reward, terminated, truncated, info];
  }

  override observation(observation: unknown): Obs {
    const steps = this.#timesteps;
    const time = this.#normalizeTime ? Float32Array.of(steps / this.maxTimesteps) : Int32Array.of(steps);
    let joined: unknown = { obs: observation, time };
    if (this.env.observationSpace instanceof Tuple) joined = [...(observation as readonly unknown[]), time];
    if (this.env.observationSpace instanceof Dict) joined = { ...(observation as object), [this.#dictTimeKey]: time };
    return (this.#flatten ? flatten(this.#joinedSpace, joined) : joined) as Obs;
  }

  override getState(): State {
    return { timesteps: this.#timesteps, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { timesteps, env } = (state ?? {}) as { timesteps?: number; env?: State };
    if (!Number.isSafeInteger(timesteps) || (timesteps as number) < 0 || env === undefined) {
      throw this.badState('an object of timesteps (an integer of 0 or more) and env', state);
    }
    this.env.setState(env);
    this.#timesteps = timesteps as number;
  }
}

function joinedSpace(space: Space, time: Box, dictTimeKey: string): Space {
  if (space instanceof Tuple) return new Tuple([...space.spaces, time]);
  if (!(space instanceof Dict)) return new Dict({ obs: space, time });
  if (!Object.hasOwn(space.spaces, dictTimeKey)) return new Dict({ [dictTimeKey]: time, ...space.spaces });
  throw new RangeError(
    `Cannot add the time to observations: dictTimeKey is a key they do not have, got "${dictTimeKey}". Choose another.`,
  );
}

function timeLimitOf(env: Env, label: string): number {
  if (env.spec !== null && env.spec.maxEpisodeSteps !== null) return env.spec.maxEpisodeSteps;
  for (let inner: Env = env; inner instanceof WrapperBase; inner = inner.env) {
    if (inner instanceof TimeLimit) return inner.maxEpisodeSteps;
  }
  throw new RangeError(
    `Cannot add the time to observations: ${label} has a time limit, got none. Make it with maxEpisodeSteps, or wrap it in TimeLimit.`,
  );
}
