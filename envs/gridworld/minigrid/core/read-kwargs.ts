/**
 * Reading the keyword arguments of MiniGrid's families: each function gives the value, or throws the error that a user of
 * `make` sees.
 */
import type { Kwargs } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import type { Place } from './grid.ts';

/** Cells along a side. A reset takes time with its square: some 20 ms here, and a server makes what its clients ask for. */
export const MAX_SIZE = 1_024;

export interface Start extends Place {
  /** 0 right, 1 down, 2 left, 3 up. */
  readonly direction: number;
}

/**
 * An integer in the range `[low, high]`.
 *
 * @param where when the range is so, ` where ...`, for the message
 * @throws {RangeError} on anything else
 */
export function readInteger(
  world: string,
  kwargs: Kwargs,
  name: string,
  low: number,
  high: number,
  where = '',
): number {
  const value = kwargs[name];
  if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return value as number;
  throw new RangeError(`Cannot make ${world}: ${name} is an integer in [${low}, ${high}]${where}, got ${show(value)}.`);
}

/** One of the choices. Throws `RangeError` on anything else. */
export function readChoice<T extends string>(world: string, kwargs: Kwargs, name: string, choices: readonly T[]): T {
  const value = kwargs[name];
  if (choices.includes(value as T)) return value as T;
  const list = choices.map((choice) => show(choice)).join(' or ');
  throw new RangeError(`Cannot make ${world}: ${name} is ${list}, got ${show(value)}.`);
}

/**
 * A place within the walls of a grid, or null: it is drawn.
 *
 * @throws {RangeError} on anything that is not `[column, row]` of such a place
 */
export function readPlace(world: string, kwargs: Kwargs, name: string, width: number, height: number): Place | null {
  const value = kwargs[name];
  if (value === null) return null;
  const [x, y] = (Array.isArray(value) && value.length === 2 ? value : []) as unknown[];
  if (isWithin(x, width) && isWithin(y, height)) return { x: x as number, y: y as number };
  const range =
    width === height ? `each in [1, ${width - 2}]` : `the column in [1, ${width - 2}], the row in [1, ${height - 2}]`;
  throw new RangeError(
    `Cannot make ${world}: ${name} is [column, row], ${range}, or null to draw it, got ${show(value)}.`,
  );
}

/**
 * `agentStartPos` and `agentStartDir`: where the agent begins; null: drawn, and the direction with it.
 *
 * @throws {RangeError} on a place outside the walls or a direction that is none
 */
export function readStart(world: string, kwargs: Kwargs, width: number, height: number): Start | null {
  const { agentStartDir } = kwargs;
  if (!Number.isInteger(agentStartDir) || (agentStartDir as number) < 0 || (agentStartDir as number) > 3) {
    throw new RangeError(
      `Cannot make ${world}: agentStartDir is 0 (right), 1 (down), 2 (left) or 3 (up), got ${show(agentStartDir)}.`,
    );
  }
  const place = readPlace(world, kwargs, 'agentStartPos', width, height);
  return place === null ? null : { ...place, direction: agentStartDir as number };
}

function isWithin(value: unknown, length: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= length - 2;
}
