/**
 * The recording of one step: what the backend reports while the step runs as usual, put together into segments to replay.
 *
 * - Commands of our kernels come by from the engine, word for word, with the addresses they used. Memory taken meanwhile is
 *   the recording's own (an arena): what a tensor gives back in the step is used again later in the step, as it will be in
 *   every replay, so the eager run's own pattern of use is the plan of the buffers.
 * - A kernel of the cpu backend becomes a segment of JavaScript between two runs of commands: called again with tensors at the
 *   same addresses, its outputs copied to where they were.
 * - Values written by JavaScript are constants: pinned, never used again. Those that come from tfjs's unseeded random ops
 *   become draws of our own generator (`random.ts`).
 * - Memory from before the recording that a kernel reads or writes is pinned, and noted for `bindings.ts`.
 */

import {
  engine,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { runFallback } from '../dispatch/fallback.ts';
import type { Arena, Recorder } from '../engine.ts';
import { type Block, isHeapDtype, type TensorRecord } from '../records.ts';
import { CaptureError } from './capture-error.ts';
import { fuse } from './fuse.ts';
import { identifyDraw, RANDOM_OPS } from './identify-draw.ts';
import { KernelSegment, refuseDtype } from './kernel-segment.ts';
import { type Part, prune } from './prune.ts';

/** A stretch of a program that runs in one go. */
export interface Segment {
  run(): void;
  release(): void;
}

export class Recording implements Recorder {
  readonly #backend: LudusBackend;
  /** Every block taken while recording. */
  readonly blocks: Block[] = [];
  /** Blocks from before the recording that the step reads or writes. */
  readonly externals = new Set<Block>();
  /** Those among them that kernels write in place. */
  readonly writtenExternals = new Set<Block>();
  /** What the program will consist of: commands' words, and segments of JavaScript. */
  readonly #parts: Part[] = [];
  readonly #constants = new Set<Block>();
  /** The commands since the last segment; grows by doubling. */
  #words = new Int32Array(1024);
  #length = 0;
  #inFallback = false;
  /** What tfjs's random op that is running has drawn from Math.random, its generator's seed. */
  #seed: number | null = null;
  /** Seeds that tfjs drew for kernels that take one (Multinomial). */
  readonly #kernelSeeds = new Set<number>();
  #strayDraw = false;
  #mathRandom: () => number = Math.random;

  constructor(backend: LudusBackend) {
    this.#backend = backend;
  }

  /** From here the backend reports; until `stop`. */
  start(): void {
    this.#backend.engine.openArena();
    this.#backend.recording = this;
    this.#backend.engine.recorder = this;
    const original = Math.random;
    this.#mathRandom = original;
    Math.random = () => {
      const value = original();
      if (RANDOM_OPS.has(activeOp())) this.#seed = value;
      else if (activeOp() === 'multinomial__op') this.#kernelSeeds.add(value);
      else this.#strayDraw = true;
      return value;
    };
  }

  /** Ends the reports. The arena holds all blocks of the recording. */
  stop(): Arena {
    Math.random = this.#mathRandom;
    this.#backend.recording = null;
    this.#backend.engine.recorder = null;
    return this.#backend.engine.closeArena();
  }

  /** @throws CaptureError when JavaScript drew numbers that a replay would repeat. */
  check(): void {
    if (!this.#strayDraw) return;
    throw new CaptureError(
      'capture: the step calls Math.random, and a replay would repeat what it drew; draw with tf.randomUniform or tf.randomNormal',
    );
  }

  /**
   * What was recorded, as far as `outputs` and variables need it. After `stop`: in the arena, a program would be loaded over
   * memory that its own replay writes.
   */
  segments(outputs: readonly Block[]): Segment[] {
    this.#flush();
    const constants = new Set([...this.#constants].map(({ pointer }) => pointer));
    const numberAt = (address: number) => (constants.has(address) ? this.#backend.engine.f32(address, 1)[0]! : null);
    const parts = fuse(prune(this.#parts, this.blocks, outputs), this.blocks, outputs, numberAt);
    return parts.map((part) => (part instanceof Int32Array ? this.#backend.engine.load(part) : part));
  }

  // ---- Reports of the engine and the backend --------------------------------------------------------------------------------

  command(words: Int32Array): void {
    const needed = this.#length + words.length;
    if (needed > this.#words.length) {
      const larger = new Int32Array(Math.max(needed, this.#words.length * 2));
      larger.set(this.#words.subarray(0, this.#length));
      this.#words = larger;
    }
    this.#words.set(words, this.#length);
    this.#length = needed;
  }

  /** A kernel uses the block. */
  touch(block: Block): void {
    if (block.recording === this || this.externals.has(block)) return;
    this.externals.add(block);
    this.#backend.pin(block);
  }

  /** A kernel writes the block in place. */
  touchToWrite(block: Block): void {
    this.touch(block);
    if (block.recording !== this) this.writtenExternals.add(block);
  }

  /** The block must keep its address to itself: an input, an output, a constant. */
  keep(block: Block): void {
    this.#backend.pin(block);
  }

  /** JavaScript has written a tensor. */
  written(record: TensorRecord): void {
    if (this.#inFallback) return;
    const { block } = record;
    const op = activeOp();
    if (this.#seed !== null && RANDOM_OPS.has(op)) {
      const seed = this.#seed;
      this.#seed = null;
      const draw = identifyDraw(op, seed, record.values);
      if (draw === null) {
        throw new CaptureError(
          `capture: ${op.replace('__op', '')} draws in JavaScript, and this draw cannot be replayed (dtype ${record.dtype}, ` +
            `${record.size} elements); draw outside of the step and pass the tensor in, or use randomUniform, randomNormal ` +
            'or truncatedNormal over more elements',
        );
      }
      this.#backend.random.draw(block.pointer, record.size, draw);
      return;
    }
    this.#makeConstant(record);
  }

  /** JavaScript reads a tensor. Only constants and what a cpu kernel reads itself can be read. */
  hostRead(record: TensorRecord): void {
    if (this.#inFallback || this.#constants.has(record.block)) return;
    const origin = record.origin === '' ? 'a tensor that existed before the step' : `the output of ${record.origin}`;
    const op = activeOp().replace('__op', '');
    throw new CaptureError(
      `capture: the step reads values on the host: ${origin}${op === '' ? '' : `, in ${op}`} (dataSync, data, array, print). ` +
        'A replay runs without JavaScript, so a step may not depend on values: compute with tensor ops, or return the ' +
        'tensor and read it outside of the step',
    );
  }

  /** Runs a kernel of the cpu backend, and records it. */
  fallback(
    config: KernelConfig,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap | undefined,
  ): TensorInfo | TensorInfo[] {
    const backend = this.#backend;
    const { kernelName } = config;
    // A list input (Concat, AddN, Pack) is an array under tfjs's type of a map.
    for (const tensor of Object.values(inputs)) {
      if (tensor == null) continue;
      refuseDtype(kernelName, tensor);
      backend.record(tensor.dataId);
    }
    this.#inFallback = true;
    let result: TensorInfo | TensorInfo[];
    try {
      result = runFallback(backend, config, inputs, attrs);
    } finally {
      this.#inFallback = false;
    }
    const outputs = Array.isArray(result) ? result : [result];
    // A kernel that returns its input under another label (Reshape, Identity) computes nothing.
    const given = new Set(Object.values(inputs).map((tensor) => tensor?.dataId));
    if (outputs.every((output) => given.has(output.dataId))) return result;
    if (!outputs.every(({ dtype }) => isHeapDtype(dtype))) {
      for (const output of outputs) backend.disposeIntermediateTensorInfo(output);
      for (const output of outputs) refuseDtype(kernelName, output);
    }
    const targets = outputs.map((output) => backend.record(output.dataId));
    if (this.#isConstant(inputs, attrs)) {
      for (const record of targets) this.#makeConstant(record);
      return result;
    }
    const drawsAnew = typeof attrs?.seed === 'number' && this.#kernelSeeds.has(attrs.seed);
    this.#flush();
    this.#parts.push(new KernelSegment(backend, config, inputs, attrs, targets, drawsAnew));
    return result;
  }

  /** Whether a kernel's outputs are the same in every replay: it works on constants or on nothing (Range, LinSpace). */
  #isConstant(inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): boolean {
    if (typeof attrs?.seed === 'number') return false;
    return Object.values(inputs).every(
      (tensor) => tensor == null || this.#constants.has(this.#backend.plainRecord(tensor.dataId).block),
    );
  }

  /**
   * Gives the record memory of its own in the program. Where it was may have served another tensor earlier in the step: each
   * replay would write that over the constant.
   */
  #makeConstant(record: TensorRecord): void {
    const backend = this.#backend;
    const used = new Set(this.blocks.map(({ pointer }) => pointer));
    const reused: Block[] = [];
    let block = backend.allocateBlock(record.block.bytes);
    while (block.bytes > 0 && used.has(block.pointer)) {
      reused.push(block);
      block = backend.allocateBlock(record.block.bytes);
    }
    for (const other of reused) backend.releaseBlock(other);
    const former = record.block;
    backend.copyBytes(block.pointer, former.pointer, block.bytes);
    record.block = block;
    backend.releaseBlock(former);
    this.#constants.add(block);
    this.keep(block);
  }

  #flush(): void {
    if (this.#length === 0) return;
    this.#parts.push(this.#words.slice(0, this.#length));
    this.#length = 0;
  }
}

/** The op that is running, by its scope's name ('randomUniform__op'); '' outside of ops. */
function activeOp(): string {
  const name: string = engine().state.activeScope?.name ?? '';
  return name.endsWith('__op') ? name : '';
}
