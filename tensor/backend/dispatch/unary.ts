/** Elementwise kernels of one tensor: y = f(x). */

import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import type { Kernel } from './kernel.ts';
import { sizeOf } from './shapes.ts';

/** Elements a part should have for a function of about this cost, in multiply-adds. */
const CHEAP = 1;
const TRANSCENDENTAL = 16;

/** float32 -> float32; int32 too where the int32 kernel has the kind. `p0`, `p1` name the attributes that are its parameters. */
function unary(kind: number, cost: number, onInts: boolean, p0 = '', p1 = ''): Kernel {
  return (backend, { x }, attrs) => {
    const isInt = x!.dtype === 'int32';
    if (x!.dtype !== 'float32' && !(isInt && onInts)) return undefined;
    const size = sizeOf(x!.shape);
    const out = backend.allocate(x!.shape, isInt ? 'int32' : 'float32');
    if (size === 0) return out;
    const a = p0 === '' ? 0 : (attrs[p0] as number);
    const b = p1 === '' ? 0 : (attrs[p1] as number);
    const { engine } = backend;
    const parts = engine.partsFor(size * cost);
    if (isInt) engine.emit(op.UNARY_I32, parts, kind, backend.pointer(out), backend.pointer(x!), size, a, b);
    else
      engine.emit(op.UNARY, parts, kind, backend.pointer(out), backend.pointer(x!), size, floatBits(a), floatBits(b));
    return out;
  };
}

function cheap(kind: number, ...parameters: string[]): Kernel {
  return unary(kind, CHEAP, false, ...parameters);
}

function costly(kind: number, ...parameters: string[]): Kernel {
  return unary(kind, TRANSCENDENTAL, false, ...parameters);
}

function alsoInt(kind: number): Kernel {
  return unary(kind, CHEAP, true);
}

/** float32 -> bool. */
function check(kind: number): Kernel {
  return (backend, { x }) => {
    if (x!.dtype !== 'float32') return undefined;
    const size = sizeOf(x!.shape);
    const out = backend.allocate(x!.shape, 'bool');
    if (size > 0) backend.engine.emit(op.CHECK, 1, backend.pointer(out), backend.pointer(x!), size, kind);
    return out;
  };
}

const logicalNot: Kernel = (backend, { x }) => {
  if (x!.dtype !== 'bool') return undefined;
  const size = sizeOf(x!.shape);
  const out = backend.allocate(x!.shape, 'bool');
  if (size > 0) backend.engine.emit(op.LOGICAL_NOT, 1, backend.pointer(out), backend.pointer(x!), size);
  return out;
};

/** int32 tensors clip to integer bounds only; the cpu backend's kernel does the rest. */
const clip: Kernel = (backend, inputs, attrs) => {
  const whole = Number.isInteger(attrs.clipValueMin) && Number.isInteger(attrs.clipValueMax);
  return unary(op.UNARY_CLIP, CHEAP, whole, 'clipValueMin', 'clipValueMax')(backend, inputs, attrs);
};

export const unaryKernels: readonly (readonly [string, Kernel])[] = [
  ['Neg', alsoInt(op.UNARY_NEG)],
  ['Abs', alsoInt(op.UNARY_ABS)],
  ['Square', alsoInt(op.UNARY_SQUARE)],
  ['Sign', alsoInt(op.UNARY_SIGN)],
  ['Relu', alsoInt(op.UNARY_RELU)],
  ['Sqrt', cheap(op.UNARY_SQRT)],
  ['Rsqrt', cheap(op.UNARY_RSQRT)],
  ['Reciprocal', cheap(op.UNARY_RECIPROCAL)],
  ['Floor', cheap(op.UNARY_FLOOR)],
  ['Ceil', cheap(op.UNARY_CEIL)],
  ['Round', cheap(op.UNARY_ROUND)],
  ['Relu6', cheap(op.UNARY_RELU6)],
  ['LeakyRelu', cheap(op.UNARY_LEAKY_RELU, 'alpha')],
  ['Step', cheap(op.UNARY_STEP, 'alpha')],
  ['ClipByValue', clip],
  ['Exp', costly(op.UNARY_EXP)],
  ['Expm1', costly(op.UNARY_EXPM1)],
  ['Log', costly(op.UNARY_LOG)],
  ['Log1p', costly(op.UNARY_LOG1P)],
  ['Sigmoid', costly(op.UNARY_SIGMOID)],
  ['Tanh', costly(op.UNARY_TANH)],
  ['Elu', costly(op.UNARY_ELU)],
  ['Selu', costly(op.UNARY_SELU)],
  ['Softplus', costly(op.UNARY_SOFTPLUS)],
  ['Sin', costly(op.UNARY_SIN)],
  ['Cos', costly(op.UNARY_COS)],
  ['Erf', costly(op.UNARY_ERF)],
  ['IsNan', check(op.CHECK_NAN)],
  ['IsInf', check(op.CHECK_INF)],
  ['IsFinite', check(op.CHECK_FINITE)],
  ['LogicalNot', logicalNot],
];
