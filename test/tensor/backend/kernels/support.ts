/** For the kernels' property tests: engines of both builds, tensors in their memory, seeded numbers, comparison with float64. */

import { expect } from 'vitest';
import type { Engine } from '../../../../tensor/backend/engine.ts';
import { createEngine } from '../../../../tensor/backend/wasm.ts';

export const relaxed = await createEngine({ threads: 1 });
export const plain = await createEngine({ threads: 1, deterministic: true });

/** Both builds, by name: every kernel is two programs. */
export const engines: readonly (readonly [string, Engine])[] = [
  ['relaxed', relaxed],
  ['plain', plain],
];

/** Seeded (mulberry32). */
export class Numbers {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** In [low, high]. */
  int(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  /** n float32 in [-scale, scale). */
  floats(n: number, scale = 1): Float32Array {
    return Float32Array.from({ length: n }, () => (this.unit() * 2 - 1) * scale);
  }
}

/** Tensors of one case: all released at its end, and checked for writes past their ends. */
export class Tensors {
  readonly engine: Engine;
  private readonly guards: { readonly pointer: number; readonly bytes: number }[] = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The address of room for `bytes`, with 64 bytes after them that have to stay as they are. */
  room(bytes: number): number {
    const pointer = this.engine.allocate(bytes + 64);
    this.engine.u8(pointer, bytes + 64).fill(0xa5);
    this.guards.push({ pointer, bytes });
    return pointer;
  }

  f32(values: ArrayLike<number>): number {
    const pointer = this.room(values.length * 4);
    this.engine.f32(pointer, values.length).set(values);
    return pointer;
  }

  i32(values: ArrayLike<number>): number {
    const pointer = this.room(values.length * 4);
    this.engine.i32(pointer, values.length).set(values);
    return pointer;
  }

  u8(values: ArrayLike<number>): number {
    const pointer = this.room(values.length);
    this.engine.u8(pointer, values.length).set(values);
    return pointer;
  }

  close(): void {
    for (const { pointer, bytes } of this.guards) {
      const past = this.engine.u8(pointer + bytes, 64);
      if (past.some((byte) => byte !== 0xa5)) expect.fail('a kernel wrote past the end of a tensor');
      this.engine.release(pointer);
    }
  }
}

/** Runs `check` with fresh tensors on every engine. */
export function onEngines(check: (tensors: Tensors, engine: Engine, build: string) => void): void {
  for (const [build, engine] of engines) {
    const tensors = new Tensors(engine);
    check(tensors, engine, build);
    tensors.close();
  }
}

/** |actual - expected| <= absolute + relative |expected| everywhere; NaN and infinities equal. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: { readonly relative?: number; readonly absolute?: number },
  what: string,
): void {
  const { relative = 0, absolute = 0 } = tolerance;
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i] as number;
    const e = expected[i] as number;
    if (Object.is(a, e) || a === e || (Number.isNaN(a) && Number.isNaN(e))) continue;
    if (Math.abs(a - e) <= absolute + relative * Math.abs(e)) continue;
    expect.fail(`${what}: element ${i} is ${a}, expected ${e}`);
  }
}

/** One unit in the last place of a float32, relative. */
export const ULP = 2 ** -23;

/** Row-major strides of a shape. */
export function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length).fill(1);
  for (let d = shape.length - 2; d >= 0; d--) result[d] = (result[d + 1] as number) * (shape[d + 1] as number);
  return result;
}

export function product(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}

/** Offsets of all elements of a strided space, row-major. */
export function offsets(shape: readonly number[], step: readonly number[]): number[] {
  let result = [0];
  for (let d = 0; d < shape.length; d++) {
    const next: number[] = [];
    for (const base of result) {
      for (let i = 0; i < (shape[d] as number); i++) next.push(base + i * (step[d] as number));
    }
    result = next;
  }
  return result;
}

/** Commands may be split in any number of parts. */
export const PARTS = [1, 2, 3, 7] as const;
