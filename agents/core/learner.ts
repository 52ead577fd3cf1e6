/**
 * What an implementation of an agent adds to the public contract: its whole state, out and in. Files are not its business:
 * `save` is the same for all.
 */
import type { Kwargs } from '../../envs/core/env.ts';
import type { Agent } from './agent.ts';
import { writeCheckpoint } from './checkpoint.ts';

/** What an agent is made from, beside its hyperparameters. The tensor device must have been chosen before. */
export interface AgentSetup {
  /** A registered environment. */
  readonly env: string;
  readonly kwargs: Kwargs;
  readonly seed: number;
}

export interface Learner extends Agent {
  readonly setup: AgentSetup;
  /** Resolved: every field present. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Environment steps learned from. */
  readonly step: number;
  /** Everything that what comes next depends on; exact whenever `learn` is not in the middle of a step. */
  getState(): Promise<unknown>;
  /** Restores what `getState` gave, in an agent of the same setup and hyperparameters. */
  setState(state: unknown): Promise<void>;
  /** The part of `getState`'s that `act` depends on. */
  getPolicy(): Promise<unknown>;
  /**
   * Restores what `getPolicy` gave, or that part of what `getState` gave: states of worlds, which another version may not
   * understand, are not looked at. Learning then begins with these weights.
   */
  setPolicy(state: unknown): Promise<void>;
}

export const AGENT_FORMAT = 'ludus.agent';

/** The payload of a checkpoint. */
export interface AgentCheckpoint {
  readonly format: typeof AGENT_FORMAT;
  readonly agent: string;
  readonly setup: AgentSetup;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly step: number;
  /** What `state` is of: the policy alone, or (where it is not there) everything. */
  readonly part?: 'policy';
  readonly state: unknown;
}

export async function saveLearner(learner: Learner, path: string): Promise<void> {
  await writeCheckpoint(path, { ...description(learner), state: await learner.getState() });
}

/** A checkpoint to act with and not to go on from: a fraction of the size, for publishing. */
export async function savePolicy(learner: Learner, path: string): Promise<void> {
  await writeCheckpoint(path, { ...description(learner), part: 'policy', state: await learner.getPolicy() });
}

function description(learner: Learner): Omit<AgentCheckpoint, 'part' | 'state'> {
  return {
    format: AGENT_FORMAT,
    agent: learner.name,
    setup: learner.setup,
    hyperparameters: learner.hyperparameters,
    step: learner.step,
  };
}
