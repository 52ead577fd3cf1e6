/**
 * The training backend against PyTorch and plain tfjs, in one run: the works take turns, so that whatever else the machine does
 * meets all of them. Prints a Markdown table: best and median milliseconds, the quartiles' spread, and the ratio of medians.
 *
 *     LUDUS_PYTHON=/usr/bin/python3 npx tsx bench/tensor/index.ts [--threads 2] [--only mlp] [--seconds 0.3] [--rounds 5]
 *
 * `node --experimental-wasm-revectorize --import tsx bench/tensor/index.ts` measures V8's 256-bit vectors (Node 24 and newer).
 *
 * Without LUDUS_PYTHON, or where it has no torch, only tfjs's own backend is compared with.
 */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { LudusBackend } from '../../tensor/backend/backend.ts';
import { registerLudus } from '../../tensor/backend/index.ts';
import { tf } from '../../tensor/tf.ts';
import { works } from './works.ts';

const { values: options } = parseArgs({
  options: {
    threads: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '0.3' },
    rounds: { type: 'string', default: '5' },
  },
});
const threads = Number(options.threads);
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);

interface Rival {
  readonly version: string;
  time(name: string): Promise<number[]>;
  close(): void;
}

async function pytorch(): Promise<Rival | null> {
  const python = process.env.LUDUS_PYTHON;
  if (!python) return null;
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

registerLudus({ threads });
await tf.setBackend('ludus');
const { engine } = tf.backend() as LudusBackend;
const rival = await pytorch();
const vectors = process.execArgv.includes('--experimental-wasm-revectorize')
  ? '256-bit vectors where V8 finds them'
  : '128-bit vectors';
console.log(
  `Node ${process.version}, ${threads} thread(s), ${engine.build} build, ${vectors}; PyTorch ${rival?.version ?? 'not found'}. ` +
    'Milliseconds: best / median (quartiles).\n',
);
console.log('| work | ours | GFLOPS best | PyTorch | ours over PyTorch (medians) | tfjs cpu |');
console.log('|---|---|---|---|---|---|');
for (const work of works(() => engine)) {
  if (!work.name.includes(options.only)) continue;
  const run = work.build();
  for (let i = 0; i < 5; i++) run(); // record, then warm up
  let mine: number[] = [];
  let theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    mine = mine.concat(time(run));
    if (rival) theirs = theirs.concat(await rival.time(work.name));
  }
  let plain = '';
  if (work.tfjs) {
    await tf.setBackend('cpu');
    const slow = work.build();
    slow();
    plain = summary(time(slow)).text;
    await tf.setBackend('ludus');
  }
  const ours = summary(mine);
  const other = rival ? summary(theirs) : null;
  const rate = work.flops ? (work.flops / ours.best / 1e6).toFixed(1) : '';
  const ratio = other ? `${(other.median / ours.median).toFixed(2)}x` : '';
  console.log(`| ${work.name} | ${ours.text} | ${rate} | ${other?.text ?? ''} | ${ratio} | ${plain} |`);
}
rival?.close();
process.exit(0);
