import type { Agent, TrainingListener } from '../core/agent.ts';

export interface StreamOptions {
  readonly listener: TrainingListener;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  readonly seed?: number | undefined;
  /**
   * Waits until the next step is due; default: real time, the environment's `renderFps` steps a second.
   */
  readonly pace?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Plays greedy episodes one after the other, for watching, until `signal`; returns the number of whole episodes. */
export async function streamEpisodes(_agent: Agent, _options: StreamOptions): Promise<number> {
  throw new Error('streamEpisodes: being written.');
}
