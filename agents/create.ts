/** Making an agent by name: its schema checks the hyperparameters, its preset fills what was left out. */
import type { AgentSetup, Learner } from './core/learner.ts';
import { parseSettings } from './core/settings.ts';
import { DqnAgent } from './dqn/dqn.ts';
import { dqnSchema } from './dqn/hyperparameters.ts';
import type { AgentName } from './names.ts';
import { ppoSchema } from './ppo/hyperparameters.ts';
import { PpoAgent } from './ppo/ppo.ts';
import { presetFor } from './presets.ts';
import { RandomAgent, randomSchema } from './random/random.ts';
import { reinforceSchema } from './reinforce/hyperparameters.ts';
import { ReinforceAgent } from './reinforce/reinforce.ts';

/**
 * A new agent that has learned nothing. The tensor device (`useDevice` of `ludus/tensor`) must have been chosen before.
 *
 * @param overrides over the preset of (name, environment).
 * @throws {RangeError} on hyperparameters that are unknown or break their rules, or an unknown environment.
 * @throws {TypeError} on an environment whose spaces the agent cannot handle.
 */
export function createAgent(
  name: AgentName,
  setup: AgentSetup,
  overrides: Readonly<Record<string, unknown>> = {},
): Learner {
  const settings = { ...presetFor(name, setup.env).hyperparameters, ...overrides };
  const what = `hyperparameters of ${name}`;
  switch (name) {
    case 'dqn':
      return new DqnAgent(setup, parseSettings(dqnSchema, settings, what));
    case 'ppo':
      return new PpoAgent(setup, parseSettings(ppoSchema, settings, what));
    case 'reinforce':
      return new ReinforceAgent(setup, parseSettings(reinforceSchema, settings, what));
    case 'random':
      parseSettings(randomSchema, settings, what);
      return new RandomAgent(setup);
    default:
      return name satisfies never;
  }
}
