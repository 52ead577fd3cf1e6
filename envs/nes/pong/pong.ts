/**
 * `Pong-v0`: Pong from pixels. The rules are the cartridge's (roms-fetch/pong/play.s), the common part of the worlds in `pong-world.ts`.
 */
import type { Kwargs } from '../../core/env.ts';
import { Box } from '../../spaces/box.ts';
import type { Cabinets } from './cabinets.ts';
import { PongWorld } from './pong-world.ts';
import { PONG_KWARGS, readChoice } from './settings.ts';
import { PICTURE_TYPES, shapeOf, viewOf } from './view.ts';

/** `obsType`: `stack`, `grayscale` or `rgb`; the others as in `PONG_KWARGS`. */
export const PONG_PIXELS_KWARGS = { ...PONG_KWARGS, obsType: 'stack' } as const;

/**
 * Two paddles, one ball, on an emulated NES. The agent has the right paddle, the computer the left one. The ball speeds up at each hit,
 * and flies off at an angle that depends on where it hit the paddle.
 *
 * - actions: `Discrete(3)`: 0 nothing, 1 up, 2 down; held for `frameskip` frames
 * - observation: `obsType`
 *   - `stack` (default): `Box(0, 255, [4, 84, 84], uint8)`: the court, grey, scaled down by areas, of the last four steps, the oldest first
 *   - `grayscale`: `Box(0, 255, [240, 256], uint8)`, the whole picture
 *   - `rgb`: `Box(0, 255, [240, 256, 3], uint8)`
 * - reward: 1 for a point won, -1 for one lost
 * - start: the ball rests in the middle for half a second and flies off; `noopMax` draws how much of that has passed
 * - terminates: when a side has `pointsToWin` points
 * - info: `scores`, left and right
 * - kwargs: `obsType`, and those of `PONG_KWARGS`
 *
 * The picture is the console's own, colours of a 2C02. Sprites do not flicker here, so no maximum of two frames is taken.
 */
export class Pong extends PongWorld<Uint8Array> {
  override readonly observationSpace: Box<Uint8Array>;

  /** @throws {TypeError|RangeError} on a bad argument */
  constructor(kwargs: Kwargs = PONG_PIXELS_KWARGS) {
    const obsType = readChoice(kwargs, 'obsType', PICTURE_TYPES);
    super(kwargs, (settings) => viewOf(obsType, settings));
    this.observationSpace = new Box<Uint8Array>({ low: 0, high: 255, shape: shapeOf(this.view!), dtype: 'uint8' });
  }

  override observe(cabinets: Cabinets, row: number, out: Uint8Array, offset: number): void {
    out.set(cabinets.observation(row), offset);
  }
}
