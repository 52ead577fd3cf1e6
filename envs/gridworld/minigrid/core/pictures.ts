/**
 * MiniGrid's two pictures: of the whole grid, what the agent sees lit, and of what the agent sees, as it sees it.
 *
 * Source: MiniGrid 3.1 `minigrid_env.py` (`get_full_render`, `get_pov_render`).
 */
import type { Pixels } from '../../../core/env.ts';
import type { GridState } from './rules.ts';
import { drawTiles } from './tiles.ts';
import type { AgentView } from './view.ts';

/** The agent of a view looks up. */
const UP = 3;

export interface Seen {
  readonly state: GridState;
  readonly view: AgentView;
}

/** @returns `[grid height * tileSize, grid width * tileSize, 3]` */
export function drawGrid({ state, view }: Seen, tileSize: number): Pixels {
  const { grid, x, y, direction } = state;
  const lit = new Uint8Array(grid.width * grid.height);
  for (let index = 0; index < view.visible.length; index++) {
    const column = view.worldX[index]!;
    const row = view.worldY[index]!;
    const isInside = column >= 0 && column < grid.width && row >= 0 && row < grid.height;
    if (view.visible[index] === 1 && isInside) lit[row * grid.width + column] = 1;
  }
  const picture = {
    width: grid.width,
    height: grid.height,
    cellAt: (column: number, row: number) => grid.get(column, row),
    isLit: (column: number, row: number) => lit[row * grid.width + column] === 1,
    agent: { x, y, direction },
  };
  return drawTiles(picture, tileSize);
}

/** @returns `[view size * tileSize, view size * tileSize, 3]` */
export function drawView({ view }: Seen, tileSize: number): Pixels {
  const { size, cells, visible } = view;
  const picture = {
    width: size,
    height: size,
    cellAt: (column: number, row: number) => cells[column * size + row]!,
    isLit: (column: number, row: number) => visible[column * size + row] === 1,
    agent: { x: size >> 1, y: size - 1, direction: UP },
  };
  return drawTiles(picture, tileSize);
}
