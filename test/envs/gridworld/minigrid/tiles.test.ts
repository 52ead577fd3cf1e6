/** MiniGrid's pictures of single cells, against checksums of its own (test/golden/make_minigrid_tiles.py). */
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { drawTiles } from '../../../../envs/gridworld/minigrid/core/tiles.ts';
import { readJson } from '../../golden.ts';

type Tile = readonly [
  cell: readonly [type: number, color: number, state: number],
  direction: number | null,
  lit: boolean,
  size: number,
  crc: number,
];

it('every kind of cell, with and without the agent and light, is drawn with MiniGrids pixels', () => {
  for (const [[type, color, state], direction, lit, size, crc] of readJson('minigrid-tiles') as Tile[]) {
    const picture = {
      width: 1,
      height: 1,
      cellAt: () => type | (color << 8) | (state << 16),
      isLit: () => lit,
      agent: { x: direction === null ? -1 : 0, y: 0, direction: direction ?? 0 },
    };
    const { data } = drawTiles(picture, size);
    expect(crc32(data), JSON.stringify({ type, color, state, direction, lit, size })).toBe(crc);
  }
});
