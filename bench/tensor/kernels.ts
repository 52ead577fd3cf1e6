/**
 * Single kernels, one thread: best and median microseconds of a command on operands in cache, taken in turns.
 *
 *     npx -p node@24 node --import tsx bench/tensor/kernels.ts [--vectors 128] [--rounds 30]
 *
 * To compare two states of the kernels, run it in a checkout of each, in turns.
 */
import { parseArgs } from 'node:util';
import { floatBits } from '../../tensor/backend/engine.ts';
import * as op from '../../tensor/backend/opcodes.ts';
import { createEngine } from '../../tensor/backend/wasm.ts';

const { values: options } = parseArgs({
  options: { vectors: { type: 'string' }, rounds: { type: 'string', default: '30' } },
});
const vectors =
  options.vectors === undefined ? {} : { vectors: options.vectors === '128' ? (128 as const) : (256 as const) };
const engine = await createEngine({ threads: 1, ...vectors });

const FLOATS = 262_144;
const [out, x, y] = [0, 0, 0].map(() => engine.allocate(FLOATS * 4)) as [number, number, number];
for (const at of [x, y]) {
  const numbers = engine.f32(at, FLOATS);
  for (let i = 0; i < FLOATS; i++) numbers[i] = 3 * Math.sin(i * 12.9898 + at);
}

// An optimizer's slots, and the numbers that it reads: its rate, the scale of the gradients, Adam's state.
const slots = [0, 0, 0].map(() => engine.allocate(FLOATS * 4)) as [number, number, number];
for (const at of slots) engine.f32(at, FLOATS).fill(0.01);
const [rate, scale, state] = [1e-6, 1, 0.5].map((value) => {
  const at = engine.allocate(16);
  engine.f32(at, 4).fill(value);
  return at;
}) as [number, number, number];
const adam = (n: number) => {
  const words = [0.9, 0.999, 1e-8, 0].map(floatBits);
  return [op.ADAM, out, x, slots[0], slots[1], n, rate, scale, state, ...words];
};
const rmsprop = [0.9, 0, 1e-8].map(floatBits);

const unary = (kind: number) => [op.UNARY, kind, out, x, 16_384, 0, 0];
const binary = (kind: number) => [op.BINARY, kind, out, x, y, 1, 16_384, 1, 1];
const product = (m: number, n: number, k: number, a = 0, b = 0) => [
  op.MATMUL,
  out,
  x,
  y,
  0,
  m,
  n,
  k,
  a,
  b,
  1,
  0,
  0,
  0,
  0,
  0,
];

/** Name, then opcode and arguments. */
const KERNELS: readonly (readonly [string, readonly number[]])[] = [
  ['exp, 16,384', unary(op.UNARY_EXP)],
  ['log, 16,384', unary(op.UNARY_LOG)],
  ['sigmoid, 16,384', unary(op.UNARY_SIGMOID)],
  ['tanh, 16,384', unary(op.UNARY_TANH)],
  ['erf, 16,384', unary(op.UNARY_ERF)],
  ['add, 16,384', binary(op.BINARY_ADD)],
  ['step product, 16,384', binary(op.BINARY_STEP_PRODUCT)],
  ['subtract a column, 256 x 2', [op.BINARY, op.BINARY_SUB, out, x, y, 2, 256, 2, 2, 1, 1, 0]],
  ['softmax, 4,096 rows of 64', [op.SOFTMAX, out, x, 4096, 64, 0]],
  ['tanh product, 16,384', binary(op.BINARY_TANH_PRODUCT)],
  ['Adam, 65,536', adam(65_536)],
  ['Adam, 4,096', adam(4096)],
  ['Adam, 2', adam(2)],
  ['SGD, 65,536', [op.SGD, out, x, 65_536, rate, scale, 0]],
  ['momentum, 65,536', [op.MOMENTUM, out, x, slots[0], 65_536, rate, scale, floatBits(0.9), 0, 0]],
  ['RMSProp, 65,536', [op.RMSPROP, out, x, slots[1], slots[2], 0, 65_536, rate, scale, ...rmsprop]],
  ['sum of squares, 65,536', [op.SUM_SQUARES, slots[0], x, 65_536]],
  ['sums of columns, 64 x 256', [op.REDUCE, op.REDUCE_SUM, out, x, 1, 64, 256]],
  ['sums of columns, 1,024 x 128', [op.REDUCE, op.REDUCE_SUM, out, x, 1, 1024, 128]],
  ['sums of rows, 1,024 x 128', [op.REDUCE, op.REDUCE_SUM, out, x, 1024, 128, 1]],
  ['sums of rows, 256 x 2', [op.REDUCE, op.REDUCE_SUM, out, x, 256, 2, 1]],
  ['product 64 x 2 x 256, a turned', product(64, 2, 256, 1)],
  ['product 256 x 2 x 64', product(256, 2, 64)],
  ['product 64 x 256 x 256', product(64, 256, 256)],
  ['product 64 x 256 x 256, b turned', product(64, 256, 256, 0, 1)],
  ['product 256 x 64 x 64', product(256, 64, 64)],
];

const runs = KERNELS.map(([name, [opcode, ...args]]) => {
  const program = engine.load(Int32Array.of(opcode!, args.length + 3, 1, ...args));
  for (let i = 0; i < 200; i++) program.run(); // until V8 has compiled it for good
  return { name, program, times: [] as number[] };
});
const REPEATS = 20;
for (let round = 0; round < Number(options.rounds); round++) {
  for (const { program, times } of runs) {
    const begun = performance.now();
    for (let i = 0; i < REPEATS; i++) program.run();
    times.push(((performance.now() - begun) / REPEATS) * 1000);
  }
}
console.log(`Node ${process.version}\n\n| kernel | best, us | median, us |\n|---|---:|---:|`);
for (const { name, times } of runs) {
  times.sort((a, b) => a - b);
  console.log(`| ${name} | ${times[0]!.toFixed(2)} | ${times[times.length >> 1]!.toFixed(2)} |`);
}
engine.close();
