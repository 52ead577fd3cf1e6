/** What a law of the contract suite is, and the playing that most of them need. */
import { deepCopy } from '../copy.ts';
import type { Env, Info } from '../env.ts';
import { deepEqual } from '../equal.ts';
import { show } from '../show.ts';

export interface Subject {
  readonly create: () => Env;
  readonly seed: number;
  readonly steps: number;
}

export interface Breach {
  readonly step: number | null;
  readonly value: string;
}

export interface Law {
  readonly name: string;
  /** What it demands, as a sentence. */
  readonly rule: string;
  readonly remedy: string;
  /** The first breach found, or null. May throw: that is a breach too. */
  find(subject: Subject): Breach | null;
}

/** What one call of `reset` or `step` gave, copied. After an episode's end comes a `reset` without a seed. */
export interface Moment {
  /** Null for a reset. */
  readonly action: unknown;
  readonly observation: unknown;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: Info;
}

/** The actions a law plays: sampled under the subject's seed, so that each call gives the same. */
export function sampleActions({ create, seed, steps }: Subject): unknown[] {
  const { actionSpace } = create();
  actionSpace.seed(seed);
  return Array.from({ length: steps }, () => actionSpace.sample());
}

/** Resets with `seed` (none: null; no reset at all: undefined) and plays the actions, resetting where episodes end. */
export function play(env: Env, seed: number | null | undefined, actions: readonly unknown[]): Moment[] {
  const moments: Moment[] = [];
  if (seed !== undefined) moments.push(reset(env, seed));
  for (const action of actions) {
    const [observation, reward, terminated, truncated, info] = env.step(deepCopy(action));
    moments.push({
      action,
      observation: deepCopy(observation),
      reward,
      terminated,
      truncated,
      info: deepCopy(info),
    });
    if (terminated || truncated) moments.push(reset(env, null));
  }
  return moments;
}

function reset(env: Env, seed: number | null): Moment {
  const [observation, info] = env.reset(seed === null ? {} : { seed });
  const none = { action: null, reward: 0, terminated: false, truncated: false };
  return { ...none, observation: deepCopy(observation), info: deepCopy(info) };
}

/** Where two courses of play part, or null. */
export function difference(expected: readonly Moment[], got: readonly Moment[]): Breach | null {
  let step = 0;
  for (const [i, a] of expected.entries()) {
    if (a.action !== null) step++;
    const b = got[i];
    if (b === undefined) return { step, value: 'the episode ended at another step' };
    for (const part of ['observation', 'reward', 'terminated', 'truncated', 'info'] as const) {
      const [x, y] = part === 'info' ? [timeless(a.info), timeless(b.info)] : [a[part], b[part]];
      if (!deepEqual(x, y)) return { step, value: `the ${part} was ${show(x)}, then ${show(y)}` };
    }
  }
  return null;
}

/** Without what `RecordEpisodeStatistics` adds: it has the time in it. */
function timeless({ episode: _, ...info }: Info): Info {
  return info;
}

/** The error `act` throws, or null where it throws none. */
export function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error ?? new Error('nothing');
  }
  return null;
}

/** Plays until an episode ends, at most `limit` steps. Returns whether one did. */
export function playToEnd(env: Env, seed: number, limit: number): boolean {
  env.reset({ seed });
  env.actionSpace.seed(seed);
  for (let i = 0; i < limit; i++) {
    const [, , terminated, truncated] = env.step(env.actionSpace.sample());
    if (terminated || truncated) return true;
  }
  return false;
}
