/**
 * `capture(step)`: a step of tfjs code that is recorded once and replayed ever after, like a CUDA graph.
 *
 * The first call with arguments of given shapes runs the step as usual and records what its kernels did; later calls with the
 * same shapes copy the arguments in and replay that, without tape, allocation or JavaScript for each op. It works for any
 * synchronous tfjs code with static shapes: gradients, optimizers, tfjs-layers models, dropout.
 *
 * What a replay is faithful to: arguments, variables (also ones assigned elsewhere meanwhile) and random ops, which draw anew.
 * What it repeats: everything else that JavaScript does in the step. A number computed there, a branch taken, a learning
 * rate held by a tfjs optimizer are as they were when recorded; what must change is passed as a tensor. Values cannot be
 * read inside: that is refused, naming the op.
 *
 * Numbers get in and out without tensors around the replay: `HostTensor`s as arguments, `read` for a result, `run` for none.
 *
 * On backends other than `ludus` the step runs as usual, inside `tf.tidy`.
 */

import { backend as currentBackend, dispose, Tensor, tidy } from '@tensorflow/tfjs-core';
import { LudusBackend } from './backend/backend.ts';
import { CaptureError } from './backend/program/capture-error.ts';
import { type Argument, HostTensor, hostScalar } from './backend/program/host-tensor.ts';
import { Program } from './backend/program/program.ts';
import { collect, type Fed, type Outline, outlineOf, type Result, type Tensors, withTensors } from './containers.ts';
import { readAndDispose } from './read.ts';

export { CaptureError, HostTensor, hostScalar };

/** A captured step. Call it as the step itself; what it returns is the caller's to dispose of. */
export interface Captured<A extends readonly Tensors[], R extends Result> {
  (...args: FedAll<A>): R;
  /**
   * A call whose result, one tensor, is read: its values in row-major order, the caller's own. At once where values can be read at once
   * (`readsAreSynchronous`), elsewhere a promise; `await` covers both.
   *
   * @throws TypeError when the step returns anything but one tensor.
   */
  read(...args: FedAll<A>): Float32Array | Promise<Float32Array>;
  /** A call whose result is not wanted: no tensors are made of it. */
  run(...args: FedAll<A>): void;
  /** Programs recorded and kept: one for each set of shapes seen lately. */
  readonly programs: number;
  /** Gives back the programs' memory. The step can be called again, and is then recorded anew. */
  dispose(): void;
}

/** `Fed` for a list of arguments. */
type FedAll<A extends readonly Tensors[]> = { [K in keyof A]: Fed<A[K]> };

/** Sets of shapes kept; beyond, the one unused for longest is dropped. A training loop has two: full batches and the last. */
const MAX_PROGRAMS = 16;
/** Recordings that may be lost to variables created in the step (a lazily built model, then its optimizer) before we say so. */
const MAX_ATTEMPTS = 3;

interface Entry<R> {
  readonly backend: LudusBackend;
  /** Of the arguments. */
  readonly outline: Outline;
  readonly program: Program;
  /** What the step returned when it was recorded; its tensors are the recording's. */
  readonly result: R;
}

/**
 * @param step Synchronous; gets and returns tensors, in arrays and plain objects if you like. Runs once for each set of shapes.
 * @returns the step, captured. Its results are fresh tensors at each call, on every backend.
 * @throws CaptureError (when called) for what cannot be replayed: a host read, string or complex tensors, output shapes that
 * depend on values, randomness drawn in JavaScript.
 */
export function capture<A extends readonly Tensors[], R extends Result>(step: (...args: A) => R): Captured<A, R> {
  // Most lately used first.
  let entries: Entry<R>[] = [];
  let attempts = 0;

  const perform = (args: readonly unknown[], replace: (tensor: Argument) => Tensor): R =>
    step(...(withTensors(args, replace) as unknown as A));

  /** The program for these arguments, which it adds to `inputs`. */
  const find = (backend: LudusBackend, args: readonly unknown[], inputs: Argument[]): Entry<R> | undefined => {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry<R>;
      inputs.length = 0;
      if (entry.backend !== backend || !collect(entry.outline, args, inputs) || !entry.program.accepts(inputs))
        continue;
      if (i > 0) entries = [entry, ...entries.filter((other) => other !== entry)];
      return entry;
    }
    return undefined;
  };

  const record = (backend: LudusBackend, args: readonly unknown[]): R => {
    const outline = outlineOf(args, 'an argument');
    const inputs: Argument[] = [];
    collect(outline, args, inputs);
    let result: R | undefined;
    const { outputs, program, arrivals } = Program.record(backend, inputs, (inner) => {
      let next = 0;
      result = perform(args, () => inner[next++] as Tensor);
      if (result instanceof Promise) {
        throw new CaptureError('capture: the step is asynchronous; it must return tensors, not a promise');
      }
      const results: Argument[] = [];
      collect(outlineOf(result, 'the result'), result, results);
      return results as Tensor[];
    });
    if (program === null) {
      attempts++;
      if (attempts >= MAX_ATTEMPTS) {
        throw new CaptureError(
          `capture: the step creates variables each time it runs (${arrivals.join(', ')}); create them outside of it`,
        );
      }
    } else {
      attempts = 0;
      entries.unshift({ backend, outline, program, result: result as R });
      for (const dropped of entries.splice(MAX_PROGRAMS)) dropped.program.release();
    }
    return renewed(result as R, outputs);
  };

  const captured = (...args: FedAll<A>): R => {
    const backend = currentBackend();
    if (!(backend instanceof LudusBackend)) return tidy(() => perform(args, onDevice) as never);
    // A captured step inside of one that is being recorded is part of it.
    if (backend.recording !== null) return perform(args, refuseNumbers);
    const inputs: Argument[] = [];
    const entry = find(backend, args, inputs);
    return entry === undefined ? record(backend, args) : renewed(entry.result, entry.program.run(inputs));
  };

  const read = (...args: FedAll<A>): Float32Array | Promise<Float32Array> => {
    const backend = currentBackend();
    if (backend instanceof LudusBackend && backend.recording === null) {
      const inputs: Argument[] = [];
      const entry = find(backend, args, inputs);
      if (entry?.result instanceof Tensor) return entry.program.read(inputs);
    }
    const result = captured(...args);
    if (result instanceof Tensor) return readAndDispose(result);
    dispose(result as never);
    throw new TypeError(
      'reading the result of a captured step: the step must return one tensor, and does not; call it and read what it returns',
    );
  };

  const run = (...args: FedAll<A>): void => {
    const backend = currentBackend();
    const inputs: Argument[] = [];
    const replays = backend instanceof LudusBackend && backend.recording === null;
    const entry = replays ? find(backend, args, inputs) : undefined;
    if (entry === undefined) dispose(captured(...args) as never);
    else entry.program.replay(inputs);
  };

  return Object.defineProperties(captured, {
    read: { value: read },
    run: { value: run },
    programs: { get: () => entries.length },
    dispose: {
      value: () => {
        for (const { program } of entries) program.release();
        entries = [];
      },
    },
  }) as Captured<A, R>;
}

/** The result of a recorded step with the tensors of this call. */
function renewed<R extends Result>(result: R, outputs: readonly Tensor[]): R {
  if (result instanceof Tensor) return outputs[0] as unknown as R;
  let next = 0;
  return withTensors(result, () => outputs[next++] as Tensor) as R;
}

function onDevice(argument: Argument): Tensor {
  return argument instanceof HostTensor ? argument.toTensor() : argument;
}

/** In a recording, what is made of numbers is a constant. */
function refuseNumbers(argument: Argument): Tensor {
  if (!(argument instanceof HostTensor)) return argument;
  throw new CaptureError(
    `capture: a captured step is called inside of another with a HostTensor of shape [${argument.shape}], which a replay could ` +
      'not see change; pass it to the outer step and on as a tensor',
  );
}
