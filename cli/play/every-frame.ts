/** A person sees, and acts on, every frame of a console; agents mostly do so on each fourth. */
import type { Kwargs } from '../../envs/core/env.ts';
import { resolveMake } from '../../envs/core/registry.ts';

/**
 * The arguments of a world for a person: with a `frameskip` of 1 where the world has one and none was asked for, and as much time as
 * before, counted in the shorter steps.
 */
export function everyFrame(env: string, given: Kwargs): Kwargs {
  const { kwargs, spec } = resolveMake(env, given);
  const { frameskip } = kwargs;
  if (typeof frameskip !== 'number' || frameskip === 1 || spec.kwargs.frameskip !== undefined) return given;
  const limit = spec.maxEpisodeSteps;
  return { ...given, frameskip: 1, ...(limit === null ? {} : { maxEpisodeSteps: limit * frameskip }) };
}
