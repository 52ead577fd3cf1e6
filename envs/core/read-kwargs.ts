/** Reading keyword arguments of a kind: each gives the value, or throws the error that a user of `make` sees. */
import type { Kwargs } from './env.ts';
import { show } from './show.ts';

/** Throws `TypeError` where the argument is not true or false. */
export function readBoolean(world: string, kwargs: Kwargs, name: string): boolean {
  const value = kwargs[name];
  if (typeof value === 'boolean') return value;
  throw new TypeError(`Cannot make ${world}: ${name} is true or false, got ${show(value)}. Give one of them.`);
}

/** A number in the range `[0, 1]`. Throws `TypeError` where the argument is no number, `RangeError` outside the range. */
export function readProbability(world: string, kwargs: Kwargs, name: string): number {
  const value = kwargs[name];
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw numberError(world, name, value, 'a probability in [0, 1]');
}

/** Throws `TypeError` where the argument is no number, `RangeError` where it is not finite. */
export function readFinite(world: string, kwargs: Kwargs, name: string): number {
  const value = kwargs[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw numberError(world, name, value, 'a finite number');
}

/** A finite number of 0 or more. Throws as `readFinite` does. */
export function readNonNegative(world: string, kwargs: Kwargs, name: string): number {
  const value = kwargs[name];
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
  throw numberError(world, name, value, 'a finite number of 0 or more');
}

function numberError(world: string, name: string, value: unknown, rule: string): Error {
  const message = `Cannot make ${world}: ${name} is ${rule}, got ${show(value)}. Give such a number, or leave it out.`;
  return typeof value === 'number' ? new RangeError(message) : new TypeError(message);
}
