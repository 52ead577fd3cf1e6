/**
 * Which two commands are one: a product or convolution and its bias, and its activation; what tfjs composes the gradients of relu, tanh and
 * sigmoid from; a picture's bytes cast, scaled and turned. The fused command has the bits of the two: an eager run, a recording and its
 * replays give the same numbers.
 */

import { floatBits } from '../engine.ts';
import { HEADER_WORDS } from '../layout.ts';
import * as op from '../opcodes.ts';

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
const CAST_ARGS = { kind: 0, out: 1, x: 2, n: 3 } as const;

/** The float32 at an address where it is a constant of the program, else null. */
export type NumberAt = (address: number) => number | null;

export interface Fused {
  readonly words: Int32Array;
  /** The address of what the first command wrote and the second read, which the fused one never writes. */
  readonly between: number;
}

/** The two as one command, the second following the first; null when they are no pair. */
export function fusePair(first: Int32Array, second: Int32Array, numberAt: NumberAt): Fused | null {
  return (
    finishProduct(first, second) ??
    oneMinusSquare(first, second, numberAt) ??
    timesOneMinus(first, second, numberAt) ??
    gradient(first, second) ??
    scaleBytes(first, second, numberAt) ??
    turnBytes(first, second)
  );
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

/** Bytes made numbers, then multiplied by a constant. */
function scaleBytes(first: Int32Array, second: Int32Array, numberAt: NumberAt): Fused | null {
  const cast = first.subarray(HEADER_WORDS);
  const args = second.subarray(HEADER_WORDS);
  if (first[0] !== op.CAST || cast[CAST_ARGS.kind] !== op.CAST_BOOL_F32) return null;
  if (second[0] !== op.BINARY || args[BINARY_ARGS.kind] !== op.BINARY_MUL || args[BINARY_ARGS.rank] !== 1) return null;
  const [between, n] = [cast[CAST_ARGS.out]!, cast[CAST_ARGS.n]!];
  if (args[BINARY_ARGS.a] !== between || args[BINARY_ARGS.dims] !== n) return null;
  if (args[BINARY_ARGS.strideA] !== 1 || args[BINARY_ARGS.strideB] !== 0) return null;
  const scale = numberAt(args[BINARY_ARGS.b]!);
  if (scale === null) return null;
  const words = [args[BINARY_ARGS.out]!, cast[CAST_ARGS.x]!, floatBits(scale), 1, n, 1, 1];
  return { words: Int32Array.of(op.SCALE_BYTES, HEADER_WORDS + words.length, second[2]!, ...words), between };
}

/** Scaled bytes, then all of them laid out otherwise. */
function turnBytes(first: Int32Array, second: Int32Array): Fused | null {
  const scaled = first.subarray(HEADER_WORDS);
  const args = second.subarray(HEADER_WORDS);
  if (first[0] !== op.SCALE_BYTES || second[0] !== op.STRIDED_COPY) return null;
  const [between, x, scale, scaledRank] = scaled;
  const [out, from, elementBytes, rank] = args;
  if (scaledRank !== 1 || from !== between || elementBytes !== 4 || rank! < 1) return null;
  if (args.subarray(4 + 2 * rank!, 4 + 3 * rank!).some((stride) => stride < 0)) return null;
  const words = [out!, x!, scale!, ...args.subarray(3)];
  return { words: Int32Array.of(op.SCALE_BYTES, HEADER_WORDS + words.length, second[2]!, ...words), between: between! };
}
