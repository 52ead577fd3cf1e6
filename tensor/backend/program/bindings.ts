/**
 * Variables at fixed addresses.
 *
 * A program reads and writes a variable at the address where the recording found it, its home. tfjs moves variables:
 * `assign` points the variable at another data id, and `target.assign(online)` leaves two variables on one. So
 *
 * - before a recording, every variable that shares its data is given data of its own;
 * - a variable that the step assigned is, at the end of the step, copied home and pointed there again, in the program too;
 * - before each replay, a variable that code outside of the program has moved since is brought home.
 */

import { engine, type Variable } from '@tensorflow/tfjs-core';
import type { DataId, LudusBackend } from '../backend.ts';
import { COPY } from '../opcodes.ts';
import { type Block, isHeapDtype, TensorRecord } from '../records.ts';

/** The variables as a recording finds them. */
export class VariableWatch {
  readonly #backend: LudusBackend;
  /** By variable; null for one whose data is not on this backend yet. */
  readonly #homes = new Map<Variable, Block | null>();

  constructor(backend: LudusBackend) {
    this.#backend = backend;
    for (const variable of registeredVariables()) {
      const block = this.#settle(variable);
      this.#homes.set(variable, block);
      // `assign` would give the memory back.
      if (block !== null) backend.pin(block);
    }
  }

  /** The names of variables that the step has created, or brought here from another backend: it must be recorded once more. */
  arrivals(): string[] {
    return registeredVariables()
      .filter((variable) => {
        const home = this.#homes.get(variable);
        return home === undefined || (home === null && recordOf(this.#backend, variable) !== null);
      })
      .map((variable) => variable.name);
  }

  /** Brings assigned variables home, as commands of the recording that is going on. @returns the homes that changed. */
  bringHome(): Set<Block> {
    const backend = this.#backend;
    const moves = this.#present().filter(({ variable, home }) => recordOf(backend, variable)?.block !== home);
    const homes = new Set(moves.map(({ home }) => home));
    // All moves at once: what will be overwritten and is somebody's source is put aside first.
    const aside: Block[] = [];
    const sources = moves.map(({ variable }) => {
      const source = backend.record(variable.dataId).block;
      if (!homes.has(source)) return source;
      const copy = backend.allocateBlock(source.bytes);
      aside.push(copy);
      emitCopy(backend, copy, source);
      return copy;
    });
    moves.forEach(({ variable, home }, i) => {
      // A tensor that shared the variable's old data keeps it.
      if (home.record !== null) backend.relocate(home.record);
      emitCopy(backend, home, sources[i] as Block);
      pointAt(backend, variable, home);
    });
    for (const copy of aside) backend.releaseBlock(copy);
    return homes;
  }

  /** What a program made of the recording must check: a binding for each home among `used`. */
  bindings(used: ReadonlySet<Block>, written: ReadonlySet<Block>): Binding[] {
    return this.#present()
      .filter(({ home }) => used.has(home))
      .map(({ variable, home }) => new Binding(this.#backend, variable, home, written.has(home)));
  }

  /** Ends the watch. */
  end(): void {
    for (const home of this.#homes.values()) if (home !== null) this.#backend.unpin(home);
  }

  /** The variables watched that are still registered. */
  #present(): { variable: Variable; home: Block }[] {
    const present = new Set(registeredVariables());
    const result: { variable: Variable; home: Block }[] = [];
    for (const [variable, home] of this.#homes) {
      if (home !== null && present.has(variable)) result.push({ variable, home });
    }
    return result;
  }

  /** The variable's block, which is its own after this; null when its data is elsewhere. */
  #settle(variable: Variable): Block | null {
    const record = recordOf(this.#backend, variable);
    if (record === null) return null;
    // Memory of another program goes back with that program.
    if (record.block.recording !== null) this.#backend.relocate(record);
    const { block } = record;
    if (record.refCount > 1) {
      this.#backend.relocate(record);
      pointAt(this.#backend, variable, block);
    }
    return block;
  }
}

/** A variable that a program uses, and its home. */
export class Binding {
  readonly #backend: LudusBackend;
  readonly #variable: Variable;
  readonly block: Block;
  readonly #written: boolean;
  #dataId: DataId | null = null;
  #record: TensorRecord | null = null;

  constructor(backend: LudusBackend, variable: Variable, block: Block, written: boolean) {
    this.#backend = backend;
    this.#variable = variable;
    this.block = block;
    this.#written = written;
  }

  /** Makes sure that the variable is at home, and alone there if the program writes it. */
  check(): void {
    if (this.#variable.dataId === this.#dataId) {
      const record = this.#record as TensorRecord;
      if (record.block === this.block && (record.refCount === 1 || !this.#written)) return;
    }
    this.#restore();
  }

  #restore(): void {
    const backend = this.#backend;
    const variable = this.#variable;
    // A program outlives a disposed model: its home still holds the last values.
    if (variable.isDisposed) return;
    const record = backend.data.get(variable.dataId) as unknown as TensorRecord;
    const shared = record.refCount > 1 && this.#written;
    if (record.block !== this.block || shared) {
      const occupant = this.block.record;
      if (occupant !== null) backend.relocate(occupant);
      backend.copyBytes(this.block.pointer, record.block.pointer, this.block.bytes);
      pointAt(backend, variable, this.block);
    }
    this.#dataId = variable.dataId;
    this.#record = backend.data.get(variable.dataId) as unknown as TensorRecord;
  }
}

function registeredVariables(): Variable[] {
  return Object.values(engine().registeredVariables);
}

/** The variable's record; null when its data is on another backend or outside of the heap. */
function recordOf(backend: LudusBackend, variable: Variable): TensorRecord | null {
  if (!isHeapDtype(variable.dtype) || !backend.data.has(variable.dataId)) return null;
  const record: unknown = backend.data.get(variable.dataId);
  return record instanceof TensorRecord ? record : null;
}

/** Points a variable at a block that no record has. */
export function pointAt(backend: LudusBackend, variable: Variable, block: Block): void {
  const { dtype, size } = variable;
  if (!isHeapDtype(dtype)) throw new TypeError(`a variable of dtype ${dtype} has no place in the heap`);
  // The count starts at 0 and `incRef` makes it 1, as in `variable.assign`.
  const dataId = backend.adopt(block, dtype, size, 0);
  engine().disposeTensor(variable);
  variable.dataId = dataId;
  engine().incRef(variable, backend);
}

function emitCopy(backend: LudusBackend, target: Block, source: Block): void {
  backend.recording?.touch(target);
  backend.recording?.touch(source);
  if (target.bytes > 0) backend.engine.emit(COPY, 1, target.pointer, source.pointer, target.bytes);
}
