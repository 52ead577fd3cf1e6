/**
 * MiniGrid's own pictures: every cell a tile of `tileSize` x `tileSize` pixels, drawn three times as large and averaged down.
 *
 * Equal to MiniGrid's pixels to the bit, because agents are trained on them; that is why single-precision lines and triangles and
 * truncated colours are done here as numpy does them. Tiles are drawn once and kept.
 *
 * Source: MiniGrid 3.1 `core/grid.py` (`render_tile`, `render`), `core/world_object.py` (`render`), `utils/rendering.py`.
 */
import type { Pixels } from '../../../core/env.ts';
import {
  BALL,
  BOX,
  type Cell,
  colorOf,
  DOOR,
  EMPTY,
  FLOOR,
  GOAL,
  KEY,
  LAVA,
  LOCKED,
  OPEN,
  stateOf,
  typeOf,
  WALL,
} from './cell.ts';

type Rgb = readonly [red: number, green: number, blue: number]; // [0, 255]
type Region = (x: number, y: number) => boolean; // x and y in [0, 1], from the top left

/** By colour index: red, green, blue, purple, yellow, grey. */
const COLORS: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [112, 39, 195],
  [255, 255, 0],
  [100, 100, 100],
];
const BLACK: Rgb = [0, 0, 0];
const LINE_COLOR: Rgb = [100, 100, 100];
const LAVA_COLOR: Rgb = [255, 128, 0];
const AGENT_COLOR: Rgb = [255, 0, 0];
const HIGHLIGHT = 0.3; // how far towards white
const SUBDIVISIONS = 3;

/** What a picture shows. */
export interface TilePicture {
  readonly width: number; // cells
  readonly height: number;
  readonly cellAt: (x: number, y: number) => Cell;
  /** Whether the cell is lit, as what the agent sees. */
  readonly isLit: (x: number, y: number) => boolean;
  readonly agent: { readonly x: number; readonly y: number; readonly direction: number };
}

/**
 * @param tileSize pixels to a side of a cell, an integer of at least 1
 * @returns `[height * tileSize, width * tileSize, 3]`
 */
export function drawTiles({ width, height, cellAt, isLit, agent }: TilePicture, tileSize: number): Pixels {
  const pixels = {
    width: width * tileSize,
    height: height * tileSize,
    data: new Uint8Array(width * height * tileSize ** 2 * 3),
  };
  const rowBytes = tileSize * 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const direction = x === agent.x && y === agent.y ? agent.direction : null;
      const tile = tileOf(cellAt(x, y), direction, isLit(x, y), tileSize);
      for (let row = 0; row < tileSize; row++) {
        const from = row * rowBytes;
        pixels.data.set(tile.subarray(from, from + rowBytes), ((y * tileSize + row) * pixels.width + x * tileSize) * 3);
      }
    }
  }
  return pixels;
}

const tiles = new Map<string, Uint8Array>();
const MAX_TILES = 4096; // 12 MB at MiniGrid's 32 pixels; forgotten all at once beyond that

function tileOf(cell: Cell, direction: number | null, lit: boolean, size: number): Uint8Array {
  const looks = cell & 0xffffff; // what is in a box does not show
  const key = `${looks} ${direction} ${lit} ${size}`;
  let tile = tiles.get(key);
  if (tile === undefined) {
    if (tiles.size >= MAX_TILES) tiles.clear();
    tile = drawTile(looks, direction, lit, size);
    tiles.set(key, tile);
  }
  return tile;
}

/** @returns `[size, size, 3]` uint8 */
function drawTile(cell: Cell, direction: number | null, lit: boolean, size: number): Uint8Array {
  const canvas = new Canvas(size * SUBDIVISIONS);
  canvas.fill(inRect(0, 0.031, 0, 1), LINE_COLOR);
  canvas.fill(inRect(0, 1, 0, 0.031), LINE_COLOR);
  drawObject(canvas, cell);
  if (direction !== null) {
    const pointer = inTriangle([0.12, 0.19], [0.87, 0.5], [0.12, 0.81]);
    canvas.fill(rotated(pointer, 0.5 * Math.PI * direction), AGENT_COLOR);
  }
  if (lit) canvas.lighten();
  return canvas.averaged(size);
}

function drawObject(canvas: Canvas, cell: Cell): void {
  const color = COLORS[colorOf(cell)]!;
  switch (typeOf(cell)) {
    case EMPTY:
      break;
    case WALL:
    case GOAL:
      canvas.fill(inRect(0, 1, 0, 1), color);
      break;
    case FLOOR:
      canvas.fill(inRect(0.031, 1, 0.031, 1), scaled(color, 0.5));
      break;
    case LAVA:
      canvas.fill(inRect(0, 1, 0, 1), LAVA_COLOR);
      for (let wave = 0; wave < 3; wave++) {
        const low = 0.3 + 0.2 * wave;
        const high = 0.4 + 0.2 * wave;
        canvas.fill(nearLine(0.1, low, 0.3, high, 0.03), BLACK);
        canvas.fill(nearLine(0.3, high, 0.5, low, 0.03), BLACK);
        canvas.fill(nearLine(0.5, low, 0.7, high, 0.03), BLACK);
        canvas.fill(nearLine(0.7, high, 0.9, low, 0.03), BLACK);
      }
      break;
    case DOOR:
      drawDoor(canvas, stateOf(cell), color);
      break;
    case KEY:
      canvas.fill(inRect(0.5, 0.63, 0.31, 0.88), color);
      canvas.fill(inRect(0.38, 0.5, 0.59, 0.66), color);
      canvas.fill(inRect(0.38, 0.5, 0.81, 0.88), color);
      canvas.fill(inCircle(0.56, 0.28, 0.19), color);
      canvas.fill(inCircle(0.56, 0.28, 0.064), BLACK);
      break;
    case BALL:
      canvas.fill(inCircle(0.5, 0.5, 0.31), color);
      break;
    case BOX:
      canvas.fill(inRect(0.12, 0.88, 0.12, 0.88), color);
      canvas.fill(inRect(0.18, 0.82, 0.18, 0.82), BLACK);
      canvas.fill(inRect(0.16, 0.84, 0.47, 0.53), color);
      break;
  }
}

function drawDoor(canvas: Canvas, state: number, color: Rgb): void {
  if (state === OPEN) {
    canvas.fill(inRect(0.88, 1, 0, 1), color);
    canvas.fill(inRect(0.92, 0.96, 0.04, 0.96), BLACK);
    return;
  }
  canvas.fill(inRect(0, 1, 0, 1), color);
  if (state === LOCKED) {
    canvas.fill(inRect(0.06, 0.94, 0.06, 0.94), scaled(color, 0.45));
    canvas.fill(inRect(0.52, 0.75, 0.5, 0.56), color);
  } else {
    canvas.fill(inRect(0.04, 0.96, 0.04, 0.96), BLACK);
    canvas.fill(inRect(0.08, 0.92, 0.08, 0.92), color);
    canvas.fill(inRect(0.12, 0.88, 0.12, 0.88), BLACK);
    canvas.fill(inCircle(0.75, 0.5, 0.08), color);
  }
}

class Canvas {
  readonly #size: number;
  readonly #data: Uint8Array; // [size, size, 3]

  constructor(size: number) {
    this.#size = size;
    this.#data = new Uint8Array(size * size * 3);
  }

  /** Paints the pixels whose middle is in the region. Fractions of a colour are cut off. */
  fill(region: Region, color: Rgb): void {
    const size = this.#size;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        if (region((x + 0.5) / size, (y + 0.5) / size)) this.#data.set(color, (y * size + x) * 3);
      }
    }
  }

  lighten(): void {
    const data = this.#data;
    for (let i = 0; i < data.length; i++) data[i] = data[i]! + HIGHLIGHT * (255 - data[i]!);
  }

  /** Means of squares of pixels, over rows last, cut off to integers. @returns `[size, size, 3]` */
  averaged(size: number): Uint8Array {
    const data = this.#data;
    const stride = this.#size * 3;
    const out = new Uint8Array(size * size * 3);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0;
          for (let row = 0; row < SUBDIVISIONS; row++) {
            const at = (y * SUBDIVISIONS + row) * stride + x * SUBDIVISIONS * 3 + channel;
            sum += (data[at]! + data[at + 3]! + data[at + 6]!) / SUBDIVISIONS;
          }
          out[(y * size + x) * 3 + channel] = sum / SUBDIVISIONS;
        }
      }
    }
    return out;
  }
}

function scaled(color: Rgb, factor: number): Rgb {
  return [color[0] * factor, color[1] * factor, color[2] * factor];
}

function inRect(left: number, right: number, top: number, bottom: number): Region {
  return (x, y) => x >= left && x <= right && y >= top && y <= bottom;
}

function inCircle(centreX: number, centreY: number, radius: number): Region {
  return (x, y) => (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY) <= radius * radius;
}

/** Within `radius` of a line. Its ends and its direction are float32, as numpy's were told to be. */
function nearLine(x0: number, y0: number, x1: number, y1: number, radius: number): Region {
  const { fround } = Math;
  const startX = fround(x0);
  const startY = fround(y0);
  const alongX = fround(fround(x1) - startX);
  const alongY = fround(fround(y1) - startY);
  const length = fround(Math.sqrt(fround(fround(alongX * alongX) + fround(alongY * alongY))));
  const unitX = fround(alongX / length);
  const unitY = fround(alongY / length);
  return (x, y) => {
    const isNear =
      x >= Math.min(x0, x1) - radius &&
      x <= Math.max(x0, x1) + radius &&
      y >= Math.min(y0, y1) - radius &&
      y <= Math.max(y0, y1) + radius;
    if (!isNear) return false;
    const along = Math.min(Math.max((x - startX) * unitX + (y - startY) * unitY, 0), length);
    const offX = x - (startX + along * unitX);
    const offY = y - (startY + along * unitY);
    return Math.sqrt(offX * offX + offY * offY) <= radius;
  };
}

type Point = readonly [x: number, y: number];

/** In barycentric coordinates, those of the corners alone in float32. */
function inTriangle(a: Point, b: Point, c: Point): Region {
  const { fround } = Math;
  const originX = fround(a[0]);
  const originY = fround(a[1]);
  const cX = fround(fround(c[0]) - originX);
  const cY = fround(fround(c[1]) - originY);
  const bX = fround(fround(b[0]) - originX);
  const bY = fround(fround(b[1]) - originY);
  const cc = fround(fround(cX * cX) + fround(cY * cY));
  const cb = fround(fround(cX * bX) + fround(cY * bY));
  const bb = fround(fround(bX * bX) + fround(bY * bY));
  const inverse = fround(1 / fround(fround(cc * bb) - fround(cb * cb)));
  return (x, y) => {
    const cp = cX * (x - originX) + cY * (y - originY);
    const bp = bX * (x - originX) + bY * (y - originY);
    const u = (bb * cp - cb * bp) * inverse;
    const v = (cc * bp - cb * cp) * inverse;
    return u >= 0 && v >= 0 && u + v < 1;
  };
}

/** Turned about the middle of the tile. @param angle radians, clockwise as seen */
function rotated(region: Region, angle: number): Region {
  const cosine = Math.cos(-angle);
  const sine = Math.sin(-angle);
  return (x, y) => {
    const dx = x - 0.5;
    const dy = y - 0.5;
    return region(0.5 + dx * cosine - dy * sine, 0.5 + dy * cosine + dx * sine);
  };
}
