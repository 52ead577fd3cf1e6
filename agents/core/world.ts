/** Training worlds as the agents make them: by id and kwargs through the registry, wrapped as `make` wraps. */
import type { Env } from '../../envs/core/env.ts';
import { make, makeVec } from '../../envs/index.ts';
import type { VectorEnv } from '../../envs/vector/vector-env.ts';
import type { AgentSetup } from './learner.ts';

export function makeWorld(setup: Pick<AgentSetup, 'env' | 'kwargs'>): Env {
  return make(setup.env, { ...setup.kwargs });
}

/** Same-step autoreset: no step is wasted on a reset, and the final observation of an ended episode is there. */
export function makeWorlds(setup: Pick<AgentSetup, 'env' | 'kwargs'>, numEnvs: number): VectorEnv {
  return makeVec(setup.env, { numEnvs, autoresetMode: 'same-step', kwargs: setup.kwargs });
}
