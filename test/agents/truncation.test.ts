/**
 * Truncation bootstraps, termination does not. A world of one state, reward 1, whose episodes are one step long: where the
 * step terminates the state is worth 1; where a time limit truncates it the state is worth r / (1 - gamma) = 2 at gamma
 * 1/2, because nothing but the limit ended it. A learner that mixes the two up learns the other number.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createAgent } from '../../agents/create.ts';
import type { AgentName } from '../../agents/names.ts';
import { Discrete, type ResetResult, register, type StepResult, World } from '../../envs/index.ts';
import { useDevice } from '../../tensor/index.ts';

class OneState extends World<number, number> {
  readonly observationSpace = new Discrete(1);
  readonly actionSpace = new Discrete(2);
  readonly metadata = { renderModes: [], renderFps: 1 };
  readonly #terminates: boolean;

  constructor(terminates: boolean) {
    super();
    this.#terminates = terminates;
  }

  protected begin(): ResetResult<number> {
    return [0, {}];
  }

  step(action: number): StepResult<number> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    if (this.#terminates) this.phase = 'ended';
    return [0, 1, this.#terminates, false, {}];
  }

  protected saveWorld() {
    return null;
  }

  protected checkWorld() {}

  protected loadWorld() {}
}

/** Networks without hidden layers over a one-hot observation of one state: the value is kernel + bias. */
const COMMON = { hidden: [], gamma: 0.5 };

/** PPO's networks as one, the critic's head last; REINFORCE's as two. */
type Saved = { readonly weights: Float32Array[] } | { readonly value: Float32Array[] };

async function critic(state: unknown): Promise<number> {
  const saved = state as Saved;
  const [kernel, bias] = ('value' in saved ? saved.value : saved.weights).slice(-2);
  return kernel![0]! + bias![0]!;
}

const CASES: readonly [AgentName, number, Record<string, unknown>][] = [
  ['dqn', 800, { ...COMMON, learningRate: 0.05, learningStarts: 50, trainEvery: 2, targetUpdateEvery: 10 }],
  ['dqn', 800, { ...COMMON, learningRate: 0.05, learningStarts: 50, trainEvery: 2, targetUpdateEvery: 10, nStep: 3 }],
  ['ppo', 1600, { ...COMMON, learningRate: 0.05, numEnvs: 2, rolloutSteps: 16, minibatchSize: 32 }],
  ['reinforce', 1600, { ...COMMON, baselineLearningRate: 0.05, episodesPerUpdate: 8 }],
];

beforeAll(async () => {
  await useDevice('cpu');
  register({ id: 'test/Terminates-v0', entryPoint: () => new OneState(true) });
  register({ id: 'test/Truncates-v0', entryPoint: () => new OneState(false), maxEpisodeSteps: 1 });
});

describe.each(CASES)('%s', (name, totalSteps, hyperparameters) => {
  test.each([
    ['test/Terminates-v0', 1], // the one reward
    ['test/Truncates-v0', 2], // 1 / (1 - 1/2)
  ])(`on %s learns the value %d (${JSON.stringify(hyperparameters)})`, async (env, expected) => {
    const agent = createAgent(name, { env, kwargs: {}, seed: 1 }, hyperparameters);
    await agent.learn({ totalSteps, stopAtMeanReturn: null });
    const values =
      name === 'dqn'
        ? (await agent.act(0, { deterministic: true })).policy!.values
        : [await critic(await agent.getState())];
    // Far from the wrong number, which is 1 away; the learning rates leave about a hundredth.
    for (const value of values) expect(Math.abs(value - expected)).toBeLessThan(0.1);
    agent.dispose();
  });
});
