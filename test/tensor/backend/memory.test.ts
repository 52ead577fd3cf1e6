import { describe, expect, it } from 'vitest';
import { Memory, sizeClass } from '../../../tensor/backend/memory.ts';
import { wasm } from '../../../tensor/backend/webassembly.ts';
import { Numbers } from './kernels/support.ts';

function memory(limit?: number): Memory {
  return new Memory(new wasm.Memory({ initial: 4, maximum: 32768, shared: true }), 1000, limit);
}

describe('sizeClass', () => {
  it('is a multiple of 64, at least the size, at most an eighth more beyond 512', () => {
    for (let bytes = 0; bytes < 100_000; bytes += 1 + (bytes >> 5)) {
      const size = sizeClass(bytes);
      expect(size % 64).toBe(0);
      expect(size).toBeGreaterThanOrEqual(Math.max(bytes, 1));
      expect(size).toBeLessThanOrEqual(Math.max(bytes * 1.125, bytes + 64));
      expect(sizeClass(size)).toBe(size);
    }
  });
});

describe('Memory', () => {
  it('hands out aligned blocks that never overlap, and all of it comes back', () => {
    const numbers = new Numbers(1);
    const blocks = memory();
    const live = new Map<number, number>();
    let highest = 0;
    for (let t = 0; t < 20_000; t++) {
      if (live.size > 100 || (live.size > 0 && numbers.unit() < 0.5)) {
        const pointer = numbers.pick([...live.keys()]);
        blocks.release(pointer);
        live.delete(pointer);
        continue;
      }
      const bytes = Math.floor(2 ** (numbers.unit() * 19));
      const pointer = blocks.allocate(bytes);
      expect(pointer % 64).toBe(0);
      for (const [other, size] of live) {
        if (pointer < other + size && other < pointer + bytes)
          expect.fail(`${pointer} + ${bytes} overlaps ${other} + ${size}`);
      }
      live.set(pointer, bytes);
      highest = Math.max(highest, pointer + bytes);
    }
    for (const pointer of live.keys()) blocks.release(pointer);
    expect(blocks.bytesInUse).toBe(0);
    expect(highest).toBeLessThan(60_000_000); // 100 blocks of at most 0.5 MiB: no creeping
  });

  it('stays flat over ten thousand rounds of the same sizes in changing order', () => {
    const numbers = new Numbers(2);
    const blocks = memory();
    let grown = 0;
    for (let round = 0; round < 10_000; round++) {
      const sizes = [400, 70_000, 1_000_000, 64, 16_640].sort(() => numbers.unit() - 0.5);
      const pointers = sizes.map((bytes) => blocks.allocate(bytes));
      for (const pointer of pointers.sort(() => numbers.unit() - 0.5)) blocks.release(pointer);
      if (round === 100) grown = blocks.memory.buffer.byteLength;
    }
    expect(blocks.memory.buffer.byteLength).toBe(grown);
    expect(blocks.bytesInUse).toBe(0);
  });

  it('says in one error what was asked, what is in use and what to do, and goes on', () => {
    const blocks = memory(16 * 1048576);
    const pointer = blocks.allocate(10 * 1048576);
    expect(() => blocks.allocate(8 * 1048576)).toThrow(
      /Allocating 8\.0 MiB beside the 10\.0 MiB of tensors in use: .*ends at 16\.0 MiB\. Dispose tensors/,
    );
    blocks.release(pointer);
    blocks.release(blocks.allocate(8 * 1048576));
  });

  it('refuses more than 2 GiB', () => {
    expect(() => memory().allocate(2 ** 31)).toThrow(/Allocating 2048\.0 MiB .*ends at 2048\.0 MiB/);
  });

  it('refuses to take back what it did not give', () => {
    const blocks = memory();
    const pointer = blocks.allocate(10);
    blocks.release(pointer);
    expect(() => blocks.release(pointer)).toThrow(`release(${pointer}): no block in use starts at that address.`);
  });

  it("keeps an arena's blocks from everybody else until the arena is released", () => {
    const blocks = memory();
    const before = blocks.allocate(1000);
    blocks.openArena();
    const first = blocks.allocate(1000);
    blocks.release(first);
    expect(blocks.allocate(1000)).toBe(first); // used again inside
    blocks.release(before); // not the arena's: free for all
    const second = blocks.allocate(5000);
    const arena = blocks.closeArena();
    blocks.release(first); // its tensor goes; the program still needs the memory
    const taken = Array.from({ length: 50 }, () => blocks.allocate(1000));
    expect(taken).not.toContain(first);
    expect(taken).toContain(before);
    expect(arena.bytes).toBeGreaterThanOrEqual(6000);
    arena.release();
    expect(blocks.allocate(5000)).toBe(second);
  });
});
