/**
 * Environment steps a second while learning CartPole-v1, beside Stable-Baselines3: the same hyperparameters (RL Baselines3 Zoo's
 * presets), the same number of steps, the same number of threads (one unless said), in turns.
 *
 *     LUDUS_PYTHON=.venv/bin/python node --import tsx bench/stable-baselines3.ts [--rounds 3] [--threads 1]
 *
 * The Python needs `pip install torch stable-baselines3`. Every run is a process of its own; loading is not in the time, the steps
 * before the first gradient step are, in both.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseTrainConfig, train } from '../agents/index.ts';

/**
 * RL Baselines3 Zoo, `hyperparams/dqn.yml` and `hyperparams/ppo.yml`, over Stable-Baselines3's defaults. What our own presets for
 * CartPole-v1 would set otherwise is said as well.
 */
const CASES = {
  dqn: {
    steps: 10_240,
    hyperparameters: {
      hidden: [256, 256],
      learningRate: 2.3e-3,
      batchSize: 64,
      bufferSize: 100_000,
      learningStarts: 1_000,
      gamma: 0.99,
      targetUpdateEvery: 128, // every 10 steps there, looked at every 256 of them: once in 128 gradient steps
      trainEvery: 256,
      gradientSteps: 128,
      explorationFraction: 0.16,
      finalEpsilon: 0.04,
      nStep: 1,
      double: false,
      annealLearningRate: false,
      maxGradNorm: 10,
    },
  },
  ppo: {
    steps: 25_600,
    hyperparameters: {
      hidden: [64, 64],
      numEnvs: 8,
      rolloutSteps: 32,
      minibatchSize: 256,
      epochs: 20,
      learningRate: 1e-3,
      annealLearningRate: true,
      gamma: 0.98,
      gaeLambda: 0.8,
      clipRange: 0.2,
      annealClipRange: true,
      entropyCoefficient: 0,
      valueCoefficient: 0.5,
      maxGradNorm: 0.5,
    },
  },
} as const;

type Agent = keyof typeof CASES;

interface Run {
  readonly steps: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly versions?: string;
}

const PYTHON_SCRIPT = fileURLToPath(new URL('python/stable_baselines3_speed.py', import.meta.url));

/** One run of ours, in the process of its own that this file starts with `--run`. */
async function learn(agent: Agent, seed: number): Promise<Run> {
  const { steps, hyperparameters } = CASES[agent];
  const folder = mkdtempSync(join(tmpdir(), 'ludus-bench-'));
  try {
    const common = { env: 'CartPole-v1', agent, seed, device: 'cpu', hyperparameters, stopWhenSolved: false } as const;
    await train(parseTrainConfig({ ...common, steps: 1_280, out: join(folder, 'warm') }));
    const before = process.cpuUsage();
    const result = await train(parseTrainConfig({ ...common, steps, out: join(folder, 'run') }));
    const { user, system } = process.cpuUsage(before);
    return { steps: result.step, seconds: result.wallSeconds, cpuSeconds: (user + system) / 1e6 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runOf(command: string, args: readonly string[]): Run {
  const { stdout, stderr, status } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: values.threads, LUDUS_THREADS: values.threads },
  });
  const line = stdout.trim().split('\n').at(-1);
  if (status !== 0 || !line) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(line) as Run;
}

function median(sample: readonly number[]): number {
  return [...sample].sort((a, b) => a - b)[sample.length >> 1]!;
}

/** Median and spread of steps a second. */
function row(runs: readonly Run[]): string {
  const speeds = runs.map(({ steps, seconds }) => steps / seconds);
  const cpu = median(runs.map(({ steps, cpuSeconds }) => steps / cpuSeconds));
  const shown = (speed: number) => Math.round(speed).toLocaleString('en');
  return `${shown(median(speeds))} (${shown(Math.min(...speeds))}–${shown(Math.max(...speeds))}), ${shown(cpu)} a CPU second`;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    run: { type: 'string' },
    seed: { type: 'string', default: '0' },
    threads: { type: 'string', default: '1' },
  },
});
if (values.run !== undefined) {
  console.log(JSON.stringify(await learn(values.run as Agent, Number(values.seed))));
} else {
  const python = process.env.LUDUS_PYTHON ?? 'python3';
  let versions = '';
  const lines: string[] = [];
  for (const agent of Object.keys(CASES) as Agent[]) {
    const ours: Run[] = [];
    const theirs: Run[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const seed = String(round);
      ours.push(runOf(process.execPath, [...process.execArgv, process.argv[1]!, '--run', agent, '--seed', seed]));
      const run = runOf(python, [PYTHON_SCRIPT, agent, String(CASES[agent].steps), seed]);
      theirs.push(run);
      versions = run.versions ?? '';
    }
    const ratio = median(ours.map((our, i) => our.steps / our.seconds / (theirs[i]!.steps / theirs[i]!.seconds)));
    lines.push(
      `| ${agent.toUpperCase()}, ${CASES[agent].steps} steps | ${row(ours)} | ${row(theirs)} | ${ratio.toFixed(1)}x |`,
    );
  }
  console.log(
    `CartPole-v1, RL Baselines3 Zoo's presets, threads: ${values.threads}, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}; ${versions}\n`,
  );
  console.log('| agent | Ludus, steps/s | Stable-Baselines3, steps/s | ratio, median of pairs |');
  console.log('|---|---:|---:|---:|');
  for (const line of lines) console.log(line);
}
