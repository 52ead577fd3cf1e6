/**
 * The maps of FrozenLake: the two built-in ones, reading a user's, and the random generator.
 *
 * Source: Gymnasium 1.4 `toy_text/frozen_lake.py` (`MAPS`, `generate_random_map`). A map is checked here where
 * Gymnasium would divide by zero (no start) or treat an unknown letter as ice.
 */
import type { Seed } from '../../core/env.ts';
import { Generator } from '../../core/seeding/generator.ts';

/** Rows from the top; `S` start, `F` frozen, `H` hole, `G` goal. */
export type LakeMap = readonly string[];

export const LAKE_MAPS: Readonly<Record<string, LakeMap>> = {
  '4x4': ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  '8x8': ['SFFFFFFF', 'FFFFFFFF', 'FFFHFFFF', 'FFFFFHFF', 'FFFHFFFF', 'FHHFFFHF', 'FHFFHFHF', 'FFFHFFFG'],
};

/**
 * Reads a map given by a user.
 *
 * @param desc rows as strings, or as lists of letters
 * @throws {TypeError} not a list of rows
 * @throws {RangeError} rows of unequal length, an unknown letter, no start
 */
export function readMap(desc: unknown): LakeMap {
  if (!Array.isArray(desc) || desc.length === 0) {
    throw new TypeError(
      `Cannot make FrozenLake: desc must be a list of rows such as ["SFFF", "FHFH", "FFFH", "HFFG"], got ${show(desc)}`,
    );
  }
  const rows = desc.map((row: unknown, index) => {
    const text = Array.isArray(row) ? row.join('') : row;
    if (typeof text !== 'string' || text.length === 0) {
      throw new TypeError(
        `Cannot make FrozenLake: each row of desc must be a string, got ${show(row)} in row ${index}`,
      );
    }
    return text;
  });
  const width = rows[0]!.length;
  rows.forEach((row, index) => {
    if (row.length !== width) {
      throw new RangeError(
        `Cannot make FrozenLake: all rows of desc must be as long as the first (${width}), got ${row.length} letters in row ${index}`,
      );
    }
    const unknown = /[^SFHG]/.exec(row);
    if (unknown !== null) {
      throw new RangeError(
        `Cannot make FrozenLake: desc may hold S (start), F (frozen), H (hole) and G (goal), got ${show(unknown[0])} in row ${index}, column ${unknown.index}`,
      );
    }
  });
  if (!rows.some((row) => row.includes('S'))) {
    throw new RangeError(`Cannot make FrozenLake: desc must have a start (S), got ${show(rows)}`);
  }
  return rows;
}

export interface RandomMapOptions {
  /** Tiles to a side, an integer of at least 2. Default 8. */
  readonly size?: number;
  /** Probability of a tile to be frozen, in the range `(0, 1]`. Default 0.8. */
  readonly p?: number;
  /** The same seed draws Gymnasium's map. Default: from entropy. */
  readonly seed?: Seed | null;
}

/**
 * Draws square maps, start at the top left and goal at the bottom right, until one has a path between them.
 *
 * @throws {RangeError} a size that is no integer of at least 2, a probability outside `(0, 1]`
 *
 * @example
 * ```ts
 * make('FrozenLake-v1', { desc: generateRandomMap({ size: 6, seed: 7 }) });
 * ```
 */
export function generateRandomMap(options: RandomMapOptions = {}): LakeMap {
  const { size = 8, p = 0.8, seed = null } = options;
  if (!Number.isInteger(size) || size < 2) {
    throw new RangeError(`Cannot generate a map: size must be an integer of at least 2, got ${size}`);
  }
  if (!(p > 0 && p <= 1)) {
    throw new RangeError(`Cannot generate a map: p must be in the range (0, 1], got ${p}`);
  }
  const generator = Generator.fromSeed(seed);
  for (;;) {
    // numpy's `choice(['F', 'H'], p=[p, 1 - p])` draws one uniform a tile and searches the normalised cumulative sums.
    const frozenBelow = p / (p + (1 - p));
    const rows: string[] = [];
    for (let row = 0; row < size; row++) {
      let letters = '';
      for (let column = 0; column < size; column++) {
        const letter = generator.random() < frozenBelow ? 'F' : 'H';
        if (row === 0 && column === 0) letters += 'S';
        else if (row === size - 1 && column === size - 1) letters += 'G';
        else letters += letter;
      }
      rows.push(letters);
    }
    if (hasPath(rows)) return rows;
  }
}

/** Whether the goal can be reached from the top left without a hole. */
export function hasPath(rows: LakeMap): boolean {
  const height = rows.length;
  const width = rows[0]!.length;
  const seen = new Uint8Array(height * width);
  const frontier = [0];
  while (frontier.length > 0) {
    const tile = frontier.pop()!;
    if (seen[tile] === 1) continue;
    seen[tile] = 1;
    const row = Math.floor(tile / width);
    const column = tile % width;
    for (const [nextRow, nextColumn] of [
      [row + 1, column],
      [row, column + 1],
      [row - 1, column],
      [row, column - 1],
    ] as const) {
      const letter = rows[nextRow]?.[nextColumn];
      if (letter === 'G') return true;
      if (letter !== undefined && letter !== 'H') frontier.push(nextRow * width + nextColumn);
    }
  }
  return false;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
