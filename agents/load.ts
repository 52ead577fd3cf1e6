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
 * @throws {CheckpointError} on a file that is missing, broken, without all that training takes, or does not fit this version of
 *   Ludus or its worlds.
 */
export function restoreAgent(path: string): Promise<Learner> {
  return restore(path, async (agent, { part, state }) => {
    if (part === 'policy') {
      throw new Error(
        'It holds a policy to act with, not what training goes on from. Give the folder of a run or its own checkpoint.',
      );
    }
    await agent.setState(state);
  });
}

/**
 * The agent of a checkpoint, of a policy alone or not, to act as it did, on the device that is in use.
 *
 * @throws {CheckpointError} on a file that is missing, broken, or does not fit this version of Ludus.
 */
export function restorePolicy(path: string): Promise<Learner> {
  return restore(path, (agent, { state }) => agent.setPolicy(state));
}

async function restore(
  path: string,
  take: (agent: Learner, checkpoint: AgentCheckpoint) => Promise<void>,
): Promise<Learner> {
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
      await take(agent, checkpoint);
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

export interface LoadOptions {
  /** Default `auto`. The agent's `dispose` frees the device too. */
  readonly device?: 'auto' | 'cpu' | 'gpu' | undefined;
}

/**
 * Reads an agent back, ready to act and to go on learning exactly.
 *
 * @param path a checkpoint, or a run's folder.
 * @throws {CheckpointError} as `restoreAgent`; and what `useDevice` throws.
 */
export function loadAgent(path: string, options: LoadOptions = {}): Promise<Learner> {
  return load(path, options, restoreAgent);
}

/**
 * Reads an agent back to act. What only training needs is left out, so that the checkpoint may be a policy's (`ludus export`), or of a
 * version of Ludus whose worlds kept other states.
 *
 * @param path a checkpoint, or a run's folder.
 * @throws {CheckpointError} as `restorePolicy`; and what `useDevice` throws.
 */
export function loadPolicy(path: string, options: LoadOptions = {}): Promise<Learner> {
  return load(path, options, restorePolicy);
}

async function load(
  path: string,
  { device: request = 'auto' }: LoadOptions,
  restoreFrom: (path: string) => Promise<Learner>,
): Promise<Learner> {
  const device = await useDevice(request);
  try {
    const agent = await restoreFrom(await checkpointPath(path));
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
