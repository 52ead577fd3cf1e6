/**
 * The state of an environment as `make` builds it, around the bare world's: for vector kernels, whose single environments
 * have no wrappers of their own but whose states `make(id, kwargs).setState` must take.
 */
import type { State } from '../core/env.ts';
import { InvalidStateError } from '../core/errors.ts';
import { show } from '../core/show.ts';
import type { Phase } from '../core/world.ts';

export interface MadeState {
  /** What the bare world's `getState` gives. */
  readonly world: State;
  /** `ended` after termination or truncation by the world; the limit's own truncation shows in `elapsedSteps`. */
  readonly phase: Phase;
  /** Steps of the running episode. */
  readonly elapsedSteps: number;
}

/** @param maxEpisodeSteps `spec.maxEpisodeSteps`: with null there is no `TimeLimit`. */
export function composeMadeState({ world, phase, elapsedSteps }: MadeState, maxEpisodeSteps: number | null): State {
  const ordered = { phase, env: world };
  return maxEpisodeSteps === null ? ordered : { elapsedSteps, env: ordered };
}

/** The inverse. Throws `InvalidStateError` where `state` is not of that form; `elapsedSteps` is 0 without a limit. */
export function readMadeState(state: State, maxEpisodeSteps: number | null): MadeState {
  const outer = (state ?? {}) as { elapsedSteps?: unknown; env?: unknown };
  const { phase, env } = ((maxEpisodeSteps === null ? state : outer.env) ?? {}) as { phase?: unknown; env?: State };
  const elapsedSteps = maxEpisodeSteps === null ? 0 : outer.elapsedSteps;
  const validPhase = phase === 'new' || phase === 'running' || phase === 'ended';
  if (!validPhase || env === undefined || !Number.isSafeInteger(elapsedSteps) || (elapsedSteps as number) < 0) {
    const form = maxEpisodeSteps === null ? '{ phase, env }' : '{ elapsedSteps, env: { phase, env } }';
    throw new InvalidStateError(
      `Cannot restore an environment: its state is ${form}, got ${show(state)}. Give what getState of the same environment returned.`,
    );
  }
  return { world: env, phase, elapsedSteps: elapsedSteps as number };
}
