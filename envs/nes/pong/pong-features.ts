/** `Pong-features-v0`: Pong from six numbers. */
import type { Kwargs } from '../../core/env.ts';
import { Box } from '../../spaces/box.ts';
import { RIGHT } from './addresses.ts';
import type { Cabinets } from './cabinets.ts';
import { FEATURES, writeFeatures } from './features.ts';
import { PongWorld } from './pong-world.ts';
import { PONG_KWARGS } from './settings.ts';

/**
 * As `Pong-v0`, but for what is observed.
 *
 * - observation: `Box(-1, 1, [6], float32)`: ball x (1 at the agent's end), ball y (1 at the lower wall), their velocities (1: six pixels a
 *   frame), the opponent's paddle, the agent's paddle (centre; 1 at the lower wall). The ball's velocity is 0 before a serve
 * - kwargs: `PONG_KWARGS`
 */
export class PongFeatures extends PongWorld<Float32Array> {
  override readonly observationSpace = new Box<Float32Array>({ low: -1, high: 1, shape: [FEATURES] });

  /** @throws {TypeError|RangeError} on a bad argument */
  constructor(kwargs: Kwargs = PONG_KWARGS) {
    super(kwargs, null);
  }

  override observe(cabinets: Cabinets, row: number, out: Float32Array, offset: number): void {
    writeFeatures(cabinets.ram(row), RIGHT, out, offset);
  }
}
