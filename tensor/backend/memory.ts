// Layer 2, the memory: an allocator over the one shared WebAssembly.Memory.
//
// Sizes are rounded up to classes, eight to each power of two, so that a tensor's memory fits the next tensor of about its size (with
// exact sizes the free lists fragment); all addresses are multiples of 64 bytes, a cache line. A freed block goes back to its class
// when it is small; a large one merges with its free neighbours, and the best fit is split. The bookkeeping is in JavaScript:
// the memory itself holds nothing but data.
//
// An arena (engine.ts) is a second set of free lists in front of this: a recorded program's memory.
import type { Arena } from './engine.ts';
import type { WasmMemory } from './webassembly.ts';

const ALIGNMENT = 64;
/** Smaller blocks are kept by class and cut from slabs; larger ones merge with their neighbours. */
const LARGE = 65536;
const SLAB = 262144;
const PAGE = 65536;
/** Addresses stay below 2 GiB so that they are positive int32. */
export const LIMIT = 2147483648;

/** `bytes` rounded up to its class: at most 1/8 more, a multiple of 64. */
export function sizeClass(bytes: number): number {
  if (bytes <= 512) return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
  const step = 2 ** (28 - Math.clz32(bytes - 1)); // an eighth of the power of two at or below bytes - 1
  return Math.ceil(bytes / step) * step;
}

function mib(bytes: number): string {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}

export class Memory {
  readonly memory: WasmMemory;
  /** Bytes of the classes of all blocks handed out. */
  bytesInUse = 0;
  /** The first byte never handed out. */
  private top: number;
  private readonly limit: number;
  /** Size of each block in use. */
  private readonly sizes = new Map<number, number>();
  /** Free small blocks, by class. */
  private readonly small = new Map<number, number[]>();
  /** Free large blocks: address -> bytes, and end -> address, to merge. */
  private readonly free = new Map<number, number>();
  private readonly freeEnds = new Map<number, number>();
  /** The arena that is open, and the arena of each block that belongs to one, open or closed. */
  private arena: ArenaBlocks | null = null;
  private readonly owners = new Map<number, ArenaBlocks>();

  /** Hands out `[start, limit)` of `memory`, growing it as needed. */
  constructor(memory: WasmMemory, start: number, limit: number = LIMIT) {
    this.memory = memory;
    this.top = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
    this.limit = limit;
  }

  allocate(bytes: number): number {
    const size = sizeClass(bytes);
    const reused = this.arena?.take(size);
    if (reused !== undefined) return reused;
    const pointer = size < LARGE ? this.takeSmall(size) : this.takeLarge(size);
    this.sizes.set(pointer, size);
    this.bytesInUse += size;
    if (this.arena !== null) {
      this.arena.own(pointer, size);
      this.owners.set(pointer, this.arena);
    }
    return pointer;
  }

  release(pointer: number): void {
    const size = this.sizes.get(pointer);
    if (size === undefined) throw new RangeError(`release(${pointer}): no block in use starts at that address.`);
    const owner = this.owners.get(pointer);
    if (owner !== undefined) owner.give(pointer, size);
    else this.giveBack(pointer, size);
  }

  openArena(): void {
    if (this.arena !== null) throw new Error('openArena: an arena is open already, and arenas do not nest.');
    this.arena = new ArenaBlocks((pointer, size) => {
      this.owners.delete(pointer);
      this.giveBack(pointer, size);
    });
  }

  closeArena(): Arena {
    const arena = this.arena;
    if (arena === null) throw new Error('closeArena: no arena is open.');
    this.arena = null;
    return arena;
  }

  private giveBack(pointer: number, size: number): void {
    this.sizes.delete(pointer);
    this.bytesInUse -= size;
    if (size < LARGE) {
      const list = this.small.get(size);
      if (list) list.push(pointer);
      else this.small.set(size, [pointer]);
    } else this.giveLarge(pointer, size);
  }

  private takeSmall(size: number): number {
    const list = this.small.get(size);
    const reused = list?.pop();
    if (reused !== undefined) return reused;
    // A slab holds blocks of one class, never to be merged again: at most SLAB bytes a class lie idle.
    const count = Math.max(1, Math.min(64, Math.floor(SLAB / size)));
    const slab = this.takeLarge(Math.max(LARGE, size * count));
    const fresh: number[] = list ?? [];
    for (let i = count - 1; i > 0; i--) fresh.push(slab + i * size);
    this.small.set(size, fresh);
    return slab;
  }

  private takeLarge(size: number): number {
    let best = -1;
    let bestBytes = Number.POSITIVE_INFINITY;
    for (const [pointer, bytes] of this.free) {
      if (bytes < size || bytes > bestBytes || (bytes === bestBytes && pointer > best)) continue;
      best = pointer;
      bestBytes = bytes;
      if (bytes === size) break;
    }
    if (best >= 0) {
      this.dropFree(best, bestBytes);
      if (bestBytes > size) this.addFree(best + size, bestBytes - size);
      return best;
    }
    return this.extend(size);
  }

  private giveLarge(pointer: number, size: number): void {
    const after = this.free.get(pointer + size);
    if (after !== undefined) {
      this.dropFree(pointer + size, after);
      size += after;
    }
    const before = this.freeEnds.get(pointer);
    if (before !== undefined) {
      const bytes = this.free.get(before) as number;
      this.dropFree(before, bytes);
      pointer = before;
      size += bytes;
    }
    if (pointer + size === this.top) this.top = pointer;
    else this.addFree(pointer, size);
  }

  private addFree(pointer: number, bytes: number): void {
    this.free.set(pointer, bytes);
    this.freeEnds.set(pointer + bytes, pointer);
  }

  private dropFree(pointer: number, bytes: number): void {
    this.free.delete(pointer);
    this.freeEnds.delete(pointer + bytes);
  }

  private extend(size: number): number {
    const end = this.top + size;
    const missing = end - this.memory.buffer.byteLength;
    if (end > this.limit) throw this.exhausted(size, `the backend's memory ends at ${mib(this.limit)}`);
    if (missing > 0) {
      // Grown by a quarter at least, so that a run's start-up does not grow page by page.
      const wanted = Math.max(missing, Math.min(this.memory.buffer.byteLength / 4, this.limit - end));
      try {
        this.memory.grow(Math.ceil(wanted / PAGE));
      } catch {
        try {
          this.memory.grow(Math.ceil(missing / PAGE));
        } catch {
          throw this.exhausted(size, 'the system gives no more');
        }
      }
    }
    const pointer = this.top;
    this.top = end;
    return pointer;
  }

  private exhausted(size: number, reason: string): RangeError {
    return new RangeError(
      `Allocating ${mib(size)} beside the ${mib(this.bytesInUse)} of tensors in use: ${reason}. ` +
        'Dispose tensors (tf.tidy), use a smaller batch, or train on a GPU (--device gpu).',
    );
  }
}

/** What an arena took from the memory, and what of it is free for the arena to use again. */
class ArenaBlocks implements Arena {
  bytes = 0;
  private readonly owned = new Map<number, number>();
  private readonly idle = new Map<number, number[]>();
  private readonly giveBack: (pointer: number, size: number) => void;

  constructor(giveBack: (pointer: number, size: number) => void) {
    this.giveBack = giveBack;
  }

  take(size: number): number | undefined {
    return this.idle.get(size)?.pop();
  }

  own(pointer: number, size: number): void {
    this.owned.set(pointer, size);
    this.bytes += size;
  }

  /** Keeps a block of its own for its next `take`. */
  give(pointer: number, size: number): void {
    const list = this.idle.get(size);
    if (list) list.push(pointer);
    else this.idle.set(size, [pointer]);
  }

  release(): void {
    for (const [pointer, size] of this.owned) this.giveBack(pointer, size);
    this.owned.clear();
    this.idle.clear();
    this.bytes = 0;
  }
}
