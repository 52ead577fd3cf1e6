/** `Pong-ram-v0`: Pong from the console's work RAM. */
import type { Kwargs } from '../../core/env.ts';
import { Box } from '../../spaces/box.ts';
import { RAM_BYTES } from '../core/engine.ts';
import type { Cabinets } from './cabinets.ts';
import { PongWorld } from './pong-world.ts';
import { PONG_KWARGS } from './settings.ts';

/**
 * As `Pong-v0`, but for what is observed.
 *
 * - observation: `Box(0, 255, [2048], uint8)`: the whole RAM; roms-fetch/pong/README.md says what lies where. The state of the random
 *   numbers is in it too
 * - kwargs: `PONG_KWARGS`
 */
export class PongRam extends PongWorld<Uint8Array> {
  override readonly observationSpace = new Box<Uint8Array>({ low: 0, high: 255, shape: [RAM_BYTES], dtype: 'uint8' });

  /** @throws {TypeError|RangeError} on a bad argument */
  constructor(kwargs: Kwargs = PONG_KWARGS) {
    super(kwargs, null);
  }

  override observe(cabinets: Cabinets, row: number, out: Uint8Array, offset: number): void {
    out.set(cabinets.ram(row), offset);
  }
}
