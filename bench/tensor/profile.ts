/**
 * Where a captured step's time goes: each command of its program timed alone (best), summed by opcode and shape, and the kernels that
 * still run as JavaScript between commands.
 *
 *     npx tsx bench/tensor/profile.ts "transformer" [--repeats 30] [--top 25]
 *
 * A command is run many times in a row on its own operands, so that what it finds in cache is what a small step would; for a step
 * whose tensors exceed the cache the sum comes out below the step's own time, which is printed beside it.
 */

import { parseArgs } from 'node:util';
import type { LudusBackend } from '../../tensor/backend/backend.ts';
import { registerLudus } from '../../tensor/backend/index.ts';
import * as op from '../../tensor/backend/opcodes.ts';
import { tf } from '../../tensor/tf.ts';
import { works } from './works.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: 'string', default: '30' },
    top: { type: 'string', default: '25' },
    threads: { type: 'string', default: '1' },
  },
});
const repeats = Number(options.repeats);
const top = Number(options.top);

// opcodes.ts lists the opcodes first among constants of many kinds: these are those that name a command.
const KINDS = /^(CAST|UNARY|BINARY|COMPARE|LOGICAL|CHECK|REDUCE|RANDOM|ACTIVATION)_/;
const COMMANDS = new Set(['UNARY_I32', 'BINARY_I32', 'COMPARE_I32', 'LOGICAL_NOT', 'RANDOM_ADVANCE']);
const opcodeNames = new Map(
  Object.entries(op)
    .filter(([name]) => COMMANDS.has(name) || !KINDS.test(name))
    .map(([name, code]) => [code as number, name]),
);

/** What of a command tells it from others of its opcode: the arguments that are no addresses. */
function label(words: Int32Array): string {
  const name = opcodeNames.get(words[0]!) ?? `opcode ${words[0]}`;
  const numbers = [...words.subarray(3)].filter((word) => Math.abs(word) < 100_000);
  return `${name} ${numbers.join(' ')}`;
}

registerLudus({ threads: Number(options.threads) });
await tf.setBackend('ludus');
const backend = tf.backend() as LudusBackend;
const { engine } = backend;

const loaded: Int32Array[] = [];
const load = engine.load.bind(engine);
engine.load = (words) => {
  loaded.push(words.slice());
  return load(words);
};

/** The best of `repeats`: on a machine that others use too, what the command itself costs. */
function time(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

for (const work of works(() => engine)) {
  if (!work.name.includes(positionals[0] ?? '')) continue;
  loaded.length = 0;
  const before = new Set(backend.programs);
  const run = work.build();
  for (let i = 0; i < 8; i++) run();
  const programs = [...backend.programs].filter((program) => !before.has(program));
  if (programs.length === 0) continue;
  const whole = time(run);
  const sums = new Map<string, { count: number; ms: number }>();
  let total = 0;
  for (const words of loaded) {
    for (let at = 0; at < words.length; at += words[at + 1]!) {
      const command = words.subarray(at, at + words[at + 1]!);
      const program = load(command);
      for (let i = 0; i < 3; i++) program.run();
      const ms = time(() => program.run());
      program.release();
      const sum = sums.get(label(command)) ?? { count: 0, ms: 0 };
      sum.count++;
      sum.ms += ms;
      total += ms;
      sums.set(label(command), sum);
    }
  }
  console.log(`\n${work.name}: ${whole.toFixed(3)} ms a step; its commands, alone, ${total.toFixed(3)} ms`);
  const fallbacks = programs.flatMap((program) => program.fallbacks);
  console.log(`kernels in JavaScript: ${fallbacks.length === 0 ? 'none' : fallbacks.join(', ')}`);
  for (const [name, { count, ms }] of [...sums].sort((a, b) => b[1].ms - a[1].ms).slice(0, top)) {
    console.log(`${ms.toFixed(3).padStart(9)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${count} x ${name}`);
  }
}
engine.close();
