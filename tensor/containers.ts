/**
 * Tensors in arrays and plain objects, as captured steps take and return them: the outline of such a container, taking its tensors
 * out, and putting others in their places.
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import { type Argument, type HostTensor, isArgument } from './backend/program/host-tensor.ts';

/** Arguments and results of a step: tensors, and arrays and plain objects of them. */
export type Tensors = Tensor | readonly Tensors[] | { readonly [name: string]: Tensors } | null | undefined;

/** What a step returns. */
// biome-ignore lint/suspicious/noConfusingVoidType: the result of a step that returns nothing is inferred as void
export type Result = Tensors | void;

/** What may be passed where a step takes `T`: numbers in place of a tensor or, of a container, of the tensors in it. */
export type Fed<T> = T extends Tensor
  ? T | HostTensor
  : { [K in keyof T]: T[K] extends Tensor ? T[K] | HostTensor : T[K] };

/** A container without its tensors. */
export type Outline =
  | { readonly kind: 'tensor' | 'nothing' }
  | { readonly kind: 'array'; readonly items: readonly Outline[] }
  | { readonly kind: 'object'; readonly names: readonly string[]; readonly items: readonly Outline[] };

/**
 * @param role What the container is, for the message: "an argument", "the result".
 * @throws TypeError when it holds anything but tensors, arrays, plain objects, null and undefined.
 */
export function outlineOf(value: unknown, role: string): Outline {
  if (isArgument(value)) return { kind: 'tensor' };
  if (value === null || value === undefined) return { kind: 'nothing' };
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => outlineOf(item, role)) };
  if (isPlainObject(value)) {
    const items = Object.values(value).map((item) => outlineOf(item, role));
    return { kind: 'object', names: Object.keys(value), items };
  }
  throw new TypeError(
    `capture: ${role} of the step is a ${typeof value} (${String(value)}), which a replay could not see change; ` +
      'pass and return tensors (tf.scalar(value)), in arrays or plain objects',
  );
}

/**
 * Appends the container's tensors to `tensors`, in the outline's order. Done at each call of a captured step: plain, and without
 * more than the list itself to allocate.
 *
 * @returns whether the container has this outline; if not, `tensors` is of no use.
 */
export function collect(outline: Outline, value: unknown, tensors: Argument[]): boolean {
  switch (outline.kind) {
    case 'tensor':
      if (!isArgument(value)) return false;
      tensors.push(value);
      return true;
    case 'nothing':
      return value === null || value === undefined;
    case 'array': {
      const { items } = outline;
      if (!Array.isArray(value) || value.length !== items.length) return false;
      for (let i = 0; i < items.length; i++) if (!collect(items[i] as Outline, value[i], tensors)) return false;
      return true;
    }
    case 'object': {
      if (!isPlainObject(value)) return false;
      const { names, items } = outline;
      let count = 0;
      for (const _ in value) count++;
      if (count !== names.length) return false;
      for (let i = 0; i < names.length; i++) {
        const name = names[i] as string;
        if (!Object.hasOwn(value, name) || !collect(items[i] as Outline, value[name], tensors)) return false;
      }
      return true;
    }
    default:
      return outline satisfies never;
  }
}

/** The container with its tensors replaced by what `replace` gives for each, called in the outline's order. */
export function withTensors(value: unknown, replace: (tensor: Argument) => Tensor): Tensors {
  if (isArgument(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => withTensors(item, replace));
  if (value === null || value === undefined) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTensors(item, replace)]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
