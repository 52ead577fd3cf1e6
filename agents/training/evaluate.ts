import type { Agent, TrainingListener } from '../core/agent.ts';

export interface EvaluateOptions {
  /** Default 100. */
  readonly episodes?: number | undefined;
  /** Seeds the fresh environment; default: entropy. Episode i starts with a seed drawn from it. */
  readonly seed?: number | undefined;
  readonly listener?: TrainingListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Evaluation {
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
  readonly mean: number;
  /** Population standard deviation, as numpy's `std`. */
  readonly std: number;
}

/** `source`: an agent, or the path of a run's folder or checkpoint. */
export async function evaluate(_source: Agent | string, _options: EvaluateOptions = {}): Promise<Evaluation> {
  throw new Error('evaluate: being written.');
}
