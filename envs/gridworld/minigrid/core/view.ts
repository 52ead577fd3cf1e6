/**
 * What the agent of a MiniGrid sees: a square of `size` x `size` cells ahead of it, turned so that it looks up, with the
 * agent in the middle of the lowest row.
 *
 * Source: MiniGrid 3.1 `minigrid_env.py` (`gen_obs_grid`), `core/grid.py` (`slice`, `rotate_left`, `process_vis`,
 * `encode`). Instead of slicing and rotating a grid up to four times, each cell of the view is looked up where it lies;
 * one view is kept and written over.
 */
import { canSeeBehind, EMPTY, GREY_WALL } from './cell.ts';
import { DIRECTION_X, DIRECTION_Y, type GridState } from './rules.ts';

export class AgentView {
  /** Cells to a side, odd, at least 3. */
  readonly size: number;
  /** `[size, size]`, column by column as MiniGrid's arrays: index `column * size + row`. */
  readonly cells: Int32Array;
  /** `[size, size]` as `cells`, 1 where the agent sees the cell. */
  readonly visible: Uint8Array;
  /** Where the view's cells lie in the world: column and row, possibly outside the grid. `[size, size]` each. */
  readonly worldX: Int32Array;
  readonly worldY: Int32Array;
  private readonly seeThroughWalls: boolean;

  constructor(size: number, seeThroughWalls: boolean) {
    this.size = size;
    this.seeThroughWalls = seeThroughWalls;
    this.cells = new Int32Array(size * size);
    this.visible = new Uint8Array(size * size);
    this.worldX = new Int32Array(size * size);
    this.worldY = new Int32Array(size * size);
  }

  /** Looks at the world from where the agent stands. Beyond the grid there are walls. */
  look(state: GridState): void {
    const { size, cells, worldX, worldY } = this;
    const { grid } = state;
    const half = size >> 1;
    const aheadX = DIRECTION_X[state.direction]!;
    const aheadY = DIRECTION_Y[state.direction]!;
    // To the agent's right: ahead, turned a quarter clockwise.
    const rightX = -aheadY;
    const rightY = aheadX;
    for (let column = 0; column < size; column++) {
      for (let row = 0; row < size; row++) {
        const ahead = size - 1 - row;
        const right = column - half;
        const x = state.x + aheadX * ahead + rightX * right;
        const y = state.y + aheadY * ahead + rightY * right;
        const index = column * size + row;
        worldX[index] = x;
        worldY[index] = y;
        cells[index] = x >= 0 && x < grid.width && y >= 0 && y < grid.height ? grid.get(x, y) : GREY_WALL;
      }
    }
    if (this.seeThroughWalls) this.visible.fill(1);
    else this.spreadSight();
    // The agent sees what it holds where it stands.
    cells[half * size + size - 1] = state.carrying;
  }

  /**
   * The view as the agent is told it: (type, colour, state) of each cell, zeros where it does not see.
   *
   * @returns a new `[size, size, 3]` uint8
   */
  encode(): Uint8Array {
    const { cells, visible } = this;
    const image = new Uint8Array(cells.length * 3);
    for (let index = 0; index < cells.length; index++) {
      if (visible[index] === 0) continue;
      const cell = cells[index]!;
      image[3 * index] = cell; // a Uint8Array keeps the lowest byte
      image[3 * index + 1] = cell >> 8;
      image[3 * index + 2] = cell >> 16;
    }
    return image;
  }

  /**
   * Sight spreads from the agent upwards, row by row, first to the right and then to the left: a seen cell that one can
   * see past shows its neighbour in that direction and the two above. (Not symmetric, and MiniGrid's.)
   */
  private spreadSight(): void {
    const { size, cells, visible } = this;
    visible.fill(0);
    visible[(size >> 1) * size + size - 1] = 1;
    for (let row = size - 1; row >= 0; row--) {
      for (let column = 0; column < size - 1; column++) this.spreadFrom(column, row, column + 1);
      for (let column = size - 1; column > 0; column--) this.spreadFrom(column, row, column - 1);
    }
    for (let index = 0; index < cells.length; index++) {
      if (visible[index] === 0) cells[index] = EMPTY;
    }
  }

  private spreadFrom(column: number, row: number, nextColumn: number): void {
    const { size, cells, visible } = this;
    const here = column * size + row;
    if (visible[here] === 0 || !canSeeBehind(cells[here]!)) return;
    const next = nextColumn * size + row;
    visible[next] = 1;
    if (row > 0) {
      visible[next - 1] = 1;
      visible[here - 1] = 1;
    }
  }
}
