/** Elementwise kernels of two tensors, with broadcasting: arithmetic, comparisons, logic, and a few gradients. */

import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import * as op from '../opcodes.ts';
import type { HeapDtype } from '../records.ts';
import type { Kernel } from './kernel.ts';
import { broadcastStrides, collapse, MAX_RANK, sameShape, sizeOf } from './shapes.ts';

/** Multiply-adds that a division or a power is worth, for the split into parts. */
const COSTS: Readonly<Record<number, number>> = { [op.BINARY_POW]: 32, [op.BINARY_ATAN2]: 32, [op.BINARY_MOD]: 8 };

/** out = kind(a, b) by the command `opcode`; undefined when the shapes need more dimensions than a command has. */
export function emitBinary(
  backend: LudusBackend,
  opcode: number,
  kind: number,
  a: TensorInfo,
  b: TensorInfo,
  dtype: HeapDtype,
): TensorInfo | undefined {
  const { engine } = backend;
  if (sameShape(a.shape, b.shape)) {
    const out = backend.allocate(a.shape, dtype);
    const size = sizeOf(a.shape);
    if (size === 0) return out;
    const parts = engine.partsFor(size * (COSTS[kind] ?? 1));
    engine.emit(opcode, parts, kind, backend.pointer(out), backend.pointer(a), backend.pointer(b), 1, size, 1, 1);
    return out;
  }
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const loop = collapse(shape, [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)]);
  const rank = loop.dims.length;
  if (rank > MAX_RANK) return undefined;
  const out = backend.allocate(shape, dtype);
  const size = sizeOf(shape);
  if (size === 0) return out;
  const [aStrides, bStrides] = loop.strides as [number[], number[]];
  engine.emit(
    opcode,
    engine.partsFor(size * (COSTS[kind] ?? 1)),
    kind,
    backend.pointer(out),
    backend.pointer(a),
    backend.pointer(b),
    rank,
    ...loop.dims,
    ...aStrides,
    ...bStrides,
  );
  return out;
}

/** float32; int32 too for the kinds that have an int32 kernel. */
function arithmetic(kind: number): Kernel {
  return (backend, { a, b }) => {
    if (a!.dtype !== b!.dtype) return undefined;
    if (a!.dtype === 'float32') return emitBinary(backend, op.BINARY, kind, a!, b!, 'float32');
    if (a!.dtype === 'int32' && kind < op.BINARY_INT_END) {
      return emitBinary(backend, op.BINARY_I32, kind, a!, b!, 'int32');
    }
    return undefined;
  };
}

/** tfjs makes int32 of floats too; those are left to the cpu backend. */
const floorDiv: Kernel = (backend, inputs, attrs) =>
  inputs.a!.dtype === 'int32' ? arithmetic(op.BINARY_FLOOR_DIV)(backend, inputs, attrs) : undefined;

function comparison(kind: number): Kernel {
  return (backend, { a, b }) => {
    if (a!.dtype !== b!.dtype) return undefined;
    const opcode = { float32: op.COMPARE, int32: op.COMPARE_I32, bool: op.LOGICAL }[a!.dtype as HeapDtype];
    if (opcode === undefined) return undefined;
    return emitBinary(backend, opcode, kind, a!, b!, 'bool');
  };
}

function logical(kind: number): Kernel {
  return (backend, { a, b }) => {
    if (a!.dtype !== 'bool' || b!.dtype !== 'bool') return undefined;
    return emitBinary(backend, op.LOGICAL, kind, a!, b!, 'bool');
  };
}

/** Inputs named otherwise than a and b. */
function named(kind: number, first: string, second: string): Kernel {
  const kernel = arithmetic(kind);
  return (backend, inputs, attrs) => kernel(backend, { a: inputs[first]!, b: inputs[second]! }, attrs);
}

const addN: Kernel = (backend, inputs) => {
  const tensors = Object.values(inputs);
  if (tensors.length < 2 || tensors.some((t) => t.dtype !== 'float32')) return undefined;
  let sum = emitBinary(backend, op.BINARY, op.BINARY_ADD, tensors[0]!, tensors[1]!, 'float32')!;
  for (const tensor of tensors.slice(2)) {
    const next = emitBinary(backend, op.BINARY, op.BINARY_ADD, sum, tensor, 'float32')!;
    backend.disposeIntermediateTensorInfo(sum);
    sum = next;
  }
  return sum;
};

export const binaryKernels: readonly (readonly [string, Kernel])[] = [
  ['Add', arithmetic(op.BINARY_ADD)],
  ['AddN', addN],
  ['Sub', arithmetic(op.BINARY_SUB)],
  ['Multiply', arithmetic(op.BINARY_MUL)],
  ['RealDiv', arithmetic(op.BINARY_DIV)],
  ['FloorDiv', floorDiv],
  ['Mod', arithmetic(op.BINARY_MOD)],
  ['Pow', arithmetic(op.BINARY_POW)],
  ['Maximum', arithmetic(op.BINARY_MAX)],
  ['Minimum', arithmetic(op.BINARY_MIN)],
  ['SquaredDifference', arithmetic(op.BINARY_SQUARED_DIFFERENCE)],
  ['Atan2', arithmetic(op.BINARY_ATAN2)],
  ['Prelu', named(op.BINARY_PRELU, 'x', 'alpha')],
  ['EluGrad', named(op.BINARY_ELU_GRAD, 'dy', 'y')],
  ['Equal', comparison(op.COMPARE_EQUAL)],
  ['NotEqual', comparison(op.COMPARE_NOT_EQUAL)],
  ['Less', comparison(op.COMPARE_LESS)],
  ['LessEqual', comparison(op.COMPARE_LESS_EQUAL)],
  ['Greater', comparison(op.COMPARE_GREATER)],
  ['GreaterEqual', comparison(op.COMPARE_GREATER_EQUAL)],
  ['LogicalAnd', logical(op.LOGICAL_AND)],
  ['LogicalOr', logical(op.LOGICAL_OR)],
];
