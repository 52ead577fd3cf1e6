// Layers 1 and 2 seen from above: the kernels and the one memory they work on. Everything the dispatch knows of WebAssembly is
// this file's `Engine`: memory to take and give back, typed views of it, and commands to emit.
//
// A command is a run of 32-bit words in the memory (opcodes.ts lists them): `opcode, words, parts, args...`. Eager execution
// emits one command at a time; a recorder set on the engine sees the same commands go by, and `load` turns what it kept into
// a program that one call into WebAssembly replays. There is no other path to a kernel.
//
// Threads: a command says into how many parts its work may be split (1: not at all). Whoever is free, the calling thread or a
// worker, takes the next part; a command ends when all its parts have. What a part computes depends on its number and the
// number of parts alone, so results do not depend on which thread ran it, nor on whether workers run at all; and where the number of parts
// would matter, it does not depend on the threads (`foldsFor`). Workers are started by the first command that has parts.
//
// Left out: more than 2 GiB (WebAssembly's 32-bit addresses are kept signed), and strided tensors (tfjs has none).

import type { WasmMemory } from './webassembly.ts';

export interface Recorder {
  /** One command, as emitted; `words` is a view that is overwritten by the next: copy what is kept. */
  command(words: Int32Array): void;
}

export interface Engine {
  readonly memory: WasmMemory;
  /** Threads that compute, the calling one included. */
  readonly threads: number;
  /** Which of the two builds of the kernels runs: with relaxed-SIMD fused multiply-add, or plain SIMD. */
  readonly build: 'relaxed' | 'plain';
  /** Bytes in use, as asked for by `allocate`. */
  readonly bytesInUse: number;

  /** The address of `bytes` fresh bytes, 64-byte aligned, contents undefined. Throws a RangeError beyond 2 GiB. */
  allocate(bytes: number): number;
  /** Gives back what `allocate` gave. */
  release(pointer: number): void;
  /**
   * From here to `closeArena`, memory comes from an arena: what is released in it is used again in it, and nothing of it goes back
   * before the arena is released. That is what keeps a recorded program's addresses its own. Arenas do not nest.
   */
  openArena(): void;
  closeArena(): Arena;

  f32(pointer: number, length: number): Float32Array;
  i32(pointer: number, length: number): Int32Array;
  u8(pointer: number, length: number): Uint8Array;

  /** Parts to split `work` multiply-adds (or elements touched) into: 1 where a hand-over to a worker would not pay. */
  partsFor(work: number): number;
  /**
   * Parts for `work` whose partial sums a later command adds up: by the work alone, so that results are the same bits for any number of threads.
   */
  foldsFor(work: number): number;
  /** Executes one command now, after showing it to the recorder. Float arguments go through `floatBits`. */
  emit(opcode: number, parts: number, ...args: number[]): void;
  /** Sees every command that `emit` executes; null: nobody does. */
  recorder: Recorder | null;

  /** A program: commands, one after another, as the recorder saw them. */
  load(words: Int32Array): Program;
  /** Ends the workers; the memory stays readable. */
  close(): void;
}

export interface Program {
  readonly commands: number;
  /** Executes all commands in one call. */
  run(): void;
  release(): void;
}

/** The blocks a recording took, kept until the program that uses them goes. */
export interface Arena {
  readonly bytes: number;
  release(): void;
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** The bits of a float32, as commands carry it. */
export function floatBits(value: number): number {
  float[0] = value;
  return word[0] as number;
}
