/**
 * A recorded step: segments to run, inputs to copy in, outputs to copy out, variables to find at home.
 *
 * `record` runs the step once and makes the program of it; `run` replays it. Outputs are fresh tensors each time, as the step's
 * own would be: whoever calls disposes of them.
 */

import { engine, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import type { Arena } from '../engine.ts';
import { type Block, bytesOf, type HeapDtype, type HeapView, isHeapDtype, viewOf } from '../records.ts';
import { type Binding, VariableWatch } from './bindings.ts';
import { CaptureError } from './capture-error.ts';
import { type Argument, HostTensor } from './host-tensor.ts';
import { KernelSegment } from './kernel-segment.ts';
import { Recording, type Segment } from './recording.ts';

/** A tensor at a fixed address. */
interface Port {
  readonly block: Block;
  readonly shape: readonly number[];
  readonly dtype: HeapDtype;
  readonly size: number;
  /** The numbers there; the memory may grow, the view stays valid. */
  readonly values: HeapView;
}

export interface Recorded {
  /** The outputs of the step, run as usual while it was recorded. */
  readonly outputs: Tensor[];
  /** Null when the step has created variables (`arrivals`), which a replay would create again: record its next run. */
  readonly program: Program | null;
  readonly arrivals: readonly string[];
}

export class Program {
  readonly #backend: LudusBackend;
  readonly #arena: Arena;
  readonly #blocks: readonly Block[];
  readonly #externals: ReadonlySet<Block>;
  readonly #segments: readonly Segment[];
  readonly #inputs: readonly Port[];
  readonly #outputs: readonly Port[];
  readonly #bindings: readonly Binding[];
  #released = false;

  private constructor(
    backend: LudusBackend,
    recording: Recording,
    arena: Arena,
    parts: { segments: Segment[]; inputs: Port[]; outputs: Port[]; bindings: Binding[] },
  ) {
    this.#backend = backend;
    this.#arena = arena;
    this.#blocks = recording.blocks;
    this.#externals = recording.externals;
    this.#segments = parts.segments;
    this.#inputs = parts.inputs;
    this.#outputs = parts.outputs;
    this.#bindings = parts.bindings;
    backend.programs.add(this);
  }

  /** The kernels that are none of ours and run as JavaScript in each replay, in order: each costs a replay its speed. */
  get fallbacks(): readonly string[] {
    return this.#segments.flatMap((segment) => (segment instanceof KernelSegment ? [segment.kernelName] : []));
  }

  /** Runs `step` once on copies of `inputs`, and records it. It gets and returns flat lists. */
  static record(backend: LudusBackend, inputs: readonly Argument[], step: (inputs: Tensor[]) => Tensor[]): Recorded {
    const watch = new VariableWatch(backend);
    const recording = new Recording(backend);
    // What moves to this backend now is no constant of the step.
    for (const input of inputs) if (!(input instanceof HostTensor)) backend.data.get(input.dataId);
    recording.start();
    let arena: Arena | null = null;
    let ports: Port[] = [];
    let results: Port[] = [];
    let bindings: Binding[] = [];
    let arrivals: string[] = [];
    try {
      const outputs = tidy(() => {
        ports = inputs.map((input) => allocatePort(backend, recording, input));
        inputs.forEach((input, i) => {
          copyIn(backend, ports[i] as Port, input);
        });
        const tensors = step(ports.map((port) => tensorAt(backend, port)));
        recording.check();
        const homes = watch.bringHome();
        results = tensors.map((tensor) => portOf(backend, recording, tensor));
        arrivals = watch.arrivals();
        bindings = watch.bindings(recording.externals, new Set([...homes, ...recording.writtenExternals]));
        arena = recording.stop();
        return results.map((port) => copyOut(backend, port));
      });
      watch.end();
      const taken = arena as unknown as Arena;
      if (arrivals.length > 0) {
        discard(backend, recording, taken);
        return { outputs, program: null, arrivals };
      }
      const segments = recording.segments(results.map(({ block }) => block));
      const program = new Program(backend, recording, taken, { segments, inputs: ports, outputs: results, bindings });
      return { outputs, program, arrivals };
    } catch (error) {
      const taken = arena ?? recording.stop();
      watch.end();
      discard(backend, recording, taken);
      throw error;
    }
  }

  /** Whether these are tensors of the shapes and dtypes that the program was recorded for. */
  accepts(inputs: readonly Argument[]): boolean {
    const ports = this.#inputs;
    if (inputs.length !== ports.length) return false;
    for (let i = 0; i < ports.length; i++) {
      const { shape, dtype } = ports[i] as Port;
      const input = inputs[i] as Argument;
      if (input.dtype !== dtype || input.shape.length !== shape.length) return false;
      for (let d = 0; d < shape.length; d++) if (input.shape[d] !== shape[d]) return false;
    }
    return true;
  }

  /** Replays. @returns the outputs, copies. */
  run(inputs: readonly Argument[]): Tensor[] {
    this.replay(inputs);
    return this.#outputs.map((port) => copyOut(this.#backend, port));
  }

  /** Replays. @returns the values of the first output, a copy. */
  read(inputs: readonly Argument[]): Float32Array {
    this.replay(inputs);
    return new Float32Array((this.#outputs[0] as Port).values);
  }

  /** Replays. `inputs` are as `accepts` wants them, and stay the caller's. The outputs lie where the next replay writes them anew. */
  replay(inputs: readonly Argument[]): void {
    if (this.#released)
      throw new Error('running a captured step: its memory was released (dispose, or the backend was reset)');
    const backend = this.#backend;
    const bindings = this.#bindings;
    for (let i = 0; i < bindings.length; i++) (bindings[i] as Binding).check();
    for (let i = 0; i < inputs.length; i++) copyIn(backend, this.#inputs[i] as Port, inputs[i] as Argument);
    const segments = this.#segments;
    for (let i = 0; i < segments.length; i++) (segments[i] as Segment).run();
  }

  /** Gives the program's memory back. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#backend.programs.delete(this);
    for (const segment of this.#segments) segment.release();
    this.#backend.abandonBlocks(this.#blocks);
    this.#arena.release();
    for (const block of this.#externals) this.#backend.unpin(block);
  }
}

/** A recording that becomes no program: what its tensors hold moves elsewhere. */
function discard(backend: LudusBackend, recording: Recording, arena: Arena): void {
  backend.abandonBlocks(recording.blocks);
  arena.release();
  for (const block of recording.externals) backend.unpin(block);
}

function allocatePort(backend: LudusBackend, recording: Recording, tensor: Argument): Port {
  const { shape, dtype, size } = tensor;
  if (!isHeapDtype(dtype))
    throw new CaptureError(`capture: an argument is a ${dtype} tensor; arguments are float32, int32 or bool`);
  const block = backend.allocateBlock(bytesOf(dtype, size));
  recording.keep(block);
  return { block, shape, dtype, size, values: viewOf(backend.engine, block.pointer, dtype, size) };
}

function tensorAt(backend: LudusBackend, port: Port): Tensor {
  const dataId = backend.adopt(port.block, port.dtype, port.size, 1);
  return engine().makeTensorFromTensorInfo({ dataId, shape: port.shape as number[], dtype: port.dtype }, backend);
}

function portOf(backend: LudusBackend, recording: Recording, tensor: Tensor): Port {
  const { shape, dtype, size } = tensor;
  if (!isHeapDtype(dtype))
    throw new CaptureError(`capture: the step returns a ${dtype} tensor; it may return float32, int32 or bool`);
  const { block } = backend.record(tensor.dataId);
  if (block.recording === recording) recording.keep(block);
  return { block, shape, dtype, size, values: viewOf(backend.engine, block.pointer, dtype, size) };
}

function copyIn(backend: LudusBackend, port: Port, tensor: Argument): void {
  if (tensor instanceof HostTensor) {
    port.values.set(tensor.values);
    return;
  }
  if (tensor.isDisposed) throw new Error('running a captured step: an argument is disposed of; pass a live tensor');
  const record = backend.plainRecord(tensor.dataId);
  backend.copyBytes(port.block.pointer, record.block.pointer, port.block.bytes);
}

function copyOut(backend: LudusBackend, port: Port): Tensor {
  const { shape, dtype, size, block } = port;
  const copy = backend.allocateBlock(block.bytes);
  backend.copyBytes(copy.pointer, block.pointer, block.bytes);
  const dataId = backend.adopt(copy, dtype, size, 1);
  return engine().makeTensorFromTensorInfo({ dataId, shape: shape as number[], dtype }, backend);
}
