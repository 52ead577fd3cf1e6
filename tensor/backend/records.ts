/**
 * Where a tensor's numbers are: blocks of the heap, and the records that tfjs's data ids lead to.
 *
 * tfjs counts references per data id: `clone`, `reshape` and `variable.assign` share one. Here a data id leads to one
 * `TensorRecord`, and the record to one `Block` of memory; a block has at most one record. That a record can move to another
 * block is what lets a captured program keep its variables at fixed addresses (`program/bindings.ts`).
 */

import type { Engine } from './engine.ts';
import type { Recording } from './program/recording.ts';

/** The dtypes that live in the heap. Strings stay JavaScript arrays, complex tensors are two float32 ones. */
export type HeapDtype = 'float32' | 'int32' | 'bool';

/** A typed array over the heap: float32, int32 or, for bool, one byte an element. */
export type HeapView = Float32Array | Int32Array | Uint8Array;

export function isHeapDtype(dtype: string): dtype is HeapDtype {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

export function isHeapView(values: unknown): values is HeapView {
  return values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array;
}

export function bytesOf(dtype: HeapDtype, size: number): number {
  return dtype === 'bool' ? size : size * 4;
}

/** A piece of the heap. */
export class Block {
  /** Byte address; 0 for a block of no bytes. */
  readonly pointer: number;
  readonly bytes: number;
  /** The record that lives here, null once its tensors are disposed of. */
  record: TensorRecord | null = null;
  /** Programs that read or write this address: above 0, the block outlives its record. */
  pins = 0;
  /** The recording that took the memory, null for memory of no program. A program's memory goes back with the program. */
  readonly recording: Recording | null;

  constructor(pointer: number, bytes: number, recording: Recording | null) {
    this.pointer = pointer;
    this.bytes = bytes;
    this.recording = recording;
  }
}

/** What `MathBackendCPU` finds under a data id: its kernels read and write `values`. */
export class TensorRecord {
  readonly dtype: HeapDtype;
  readonly size: number;
  /** The kernel that made it, for messages; '' for values that came from JavaScript. */
  readonly origin: string;
  /** tfjs's count of the tensors on the data id. */
  refCount = 1;
  readonly #engine: Engine;
  #block: Block;
  #values: HeapView | undefined;

  constructor(engine: Engine, block: Block, dtype: HeapDtype, size: number, origin: string) {
    this.#engine = engine;
    this.#block = block;
    this.dtype = dtype;
    this.size = size;
    this.origin = origin;
  }

  get block(): Block {
    return this.#block;
  }

  /** Moves the record, not its numbers: the caller has copied those. */
  set block(block: Block) {
    if (this.#block.record === this) this.#block.record = null;
    this.#block = block;
    this.#values = undefined;
    block.record = this;
  }

  /** A view, made on the first use: our own kernels need the address alone. */
  get values(): HeapView {
    this.#values ??= viewOf(this.#engine, this.#block.pointer, this.dtype, this.size);
    return this.#values;
  }
}

export function viewOf(engine: Engine, pointer: number, dtype: HeapDtype, size: number): HeapView {
  if (dtype === 'float32') return engine.f32(pointer, size);
  if (dtype === 'int32') return engine.i32(pointer, size);
  return engine.u8(pointer, size);
}
