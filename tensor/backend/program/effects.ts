/**
 * What commands read and write, for leaving out of a program what nobody reads (`prune.ts`).
 *
 * A command whose opcode is not in the table is kept, and so is everything before it: a new kernel works without a line here.
 */

import { HEADER_WORDS } from '../layout.ts';
import * as op from '../opcodes.ts';

/** Positions, among a command's arguments, of the addresses it reads and writes. */
interface Effects {
  readonly writes: readonly number[];
  readonly reads: readonly number[];
  /** Whether the whole tensor at a written address is written: pieces of a concat are not. */
  readonly whole: boolean;
}

function whole(writes: number[], reads: number[]): Effects {
  return { writes, reads, whole: true };
}

function part(writes: number[], reads: number[]): Effects {
  return { writes, reads, whole: false };
}

const EFFECTS: ReadonlyMap<number, Effects> = new Map([
  [op.FILL, whole([0], [])],
  [op.FILL_BYTES, whole([0], [])],
  [op.COPY, part([0], [1])],
  [op.STRIDED_COPY, part([0], [1])],
  [op.CAST, whole([1], [2])],
  [op.SCALE_BYTES, part([0], [1])],
  [op.GATHER, whole([0], [1, 2])],
  [op.SCATTER_ADD, part([0], [0, 1, 2])],
  [op.ONE_HOT, whole([0], [1])],
  [op.SELECT, whole([0], [1, 2, 3])],
  [op.UNARY, whole([1], [2])],
  [op.UNARY_I32, whole([1], [2])],
  [op.BINARY, whole([1], [2, 3])],
  [op.BINARY_I32, whole([1], [2, 3])],
  [op.COMPARE, whole([1], [2, 3])],
  [op.COMPARE_I32, whole([1], [2, 3])],
  [op.LOGICAL, whole([1], [2, 3])],
  [op.LOGICAL_NOT, whole([0], [1])],
  [op.CHECK, whole([0], [1])],
  [op.REDUCE, whole([1], [2])],
  [op.ARG_REDUCE, whole([1], [2])],
  [op.SOFTMAX, whole([0], [1])],
  [op.CUMULATE, whole([0], [1])],
  [op.BATCH_NORM, whole([0], [1, 2, 3, 4, 5])],
  [op.MATMUL, whole([0], [1, 2, 3])],
  [op.CONV, whole([0], [1, 2, 3])],
  [op.CONV_INPUT_GRAD, whole([0], [1, 2])],
  [op.CONV_FILTER_GRAD, whole([0], [1, 2])],
  [op.FOLD, whole([0], [1])],
  [op.DEPTHWISE, whole([0], [1, 2, 3])],
  [op.DEPTHWISE_INPUT_GRAD, whole([0], [1, 2])],
  [op.DEPTHWISE_FILTER_GRAD, whole([0], [1, 2])],
  [op.POOL, whole([1], [2])],
  [op.POOL_GRAD, whole([1], [2, 3])],
  [op.RESIZE, whole([0], [1])],
  [op.RESIZE_GRAD, part([0], [0, 1])],
  [op.RANDOM, whole([1], [3])],
  [op.RANDOM_ADVANCE, part([0], [0])],
  [op.SGD, part([0], [0, 1, 3, 4])],
  [op.MOMENTUM, part([0, 2], [0, 1, 2, 4, 5])],
  [op.RMSPROP, part([0, 2, 3, 4], [0, 1, 2, 3, 4, 6, 7])],
  [op.ADAM, part([0, 2, 3], [0, 1, 2, 3, 5, 6, 7])],
  [op.ADAM_ADVANCE, part([0], [0])],
  [op.SUM_SQUARES, part([0], [1])],
  [op.CLIP_SCALE, whole([0, 4], [1])],
]);

export interface Access {
  /** Addresses; 0, an argument left out, is not among them. */
  readonly writes: number[];
  readonly reads: number[];
  readonly whole: boolean;
}

/** The effects of the command that starts at word `at`, null when the table does not know its opcode. */
export function accessOf(words: Int32Array, at: number): Access | null {
  const effects = EFFECTS.get(words[at] as number);
  if (effects === undefined) return null;
  const addresses = (positions: readonly number[]) =>
    positions.map((position) => words[at + HEADER_WORDS + position] as number).filter((address) => address !== 0);
  return { writes: addresses(effects.writes), reads: addresses(effects.reads), whole: effects.whole };
}
