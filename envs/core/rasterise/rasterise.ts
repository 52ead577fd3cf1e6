/**
 * `rgb_array` of any world that draws a scene: the scene painted on a canvas without a GPU and read back.
 *
 * The same scene gives the same bytes on the same build of the canvas: text is drawn from outlines of our own (`glyphs.ts`), so nothing
 * depends on the machine's fonts. Between Node and a browser the edges of shapes may differ by their antialiasing.
 *
 * One canvas is kept and used again while the size stays. CartPole at 600 x 400 takes 2.6 ms of one core: 0.2 to paint, 1.3 to
 * read the canvas back, 1.1 to drop the alpha (a shared 2.x GHz Xeon, best of 7).
 */
import type { Pixels, RenderSize } from '../env.ts';
import type { Scene } from '../scene.ts';
import { show } from '../show.ts';
import { SCENE_THEMES } from '../theme.ts';
import { type Canvas2D, contextOf, createCanvas } from './canvas.ts';
import { paintScene } from './paint-scene.ts';

/** Pixels of the longer side where nobody asked for a size. Gymnasium's larger worlds are as wide. */
const DEFAULT_LONGER_SIDE = 600;
/** Of one side: more than any screen has, and a picture of that size squared still fits into memory. */
const MAX_SIDE = 8192;

let kept: { readonly width: number; readonly height: number; readonly context: Canvas2D } | null = null;

/**
 * Paints the scene in the light theme, its view fitted into `size` and centred.
 *
 * @param size pixels, integers in the range `[1, 8192]`
 * @returns pixels of the caller's own
 */
export function rasterise(scene: Scene, { width, height }: RenderSize): Pixels {
  if (kept === null || kept.width !== width || kept.height !== height) {
    kept = { width, height, context: contextOf(createCanvas(width, height)) };
  }
  const { context } = kept;
  paintScene(scene, { context, width, height, theme: SCENE_THEMES.light });
  const { data: rgba } = context.getImageData(0, 0, width, height); // [height, width, 4] uint8
  const data = new Uint8Array(width * height * 3); // [height, width, 3] uint8
  dropAlpha(rgba, data);
  return { width, height, data };
}

/**
 * RGBA to RGB, four pixels at a time in 32-bit words, little-endian as every platform of Node and of browsers is: 1.1 ms for
 * 600 x 400, where byte by byte takes 3.4 ms.
 */
function dropAlpha(rgba: Uint8ClampedArray, rgb: Uint8Array): void {
  const pixels = rgb.length / 3;
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, pixels);
  const quads = pixels >> 2;
  const to = new Uint32Array(rgb.buffer, 0, quads * 3);
  for (let quad = 0, i = 0, o = 0; quad < quads; quad++, i += 4, o += 3) {
    const b = from[i + 1]!;
    const c = from[i + 2]!;
    to[o] = (from[i]! & 0xffffff) | (b << 24);
    to[o + 1] = ((b >>> 8) & 0xffff) | (c << 16);
    to[o + 2] = ((c >>> 16) & 0xff) | (from[i + 3]! << 8);
  }
  for (let pixel = quads * 4; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgb[pixel * 3 + channel] = rgba[pixel * 4 + channel]!;
  }
}

/** A width, a height, both or neither, as `make` was asked. */
export interface WantedSize {
  readonly width: number | null;
  readonly height: number | null;
}

/**
 * The size of a scene's picture: as asked; where one side is not, the one that keeps the view's proportions; where neither is, the
 * world's own (`metadata.renderSize`), else 600 pixels on the longer side.
 */
export function pictureSize({ view }: Scene, wanted: WantedSize, own: RenderSize | undefined): RenderSize {
  const { width, height } = wanted;
  const proportion = view.width / view.height;
  if (width !== null) return { width, height: height ?? side(width / proportion) };
  if (height !== null) return { width: side(height * proportion), height };
  if (own !== undefined) return own;
  return proportion >= 1
    ? { width: DEFAULT_LONGER_SIDE, height: side(DEFAULT_LONGER_SIDE / proportion) }
    : { width: side(DEFAULT_LONGER_SIDE * proportion), height: DEFAULT_LONGER_SIDE };
}

/** Throws `RangeError` where the side of a picture that `make` was asked for is none. */
export function checkSide(id: string, name: string, value: unknown): asserts value is number | null {
  if (value === null || (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_SIDE))
    return;
  throw new RangeError(
    `Cannot make ${id}: ${name} is a number of pixels in [1, ${MAX_SIDE}], got ${show(value)}. Give such a number, or leave it out.`,
  );
}

function side(length: number): number {
  return Math.min(MAX_SIDE, Math.max(1, Math.round(length)));
}
