/** What the wrappers in this folder share. */
import type { Env } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { Dict, type DictValue } from '../../../spaces/dict.ts';
import type { Space } from '../../../spaces/space.ts';
import { MiniGrid } from '../core/mini-grid.ts';

/** What MiniGrid's worlds observe, with the image or the mission in another form where a wrapper makes one. */
export type GridObservation<Image = Uint8Array, Mission = string> = {
  image: Image;
  direction: number;
  mission: Mission;
};

/** The largest picture a wrapper draws has cells of so many pixels to a side. */
const MAX_TILE_SIZE = 256;

/** The world inside. @throws {TypeError} where it is none of MiniGrid's */
export function miniGridOf(wrapper: string, env: Pick<Env, 'unwrapped' | 'spec'>): MiniGrid {
  const world = env.unwrapped;
  if (world instanceof MiniGrid) return world;
  throw new TypeError(
    `Cannot make ${wrapper}: it wraps a world of MiniGrid, got ${env.spec?.id ?? world.constructor.name}. Make one, such as MiniGrid-Empty-8x8-v0.`,
  );
}

/** The space of an environment whose observations have parts. @throws {TypeError} where another wrapper took them apart */
export function partsOf<Obs extends DictValue>(wrapper: string, env: Env<Obs, number>): Dict<Obs> {
  const space = env.observationSpace;
  if (space instanceof Dict) return space as Dict<Obs>;
  throw new TypeError(
    `Cannot make ${wrapper}: it wraps observations of image, direction and mission, got ${space}. Put it inside of the wrapper that made these.`,
  );
}

/** The space of observations that differ in some of their parts. */
export function withParts<Obs extends DictValue>(
  space: Dict<DictValue> | Dict<never>,
  parts: Readonly<Record<string, Space>>,
): Dict<Obs> {
  return new Dict<Obs>({ ...space.spaces, ...parts });
}

/** @throws {RangeError} */
export function checkTileSize(wrapper: string, tileSize: number): void {
  if (Number.isInteger(tileSize) && tileSize >= 1 && tileSize <= MAX_TILE_SIZE) return;
  throw new RangeError(
    `Cannot make ${wrapper}: tileSize is an integer in [1, ${MAX_TILE_SIZE}], got ${show(tileSize)}. MiniGrid's own is 8.`,
  );
}
