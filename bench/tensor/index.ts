/**
 * The training backend against PyTorch and plain tfjs, in one run: the works take turns, so that whatever else the machine does
 * meets all of them. Prints a Markdown table for each number of threads: best and median milliseconds, the quartiles' spread, and PyTorch's median
 * over ours (above 1x: we are faster).
 *
 *     LUDUS_PYTHON=/usr/bin/python3:.venv/bin/python npm run bench:tensor -- [--threads 1,2] [--only mlp] [--seconds 0.3] [--rounds 4] [--vectors 128]
 *
 * LUDUS_PYTHON names the interpreters whose torch is compared with, as PATH names folders; without it, or where they have no torch, only tfjs's own
 * backend is compared with. It measures the Node it runs on: 256-bit vectors want 24 or newer. Some three minutes for two PyTorchs and `--threads 1,2`.
 */

import { spawn, spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { LudusBackend } from '../../tensor/backend/backend.ts';
import { registerLudus } from '../../tensor/backend/index.ts';
import { tf } from '../../tensor/tf.ts';
import { works } from './works.ts';

const { values: options } = parseArgs({
  options: {
    threads: { type: 'string', default: '1,2' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '0.3' },
    rounds: { type: 'string', default: '4' },
    vectors: { type: 'string' },
  },
});
// An engine is made once a process.
const counts = options.threads.split(',').map(Number);
if (counts.length > 1) {
  for (const count of counts) {
    const args = [...process.execArgv, process.argv[1]!, ...process.argv.slice(2), '--threads', String(count)];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  process.exit(0);
}
const threads = counts[0]!;
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);

interface Rival {
  readonly version: string;
  time(name: string): Promise<number[]>;
  close(): void;
}

async function pytorch(python: string): Promise<Rival | null> {
  const child = spawn(python, [fileURLToPath(new URL('pytorch.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${threads}\n`);
  const first = await lines.next();
  if (first.done) return null;
  return {
    version: first.value,
    async time(name) {
      child.stdin.write(`${name}\t${seconds}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error(`pytorch.py ended at "${name}".`);
      return JSON.parse(answer.value);
    },
    close: () => child.stdin.end(),
  };
}

function time(run: () => void): number[] {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (times.length < 3 || performance.now() < end) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return times;
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
}

interface Summary {
  readonly best: number;
  readonly median: number;
  readonly text: string;
}

function summary(times: number[]): Summary {
  const sorted = times.sort((a, b) => a - b);
  const [best, median] = [sorted[0] as number, quantile(sorted, 0.5)];
  const digits = (x: number): string => x.toPrecision(3);
  const text = `${digits(best)} / ${digits(median)} (${digits(quantile(sorted, 0.25))} to ${digits(quantile(sorted, 0.75))})`;
  return { best, median, text };
}

const vectors = options.vectors === undefined ? undefined : (Number(options.vectors) as 128 | 256);
const plan = registerLudus({ threads, vectors });
await tf.setBackend('ludus');
const { engine } = tf.backend() as LudusBackend;
const pythons = (process.env.LUDUS_PYTHON ?? '').split(delimiter).filter((python) => python !== '');
const rivals: Rival[] = [];
for (const python of pythons) {
  const rival = await pytorch(python);
  if (rival === null) console.error(`${python} has no torch: left out.`);
  else rivals.push(rival);
}
console.log(
  `\nNode ${process.version}, ${threads === 1 ? 'one thread' : `${threads} threads`} each, ${plan.build} build, ${plan.vectors}-bit vectors. ` +
    "Milliseconds: best / median (quartiles); x: PyTorch's median over ours.\n",
);
const titles = rivals.flatMap(({ version }) => [`PyTorch ${version}`, 'x']);
console.log(`| work | ours | GFLOPS best | ${titles.map((title) => `${title} | `).join('')}tfjs cpu |`);
console.log(`|---|---|---:|${titles.map((_, i) => (i % 2 === 0 ? '---|' : '---:|')).join('')}---|`);
for (const work of works(() => engine)) {
  if (!work.name.includes(options.only)) continue;
  const run = work.build();
  for (let i = 0; i < 5; i++) run(); // record, then warm up
  let mine: number[] = [];
  const theirs: number[][] = rivals.map(() => []);
  for (let round = 0; round < rounds; round++) {
    mine = mine.concat(time(run));
    for (const [i, rival] of rivals.entries()) theirs[i] = theirs[i]!.concat(await rival.time(work.name));
  }
  let plain = '';
  if (work.tfjs && threads === 1) {
    await tf.setBackend('cpu');
    const slow = work.build();
    slow();
    plain = summary(time(slow)).text;
    await tf.setBackend('ludus');
  }
  const ours = summary(mine);
  const rate = work.flops ? (work.flops / ours.best / 1e6).toFixed(1) : '';
  const others = theirs.map(summary).map(({ text, median }) => `${text} | ${(median / ours.median).toFixed(2)}x | `);
  console.log(`| ${work.name} | ${ours.text} | ${rate} | ${others.join('')}${plain} |`);
}
for (const rival of rivals) rival.close();
process.exit(0);
