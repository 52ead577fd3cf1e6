/**
 * Environment steps a second while learning CartPole-v1, beside Stable-Baselines3: the same hyperparameters (RL Baselines3 Zoo's
 * presets), the same number of steps, the same number of threads, in turns.
 *
 *     LUDUS_PYTHON=.venv-1.13/bin/python:.venv/bin/python node --import tsx bench/stable-baselines3.ts [--rounds 3] [--threads 1,2] [--agents dqn,ppo]
 *
 * LUDUS_PYTHON names the interpreters compared with, as PATH names folders; each needs Stable-Baselines3 and a PyTorch (docs/benchmarks.md says how
 * to have it with Debian's). Every run is a process of its own; loading is not in the time, the steps before the first gradient step are, in both.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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

function runOf(threads: string, command: string, args: readonly string[]): Run {
  const { stdout, stderr, status } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: threads, LUDUS_THREADS: threads },
  });
  const line = stdout.trim().split('\n').at(-1);
  if (status !== 0 || !line) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(line) as Run;
}

function median(sample: readonly number[]): number {
  return [...sample].sort((a, b) => a - b)[sample.length >> 1]!;
}

const speedOf = ({ steps, seconds }: Run) => steps / seconds;

/** Median and spread of steps a second, and steps a second of processor time. */
function speeds(runs: readonly Run[]): string {
  const all = runs.map(speedOf);
  const shown = (speed: number) => Math.round(speed).toLocaleString('en');
  const cpu = median(runs.map(({ steps, cpuSeconds }) => steps / cpuSeconds));
  return `${shown(median(all))} (${shown(Math.min(...all))}–${shown(Math.max(...all))}) | ${shown(cpu)}`;
}

/** Rows of the table: each Python's, then ours beside them. */
function compare(agent: Agent, threads: string, pythons: readonly string[], rounds: number): string[] {
  const ours: Run[] = [];
  const theirs = pythons.map((): Run[] => []);
  for (let round = 0; round < rounds; round++) {
    const seed = String(round);
    ours.push(
      runOf(threads, process.execPath, [...process.execArgv, process.argv[1]!, '--run', agent, '--seed', seed]),
    );
    for (const [i, python] of pythons.entries()) {
      theirs[i]!.push(runOf(threads, python, [PYTHON_SCRIPT, agent, String(CASES[agent].steps), seed]));
    }
  }
  const title = `| ${agent.toUpperCase()}, ${CASES[agent].steps} steps | ${threads} |`;
  return [
    `${title} Ludus | ${speeds(ours)} | |`,
    ...theirs.map((runs) => {
      const ratio = median(runs.map((run, i) => speedOf(ours[i]!) / speedOf(run)));
      return `${title} ${runs[0]!.versions} | ${speeds(runs)} | ${ratio.toFixed(1)}x |`;
    }),
  ];
}

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: 'dqn,ppo' },
    rounds: { type: 'string', default: '3' },
    run: { type: 'string' },
    seed: { type: 'string', default: '0' },
    threads: { type: 'string', default: '1,2' },
  },
});
if (values.run !== undefined) {
  console.log(JSON.stringify(await learn(values.run as Agent, Number(values.seed))));
} else {
  const pythons = (process.env.LUDUS_PYTHON ?? 'python3').split(delimiter);
  console.log(
    `CartPole-v1, RL Baselines3 Zoo's presets, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}; medians of ${values.rounds} rounds in turns (lowest–highest)\n`,
  );
  console.log('| agent | threads | | steps/s | steps/s of processor time | Ludus is faster, median of pairs |');
  console.log('|---|---:|---|---:|---:|---:|');
  for (const agent of values.agents.split(',') as Agent[]) {
    for (const threads of values.threads.split(',')) {
      for (const row of compare(agent, threads, pythons, Number(values.rounds))) console.log(row);
    }
  }
}
