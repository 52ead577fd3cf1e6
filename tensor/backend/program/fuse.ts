/**
 * Makes one command of two where the second only finishes what the first computed (`pairs.ts` lists what): in training tfjs fuses nothing
 * itself, so that each gradient finds its input. Two commands are fused when one follows the other and nobody else reads what is between
 * them.
 */

import * as op from '../opcodes.ts';
import type { Block } from '../records.ts';
import { accessOf } from './effects.ts';
import { KernelSegment } from './kernel-segment.ts';
import { type Fused, fusePair, type NumberAt } from './pairs.ts';
import { blockFinder, type Part } from './prune.ts';

/** Commands that may write where they read: element by element. */
const IN_PLACE: ReadonlySet<number> = new Set([op.UNARY, op.BINARY]);

/**
 * @param parts The program, in order.
 * @param blocks The recording's own blocks.
 * @param results Blocks that are read after the program.
 * @param numberAt The float32 at an address where it is a constant of the program, else null.
 */
export function fuse(
  parts: readonly Part[],
  blocks: readonly Block[],
  results: readonly Block[],
  numberAt: NumberAt,
): Part[] {
  const baseOf = blockFinder(blocks);
  const steps = parts.flatMap(commandsOf);
  const uses = steps.map((step) => usesOf(step, baseOf));
  const kept: Part[] = [];
  steps.forEach((step, i) => {
    const previous = kept.at(-1);
    const fused =
      previous instanceof Int32Array && step instanceof Int32Array ? join(previous, step, baseOf, numberAt) : null;
    if (fused !== null && isDead(fused.between, uses, i + 1, results)) kept[kept.length - 1] = fused.words;
    else kept.push(step);
  });
  return concatenated(kept);
}

/** The two as one command; null when they are no pair. */
function join(
  first: Int32Array,
  second: Int32Array,
  baseOf: (address: number) => number | null,
  numberAt: NumberAt,
): Fused | null {
  const fused = fusePair(first, second, numberAt);
  if (fused === null || baseOf(fused.between) !== fused.between) return null;
  // Whoever reads operands while it writes may not write where one of them was.
  if (!IN_PLACE.has(fused.words[0]!)) {
    const { writes, reads } = accessOf(fused.words, 0)!;
    const out = baseOf(writes[0]!);
    if (out === null || reads.some((address) => baseOf(address) === out)) return null;
  }
  return fused;
}

/** The blocks that a step reads and writes, by their addresses. */
interface Uses {
  readonly reads: ReadonlySet<number | null>;
  readonly writes: ReadonlySet<number | null>;
  /** Whether what it writes is written whole. */
  readonly whole: boolean;
}

/** Null for a step whose effects are not known. */
function usesOf(step: Part, baseOf: (address: number) => number | null): Uses | null {
  if (step instanceof Int32Array) {
    const access = accessOf(step, 0);
    if (access === null) return null;
    return {
      reads: new Set(access.reads.map(baseOf)),
      writes: new Set(access.writes.map(baseOf)),
      whole: access.whole,
    };
  }
  if (!(step instanceof KernelSegment)) return null;
  const addresses = (blocks: readonly Block[]) => new Set(blocks.map(({ pointer }) => pointer));
  return { reads: addresses(step.sources), writes: addresses(step.targets), whole: true };
}

/** Whether nobody reads the block at `base` from step `from` on, before it is written anew. */
function isDead(base: number, uses: readonly (Uses | null)[], from: number, results: readonly Block[]): boolean {
  for (let i = from; i < uses.length; i++) {
    const step = uses[i];
    if (step == null || step.reads.has(base)) return false;
    if (step.writes.has(base)) return step.whole;
  }
  return !results.some(({ pointer }) => pointer === base);
}

function commandsOf(part: Part): Part[] {
  if (!(part instanceof Int32Array)) return [part];
  const commands: Int32Array[] = [];
  for (let at = 0; at < part.length; at += part[at + 1]!) commands.push(part.subarray(at, at + part[at + 1]!));
  return commands;
}

/** Neighbouring commands in one array again. */
function concatenated(steps: readonly Part[]): Part[] {
  const parts: Part[] = [];
  let run: Int32Array[] = [];
  const end = (): void => {
    if (run.length === 0) return;
    const words = new Int32Array(run.reduce((sum, command) => sum + command.length, 0));
    let at = 0;
    for (const command of run) {
      words.set(command, at);
      at += command.length;
    }
    parts.push(words);
    run = [];
  };
  for (const step of steps) {
    if (step instanceof Int32Array) {
      run.push(step);
    } else {
      end();
      parts.push(step);
    }
  }
  end();
  return parts;
}
