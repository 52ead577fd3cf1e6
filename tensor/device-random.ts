/**
 * The generator that layers draw their noise from on the device, as a stream of one's own: `run` makes it this stream's turn, so that
 * two learners in one process do not disturb each other, and its state can be kept in a checkpoint.
 *
 * Only the training backend has one that can be seeded; elsewhere the device draws as it likes, and `run` just runs.
 */

import { LudusBackend } from './backend/backend.ts';
import { tf } from './tf.ts';

export class DeviceRandom {
  #state: Int32Array; // [4]

  /** @param seed an integer in `[0, 2**53)`. */
  constructor(seed: number) {
    this.#state = Int32Array.of(seed, Math.floor(seed / 2 ** 32), 0, 0);
  }

  /** Runs `draw`, whose draws on the device are this stream's next. It must be synchronous. */
  run<T>(draw: () => T): T {
    const backend = tf.backend();
    if (!(backend instanceof LudusBackend)) return draw();
    backend.random.restore(this.#state);
    try {
      return draw();
    } finally {
      this.#state = backend.random.save();
    }
  }

  getState(): Int32Array {
    return this.#state.slice();
  }

  setState(state: Int32Array): void {
    this.#state = state.slice();
  }
}
