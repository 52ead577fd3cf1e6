/** The generator of the world under the wrappers, from which Gymnasium's wrappers draw too (`np_random`). */
import type { Env } from '../core/env.ts';
import type { Generator } from '../core/seeding/generator.ts';
import { World } from '../core/world.ts';

/** Throws `TypeError` where the world has none that can be reached; `wrapper` is who asks. */
export function requireWorld(wrapper: string, env: Env): { readonly generator: Generator } {
  const world = env.unwrapped;
  if (world instanceof World) return world;
  throw new TypeError(
    `Cannot make a ${wrapper}: it draws from the world's own generator, which only a world that extends World has, got ${world.constructor.name}.`,
  );
}
