// Makes an engine (engine.ts): the kernels compiled, the memory, the workers.
//
// Two builds of the kernels exist; the one with relaxed-SIMD fused multiply-add is taken where the machine's engine validates it (Node 20 does after a
// flag that has to be set before the module compiles; Node 22 and browsers by themselves). The two round differently.

import type { Arena, Engine, Program, Recorder } from './engine.ts';
import { PLAIN, RELAXED } from './generated/kernels.ts';
import {
  EMIT_SLOT,
  EMIT_SLOT_BYTES,
  HEADER_WORDS,
  RUN_OK,
  RUN_UNKNOWN_OPCODE,
  RUN_WORKER_FAILED,
  SCRATCH,
  SCRATCH_BYTES,
} from './layout.ts';
import { Memory } from './memory.ts';
import { allowWide, clearUpperHalves, whyNarrow } from './vectors.ts';
import { type WasmMemory, wasm } from './webassembly.ts';
import { nodeModule, type Pool, startPool } from './workers.ts';

export interface EngineOptions {
  /** Threads that compute, the calling one included. Default: the machine's cores, at most 8; 1 where memory cannot be shared. */
  readonly threads?: number;
  /** Plain SIMD even where fused multiply-add is to be had: results that do not depend on the machine. Default false. */
  readonly deterministic?: boolean;
  /**
   * Bits of the vectors that the matrix product is laid out for; the results are the same. Default: 256 where V8 makes such vectors when asked
   * (vectors.ts), else 128. Ask for 128 where no other WebAssembly of the process may be compiled with a flag that V8 calls experimental.
   */
  readonly vectors?: 128 | 256;
  /** Milliseconds a command may wait for a worker before it fails. */
  readonly patience?: number;
}

export interface EnginePlan {
  /** With fused multiply-add, or without. */
  readonly build: 'relaxed' | 'plain';
  readonly threads: number;
  /** Bits of the vectors that the matrix product is laid out for. */
  readonly vectors: 128 | 256;
}

/** What `kernels/index.ts` exports. */
export interface Kernels {
  init(thread: number, mayBlock: number, patience: number, wide: number): void;
  run(command: number, end: number): number;
  work(): void;
}

const MOST_THREADS = 8;
const PATIENCE = 30_000;
/** 2 GiB of 64 KiB pages, as the kernels' module declares. */
const MAXIMUM_PAGES = 32_768;

// (module (func (param v128 v128 v128) (result v128) local.get 0 local.get 1 local.get 2 f32x4.relaxed_madd))
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2,
  253, 133, 2, 11,
]);

function relaxedAvailable(): boolean {
  if (wasm.validate(RELAXED_PROBE)) return true;
  // Node 20 has it behind a flag; an engine that does not know the flag leaves the probe invalid.
  nodeModule('v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return wasm.validate(RELAXED_PROBE);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function cores(): number {
  const parallelism = nodeModule('os')?.availableParallelism();
  if (parallelism !== undefined) return parallelism;
  // Without cross-origin isolation a page may make shared memory but not send it to a worker.
  if (!(globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated) return 1;
  return (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1;
}

/** Whether this thread may sleep: everywhere but on a page's main thread. */
function mayBlock(): boolean {
  return (globalThis as { document?: unknown }).document === undefined;
}

/** What this JavaScript engine lacks to run the kernels, as the end of a sentence; null: nothing. */
export function whyNoEngine(): string | null {
  if (wasm === undefined) return 'this JavaScript engine has no WebAssembly';
  return wasm.validate(bytesOf(PLAIN)) ? null : "this JavaScript engine's WebAssembly lacks SIMD or shared memory";
}

/** What an engine of these options will be on this machine. @throws RangeError on threads or vectors out of range. */
export function planOf(options: EngineOptions): EnginePlan {
  const build = !options.deterministic && relaxedAvailable() ? 'relaxed' : 'plain';
  const threads = options.threads ?? Math.min(MOST_THREADS, cores());
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError(`createEngine: threads must be an integer in [1, 64], got ${threads}.`);
  }
  const vectors = options.vectors ?? (whyNarrow() === null ? 256 : 128);
  if (vectors !== 128 && vectors !== 256) {
    throw new RangeError(`createEngine: vectors must be 128 or 256, got ${String(vectors)}.`);
  }
  return { build, threads, vectors };
}

export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { build, threads, vectors } = planOf(options);
  // Asked for where V8 does not make them, the layout is the wide one and the registers are not used.
  const merges = vectors === 256 && whyNarrow() === null;
  if (merges) allowWide();
  const wide = vectors === 256 ? 1 : 0;
  const module = await wasm.compile(bytesOf(build === 'relaxed' ? RELAXED : PLAIN));
  const heap = SCRATCH + threads * SCRATCH_BYTES;
  const memory = new wasm.Memory({
    initial: Math.ceil(heap / 65536) + 16,
    maximum: MAXIMUM_PAGES,
    shared: true,
  });
  const patience = options.patience ?? PATIENCE;
  const instance = await wasm.instantiate(module, { env: { memory, now: () => performance.now() } });
  const kernels = instance.exports as unknown as Kernels;
  kernels.init(0, mayBlock() ? 1 : 0, patience, wide);
  const start = () => startPool(module, memory, threads - 1, wide);
  return new WasmEngine(new Memory(memory, heap), kernels, { threads, build, merges }, start);
}

/** Below this many multiply-adds, a few tens of microseconds, handing a part over costs what it gains. */
const WORTH_SHARING = 1 << 20;
/** Of a part, so that parts are many (a late worker costs little) but the ticket is cheap against them. */
const PART = 1 << 18;
/** Parts a thread: with more than one, a thread that was interrupted leaves its share to the others. */
const PARTS_A_THREAD = 2;
/** Parts that are summed afterwards: what up to eight threads can share. */
const MOST_FOLDS = 8;

type EngineTraits = Pick<EnginePlan, 'threads' | 'build'> & {
  /** Whether V8 makes 256-bit operations of the kernels'. */
  readonly merges: boolean;
};

class WasmEngine implements Engine {
  readonly memory: WasmMemory;
  readonly threads: number;
  readonly build: 'relaxed' | 'plain';
  recorder: Recorder | null = null;
  private readonly blocks: Memory;
  private readonly kernels: Kernels;
  private startPool: (() => Pool) | null;
  /** Null until a command is shared: a process that trains small networks has no workers. */
  private pool: Pool | null = null;
  private readonly slot: Int32Array;
  private readonly merges: boolean;

  constructor(blocks: Memory, kernels: Kernels, { threads, build, merges }: EngineTraits, startPool: () => Pool) {
    this.memory = blocks.memory;
    this.blocks = blocks;
    this.kernels = kernels;
    this.threads = threads;
    this.build = build;
    this.merges = merges;
    this.startPool = startPool;
    this.slot = new Int32Array(this.memory.buffer, EMIT_SLOT, EMIT_SLOT_BYTES / 4);
  }

  get bytesInUse(): number {
    return this.blocks.bytesInUse;
  }

  allocate(bytes: number): number {
    return this.blocks.allocate(bytes);
  }

  release(pointer: number): void {
    this.blocks.release(pointer);
  }

  openArena(): void {
    this.blocks.openArena();
  }

  closeArena(): Arena {
    return this.blocks.closeArena();
  }

  // Views are made on the memory's present buffer; older ones stay valid when a shared memory grows.
  f32(pointer: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, pointer, length);
  }

  i32(pointer: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, pointer, length);
  }

  u8(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, pointer, length);
  }

  partsFor(work: number): number {
    if (this.threads === 1 || work < WORTH_SHARING) return 1;
    return Math.min(this.threads * PARTS_A_THREAD, Math.floor(work / PART));
  }

  foldsFor(work: number): number {
    return work < WORTH_SHARING ? 1 : Math.min(MOST_FOLDS, Math.floor(work / PART));
  }

  emit(opcode: number, parts: number, ...args: number[]): void {
    const { slot } = this;
    if (parts > 1) this.wake();
    const words = HEADER_WORDS + args.length;
    slot[0] = opcode;
    slot[1] = words;
    slot[2] = parts;
    for (let i = 0; i < args.length; i++) slot[HEADER_WORDS + i] = args[i] as number;
    this.recorder?.command(slot.subarray(0, words));
    this.execute(EMIT_SLOT, EMIT_SLOT + words * 4);
  }

  load(words: Int32Array): Program {
    let commands = 0;
    for (let at = 0; at < words.length; at += words[at + 1] as number) {
      if (!((words[at + 1] as number) >= HEADER_WORDS)) throw new RangeError(`load: no command at word ${at}.`);
      commands++;
      if ((words[at + 2] as number) > 1) this.wake();
    }
    const start = this.allocate(words.length * 4);
    this.i32(start, words.length).set(words);
    const end = start + words.length * 4;
    return { commands, run: () => this.execute(start, end), release: () => this.release(start) };
  }

  close(): void {
    this.startPool = null;
    this.pool?.stop();
  }

  /** Starts the workers, the first time. */
  private wake(): void {
    if (this.threads > 1 && this.startPool !== null) this.pool ??= this.startPool();
  }

  private execute(start: number, end: number): void {
    let state: number;
    try {
      state = this.kernels.run(start, end);
    } catch (trap) {
      this.pool?.stop(); // a worker may still be in the command that this thread has left
      throw trap;
    }
    if (this.merges) clearUpperHalves(); // before any JavaScript: all of it is slower until then
    if (state !== RUN_OK) this.fail(state);
    if (this.pool !== null && this.pool.lost !== null && !this.pool.stopped) this.fail(RUN_WORKER_FAILED);
  }

  private fail(state: number): never {
    if (state === RUN_UNKNOWN_OPCODE)
      throw new RangeError('The training backend met a command with an unknown opcode.');
    const reason = this.pool?.lost ?? (state === RUN_WORKER_FAILED ? 'it trapped' : 'it did not answer in time');
    this.pool?.stop();
    throw new Error(
      `A compute thread of the training backend was lost: ${reason}. Results of the step at hand are incomplete; ` +
        'the backend goes on with one thread.',
    );
  }
}
