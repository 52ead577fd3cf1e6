/** What DQN's checkpoints hold. */
import type { AdamState } from '../../tensor/index.ts';
import type { MeterState } from '../core/meter.ts';
import type { StreamsState } from '../core/streams.ts';
import type { EncodingState, TrainingWorldsState } from '../core/training-worlds.ts';
import type { ExperienceState } from './experience.ts';

/** What acting depends on. */
export interface DqnPolicy {
  readonly step: number;
  readonly worlds: EncodingState;
  readonly streams: StreamsState;
  readonly online: Float32Array[];
}

/** What learning depends on. */
export interface DqnState extends DqnPolicy {
  readonly updates: number;
  readonly worlds: TrainingWorldsState;
  readonly target: Float32Array[];
  readonly optimizer: AdamState;
  readonly noise: Int32Array;
  /** Null where checkpoints are to be without it. */
  readonly memory: ExperienceState | null;
  readonly meter: MeterState;
  readonly loss: number | null;
}
