/**
 * One seed, many independent streams: children of numpy's `SeedSequence(seed)`, one for each use, so that drawing more
 * in one place (a listener, an evaluation, another exploration rate) moves nothing elsewhere.
 *
 * The order of the children is part of what a seed means: append, never insert.
 */
import { Generator } from '../../envs/core/seeding/generator.ts';
import { SeedSequence } from '../../envs/core/seeding/seed-sequence.ts';

export interface Streams {
  /** Seeds the first reset of environment 0; environment i is seeded with this + i, as Gymnasium does. */
  readonly environmentSeed: number;
  /** First weights of the networks. */
  readonly initialisation: Generator;
  /** Actions taken while learning. */
  readonly exploration: Generator;
  /** Which experience is learned from: replayed transitions, the order of minibatches. */
  readonly sampling: Generator;
  /** Actions of `act`, outside of learning. */
  readonly acting: Generator;
}

/** @throws {RangeError} on a seed that is not a non-negative integer. */
export function deriveStreams(seed: number): Streams {
  const [environment, initialisation, exploration, sampling, acting] = new SeedSequence(seed).spawn(5);
  return {
    environmentSeed: environment!.generateState(1)[0]!,
    initialisation: Generator.fromSeedSequence(initialisation!),
    exploration: Generator.fromSeedSequence(exploration!),
    sampling: Generator.fromSeedSequence(sampling!),
    acting: Generator.fromSeedSequence(acting!),
  };
}

export interface StreamsState {
  readonly exploration: ReturnType<Generator['getState']>;
  readonly sampling: ReturnType<Generator['getState']>;
  readonly acting: ReturnType<Generator['getState']>;
}

/** What a checkpoint keeps; the environment's seed and the initialisation have done their work by then. */
export function saveStreams(streams: Streams): StreamsState {
  return {
    exploration: streams.exploration.getState(),
    sampling: streams.sampling.getState(),
    acting: streams.acting.getState(),
  };
}

export function restoreStreams(streams: Streams, state: StreamsState): void {
  streams.exploration.setState(state.exploration);
  streams.sampling.setState(state.sampling);
  streams.acting.setState(state.acting);
}
