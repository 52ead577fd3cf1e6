/**
 * MiniGrid's view: each cell is three codes, what it holds, its colour and its state, as one-hot features side by side. As numbers
 * they would say that a key is between a door and a ball.
 *
 * Counts: MiniGrid 3.1 `core/constants.py`, `OBJECT_TO_IDX` (11), `COLOR_TO_IDX` (6), `STATE_TO_IDX` (3) and, where the agent is
 * seen, its four directions in the state's place.
 */
import type { Space } from '../../envs/spaces/space.ts';
import type { Encoder } from './encoder.ts';
import type { Rows } from './rows.ts';

const COUNTS = [11, 6, 4] as const;
const PER_CELL = COUNTS[0] + COUNTS[1] + COUNTS[2];

/** Whether a Dict is MiniGrid's observation: `image` of three codes a cell, `direction` and `mission`. */
export function isMiniGrid(parts: Readonly<Record<string, Space>>): boolean {
  const { image, direction, mission } = parts;
  if (image === undefined || direction?.type !== 'Discrete' || mission?.type !== 'Text') return false;
  return image.type === 'Box' && image.dtype === 'uint8' && image.shape?.length === 3 && image.shape[2] === 3;
}

/** @param cells number of cells of the view. */
export function cellsEncoder(cells: number): Encoder {
  const features = cells * PER_CELL;
  const write = (codes: ArrayLike<number>, from: number, out: Rows, at: number) => {
    out.fill(0, at, at + features);
    for (let i = 0; i < cells; i++) {
      const code = from + 3 * i;
      let first = at + i * PER_CELL;
      for (let j = 0; j < 3; j++) {
        // A code that MiniGrid does not have is no feature, and above all not another cell's.
        if (codes[code + j]! < COUNTS[j]!) out[first + codes[code + j]!] = 1;
        first += COUNTS[j]!;
      }
    }
  };
  return {
    features,
    image: null,
    bytes: false,
    encode: (value, out, at) => write(value as ArrayLike<number>, 0, out, at),
    encodeRow: (batch, row, out, at) => write(batch as ArrayLike<number>, row * cells * 3, out, at),
  };
}
