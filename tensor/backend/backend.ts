/**
 * The tfjs backend `ludus`: tensors that live in the engine's memory.
 *
 * It extends tfjs's cpu backend, so that every kernel of that backend runs on ours unchanged: those kernels read
 * `data.get(id).values`, which here is a view of the heap, and hand what they computed to `makeTensorInfo`, which copies it in.
 * The dispatch (`dispatch/register.ts`) puts our own kernels in front of them.
 *
 * What differs from the cpu backend: memory is ours to return (`disposeData`, and a FinalizationRegistry for tensors that
 * nobody disposed of), reads copy (a page refuses shared memory in TextDecoder, Blob, ImageData...; and what was read must
 * not change under its reader), and a data id's record always has the data id's dtype.
 */

import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  backend_util,
  type DataType,
  type TensorInfo,
  engine as tfjsEngine,
  util,
  type Variable,
} from '@tensorflow/tfjs-core';
import { AbandonedTensors } from './abandoned.ts';
import type { Engine } from './engine.ts';
import { pointAt } from './program/bindings.ts';
import type { Program } from './program/program.ts';
import type { Recording } from './program/recording.ts';
import { RandomState } from './random-state.ts';
import { Block, bytesOf, type HeapDtype, type HeapView, isHeapDtype, TensorRecord } from './records.ts';
import { type DataId, Storage } from './storage.ts';

export type { DataId };

/** What a data id leads to when it is no heap tensor: strings as bytes, or the two parts of a complex tensor. */
interface PlainRecord {
  values: backend_util.BackendValues | undefined;
  dtype: DataType;
  refCount: number;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
}

export class LudusBackend extends MathBackendCPU {
  readonly engine: Engine;
  readonly random: RandomState;
  /** The recording that is going on, null outside of `capture`. */
  recording: Recording | null = null;
  /** The programs captured on this backend and not released. */
  readonly programs = new Set<Program>();
  /** The kernel that is running, '' outside of kernels. */
  runningKernel = '';
  readonly #records: Storage<TensorRecord | PlainRecord>;
  readonly #blocks = new Set<Block>();
  /** What was released while `holdReleased` runs. */
  #held: Block[] | null = null;
  /** All of the memory, as it was when last looked at: a memory that grows has a new buffer. */
  #heap = new Uint8Array(0);
  readonly #abandoned: AbandonedTensors;

  constructor(engine: Engine) {
    super();
    this.engine = engine;
    this.random = new RandomState(engine);
    this.#records = new Storage<TensorRecord | PlainRecord>(this, tfjsEngine());
    this.data = this.#records as unknown as typeof this.data;
    this.#abandoned = new AbandonedTensors((record) => {
      if (this.#blocks.has(record.block)) this.#vacate(record);
    });
  }

  // ---- What the dispatch uses -----------------------------------------------------------------------------------------------

  /** The record of a heap tensor; notes the read when recording. */
  record(dataId: DataId): TensorRecord {
    const record = this.#records.get(dataId) as TensorRecord;
    if (this.recording !== null) this.recording.touch(record.block);
    return record;
  }

  /** As `record`, unnoted. */
  plainRecord(dataId: DataId): TensorRecord {
    return this.#records.get(dataId) as TensorRecord;
  }

  /** The address of a heap tensor's first element; notes the read when recording. */
  pointer(tensor: TensorInfo): number {
    return this.record(tensor.dataId).block.pointer;
  }

  /** The address of a tensor that a kernel writes in place: of a variable, which then shares its data with nobody. */
  pointerToWrite(variable: Variable): number {
    const record = this.#records.get(variable.dataId) as TensorRecord;
    if (record.refCount > 1) {
      const { block } = record;
      this.relocate(record);
      pointAt(this, variable, block);
    }
    const { block } = this.#records.get(variable.dataId) as TensorRecord;
    this.recording?.touchToWrite(block);
    return block.pointer;
  }

  /** A new tensor with undefined contents, for a kernel to fill. */
  allocate(shape: readonly number[], dtype: HeapDtype): TensorInfo {
    const dataId = this.#place(dtype, util.sizeFromShape(shape as number[]), 1);
    return { dataId, shape: shape as number[], dtype };
  }

  /** The same data under another shape: what Reshape and Identity return. */
  alias(tensor: TensorInfo, shape: readonly number[] = tensor.shape): TensorInfo {
    this.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: shape as number[], dtype: tensor.dtype };
  }

  /** A piece of memory without a tensor, for what a kernel needs besides. Given back with `releaseBlock`. */
  allocateBlock(bytes: number): Block {
    const block = new Block(bytes === 0 ? 0 : this.engine.allocate(bytes), bytes, this.recording);
    this.#blocks.add(block);
    this.recording?.blocks.push(block);
    return block;
  }

  /**
   * Runs `kernel` with all memory released in it still readable until it ends: kernels of the cpu backend, written for a
   * garbage collector, read values of tensors that they have disposed of (FFT does).
   */
  holdReleased<T>(kernel: () => T): T {
    const outer = this.#held;
    const held: Block[] = [];
    this.#held = held;
    try {
      return kernel();
    } finally {
      this.#held = outer;
      for (const block of held) this.releaseBlock(block);
    }
  }

  /** Gives a block back, unless a program still uses its address. */
  releaseBlock(block: Block): void {
    if (this.#held !== null) {
      this.#held.push(block);
      return;
    }
    if (block.pins > 0 || (block.recording !== null && block.recording !== this.recording)) return;
    if (this.#blocks.delete(block) && block.bytes > 0) this.engine.release(block.pointer);
  }

  /** Keeps a block's address from being used for anything else, whatever becomes of its tensors. */
  pin(block: Block): void {
    block.pins++;
  }

  unpin(block: Block): void {
    block.pins--;
    if (block.pins === 0 && block.record === null) this.releaseBlock(block);
  }

  /** Forgets the blocks of a recording, whose memory goes back as a whole; what tensors still hold of it moves elsewhere. */
  abandonBlocks(blocks: readonly Block[]): void {
    for (const block of blocks) {
      if (block.record !== null) this.relocate(block.record);
      this.#blocks.delete(block);
    }
  }

  /** A new data id whose record takes over a block. `refCount` is what it starts with. */
  adopt(block: Block, dtype: HeapDtype, size: number, refCount: number): DataId {
    const record = new TensorRecord(this.engine, block, dtype, size, this.runningKernel);
    record.refCount = refCount;
    block.record = record;
    const dataId = this.#records.enter(record);
    this.#abandoned.watch(dataId, record);
    return dataId;
  }

  /** A tensor that looks at a block without holding it: what a recorded kernel of the cpu backend is given as input. */
  lookAt(block: Block, shape: readonly number[], dtype: HeapDtype): TensorInfo {
    const size = util.sizeFromShape(shape as number[]);
    const dataId = this.#records.enter(new TensorRecord(this.engine, block, dtype, size, ''));
    // Some cpu kernels are given tensors and ask for their rank and size.
    return { dataId, shape: shape as number[], dtype, rank: shape.length, size } as TensorInfo;
  }

  /** Ends `lookAt`. */
  lookAway(tensor: TensorInfo): void {
    this.#records.delete(tensor.dataId);
  }

  /** Moves a record to a fresh block with a copy of its numbers; its old block is left to the caller. */
  relocate(record: TensorRecord): void {
    const block = this.allocateBlock(record.block.bytes);
    this.copyBytes(block.pointer, record.block.pointer, block.bytes);
    record.block = block;
  }

  /** Copies now, unrecorded; the ranges do not overlap. */
  copyBytes(target: number, source: number, bytes: number): void {
    const { buffer } = this.engine.memory;
    if (this.#heap.buffer !== buffer) this.#heap = new Uint8Array(buffer);
    this.#heap.copyWithin(target, source, source + bytes);
  }

  // ---- What tfjs calls ------------------------------------------------------------------------------------------------------

  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): DataId {
    if (!isHeapDtype(dtype)) return this.#records.enter({ values, dtype, refCount: 1 });
    const size = values.length;
    const dataId = this.#place(dtype, size, 1);
    const record = this.#records.get(dataId) as TensorRecord;
    if (size > 0) record.values.set(values as HeapView);
    try {
      this.recording?.written(record);
    } catch (error) {
      this.disposeData(dataId);
      throw error;
    }
    return dataId;
  }

  override move(
    dataId: DataId,
    values: backend_util.BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const source = this.write(values, shape, dtype);
    const record = this.#records.get(source);
    record.refCount = refCount;
    this.#records.delete(source);
    this.#records.set(dataId, record);
    if (record instanceof TensorRecord) this.#abandoned.watch(dataId, record);
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    const record = this.#records.get(dataId);
    if (record.dtype === 'complex64') {
      const { real, imag } = (record as PlainRecord).complexTensorInfos!;
      return backend_util.mergeRealAndImagArrays(
        this.readSync(real.dataId) as Float32Array,
        this.readSync(imag.dataId) as Float32Array,
      );
    }
    if (!(record instanceof TensorRecord)) return record.values!;
    this.recording?.hostRead(record);
    return copyOut(record.values);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#records.has(dataId)) return true;
    const record = this.#records.get(dataId);
    record.refCount--;
    if (!force && record.refCount > 0) return false;
    if (record instanceof TensorRecord) {
      this.#vacate(record);
    } else if (record.complexTensorInfos !== undefined) {
      this.disposeData(record.complexTensorInfos.real.dataId, true);
      this.disposeData(record.complexTensorInfos.imag.dataId, true);
    }
    this.#records.delete(dataId);
    return true;
  }

  override memory(): { unreliable: boolean; reasons: string[]; heapBytes: number } {
    return { unreliable: false, reasons: [], heapBytes: this.engine.bytesInUse };
  }

  /** Gives all memory back. Programs captured on this backend can no longer run. */
  override dispose(): void {
    for (const program of [...this.programs]) program.release();
    this.random.release();
    for (const block of this.#blocks) {
      if (block.recording === null && block.bytes > 0) this.engine.release(block.pointer);
    }
    this.#blocks.clear();
  }

  // ---- Inside ---------------------------------------------------------------------------------------------------------------

  #place(dtype: HeapDtype, size: number, refCount: number): DataId {
    return this.adopt(this.allocateBlock(bytesOf(dtype, size)), dtype, size, refCount);
  }

  /** The record's tensors are gone: its block is free, unless a program holds it. */
  #vacate(record: TensorRecord): void {
    const { block } = record;
    if (block.record !== record) return;
    block.record = null;
    this.releaseBlock(block);
  }
}

/** A copy in memory of its own, not shared. */
function copyOut(values: HeapView): HeapView {
  if (values instanceof Float32Array) return new Float32Array(values);
  if (values instanceof Int32Array) return new Int32Array(values);
  return new Uint8Array(values);
}
