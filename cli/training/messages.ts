/** What crosses between the command's thread and the training worker. Everything here is structured-cloneable. */
import type { TrainingProgress } from '../../agents/core/agent.ts';
import type { Evaluation, ResumeOverrides, RunInfo, TrainConfigInput, TrainResult } from '../../agents/index.ts';
import type { StreamEvent } from '../../server/sessions/episode-stream.ts';

export type TrainingJob =
  | { readonly kind: 'train'; readonly config: TrainConfigInput }
  | { readonly kind: 'resume'; readonly directory: string; readonly overrides: ResumeOverrides };

export interface WorkerInput {
  readonly job: TrainingJob;
  /** Greedy episodes to evaluate when training has ended; 0: none. */
  readonly evalEpisodes: number;
  /** Report session events. */
  readonly publish: boolean;
  /** Go on playing greedy episodes in real time until told to stop. */
  readonly streamAfterwards: boolean;
}

export type WorkerReport =
  | { readonly type: 'run'; readonly run: RunInfo }
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  /** Answered by `ack`, which bounds how many may be under way. */
  | { readonly type: 'events'; readonly events: readonly StreamEvent[] }
  | { readonly type: 'trained'; readonly result: TrainResult }
  | { readonly type: 'evaluated'; readonly evaluation: Evaluation }
  | { readonly type: 'failed'; readonly message: string; readonly stack: string };

export type WorkerCommand = { readonly type: 'stop' } | { readonly type: 'ack' };
