/**
 * Environment steps per second, ours against Gymnasium's on the same machine in the same run.
 *
 *   node --import tsx bench/envs.ts [--seconds 0.5] [--repetitions 7]
 *
 * Gymnasium is sought in `$LUDUS_PYTHON`, else `python3`; without it our figures stand alone, and the table says so. Repetitions
 * of all cases are interleaved, one process at work at a time; the figures are medians, with the lowest and highest
 * beside them. Actions are drawn beforehand on both sides, resets are counted on both.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { make, makeVec } from '../envs/index.ts';

const NUM_ENVS = 1024;
const CHUNK = 2048; // steps of a single environment between looks at the clock
const ACTION_BATCHES = 64;

interface Measured {
  readonly steps: number;
  readonly seconds: number;
}

type Runner = (seconds: number) => Measured | Promise<Measured>;

interface Case {
  readonly title: string;
  /** The case's name on the Python side. */
  readonly name: string;
  readonly ours: Runner;
}

/** Actions of no quality in particular: what is measured does not depend on it. */
function randomActions(length: number, count: number): Int32Array {
  return Int32Array.from({ length }, () => Math.floor(Math.random() * count));
}

function single(id: string, actionCount: number): Runner {
  const env = make(id);
  env.reset({ seed: 0 });
  const actions = Array.from(randomActions(CHUNK, actionCount));
  return (seconds) => {
    const start = performance.now();
    let steps = 0;
    let elapsed = 0;
    while (elapsed < seconds) {
      for (let i = 0; i < CHUNK; i++) {
        const result = env.step(actions[i]);
        if (result[2] || result[3]) env.reset();
      }
      steps += CHUNK;
      elapsed = (performance.now() - start) / 1000;
    }
    return { steps, seconds: elapsed };
  };
}

function vector(vectorizationMode: 'native' | 'sync'): Runner {
  const envs = makeVec('CartPole-v1', { numEnvs: NUM_ENVS, vectorizationMode });
  envs.reset({ seed: 0 });
  const batches = Array.from({ length: ACTION_BATCHES }, () => randomActions(NUM_ENVS, 2));
  return (seconds) => {
    const start = performance.now();
    let steps = 0;
    let elapsed = 0;
    while (elapsed < seconds) {
      for (const batch of batches) envs.step(batch);
      steps += NUM_ENVS * ACTION_BATCHES;
      elapsed = (performance.now() - start) / 1000;
    }
    return { steps, seconds: elapsed };
  };
}

interface Gymnasium {
  readonly versions: string;
  readonly cases: readonly string[];
  readonly run: (name: string, seconds: number) => Promise<Measured>;
  readonly stop: () => void;
}

/** Starts the Python side; null where Python has no Gymnasium, with the reason printed. */
async function startGymnasium(): Promise<Gymnasium | null> {
  const python = process.env.LUDUS_PYTHON ?? 'python3';
  const script = fileURLToPath(new URL('./python/gymnasium_envs.py', import.meta.url));
  const child: ChildProcessWithoutNullStreams = spawn(python, [script]);
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const gone = once(child, 'close').then(
    () => null,
    (error: Error) => {
      errors = error.message;
      return null;
    },
  );
  const next = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), gone]);
    return line === null || line.done === true ? null : JSON.parse(line.value);
  };
  const hello = (await next()) as { gymnasium: string; numpy: string; python: string; cases: string[] } | null;
  if (hello === null) {
    const reason = errors.trim().split('\n').at(-1) ?? '';
    console.log(`No Gymnasium to compare with (${python}: ${reason}). Set LUDUS_PYTHON to a Python that has it.\n`);
    return null;
  }
  return {
    versions: `Gymnasium ${hello.gymnasium}, numpy ${hello.numpy}, Python ${hello.python}`,
    cases: hello.cases,
    run: async (name, seconds) => {
      child.stdin.write(`${JSON.stringify({ case: name, seconds })}\n`);
      const measured = (await next()) as Measured | null;
      if (measured === null) throw new Error(`Gymnasium stopped while measuring ${name}: ${errors.trim()}`);
      return measured;
    },
    stop: () => child.stdin.end(),
  };
}

/** Sorted steps per second. */
type Rates = readonly number[];

function median(rates: Rates): number {
  return rates[Math.floor(rates.length / 2)]!;
}

function show(rates: Rates | undefined): string {
  if (rates === undefined) return '–';
  const format = (rate: number) => Math.round(rate).toLocaleString('en-US');
  return `${format(median(rates))} (${format(rates[0]!)}–${format(rates.at(-1)!)})`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '0.5' }, repetitions: { type: 'string', default: '7' } },
  });
  const seconds = Number(values.seconds);
  const repetitions = Number(values.repetitions);
  if (!(seconds > 0) || !Number.isInteger(repetitions) || repetitions < 1) {
    console.error('Cannot measure: --seconds is above 0 and --repetitions an integer of at least 1.');
    process.exitCode = 1;
    return;
  }
  const cases: readonly Case[] = [
    { title: 'CartPole-v1, `make`', name: 'single:CartPole-v1', ours: single('CartPole-v1', 2) },
    { title: `CartPole-v1, native batch of ${NUM_ENVS}`, name: 'vector:native', ours: vector('native') },
    { title: `CartPole-v1, sync loop of ${NUM_ENVS}`, name: 'vector:sync', ours: vector('sync') },
    { title: 'FrozenLake-v1, `make`', name: 'single:FrozenLake-v1', ours: single('FrozenLake-v1', 4) },
    {
      title: 'MiniGrid-Empty-5x5-v0, `make`',
      name: 'single:MiniGrid-Empty-5x5-v0',
      ours: single('MiniGrid-Empty-5x5-v0', 7),
    },
  ];
  const gymnasium = await startGymnasium();
  const rates = new Map<string, number[]>();
  const note = (key: string, measured: Measured) => {
    const list = rates.get(key) ?? [];
    rates.set(
      key,
      [...list, measured.steps / measured.seconds].sort((a, b) => a - b),
    );
  };
  // Round 0 warms both sides up and is not counted.
  for (let round = 0; round <= repetitions; round++) {
    for (const { name, ours } of cases) {
      const mine = await ours(seconds);
      const theirs = gymnasium?.cases.includes(name) ? await gymnasium.run(name, seconds) : null;
      if (round === 0) continue;
      note(`ours:${name}`, mine);
      if (theirs !== null) note(`theirs:${name}`, theirs);
    }
  }
  gymnasium?.stop();

  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}; Node ${process.versions.node}; ${gymnasium?.versions ?? 'no Gymnasium'}`,
  );
  console.log(
    `Steps per second: median (lowest–highest) of ${repetitions} repetitions of ${seconds} s, interleaved.\n`,
  );
  console.log('| case | Ludus | Gymnasium | ratio |');
  console.log('|---|---:|---:|---:|');
  for (const { title, name } of cases) {
    const mine = rates.get(`ours:${name}`);
    const theirs = rates.get(`theirs:${name}`);
    const ratio = mine === undefined || theirs === undefined ? '–' : `${(median(mine) / median(theirs)).toFixed(1)}x`;
    console.log(`| ${title} | ${show(mine)} | ${show(theirs)} | ${ratio} |`);
  }
}

await main();
