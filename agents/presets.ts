/**
 * What is known to work where: hyperparameters and a budget for (agent, environment), over the agent's own defaults.
 * Figures for each are in `docs/agents.md`.
 */
import type { AgentName } from './names.ts';

export interface Preset {
  /** Environment steps. */
  readonly steps: number;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

/** A budget to begin with where nothing is known. */
const DEFAULT_STEPS = 200_000;

const CARTPOLE: Readonly<Record<AgentName, Preset>> = {
  dqn: {
    steps: 200_000,
    hyperparameters: {},
  },
  ppo: {
    steps: 200_000,
    hyperparameters: {},
  },
  reinforce: {
    steps: 200_000,
    hyperparameters: {},
  },
  random: { steps: 10_000, hyperparameters: {} },
};

const PRESETS: Readonly<Record<string, Partial<Readonly<Record<AgentName, Preset>>>>> = {
  'CartPole-v0': CARTPOLE,
  'CartPole-v1': CARTPOLE,
};

export function presetFor(agent: AgentName, env: string): Preset {
  return PRESETS[env]?.[agent] ?? { steps: DEFAULT_STEPS, hyperparameters: {} };
}
