/**
 * Makes one command of two where the second only finishes what the first computed: a product or convolution and its bias, and
 * its activation; what tfjs composes the gradients of relu, tanh and sigmoid from. In training tfjs does not fuse these itself, so that
 * each gradient finds its input.
 *
 * The fused command has the bits of the two: an eager run, a recording and its replays give the same numbers. Two commands are
 * fused when one follows the other and nobody else reads what is between them.
 */

import { HEADER_WORDS } from '../layout.ts';
import * as op from '../opcodes.ts';
import type { Block } from '../records.ts';
import { accessOf } from './effects.ts';
import { KernelSegment } from './kernel-segment.ts';
import { blockFinder, type Part } from './prune.ts';

/** Where a product's command has what fusing touches, among its arguments. */
interface Product {
  readonly bias: number;
  readonly activation: number;
  readonly alpha: number;
  /** Rows and columns of the output. */
  size(args: Int32Array): { rows: number; columns: number };
  /** Whether it adds to what its output held, which leaves no room for a bias. */
  adds(args: Int32Array): boolean;
}

const PRODUCTS: ReadonlyMap<number, Product> = new Map([
  [
    op.MATMUL,
    {
      ...{ bias: 3, activation: 12, alpha: 13 },
      size: (args) => ({ rows: args[9]! * args[4]!, columns: args[5]! }),
      adds: (args) => args[14] !== 0,
    },
  ],
  [
    op.CONV,
    {
      ...{ bias: 3, activation: 4, alpha: 5 },
      size: (args) => ({ rows: args[6]! * args[10]! * args[11]!, columns: args[12]! }),
      adds: () => false,
    },
  ],
]);

const ACTIVATIONS: ReadonlyMap<number, number> = new Map([
  [op.UNARY_RELU, op.ACTIVATION_RELU],
  [op.UNARY_RELU6, op.ACTIVATION_RELU6],
  [op.UNARY_ELU, op.ACTIVATION_ELU],
  [op.UNARY_SIGMOID, op.ACTIVATION_SIGMOID],
  [op.UNARY_TANH, op.ACTIVATION_TANH],
  [op.UNARY_LEAKY_RELU, op.ACTIVATION_LEAKY_RELU],
]);

/** A function of what an activation had or gave, and its product with the gradient that comes in. */
const GRADIENTS: ReadonlyMap<number, number> = new Map([
  [op.UNARY_STEP, op.BINARY_STEP_PRODUCT],
  [op.UNARY_ONE_MINUS_SQUARE, op.BINARY_TANH_PRODUCT],
  [op.UNARY_TIMES_ONE_MINUS, op.BINARY_SIGMOID_GRAD],
]);

/** Positions of arguments, as `opcodes.ts` lists them. */
const BINARY_ARGS = { kind: 0, out: 1, a: 2, b: 3, rank: 4, dims: 5, strideA: 6, strideB: 7 } as const; // dims and strides of rank 1
const UNARY_ARGS = { kind: 0, out: 1, x: 2, n: 3, p0: 4 } as const;

/**
 * @param parts The program, in order.
 * @param blocks The recording's own blocks.
 * @param results Blocks that are read after the program.
 * @param numberAt The float32 at an address where it is a constant of the program, else null.
 */
export function fuse(
  parts: readonly Part[],
  blocks: readonly Block[],
  results: readonly Block[],
  numberAt: NumberAt,
): Part[] {
  const baseOf = blockFinder(blocks);
  const steps = parts.flatMap(commandsOf);
  const uses = steps.map((step) => usesOf(step, baseOf));
  const kept: Part[] = [];
  steps.forEach((step, i) => {
    const previous = kept.at(-1);
    const fused =
      previous instanceof Int32Array && step instanceof Int32Array ? join(previous, step, baseOf, numberAt) : null;
    if (fused !== null && isDead(fused.between, uses, i + 1, results)) kept[kept.length - 1] = fused.words;
    else kept.push(step);
  });
  return concatenated(kept);
}

type NumberAt = (address: number) => number | null;

interface Fused {
  readonly words: Int32Array;
  /** The address of what the first command wrote and the second read, which the fused one never writes. */
  readonly between: number;
}

/** The two as one command; null when they are no pair. */
function join(
  first: Int32Array,
  second: Int32Array,
  baseOf: (address: number) => number | null,
  numberAt: NumberAt,
): Fused | null {
  const fused =
    finishProduct(first, second) ??
    oneMinusSquare(first, second, numberAt) ??
    timesOneMinus(first, second, numberAt) ??
    gradient(first, second);
  if (fused === null || baseOf(fused.between) !== fused.between) return null;
  // A product reads its operands while it writes: its new output may not be where one of them was.
  if (PRODUCTS.has(first[0]!)) {
    const { writes, reads } = accessOf(fused.words, 0)!;
    const out = baseOf(writes[0]!);
    if (out === null || reads.some((address) => baseOf(address) === out)) return null;
  }
  return fused;
}

/** A product, then its bias or its activation. */
function finishProduct(first: Int32Array, second: Int32Array): Fused | null {
  const product = PRODUCTS.get(first[0]!);
  if (product === undefined) return null;
  const words = first.slice();
  const args = words.subarray(HEADER_WORDS);
  const next = second.subarray(HEADER_WORDS);
  const between = args[0]!;
  const { rows, columns } = product.size(args);
  if (args[product.activation] !== op.ACTIVATION_NONE || product.adds(args)) return null;
  if (second[0] === op.UNARY) {
    const activation = ACTIVATIONS.get(next[UNARY_ARGS.kind]!);
    if (activation === undefined || next[UNARY_ARGS.x] !== between) return null;
    args[product.activation] = activation;
    args[product.alpha] = next[UNARY_ARGS.p0]!;
    args[0] = next[UNARY_ARGS.out]!;
    return { words, between };
  }
  if (second[0] !== op.BINARY || next[BINARY_ARGS.kind] !== op.BINARY_ADD || args[product.bias] !== 0) return null;
  const bias = biasOf(next, between, rows, columns);
  if (bias === null) return null;
  args[product.bias] = bias;
  args[0] = next[BINARY_ARGS.out]!;
  return { words, between };
}

/** The operand that is added to each row of the [rows, columns] at `between`; null when the sum is another. */
function biasOf(args: Int32Array, between: number, rows: number, columns: number): number | null {
  const [a, b, rank] = [args[BINARY_ARGS.a]!, args[BINARY_ARGS.b]!, args[BINARY_ARGS.rank]!];
  if ((a === between) === (b === between)) return null;
  const shape = [...args.subarray(BINARY_ARGS.dims)]; // dims, strides of a, strides of b
  const [matrix, vector] =
    rank === 1
      ? [[1], [1]]
      : [
          [columns, 1],
          [0, 1],
        ];
  const dims = rank === 1 ? [columns] : [rows, columns];
  if (rank === 1 && rows !== 1) return null;
  const expected = [...dims, ...(a === between ? [...matrix, ...vector] : [...vector, ...matrix])];
  if (rank > 2 || shape.some((word, i) => word !== expected[i])) return null;
  return a === between ? b : a;
}

/** x * x, then one minus it. */
function oneMinusSquare(first: Int32Array, second: Int32Array, numberAt: NumberAt): Fused | null {
  const square = first.subarray(HEADER_WORDS);
  if (first[0] !== op.UNARY || square[UNARY_ARGS.kind] !== op.UNARY_SQUARE) return null;
  const between = square[UNARY_ARGS.out]!;
  if (oneLess(second, numberAt) !== between) return null;
  const args = second.subarray(HEADER_WORDS);
  if (args[BINARY_ARGS.dims] !== square[UNARY_ARGS.n]) return null;
  const words = first.slice();
  words[HEADER_WORDS + UNARY_ARGS.kind] = op.UNARY_ONE_MINUS_SQUARE;
  words[HEADER_WORDS + UNARY_ARGS.out] = args[BINARY_ARGS.out]!;
  return { words, between };
}

/** 1 - x, then x times it. */
function timesOneMinus(first: Int32Array, second: Int32Array, numberAt: NumberAt): Fused | null {
  const x = oneLess(first, numberAt);
  if (x === null) return null;
  const less = first.subarray(HEADER_WORDS);
  const between = less[BINARY_ARGS.out]!;
  if (otherFactor(second, between, less[BINARY_ARGS.dims]!) !== x) return null;
  const out = second[HEADER_WORDS + BINARY_ARGS.out]!;
  const args = [op.UNARY_TIMES_ONE_MINUS, out, x, less[BINARY_ARGS.dims]!, 0, 0];
  return { words: Int32Array.of(op.UNARY, HEADER_WORDS + args.length, second[2]!, ...args), between };
}

/** The x of 1 - x, where that is what the command computes. */
function oneLess(words: Int32Array, numberAt: NumberAt): number | null {
  const args = words.subarray(HEADER_WORDS);
  if (words[0] !== op.BINARY || args[BINARY_ARGS.kind] !== op.BINARY_SUB || args[BINARY_ARGS.rank] !== 1) return null;
  if (args[BINARY_ARGS.strideA] !== 0 || args[BINARY_ARGS.strideB] !== 1) return null;
  return numberAt(args[BINARY_ARGS.a]!) === 1 ? args[BINARY_ARGS.b]! : null;
}

/** What the command multiplies the n elements at `between` by, element by element, where it does. */
function otherFactor(words: Int32Array, between: number, n: number): number | null {
  const args = words.subarray(HEADER_WORDS);
  if (words[0] !== op.BINARY || args[BINARY_ARGS.kind] !== op.BINARY_MUL || args[BINARY_ARGS.rank] !== 1) return null;
  const [a, b] = [args[BINARY_ARGS.a]!, args[BINARY_ARGS.b]!];
  if ((a === between) === (b === between) || args[BINARY_ARGS.dims] !== n) return null;
  return args[BINARY_ARGS.strideA] === 1 && args[BINARY_ARGS.strideB] === 1 ? (a === between ? b : a) : null;
}

/** A function of x, then its product with dy. */
function gradient(first: Int32Array, second: Int32Array): Fused | null {
  if (first[0] !== op.UNARY) return null;
  const args = first.subarray(HEADER_WORDS);
  const kind = GRADIENTS.get(args[UNARY_ARGS.kind]!);
  if (kind === undefined || args[UNARY_ARGS.p0] !== 0) return null;
  const between = args[UNARY_ARGS.out]!;
  const dy = otherFactor(second, between, args[UNARY_ARGS.n]!);
  if (dy === null) return null;
  const words = second.slice();
  words[HEADER_WORDS + BINARY_ARGS.kind] = kind;
  words[HEADER_WORDS + BINARY_ARGS.a] = dy;
  words[HEADER_WORDS + BINARY_ARGS.b] = args[UNARY_ARGS.x]!;
  return { words, between };
}

/** The blocks that a step reads and writes, by their addresses. */
interface Uses {
  readonly reads: ReadonlySet<number | null>;
  readonly writes: ReadonlySet<number | null>;
  /** Whether what it writes is written whole. */
  readonly whole: boolean;
}

/** Null for a step whose effects are not known. */
function usesOf(step: Part, baseOf: (address: number) => number | null): Uses | null {
  if (step instanceof Int32Array) {
    const access = accessOf(step, 0);
    if (access === null) return null;
    return {
      reads: new Set(access.reads.map(baseOf)),
      writes: new Set(access.writes.map(baseOf)),
      whole: access.whole,
    };
  }
  if (!(step instanceof KernelSegment)) return null;
  const addresses = (blocks: readonly Block[]) => new Set(blocks.map(({ pointer }) => pointer));
  return { reads: addresses(step.sources), writes: addresses(step.targets), whole: true };
}

/** Whether nobody reads the block at `base` from step `from` on, before it is written anew. */
function isDead(base: number, uses: readonly (Uses | null)[], from: number, results: readonly Block[]): boolean {
  for (let i = from; i < uses.length; i++) {
    const step = uses[i];
    if (step == null || step.reads.has(base)) return false;
    if (step.writes.has(base)) return step.whole;
  }
  return !results.some(({ pointer }) => pointer === base);
}

function commandsOf(part: Part): Part[] {
  if (!(part instanceof Int32Array)) return [part];
  const commands: Int32Array[] = [];
  for (let at = 0; at < part.length; at += part[at + 1]!) commands.push(part.subarray(at, at + part[at + 1]!));
  return commands;
}

/** Neighbouring commands in one array again. */
function concatenated(steps: readonly Part[]): Part[] {
  const parts: Part[] = [];
  let run: Int32Array[] = [];
  const end = (): void => {
    if (run.length === 0) return;
    const words = new Int32Array(run.reduce((sum, command) => sum + command.length, 0));
    let at = 0;
    for (const command of run) {
      words.set(command, at);
      at += command.length;
    }
    parts.push(words);
    run = [];
  };
  for (const step of steps) {
    if (step instanceof Int32Array) {
      run.push(step);
    } else {
      end();
      parts.push(step);
    }
  }
  end();
  return parts;
}
