/**
 * The contract suite: whether an environment keeps the contract of `env.ts`, as one call that any world joins by name
 * and that users run on theirs. More than Gymnasium's `check_env`: the whole state, replays, scenes and refusals as well.
 *
 * Each law has a name, a rule, a remedy and a search for its first breach; the searches live in `contract/`. A law is looked
 * at on environments of its own, so one broken law does not hide another.
 *
 * Source of the idea: dm_env `test_utils.py`, a contract made executable.
 */
import { drawingLaws } from './contract/drawing.ts';
import { episodeLaws } from './contract/episodes.ts';
import type { Law, Subject } from './contract/law.ts';
import { refusalLaws } from './contract/refusals.ts';
import { spaceLaws } from './contract/spaces.ts';
import { stateLaws } from './contract/state.ts';
import type { Env } from './env.ts';

export interface Violation {
  /** One of `LAWS`' names. */
  readonly law: string;
  /** The step at which it was seen, counted from 1 (0: the reset); null where no step was involved. */
  readonly step: number | null;
  /** What was seen. */
  readonly value: string;
  readonly remedy: string;
}

export interface CheckEnvOptions {
  /** Of the first episode and of the actions; default 0. */
  readonly seed?: number;
  /** How far each law plays, over as many episodes as it takes; default 200. */
  readonly steps?: number;
}

export const LAWS: readonly Law[] = [...spaceLaws, ...episodeLaws, ...refusalLaws, ...stateLaws, ...drawingLaws];

const DEFAULT_STEPS = 200; // enough for episodes of CartPole to end a few times

/**
 * Plays with environments from `create` and lists what breaks the contract, at most one violation a law; an empty list is
 * a good environment.
 *
 * @param create Gives a fresh environment at each call, such as `() => make('CartPole-v1')`.
 *
 * @example
 * const violations = checkEnv(() => new MyWorld());
 */
export function checkEnv(create: () => Env, options: CheckEnvOptions = {}): Violation[] {
  const subject: Subject = { create, seed: options.seed ?? 0, steps: options.steps ?? DEFAULT_STEPS };
  const violations: Violation[] = [];
  for (const law of LAWS) {
    const breach = search(law, subject);
    if (breach !== null) violations.push({ law: law.name, ...breach, remedy: law.remedy });
  }
  return violations;
}

/** Throws an `Error` that lists the violations, if there are any. */
export function assertEnv(create: () => Env, options: CheckEnvOptions = {}): void {
  const violations = checkEnv(create, options);
  if (violations.length === 0) return;
  const lines = violations.map((violation) => `- ${describeViolation(violation)}`);
  throw new Error(`The environment breaks ${violations.length} of ${LAWS.length} laws:\n${lines.join('\n')}`);
}

/** A violation as a line for a person: the law, the step, the value, the remedy. */
export function describeViolation({ law, step, value, remedy }: Violation): string {
  return `${law}${step === null ? '' : `, step ${step}`}: ${value}. ${remedy}`;
}

function search(law: Law, subject: Subject): { step: number | null; value: string } | null {
  try {
    return law.find(subject);
  } catch (error) {
    // A law that cannot be looked at to its end is broken: a good environment throws only what the laws expect.
    return {
      step: null,
      value: `it threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    };
  }
}
