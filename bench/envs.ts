/**
 * Environment steps per second of processor time: ours, Gymnasium's (MiniGrid's) and EnvPool's, on the same machine in the same run.
 *
 *   npm run build:lib && LUDUS_PYTHON=.venv/bin/python node --import tsx bench/envs.ts [--seconds 0.3] [--repetitions 5] [--only CartPole]
 *
 * Ours is the built package, each case in a process of its own, as in a program that uses one world: V8 compiles the wrappers
 * for the worlds a process has, and stepping five kinds through them costs each about twice as much. A single environment is what
 * `make` gives, against `gymnasium.make`; a batch is what `makeVec` gives, against Gymnasium's vector entry point (CartPole) or its
 * loop, and against EnvPool with one thread, so that each has one core.
 *
 * Processor time (user and system, all threads of a process, garbage collection and compilation included) rather than the wall's:
 * on a shared machine it says what a step costs, not what the neighbours do. Repetitions are interleaved, one process at work at a
 * time; the figures are medians, with the lowest and highest beside them. Actions are drawn beforehand on all sides, resets count
 * on all.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Measured, OurCase } from './envs/our-case.ts';
import { type Peers, startPeers } from './envs/peers.ts';

const WORLDS = [
  'CartPole-v1',
  'MountainCar-v0',
  'MountainCarContinuous-v0',
  'Acrobot-v1',
  'Pendulum-v1',
  'FrozenLake-v1',
  'Taxi-v4',
  'CliffWalking-v1',
  'Blackjack-v1',
  'MiniGrid-Empty-5x5-v0',
  'MiniGrid-DoorKey-8x8-v0',
  'MiniGrid-FourRooms-v0',
  'MiniGrid-Dynamic-Obstacles-8x8-v0',
  'MiniGrid-KeyCorridorS6R3-v0',
];
const BATCHES = [1, 64, 1024];
/** Seconds before the first that count: V8 compiles, Python imports. */
const WARM_UP = 1;

type Side = 'ours' | 'gymnasium' | 'envpool';

/** Sorted steps per second of each side that has the case. */
type Rates = Readonly<Record<Side, readonly number[]>>;

async function measure(name: string, peers: Peers | null, seconds: number, repetitions: number): Promise<Rates> {
  const ours = new OurCase(name);
  const rates: Record<Side, number[]> = { ours: [], gymnasium: [], envpool: [] };
  for (let round = 0; round <= repetitions; round++) {
    const time = round === 0 ? WARM_UP : seconds;
    const results: Record<Side, Measured | null> = {
      ours: await ours.run(time),
      gymnasium: (await peers?.run(name, time)) ?? null,
      envpool: name.startsWith('vector:') ? ((await peers?.run(`envpool:${name}`, time)) ?? null) : null,
    };
    if (round === 0) continue;
    for (const side of Object.keys(rates) as Side[]) {
      const measured = results[side];
      if (measured !== null) rates[side].push(measured.steps / measured.seconds);
    }
  }
  ours.stop();
  for (const list of Object.values(rates)) list.sort((a, b) => a - b);
  return rates;
}

function median(rates: readonly number[]): number {
  return rates[Math.floor(rates.length / 2)]!;
}

function show(rates: readonly number[]): string {
  if (rates.length === 0) return '–';
  const format = (rate: number) => Math.round(rate).toLocaleString('en-US');
  return `${format(median(rates))} (${format(rates[0]!)}–${format(rates.at(-1)!)})`;
}

function ratio(mine: readonly number[], theirs: readonly number[]): string {
  return theirs.length === 0 ? '–' : `${(median(mine) / median(theirs)).toFixed(1)}x`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '0.3' },
      repetitions: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
    },
  });
  const seconds = Number(values.seconds);
  const repetitions = Number(values.repetitions);
  if (!(seconds > 0) || !Number.isInteger(repetitions) || repetitions < 1) {
    console.error('Cannot measure: --seconds is above 0 and --repetitions an integer of at least 1.');
    process.exitCode = 1;
    return;
  }
  const peers = await startPeers();
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}; Node ${process.versions.node}; ${peers?.versions ?? 'no Gymnasium'}`,
  );
  console.log(
    `Steps per second of processor time: median (lowest–highest) of ${repetitions} repetitions of ${seconds} s (the wall's), interleaved.\n`,
  );
  console.log('| case | Ludus | Gymnasium | ratio | EnvPool | ratio |');
  console.log('|---|---:|---:|---:|---:|---:|');
  const names = WORLDS.flatMap((id) => [`single:${id}`, ...BATCHES.map((count) => `vector:${id}:${count}`)]);
  for (const name of names.filter((name) => name.includes(values.only))) {
    const { ours, gymnasium, envpool } = await measure(name, peers, seconds, repetitions);
    const [kind, id, count] = name.split(':');
    const title = kind === 'single' ? `${id}, one` : `${id}, batch of ${Number(count).toLocaleString('en-US')}`;
    const row = [title, show(ours), show(gymnasium), ratio(ours, gymnasium), show(envpool), ratio(ours, envpool)];
    console.log(`| ${row.join(' | ')} |`);
  }
  peers?.stop();
}

await main();
