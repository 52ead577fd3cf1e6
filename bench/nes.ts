/**
 * Frames per second of processor time: our NES core and the worlds on it, jsnes 3 as it is on npm and in our worlds, nes-py, and ale-py's
 * vectorised Pong.
 *
 *   npm run build:lib && node --import tsx bench/nes.ts [--rom other.nes]... [--repetitions 5] [--seconds 0.4]
 *   LUDUS_PYTHON=.venv/bin/python adds nes-py and ale-py, where it has them.
 *
 * Processor time (user and system) rather than the wall's: on a shared machine it says what a frame costs, not what the neighbours
 * do. Rounds are interleaved, the figures medians with the lowest and highest beside them. Pads change every frame.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NES } from 'jsnes';
import { makeVec } from '../envs/index.ts';
import type { ObservationOptions } from '../envs/nes/core/engine.ts';
import { createLudusBatch } from '../envs/nes/core/ludus-batch.ts';
import { createLudusEngine } from '../envs/nes/core/ludus-engine.ts';
import { createJsnesBatch } from '../envs/nes/jsnes/jsnes-batch.ts';

const PONG = fileURLToPath(new URL('../roms-fetch/pong/pong.nes', import.meta.url));
const CONSOLES = 16;
/** Environments that the presets train on. */
const TRAINED = 8;
/** What is compared with where it is there: a name, a script beside this that prints frames per second, its arguments. */
const PEERS = [
  { name: 'nes-py, Pong, every frame drawn', script: 'nes_py_pong.py', files: [PONG] },
  { name: 'ale-py AtariVectorEnv Pong, skip 4, 84x84 grey, stack 4', script: 'ale_pong.py', files: [] },
];
const STANDARD: ObservationOptions = {
  frameSkip: 4,
  maxOfTwo: true,
  crop: { left: 0, top: 0, width: 256, height: 240 },
  width: 84,
  height: 84,
  color: 'grayscale',
  stack: 4,
};
/** Frames before the first that count: past a title, and compiled. */
const WARM_UP = 400;

/** What is timed: does some work and says how many units it was. */
interface Case {
  readonly name: string;
  readonly unit: 'frames/s' | 'us each';
  readonly work: () => number;
}

function casesOf(file: string): Case[] {
  const rom = new Uint8Array(readFileSync(file));
  const name = basename(file, '.nes');
  const ours = createLudusEngine(rom);
  const unseen = createLudusEngine(rom);
  const jsnes = new NES({ emulateSound: false });
  jsnes.loadROM(rom);
  const batch = createLudusBatch(rom, CONSOLES, STANDARD);
  const unstacked = createLudusBatch(rom, CONSOLES, { ...STANDARD, maxOfTwo: false });
  const theirs = createJsnesBatch(rom, 1, { ...STANDARD, maxOfTwo: false });
  ours.run(WARM_UP, true); // so that there is a picture to save
  const state = ours.saveState();
  let pad = 0;
  const runOurs = (engine: typeof ours, draw: boolean) => () => {
    for (let frame = 0; frame < 100; frame++) {
      engine.setPads(pad++ & 0xf7, 0);
      engine.run(1, draw);
    }
    return 100;
  };
  const runBatch = (of: typeof batch) => () => {
    of.pads.fill(pad++ & 0xf7);
    of.step();
    return of.numInstances * STANDARD.frameSkip;
  };
  return [
    { name: `${name}: ludus, every frame drawn`, unit: 'frames/s', work: runOurs(ours, true) },
    { name: `${name}: ludus, none drawn`, unit: 'frames/s', work: runOurs(unseen, false) },
    { name: `${name}: ludus, skip 4, max of 2, 84x84 grey, stack 4`, unit: 'frames/s', work: runBatch(batch) },
    { name: `${name}: ludus, skip 4, last frame, 84x84 grey, stack 4`, unit: 'frames/s', work: runBatch(unstacked) },
    {
      name: `${name}: jsnes, sound off, every frame drawn`,
      unit: 'frames/s',
      work: () => {
        for (let frame = 0; frame < 20; frame++) jsnes.frame();
        return 20;
      },
    },
    {
      name: `${name}: jsnes in the world, skip 4, last frame, 84x84 grey, stack 4`,
      unit: 'frames/s',
      work: runBatch(theirs),
    },
    {
      name: `${name}: ludus, saveState (${state.length} bytes)`,
      unit: 'us each',
      work: () => {
        for (let index = 0; index < 200; index++) ours.saveState();
        return 200;
      },
    },
    {
      name: `${name}: ludus, loadState`,
      unit: 'us each',
      work: () => {
        for (let index = 0; index < 200; index++) ours.loadState(state);
        return 200;
      },
    },
  ];
}

/** What a step of `Pong-v0` in a batch of 8, as agents train on it, is made of: each case does the one before and something more. */
function splitOfPong(): Case[] {
  const rom = new Uint8Array(readFileSync(PONG));
  const crop = { left: 0, top: 32, width: 256, height: 192 };
  const batch = createLudusBatch(rom, TRAINED, { ...STANDARD, maxOfTwo: false, crop });
  const envs = makeVec('Pong-v0', { numEnvs: TRAINED });
  envs.reset({ seed: 1 });
  const actions = new Int32Array(TRAINED);
  let step = 0;
  const run = (draw: boolean) => () => {
    for (const console of batch.instances) {
      console.setPads(step++ & 0xf7, 0);
      console.run(STANDARD.frameSkip, draw);
    }
    return TRAINED * STANDARD.frameSkip;
  };
  const observed = () => {
    batch.pads.fill(step++ & 0xf7);
    batch.step();
    return TRAINED * STANDARD.frameSkip;
  };
  const whole = () => {
    for (let row = 0; row < TRAINED; row++) actions[row] = (step++ >> 3) % 3;
    envs.step(actions);
    return TRAINED * STANDARD.frameSkip;
  };
  return [
    { name: `Pong-v0 in a batch of ${TRAINED}: consoles`, unit: 'frames/s', work: run(false) },
    { name: `Pong-v0 in a batch of ${TRAINED}: and drawing`, unit: 'frames/s', work: run(true) },
    { name: `Pong-v0 in a batch of ${TRAINED}: and observing`, unit: 'frames/s', work: observed },
    { name: `Pong-v0 in a batch of ${TRAINED}: all of makeVec`, unit: 'frames/s', work: whole },
  ];
}

/** Units per processor second. */
function rate({ work }: Case, seconds: number): number {
  const start = process.cpuUsage();
  let units = 0;
  for (;;) {
    units += work();
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1e6;
    if (spent >= seconds) return units / spent;
  }
}

function show(values: readonly number[], unit: Case['unit']): string {
  const sorted = values.map((value) => (unit === 'us each' ? 1e6 / value : value)).sort((a, b) => a - b);
  const digits = unit === 'us each' ? 1 : 0;
  const text = (value: number) => value.toLocaleString('en', { maximumFractionDigits: digits });
  const median = sorted[sorted.length >> 1]!;
  return `${text(median)} (${text(sorted[0]!)} to ${text(sorted.at(-1)!)}) ${unit}`;
}

const { values } = parseArgs({
  options: {
    rom: { type: 'string', multiple: true, default: [] },
    repetitions: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.4' },
  },
});
const cases = [...[PONG, ...values.rom].flatMap(casesOf), ...splitOfPong()];
const rates = cases.map((): number[] => []);
for (const { work } of cases) for (let units = 0; units < WARM_UP; ) units += work();
const python = process.env.LUDUS_PYTHON;
const peers = PEERS.map((): number[] => []);
const absent = PEERS.map((): string => (python === undefined ? 'left out: LUDUS_PYTHON names no python' : ''));
for (let round = 0; round < Number(values.repetitions); round++) {
  cases.forEach((one, index) => {
    rates[index]!.push(rate(one, Number(values.seconds)));
  });
  PEERS.forEach(({ script, files }, index) => {
    if (python === undefined || absent[index] !== '') return;
    const path = fileURLToPath(new URL(`nes/${script}`, import.meta.url));
    const { stdout, stderr, status, error } = spawnSync(python, [path, values.seconds, ...files], { encoding: 'utf8' });
    if (status === 0) peers[index]!.push(Number(stdout.trim().split('\n').at(-1)));
    else absent[index] = `left out: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
  });
}
console.log(
  `Node ${process.version}, ${values.repetitions} rounds of ${values.seconds} s of processor time each; median (least to most).`,
);
cases.forEach(({ name, unit }, index) => {
  console.log(`${name}: ${show(rates[index]!, unit)}`);
});
PEERS.forEach(({ name }, index) => {
  console.log(`${name}: ${absent[index] || show(peers[index]!, 'frames/s')}`);
});
