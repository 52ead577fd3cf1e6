/** The keyword arguments that all Pong worlds share, read and checked. */
import type { Kwargs } from '../../core/env.ts';
import { readProbability } from '../../core/read-kwargs.ts';
import { show } from '../../core/show.ts';
import type { EngineName } from '../core/engine.ts';
import { DIFFICULTIES, type Difficulty } from './addresses.ts';

/**
 * - `difficulty`: the computer's skill: `easy`, `normal`, `hard`, `expert`
 * - `pointsToWin`: in the range `[1, 99]`
 * - `frameskip`: frames of the console a step, in the range `[1, 60]`
 * - `repeatActionProbability`: how likely each frame is to go on with the buttons of the frame before, as in the Arcade Learning
 *   Environment (Machado et al. 2018); 0.25 is usual there
 * - `noopMax`: an episode begins with up to so many frames without a button, in the range `[0, 240]`
 * - `engine`: `ludus`, our own core, or `jsnes`, the reference. Both give the same episodes
 */
export const PONG_KWARGS = {
  difficulty: 'normal',
  pointsToWin: 11,
  frameskip: 4,
  repeatActionProbability: 0,
  noopMax: 30,
  engine: 'ludus',
} as const;

export interface PongSettings {
  readonly difficulty: Difficulty;
  readonly pointsToWin: number;
  readonly frameskip: number;
  readonly repeatActionProbability: number;
  readonly noopMax: number;
  readonly engine: EngineName;
}

/** @throws {TypeError|RangeError} naming the argument, its rule and what was given */
export function readPongSettings(kwargs: Kwargs): PongSettings {
  return {
    difficulty: readChoice(kwargs, 'difficulty', DIFFICULTIES),
    pointsToWin: readCount(kwargs, 'pointsToWin', 1, 99),
    frameskip: readCount(kwargs, 'frameskip', 1, 60),
    repeatActionProbability: readProbability('Pong', kwargs, 'repeatActionProbability'),
    noopMax: readCount(kwargs, 'noopMax', 0, 240),
    engine: readChoice(kwargs, 'engine', ['ludus', 'jsnes']),
  };
}

/** One of the names. Throws `RangeError` otherwise. */
export function readChoice<const Name extends string>(kwargs: Kwargs, name: string, choices: readonly Name[]): Name {
  const value = kwargs[name];
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot make Pong: ${name} is one of ${choices.join(', ')}, got ${show(value)}. Give one of them, or leave it out.`,
  );
}

function readCount(kwargs: Kwargs, name: string, least: number, most: number): number {
  const value = kwargs[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const message = `Cannot make Pong: ${name} is a whole number in the range [${least}, ${most}], got ${show(value)}. Give such a number, or leave it out.`;
  throw typeof value === 'number' ? new RangeError(message) : new TypeError(message);
}
