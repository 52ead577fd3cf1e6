/**
 * The grid of a MiniGrid: cells in one array, and the walls that most families begin with.
 *
 * Source: MiniGrid 3.1 `core/grid.py`. Slicing, rotating and visibility are in `view.ts`.
 */
import { type Cell, EMPTY, GREY_WALL } from './cell.ts';

/** Column and row of a cell. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A rectangle of cells. */
export interface Area extends Place {
  readonly width: number;
  readonly height: number;
}

export class Grid {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`, row by row from the top. */
  readonly cells: Int32Array;

  /**
   * An empty grid. `width` and `height` are integers of at least 3, as in MiniGrid.
   *
   * @param cells where it is to keep them, `[height, width]`: a place among those of other grids
   */
  constructor(width: number, height: number, cells = new Int32Array(width * height)) {
    this.width = width;
    this.height = height;
    this.cells = cells.fill(EMPTY);
  }

  /** The cell in column `x`, row `y`, both within the grid. */
  get(x: number, y: number): Cell {
    return this.cells[y * this.width + x]!;
  }

  set(x: number, y: number, cell: Cell): void {
    this.cells[y * this.width + x] = cell;
  }

  /** Where a cell lies in `cells`. */
  indexOf({ x, y }: Place): number {
    return y * this.width + x;
  }

  /** Which cell lies at an index of `cells`. */
  placeOf(index: number): Place {
    return { x: index % this.width, y: Math.floor(index / this.width) };
  }

  clear(): void {
    this.cells.fill(EMPTY);
  }

  /** `length` cells to the right of (x, y), itself included. */
  horizontalWall(x: number, y: number, length: number, cell: Cell = GREY_WALL): void {
    for (let i = 0; i < length; i++) this.set(x + i, y, cell);
  }

  /** `length` cells down from (x, y), itself included. */
  verticalWall(x: number, y: number, length: number, cell: Cell = GREY_WALL): void {
    for (let i = 0; i < length; i++) this.set(x, y + i, cell);
  }

  /** The outline of a rectangle. */
  wallRect(x: number, y: number, width: number, height: number): void {
    this.horizontalWall(x, y, width);
    this.horizontalWall(x, y + height - 1, width);
    this.verticalWall(x, y, height);
    this.verticalWall(x + width - 1, y, height);
  }
}
