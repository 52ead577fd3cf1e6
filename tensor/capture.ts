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
 * On backends other than `ludus` the step runs as usual, inside `tf.tidy`.
 */

import { backend as currentBackend, Tensor, tidy } from '@tensorflow/tfjs-core';
import { LudusBackend } from './backend/backend.ts';
import { CaptureError } from './backend/program/capture-error.ts';
import { Program } from './backend/program/program.ts';

export { CaptureError };

/** Arguments and results of a step: tensors, and arrays and plain objects of them. */
export type Tensors = Tensor | readonly Tensors[] | { readonly [name: string]: Tensors } | null | undefined;

/** What a step returns. */
// biome-ignore lint/suspicious/noConfusingVoidType: the result of a step that returns nothing is inferred as void
export type Result = Tensors | void;

/** A captured step. Call it as the step itself; what it returns is the caller's to dispose of. */
export interface Captured<A extends readonly Tensors[], R extends Result> {
  (...args: A): R;
  /** Programs recorded and kept: one for each set of shapes seen lately. */
  readonly programs: number;
  /** Gives back the programs' memory. The step can be called again, and is then recorded anew. */
  dispose(): void;
}

/** Sets of shapes kept; beyond, the one unused for longest is dropped. A training loop has two: full batches and the last. */
const MAX_PROGRAMS = 16;
/** Recordings that may be lost to variables created in the step (a lazily built model, then its optimizer) before we say so. */
const MAX_ATTEMPTS = 3;

interface Entry<R> {
  readonly backend: LudusBackend;
  /** Whether the arguments are tensors, in no containers. */
  readonly plain: boolean;
  readonly structure: string;
  readonly program: Program;
  readonly assemble: (outputs: readonly Tensor[]) => R;
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

  const find = (backend: LudusBackend, structure: string, inputs: readonly Tensor[]): Entry<R> | undefined => {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry<R>;
      if (entry.backend !== backend || entry.structure !== structure || !entry.program.accepts(inputs)) continue;
      if (i > 0) entries = [entry, ...entries.filter((other) => other !== entry)];
      return entry;
    }
    return undefined;
  };

  const record = (backend: LudusBackend, structure: string, inputs: readonly Tensor[], args: A): R => {
    let assemble: ((outputs: readonly Tensor[]) => R) | undefined;
    const { outputs, program, arrivals } = Program.record(backend, inputs, (inner) => {
      const result = step(...(rebuild(args, inner) as unknown as A));
      if (result instanceof Promise) {
        throw new CaptureError('capture: the step is asynchronous; it must return tensors, not a promise');
      }
      const flat = flatten(result, 'the result');
      assemble = result instanceof Tensor ? (fresh) => fresh[0] as R : (fresh) => rebuild(result, fresh) as R;
      return flat.tensors;
    });
    if (assemble === undefined) throw new Error('capture: the step was not run');
    if (program === null) {
      attempts++;
      if (attempts >= MAX_ATTEMPTS) {
        throw new CaptureError(
          `capture: the step creates variables each time it runs (${arrivals.join(', ')}); create them outside of it`,
        );
      }
      return assemble(outputs);
    }
    attempts = 0;
    const plain = args.every((argument) => argument instanceof Tensor);
    entries.unshift({ backend, plain, structure, program, assemble });
    for (const dropped of entries.splice(MAX_PROGRAMS)) dropped.program.release();
    return assemble(outputs);
  };

  const captured = (...args: A): R => {
    const backend = currentBackend();
    if (!(backend instanceof LudusBackend)) return tidy(() => step(...args) as never);
    // A captured step inside of one that is being recorded is part of it.
    if (backend.recording !== null) return step(...args);
    // What training and acting do all the time, without taking the arguments apart: the program last used fits them.
    const latest = entries[0];
    if (latest?.plain && latest.backend === backend && latest.program.accepts(args)) {
      return latest.assemble(latest.program.run(args as readonly Tensor[]));
    }
    const { tensors, structure } = flatten(args, 'an argument');
    const entry = find(backend, structure, tensors);
    if (entry === undefined) return record(backend, structure, tensors, args);
    return entry.assemble(entry.program.run(tensors));
  };

  return Object.defineProperties(captured, {
    programs: { get: () => entries.length },
    dispose: {
      value: () => {
        for (const { program } of entries) program.release();
        entries = [];
      },
    },
  }) as Captured<A, R>;
}

/** The tensors of a container, left to right, and what it looks like without them. */
function flatten(container: Result, what: string): { tensors: Tensor[]; structure: string } {
  const tensors: Tensor[] = [];
  let structure = '';
  const visit = (value: unknown): void => {
    if (value instanceof Tensor) {
      tensors.push(value);
      structure += 't';
    } else if (Array.isArray(value)) {
      structure += '[';
      for (const item of value) visit(item);
      structure += ']';
    } else if (value === null || value === undefined) {
      structure += 'n';
    } else if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      structure += '{';
      for (const [name, item] of Object.entries(value)) {
        structure += `${name}:`;
        visit(item);
      }
      structure += '}';
    } else {
      throw new TypeError(
        `capture: ${what} of the step is a ${typeof value} (${String(value)}), which a replay could not see change; ` +
          'pass and return tensors (tf.scalar(value)), in arrays or plain objects',
      );
    }
  };
  visit(container);
  return { tensors, structure };
}

/** `container` with its tensors replaced, left to right. */
function rebuild(container: Result, tensors: readonly Tensor[]): Tensors {
  let next = 0;
  const visit = (value: unknown): Tensors => {
    if (value instanceof Tensor) return tensors[next++];
    if (Array.isArray(value)) return value.map(visit);
    if (value === null || value === undefined) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item)]));
  };
  return visit(container);
}
