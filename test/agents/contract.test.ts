/**
 * One contract for all agents: each law is run over each agent, so that a new one joins by its line in `AGENTS`.
 * Hyperparameters are small: the laws do not depend on them, and a law takes seconds.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainingListener } from '../../agents/core/agent.ts';
import { type AgentSetup, type Learner, savePolicy } from '../../agents/core/learner.ts';
import { createAgent } from '../../agents/create.ts';
import { restoreAgent, restorePolicy } from '../../agents/load.ts';
import { AGENT_NAMES, type AgentName } from '../../agents/names.ts';
import { make, registeredEnvs } from '../../envs/index.ts';
import { tf, useDevice } from '../../tensor/index.ts';
import { CATCH, DIALS, registerTestWorlds } from './worlds.ts';

interface Case {
  readonly title: string;
  readonly agent: AgentName;
  readonly hyperparameters: Record<string, unknown>;
  /** Environment steps that are enough to learn something and to end several episodes. */
  readonly steps: number;
}

const DQN = { hidden: [8], batchSize: 8, bufferSize: 150, learningStarts: 20, trainEvery: 4, targetUpdateEvery: 10 };
const PPO = { hidden: [8], numEnvs: 3, rolloutSteps: 20, minibatchSize: 25, epochs: 2 };

const CASES: readonly Case[] = [
  { title: 'dqn', agent: 'dqn', hyperparameters: DQN, steps: 300 },
  {
    title: 'dqn with every option',
    agent: 'dqn',
    hyperparameters: { ...DQN, double: true, dueling: true, prioritised: true, nStep: 3, annealLearningRate: true },
    steps: 300,
  },
  {
    title: 'dqn, noisy',
    agent: 'dqn',
    hyperparameters: { ...DQN, noisy: true, dueling: true, double: true },
    steps: 300,
  },
  { title: 'dqn with three environments', agent: 'dqn', hyperparameters: { ...DQN, numEnvs: 3, nStep: 2 }, steps: 300 },
  { title: 'ppo', agent: 'ppo', hyperparameters: PPO, steps: 300 },
  {
    title: 'ppo with every option',
    agent: 'ppo',
    hyperparameters: {
      ...PPO,
      normaliseObservations: true,
      normaliseRewards: true,
      clipRewards: true,
      annealClipRange: true,
    },
    steps: 300,
  },
  { title: 'reinforce', agent: 'reinforce', hyperparameters: { hidden: [8], episodesPerUpdate: 2 }, steps: 300 },
  { title: 'random', agent: 'random', hyperparameters: {}, steps: 300 },
];

/** Box, Discrete, Dict and picture observations; ends by termination and by truncation. */
const DISCRETE_WORLDS = ['CartPole-v1', 'FrozenLake-v1', 'MiniGrid-Empty-5x5-v0', CATCH];
/** For agents whose policies act in them: one number, several choices. */
const OTHER_ACTIONS = ['Pendulum-v1', DIALS];

/** All that it can act in for an agent as it is by default; for each set of options one or two. */
function worldsOf({ agent, title }: Case): readonly string[] {
  if (title !== agent) return agent === 'dqn' ? ['CartPole-v1', CATCH] : ['CartPole-v1', 'Pendulum-v1'];
  return agent === 'dqn' ? DISCRETE_WORLDS : [...DISCRETE_WORLDS, ...OTHER_ACTIONS];
}

const setup = (env: string, seed = 3): AgentSetup => ({ env, kwargs: {}, seed });

let folder: string;
beforeAll(async () => {
  registerTestWorlds();
  await useDevice('cpu');
  folder = await mkdtemp(join(tmpdir(), 'ludus-agents-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Everything a listener hears but the time-dependent progress, one line each. */
function recorder(): { readonly lines: string[]; readonly listener: TrainingListener } {
  const lines: string[] = [];
  const write = (kind: string) => (event: unknown) => {
    lines.push(`${kind} ${JSON.stringify(event)}`);
  };
  return {
    lines,
    listener: {
      episodeStart: write('start'),
      step: write('step'),
      episodeEnd: write('end'),
      metrics: write('metrics'),
    },
  };
}

/** Learns to `until` steps of a budget of `steps`, by a signal where that is earlier. */
async function learn(agent: Learner, steps: number, listener: TrainingListener = {}, until = steps) {
  const stop = new AbortController();
  let heard = 0;
  return agent.learn({
    totalSteps: steps,
    stopAtMeanReturn: null,
    listener,
    checkpointEvery: until,
    onCheckpoint: async () => {
      heard += 1;
      if (heard === 1 && until < steps) stop.abort();
    },
    signal: stop.signal,
  });
}

describe.each(CASES)('$title', (testCase) => {
  const { agent: name, hyperparameters, steps } = testCase;
  const WORLDS = worldsOf(testCase);
  const create = (env: string, seed?: number) => createAgent(name, setup(env, seed), hyperparameters);

  test.each(WORLDS)('acts within the action space of %s, before and after learning', async (id) => {
    const agent = create(id);
    const env = make(id);
    for (let round = 0; round < 2; round++) {
      let [observation] = env.reset({ seed: round });
      for (let i = 0; i < 20; i++) {
        const { action, policy } = await agent.act(observation, { deterministic: i % 2 === 0 });
        expect(env.actionSpace.contains(action)).toBe(true);
        for (const value of policy?.values ?? []) expect(Number.isFinite(value)).toBe(true);
        const [next, , terminated, truncated] = env.step(action);
        [observation] = terminated || truncated ? env.reset() : [next];
      }
      await learn(agent, steps);
    }
    expect(agent.step).toBeGreaterThanOrEqual(steps);
    agent.dispose();
    env.close();
  });

  test.each(WORLDS)('learns the same from the same seed on %s, and something else from another', async (id) => {
    const run = async (seed: number) => {
      const agent = create(id, seed);
      const { lines, listener } = recorder();
      await learn(agent, steps, listener);
      const state = await agent.getState();
      agent.dispose();
      return { lines, state };
    };
    const [first, second, other] = [await run(1), await run(1), await run(2)];
    expect(second).toEqual(first);
    expect(other.lines).not.toEqual(first.lines);
  });

  test('learns the same whether or not anyone listens or acts meanwhile', async () => {
    const states: unknown[] = [];
    for (const watched of [false, true]) {
      const agent = create('CartPole-v1');
      await learn(agent, steps, watched ? recorder().listener : { metrics() {} });
      const { streams: _, actingSpace: __, ...state } = (await agent.getState()) as Record<string, unknown>;
      states.push(state);
      if (watched) await agent.act(new Float32Array(4));
      agent.dispose();
    }
    expect(states[1]).toEqual(states[0]);
  });

  test('saved and loaded, it acts the same', async () => {
    const agent = create('CartPole-v1');
    await learn(agent, steps);
    const path = join(folder, 'act.ludus');
    await agent.save(path);
    const loaded = await restoreAgent(path);
    for (let i = 0; i < 20; i++) {
      const observation = new Float32Array([i / 10 - 1, 0.1, 0.02 * i - 0.2, -0.3]);
      const options = { deterministic: i % 2 === 0 };
      expect(await loaded.act(observation, options)).toEqual(await agent.act(observation, options));
    }
    agent.dispose();
    loaded.dispose();
  });

  test('its policy alone acts the same, is a fraction of the size, and training does not go on from it', async () => {
    const agent = create('CartPole-v1');
    await learn(agent, steps);
    const [whole, alone] = [join(folder, 'whole.ludus'), join(folder, 'policy.ludus')];
    await agent.save(whole);
    await savePolicy(agent, alone);
    for (const path of [whole, alone]) {
      const loaded = await restorePolicy(path);
      expect(loaded.step).toBe(agent.step);
      for (let i = 0; i < 5; i++) {
        const observation = new Float32Array([i / 10 - 1, 0.1, 0.02 * i - 0.2, -0.3]);
        const decision = await loaded.act(observation, { deterministic: true });
        expect(decision).toEqual(
          name === 'random' ? expect.anything() : await agent.act(observation, { deterministic: true }),
        );
      }
      loaded.dispose();
    }
    expect((await stat(alone)).size).toBeLessThan((await stat(whole)).size);
    await expect(restoreAgent(alone)).rejects.toThrow('It holds a policy to act with, not what training goes on from.');
    agent.dispose();
  });

  test('its policy is read where the states of its worlds cannot be', async () => {
    const agent = create('CartPole-v1');
    await learn(agent, steps, {}, Math.floor(steps / 2) - 7);
    const state = (await agent.getState()) as Record<string, unknown>;
    agent.dispose();
    const environments = 'of an older version';
    const old =
      'environment' in state
        ? { ...state, environment: environments }
        : { ...state, worlds: { ...(state.worlds as object), environments } };
    const acting = create('CartPole-v1');
    await acting.setPolicy(old);
    expect(acting.step).toBe(state.step);
    await expect(acting.setState(old)).rejects.toThrow();
    acting.dispose();
  });

  test.each(WORLDS)('stopped half-way on %s, saved, loaded and resumed, it ends bit for bit the same', async (id) => {
    const whole = recorder();
    const uninterrupted = create(id);
    await learn(uninterrupted, steps, whole.listener);

    const before = recorder();
    const first = create(id);
    const { stoppedBy, step } = await learn(first, steps, before.listener, Math.floor(steps / 2) - 7);
    expect(stoppedBy).toBe('signal');
    expect(step).toBeLessThan(steps);
    const path = join(folder, 'half.ludus');
    await first.save(path);
    first.dispose();

    const after = recorder();
    const resumed = await restoreAgent(path);
    await learn(resumed, steps, after.listener);
    expect(await resumed.getState()).toEqual(await uninterrupted.getState());
    const curve = (lines: string[]) => lines.filter((line) => line.startsWith('metrics'));
    expect([...curve(before.lines), ...curve(after.lines)]).toEqual(curve(whole.lines));
    uninterrupted.dispose();
    resumed.dispose();
  });

  test('resumed, it tells the running episode from its start', async () => {
    const agent = create('CartPole-v1');
    await learn(agent, steps, {}, Math.floor(steps / 2) - 7);
    const { lines, listener } = recorder();
    await learn(agent, 3 * steps, listener);
    const outcome = lines.find((line) => line.startsWith('end'));
    const firstEnd = lines.indexOf(outcome!);
    expect(lines[0]).toMatch(/^start/);
    const { length } = (JSON.parse(outcome!.slice(4)) as { outcome: { length: number } }).outcome;
    expect(lines.slice(0, firstEnd).filter((line) => line.startsWith('step'))).toHaveLength(length);
    agent.dispose();
  });

  test('reports episodes of environment 0 that replay exactly', async () => {
    const agent = create('CartPole-v1');
    const env = make('CartPole-v1');
    let sum = 0;
    let ended = 0;
    let done = false;
    await learn(agent, steps, {
      episodeStart({ start }) {
        if (start.kind !== 'state') throw new Error('training episodes start from states');
        env.setState(start.state);
        sum = 0;
        done = false;
      },
      step({ action, reward }) {
        const [, replayed, terminated, truncated] = env.step(env.actionSpace.valueFromJSON(action));
        expect(replayed).toBe(reward);
        sum += reward;
        done = terminated || truncated;
      },
      episodeEnd({ outcome }) {
        expect(done).toBe(true);
        expect(outcome.return).toBe(sum);
        ended += 1;
      },
    });
    expect(ended).toBeGreaterThan(1);
    agent.dispose();
    env.close();
  });

  test('leaks no tensor', async () => {
    const agent = create('CartPole-v1');
    await learn(agent, steps); // the first updates may allocate moments
    const before = tf.memory().numTensors;
    await learn(agent, 2 * steps);
    for (let i = 0; i < 10; i++) await agent.act(new Float32Array(4));
    await agent.getState();
    expect(tf.memory().numTensors).toBe(before);
    agent.dispose();
  });

  test('disposed, it leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const agent = create('CartPole-v1');
    await learn(agent, steps);
    agent.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('createAgent', () => {
  const bundled = registeredEnvs().filter((spec) => spec.bundled);
  const actionsOf = (id: string) => make(id).actionSpace.type;

  const CAN_ACT: Readonly<Record<AgentName, readonly string[]>> = {
    dqn: ['Discrete'],
    ppo: ['Discrete', 'MultiDiscrete', 'Box'],
    reinforce: ['Discrete', 'MultiDiscrete', 'Box'],
    random: [...new Set(bundled.map(({ id }) => actionsOf(id)))],
  };

  // A network for raw pictures takes seconds to draw; the contract has a small one of them.
  const isSmall = (id: string) => (make(id).observationSpace.shape ?? []).reduce((size, n) => size * n, 1) < 10_000;

  test.each(AGENT_NAMES)('makes %s for every world it can act in, its presets accepted by its schema', (name) => {
    const worlds = bundled.filter(({ id }) => CAN_ACT[name].includes(actionsOf(id)) && isSmall(id));
    expect(worlds.length).toBeGreaterThan(50);
    for (const { id } of worlds) {
      const agent = createAgent(name, setup(id));
      expect(agent).toMatchObject({ name, envId: id, step: 0 });
      agent.dispose();
    }
  });

  test.each(AGENT_NAMES)('refuses to make %s for other actions, naming the rule', (name) => {
    for (const { id } of bundled.filter(({ id }) => !CAN_ACT[name].includes(actionsOf(id)) && isSmall(id))) {
      expect(() => createAgent(name, setup(id))).toThrow(/Discrete/);
    }
  });

  test('names unknown hyperparameters and the nearest known ones', () => {
    expect(() => createAgent('dqn', setup('CartPole-v1'), { learning_rate: 1, gamma: 2 })).toThrow(
      /hyperparameters of dqn.*"gamma": must be a number in \[0, 1\] \(got 2\).*"learning_rate"\. Did you mean learningRate or/s,
    );
    expect(() => createAgent('random', setup('CartPole-v1'), { gamma: 1 })).toThrow(/unknown key "gamma"/);
  });
});
