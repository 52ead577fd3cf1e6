/**
 * What the agent of a MiniGrid sees: a square of `size` x `size` cells ahead of it, turned so that it looks up, with the
 * agent in the middle of the lowest row.
 *
 * Source: MiniGrid 3.1 `minigrid_env.py` (`gen_obs_grid`), `core/grid.py` (`slice`, `rotate_left`, `process_vis`,
 * `encode`). Instead of slicing and rotating a grid up to four times, each cell of the view is looked up where it lies;
 * one view is kept and written over.
 */
import { type Cell, canSeeBehind, DOOR, doorCell, EMPTY, GREY_WALL, LAVA, LOCKED, OPEN, UNSEEN } from './cell.ts';
import { DIRECTION_X, DIRECTION_Y, type GridState } from './rules.ts';

/** `canSeeBehind` by type and state: a look instead of branches. */
const CLEAR = new Uint8Array(64);
for (let type = UNSEEN; type <= LAVA; type++) {
  for (let state = OPEN; state <= LOCKED; state++) {
    const cell = type === DOOR ? doorCell(0, state) : type;
    CLEAR[clearIndex(cell)] = canSeeBehind(cell) ? 1 : 0;
  }
}

/** Of a cell: its type in the lowest four bits, its state in the two above. */
function clearIndex(cell: Cell): number {
  return (cell & 0xf) | ((cell >> 12) & 0x30);
}

export class AgentView {
  /** Cells to a side, odd, at least 3. */
  readonly size: number;
  /** `[size, size]`, column by column as MiniGrid's arrays: index `column * size + row`. */
  readonly cells: Int32Array;
  /** `[size, size]` as `cells`, 1 where the agent sees the cell. */
  readonly visible: Uint8Array;
  readonly seeThroughWalls: boolean;
  /** `[size, size]` as `cells`, 1 where one can see past the cell. */
  readonly #clear: Uint8Array;
  readonly #worldX: Int32Array;
  readonly #worldY: Int32Array;
  // From where it looked last.
  #x = 0;
  #y = 0;
  #direction = 0;
  /** Whether `#worldX` and `#worldY` are of that place. */
  #isPlaced = false;

  constructor(size: number, seeThroughWalls: boolean) {
    this.size = size;
    this.seeThroughWalls = seeThroughWalls;
    this.cells = new Int32Array(size * size);
    this.visible = new Uint8Array(size * size);
    this.#clear = new Uint8Array(size * size);
    this.#worldX = new Int32Array(size * size);
    this.#worldY = new Int32Array(size * size);
  }

  /** Where the view's cells lie in the world: columns, possibly outside the grid. `[size, size]` as `cells`. */
  get worldX(): Int32Array {
    this.#place();
    return this.#worldX;
  }

  /** As `worldX`: rows. */
  get worldY(): Int32Array {
    this.#place();
    return this.#worldY;
  }

  /** Looks at the world from where the agent stands. Beyond the grid there are walls. */
  look(state: GridState): void {
    const { size, cells } = this;
    const { width, height } = state.grid;
    const world = state.grid.cells;
    const half = size >> 1;
    this.#x = state.x;
    this.#y = state.y;
    this.#direction = state.direction;
    this.#isPlaced = false;
    const aheadX = DIRECTION_X[state.direction]!;
    const aheadY = DIRECTION_Y[state.direction]!;
    const stepBack = -(aheadX + aheadY * width); // in the world's cells, one row of the view down
    let index = 0;
    for (let column = 0; column < size; column++) {
      // To the agent's right is ahead, turned a quarter clockwise.
      let x = state.x + aheadX * (size - 1) - aheadY * (column - half);
      let y = state.y + aheadY * (size - 1) + aheadX * (column - half);
      let at = y * width + x;
      for (let row = 0; row < size; row++) {
        cells[index++] = x >= 0 && x < width && y >= 0 && y < height ? world[at]! : GREY_WALL;
        x -= aheadX;
        y -= aheadY;
        at += stepBack;
      }
    }
    if (this.seeThroughWalls) this.visible.fill(1);
    else this.#spreadSight();
    // The agent sees what it holds where it stands.
    cells[half * size + size - 1] = state.carrying;
  }

  /**
   * The view as the agent is told it: (type, colour, state) of each cell, zeros where it does not see.
   *
   * @param images written from `at` on: `[size, size, 3]` uint8
   */
  encode(images: Uint8Array, at: number): void {
    const { cells, visible } = this;
    let to = at;
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index]! & -visible[index]!;
      images[to] = cell; // a Uint8Array keeps the lowest byte
      images[to + 1] = cell >> 8;
      images[to + 2] = cell >> 16;
      to += 3;
    }
  }

  /**
   * Sight spreads from the agent upwards, row by row, first to the right and then to the left: a seen cell that one can
   * see past shows its neighbour in that direction and the two above. (Not symmetric, and MiniGrid's.)
   */
  #spreadSight(): void {
    const { size, cells, visible } = this;
    const clear = this.#clear;
    const end = size * size;
    for (let index = 0; index < end; index++) clear[index] = CLEAR[clearIndex(cells[index]!)]!;
    visible.fill(0);
    visible[(size >> 1) * size + size - 1] = 1;
    // Zeros and ones throughout and no branch on what is seen, which the processor would mispredict: half the time.
    for (let row = size - 1; row >= 0; row--) {
      let spread = 0; // from the cell before: whether it is seen and seen past
      for (let here = row; here < end; here += size) {
        const seen = visible[here]! | spread;
        const further = seen & clear[here]!;
        visible[here] = seen;
        if (row > 0) visible[here - 1]! |= spread | further;
        spread = further;
      }
      spread = 0;
      for (let here = end - size + row; here >= size; here -= size) {
        const seen = visible[here]! | spread;
        const further = seen & clear[here]!;
        visible[here] = seen;
        if (row > 0) visible[here - 1]! |= spread | further;
        spread = further;
      }
      visible[row]! |= spread; // the first column spreads no further to the left, not even upwards
      if (row > 0) visible[row - 1]! |= spread;
    }
    for (let index = 0; index < end; index++) {
      const seen = visible[index]!;
      cells[index] = (cells[index]! & -seen) | (EMPTY & (seen - 1));
    }
  }

  #place(): void {
    if (this.#isPlaced) return;
    const { size } = this;
    const half = size >> 1;
    const aheadX = DIRECTION_X[this.#direction]!;
    const aheadY = DIRECTION_Y[this.#direction]!;
    for (let index = 0; index < size * size; index++) {
      const right = Math.floor(index / size) - half;
      const ahead = size - 1 - (index % size);
      this.#worldX[index] = this.#x + aheadX * ahead - aheadY * right;
      this.#worldY[index] = this.#y + aheadY * ahead + aheadX * right;
    }
    this.#isPlaced = true;
  }
}
