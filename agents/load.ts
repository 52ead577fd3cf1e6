/** Reading agents back from checkpoints. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { useDevice } from '../tensor/index.ts';
import { CheckpointError, readCheckpoint } from './core/checkpoint.ts';
import { AGENT_FORMAT, type AgentCheckpoint, type Learner } from './core/learner.ts';
import { createAgent } from './create.ts';
import { isAgentName } from './names.ts';

/** Name of the checkpoint in a run's folder. */
export const CHECKPOINT_FILE = 'checkpoint.ludus';

/** `path` itself, or the checkpoint in it where it is a folder. */
export async function checkpointPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ? join(path, CHECKPOINT_FILE) : path;
}

/**
 * The agent as it was saved, whatever it was in the middle of, on the device that is in use.
 *
 * @throws {CheckpointError} on a file that is missing, broken, or does not fit this version of Ludus or its worlds.
 */
export async function restoreAgent(path: string): Promise<Learner> {
  const checkpoint = (await readCheckpoint(path)) as AgentCheckpoint;
  if (checkpoint?.format !== AGENT_FORMAT || !isAgentName(checkpoint.agent)) {
    throw new CheckpointError(
      'E_INCOMPATIBLE',
      `Cannot load the checkpoint ${path}: it holds no agent that this Ludus knows. Update Ludus: npm install ludus@latest.`,
    );
  }
  try {
    const agent = createAgent(checkpoint.agent, checkpoint.setup, checkpoint.hyperparameters);
    try {
      await agent.setState(checkpoint.state);
      return agent;
    } catch (error) {
      agent.dispose();
      throw error;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError(
      'E_INCOMPATIBLE',
      `Cannot load the checkpoint ${path}: its ${checkpoint.agent} on ${checkpoint.setup?.env} cannot be restored. ${reason}`,
      { cause: error },
    );
  }
}

/**
 * Reads an agent back, ready to act and to go on learning.
 *
 * @param path a checkpoint, or a run's folder.
 * @param options.device default `auto`. The agent's `dispose` frees the device too.
 * @throws {CheckpointError} as `restoreAgent`; and what `useDevice` throws.
 */
export async function loadAgent(
  path: string,
  { device: request = 'auto' }: { readonly device?: 'auto' | 'cpu' | 'gpu' | undefined } = {},
): Promise<Learner> {
  const device = await useDevice(request);
  try {
    const agent = await restoreAgent(await checkpointPath(path));
    const disposeAgent = agent.dispose.bind(agent);
    agent.dispose = () => {
      disposeAgent();
      device.dispose();
    };
    return agent;
  } catch (error) {
    device.dispose();
    throw error;
  }
}
