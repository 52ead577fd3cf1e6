/**
 * Leaves out of a recorded program the commands whose results nobody reads.
 *
 * tfjs computes more than a step needs: the gradient of a fused convolution or product with respect to the step's input, in
 * a CNN the costliest of them all. Walking the commands backwards, one that writes no block that is read later, and no memory
 * from outside of the recording (a variable, the generator's state), can go.
 */

import type { Block } from '../records.ts';
import { accessOf } from './effects.ts';
import { KernelSegment } from './kernel-segment.ts';
import type { Segment } from './recording.ts';

export type Part = Int32Array | Segment;

/**
 * @param parts The program, in order.
 * @param blocks The recording's own blocks; an address beside them is memory from outside.
 * @param results Blocks that are read after the program: its outputs.
 */
export function prune(parts: readonly Part[], blocks: readonly Block[], results: readonly Block[]): Part[] {
  const baseOf = blockFinder(blocks);
  const live = new Set<number>(results.map(({ pointer }) => pointer));
  const kept: Part[] = [];
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i] as Part;
    if (part instanceof Int32Array) {
      const words = pruneCommands(part, baseOf, live);
      if (words === null) return [...parts.slice(0, i + 1), ...kept.reverse()];
      if (words.length > 0) kept.push(words);
    } else if (part instanceof KernelSegment) {
      if (!part.targets.some((block) => live.has(block.pointer))) continue;
      for (const block of part.targets) live.delete(block.pointer);
      for (const block of part.sources) live.add(block.pointer);
      kept.push(part);
    } else {
      return [...parts.slice(0, i + 1), ...kept.reverse()];
    }
  }
  return kept.reverse();
}

/** The commands that are needed, given what is live after them; makes `live` what is live before. Null: not known. */
function pruneCommands(
  words: Int32Array,
  baseOf: (address: number) => number | null,
  live: Set<number>,
): Int32Array | null {
  const starts: number[] = [];
  for (let at = 0; at < words.length; at += words[at + 1] as number) starts.push(at);
  const needed: number[] = [];
  let length = 0;
  for (const at of starts.reverse()) {
    const access = accessOf(words, at);
    if (access === null) return null;
    const targets = access.writes.map(baseOf);
    if (!targets.some((base) => base === null || live.has(base))) continue;
    needed.push(at);
    length += words[at + 1] as number;
    if (access.whole) {
      // What the block held before is overwritten: whoever wrote that is needed only by readers in between.
      access.writes.forEach((address, i) => {
        if (targets[i] === address) live.delete(address);
      });
    }
    for (const address of access.reads) {
      const base = baseOf(address);
      if (base !== null) live.add(base);
    }
  }
  const result = new Int32Array(length);
  let to = 0;
  for (const at of needed.reverse()) {
    const size = words[at + 1] as number;
    result.set(words.subarray(at, at + size), to);
    to += size;
  }
  return result;
}

/** Finds the start of the recording's block that holds an address; null for memory from outside. */
export function blockFinder(blocks: readonly Block[]): (address: number) => number | null {
  // A start serves many blocks in turn: the longest counts.
  const ends = new Map<number, number>();
  for (const { pointer, bytes } of blocks) {
    if (bytes > 0) ends.set(pointer, Math.max(ends.get(pointer) ?? 0, pointer + bytes));
  }
  const starts = [...ends.keys()].sort((a, b) => a - b);
  return (address) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= address) low = middle + 1;
      else high = middle;
    }
    const start = starts[low - 1];
    return start !== undefined && address < (ends.get(start) as number) ? start : null;
  };
}
