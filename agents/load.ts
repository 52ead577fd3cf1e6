import type { Agent } from './core/agent.ts';

/** Reads an agent back. `path`: a checkpoint, or a run's folder holding `checkpoint.ludus`. */
export async function loadAgent(
  _path: string,
  _options: { readonly device?: 'auto' | 'cpu' | 'gpu' | undefined } = {},
): Promise<Agent> {
  throw new Error('loadAgent: being written.');
}
