import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluate, loadAgent, type RunInfo, resumeTraining, streamEpisodes, train } from '../../../agents/index.ts';
import { SMALL_RUNS } from './fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ludus-train-'));
});
afterAll(() => rm(folder, { recursive: true }));

const [DQN, PPO] = SMALL_RUNS;
let names = 0;
const fresh = () => join(folder, `run-${names++}`);
const read = (directory: string, file: string) => readFile(join(directory, file), 'utf8');

describe('train', () => {
  test('leaves a folder with configuration, curve, checkpoint and result', async () => {
    let info: RunInfo | null = null;
    const result = await train(
      { ...DQN!, out: fresh() },
      {
        onRun: (run) => {
          info = run;
        },
      },
    );
    expect((await readdir(result.directory)).sort()).toEqual([
      'checkpoint.ludus',
      'config.json',
      'metrics.jsonl',
      'result.json',
    ]);
    expect(info).toMatchObject({
      directory: result.directory,
      totalSteps: 1600,
      startStep: 0,
      renderFps: 50,
      actionNames: ['left', 'right'],
    });
    expect(JSON.parse(await read(result.directory, 'config.json'))).toEqual(info!.config);
    expect(info!.config.hyperparameters).toMatchObject({
      hidden: [8], // given
      double: true, // the preset's
      priorityAlpha: 0.6, // the default
    });
    expect(JSON.parse(await read(result.directory, 'result.json'))).toEqual(result);
    expect(result).toMatchObject({ step: 1600, stoppedBy: 'budget' });
    const points = (await read(result.directory, 'metrics.jsonl')).trim().split('\n');
    expect(points.map((point) => JSON.parse(point).step)).toEqual([500, 1000, 1500]);
  });

  test.each(SMALL_RUNS.map((run) => [run.agent, run] as const))(
    'writes the same curve to the last byte from the same seed: %s',
    async (_, config) => {
      const [a, b] = [await train({ ...config, out: fresh() }), await train({ ...config, out: fresh() })];
      expect(await read(a.directory, 'metrics.jsonl')).toBe(await read(b.directory, 'metrics.jsonl'));
    },
  );

  test('stops when solved, and not where told to go on', async () => {
    // FrozenLake's threshold is 0.7; from a map of two cells, start and goal, random actions reach it soon.
    const easy = {
      env: 'FrozenLake-v1',
      agent: 'random' as const,
      kwargs: { desc: ['SG'], isSlippery: false },
      steps: 5000,
      device: 'cpu' as const,
    };
    const solved = await train({ ...easy, out: fresh() });
    expect(solved).toMatchObject({ stoppedBy: 'solved', meanReturn: 1, episode: 100 });
    expect(solved.step).toBeLessThan(5000);
    const all = await train({ ...easy, out: fresh(), stopWhenSolved: false });
    expect(all).toMatchObject({ stoppedBy: 'budget', step: 5000 });
  });

  test('a signal saves and stops, and the run can be resumed to the same end', async () => {
    const stop = new AbortController();
    const out = fresh();
    const stopped = await train(
      { ...PPO!, out },
      {
        signal: stop.signal,
        listener: {
          metrics: ({ step }) => {
            if (step >= 700) stop.abort();
          },
        },
      },
    );
    expect(stopped.stoppedBy).toBe('signal');
    expect(stopped.step).toBeLessThan(1600);
    const resumed = await resumeTraining(out);
    const whole = await train({ ...PPO!, out: fresh() });
    expect(await read(out, 'metrics.jsonl')).toBe(await read(whole.directory, 'metrics.jsonl'));
    expect(resumed.step).toBe(whole.step);
  });

  test('a resumed run may be given more steps', async () => {
    const { directory } = await train({ ...PPO!, steps: 400, out: fresh() });
    const more = await resumeTraining(directory, { steps: 800 });
    expect(more.step).toBe(800);
    expect(JSON.parse(await read(directory, 'config.json')).steps).toBe(800);
  });

  test('hands the thread back often enough for messages to pass', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    // Thousands of forwards and hundreds of gradient steps: without turns of its own, the loop would run none of these.
    await train({ ...DQN!, steps: 3000, out: fresh() });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  test('refuses what it cannot do in one clear error, and leaves nothing behind', async () => {
    const out = fresh();
    await expect(train({ ...DQN!, out, env: 'CartPole-v9' })).rejects.toThrow(/CartPole-v9/);
    await expect(train({ ...DQN!, out, env: 'CratPole-v1' })).rejects.toThrow(/CartPole-v1/);
    await expect(train({ ...DQN!, out, hyperparameters: { batchsize: 3 } })).rejects.toThrow(
      /Did you mean batchSize\?/,
    );
    await expect(readdir(out)).rejects.toThrow(/ENOENT/);
    const taken = fresh();
    await mkdir(taken);
    await writeFile(join(taken, 'precious.txt'), 'mine');
    await expect(train({ ...DQN!, out: taken })).rejects.toThrow(/new or an empty folder/);
    expect(await readdir(taken)).toEqual(['precious.txt']);
    await expect(resumeTraining(taken)).rejects.toThrow(/folder of a run/);
  });
});

describe('evaluate, loadAgent and streamEpisodes', () => {
  let run: string;
  beforeAll(async () => {
    run = (await train({ ...PPO!, out: fresh() })).directory;
  });

  test('evaluation is greedy, seeded, and streams its episodes', async () => {
    const agent = await loadAgent(run, { device: 'cpu' });
    const seeds: unknown[] = [];
    let steps = 0;
    const listener = {
      episodeStart: (event: { start: unknown }) => {
        seeds.push(event.start);
      },
      step: () => {
        steps += 1;
      },
    };
    const first = await evaluate(agent, { episodes: 7, seed: 1, listener });
    const second = await evaluate(run, { episodes: 7, seed: 1, device: 'cpu' });
    expect(second).toEqual(first);
    expect(first.returns).toHaveLength(7);
    expect(first.returns).toEqual(first.lengths); // CartPole pays 1 a step
    expect(steps).toBe(first.lengths.reduce((sum, length) => sum + length, 0));
    expect(new Set(seeds.map((start) => JSON.stringify(start))).size).toBe(7);
    const mean = first.returns.reduce((sum, value) => sum + value, 0) / 7;
    expect(first.mean).toBeCloseTo(mean, 12);
    expect(first.std ** 2).toBeCloseTo(first.returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7, 8);
    agent.dispose();
  });

  test('a stream plays episode after episode at the pace it is given until it is stopped', async () => {
    const agent = await loadAgent(run, { device: 'cpu' });
    const stop = new AbortController();
    let paced = 0;
    let ended = 0;
    const episodes = await streamEpisodes(agent, {
      seed: 3,
      signal: stop.signal,
      pace: async () => {
        paced += 1;
      },
      listener: {
        episodeEnd: () => {
          ended += 1;
          if (ended === 3) stop.abort();
        },
      },
    });
    expect(episodes).toBe(3);
    expect(paced).toBeGreaterThan(3 * 8); // no CartPole episode is shorter than 8 steps
    agent.dispose();
  });

  test('a checkpoint that is missing, foreign or broken is refused', async () => {
    await expect(loadAgent(join(folder, 'nowhere'), { device: 'cpu' })).rejects.toThrow(/nowhere/);
    const broken = fresh();
    await mkdir(broken);
    const bytes = await readFile(join(run, 'checkpoint.ludus'));
    await writeFile(join(broken, 'checkpoint.ludus'), bytes.subarray(0, bytes.length / 2));
    await expect(loadAgent(broken, { device: 'cpu' })).rejects.toThrow(/cut short/);
  });
});
