/**
 * A kernel of the cpu backend in a program: JavaScript between two runs of commands. It is called again with tensors that look
 * at the recorded addresses, and what it returns is copied to where its outputs were.
 */

import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { runFallback } from '../dispatch/fallback.ts';
import { type Block, type HeapDtype, isHeapDtype, type TensorRecord } from '../records.ts';
import { CaptureError } from './capture-error.ts';
import type { Segment } from './recording.ts';

/** An input as recorded. */
interface Source {
  readonly block: Block;
  readonly shape: readonly number[];
  readonly dtype: HeapDtype;
}

/** Where an output goes. */
interface Target {
  readonly block: Block;
  readonly size: number;
}

export class KernelSegment implements Segment {
  readonly #backend: LudusBackend;
  readonly #config: KernelConfig;
  readonly #attrs: NamedAttrMap | undefined;
  /** Whether tfjs drew the seed, so that each replay is to draw another. */
  readonly #drawsAnew: boolean;
  readonly #isList: boolean;
  readonly #sources: (readonly [string, Source | null])[];
  readonly #targets: readonly Target[];
  #inputs: NamedTensorInfoMap | null = null;

  constructor(
    backend: LudusBackend,
    config: KernelConfig,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap | undefined,
    outputs: readonly TensorRecord[],
    drawsAnew: boolean,
  ) {
    this.#backend = backend;
    this.#config = config;
    this.#attrs = attrs;
    this.#drawsAnew = drawsAnew;
    // A kernel of a list (Concat, AddN, Pack) has an array here, typed as a map.
    this.#isList = Array.isArray(inputs);
    this.#sources = Object.entries(inputs).map(([name, tensor]) => [
      name,
      tensor == null ? null : this.#source(tensor),
    ]);
    this.#targets = outputs.map(({ block, size }) => ({ block, size }));
  }

  get kernelName(): string {
    return this.#config.kernelName;
  }

  /** The blocks it reads. */
  get sources(): Block[] {
    return this.#sources.flatMap(([, source]) => (source === null ? [] : [source.block]));
  }

  /** The blocks it writes, whole. */
  get targets(): Block[] {
    return this.#targets.map(({ block }) => block);
  }

  run(): void {
    const backend = this.#backend;
    this.#inputs ??= this.#lookAtSources();
    const attrs = this.#drawsAnew ? { ...this.#attrs, seed: Math.random() } : this.#attrs;
    const result = runFallback(backend, this.#config, this.#inputs, attrs);
    const outputs = Array.isArray(result) ? result : [result];
    outputs.forEach((output, i) => {
      const { block, size } = this.#targets[i] as Target;
      const record = backend.record(output.dataId);
      if (record.size !== size) {
        throw new CaptureError(
          `capture: ${this.#config.kernelName} returned ${record.size} elements in a replay and ${size} when recorded; ` +
            'its output depends on values, so the step cannot be captured',
        );
      }
      backend.copyBytes(block.pointer, record.block.pointer, block.bytes);
      backend.disposeIntermediateTensorInfo(output);
    });
  }

  release(): void {
    if (this.#inputs === null) return;
    for (const tensor of Object.values(this.#inputs)) if (tensor != null) this.#backend.lookAway(tensor);
    this.#inputs = null;
  }

  #source(tensor: TensorInfo): Source {
    return { block: this.#backend.record(tensor.dataId).block, shape: tensor.shape, dtype: tensor.dtype as HeapDtype };
  }

  #lookAtSources(): NamedTensorInfoMap {
    const inputs = this.#sources.map(
      ([name, source]) =>
        [name, source === null ? null : this.#backend.lookAt(source.block, source.shape, source.dtype)] as const,
    );
    if (this.#isList) return inputs.map(([, tensor]) => tensor) as unknown as NamedTensorInfoMap;
    return Object.fromEntries(inputs) as unknown as NamedTensorInfoMap;
  }
}

export function refuseDtype(kernelName: string, tensor: TensorInfo): void {
  if (isHeapDtype(tensor.dtype)) return;
  throw new CaptureError(
    `capture: ${kernelName} works on a ${tensor.dtype} tensor, which lives outside of the backend's memory and cannot be ` +
      'replayed; do it outside of the step',
  );
}
