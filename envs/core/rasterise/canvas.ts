/**
 * The canvas that scenes are drawn on: `@napi-rs/canvas` in Node (Skia, no GPU), `OffscreenCanvas` in browsers and their
 * workers. Both are the same 2D context; here is as much of it as drawing a scene takes, because this folder is compiled
 * without the types of either.
 *
 * Node's is looked up at the first drawing: importing `ludus/envs` loads no native code, and a bundler for browsers sees no import.
 */
import { nodeModule, platform } from '../platform.ts';

/** An outline made from an SVG path. */
export type Outline = Readonly<Record<typeof outline, true>>;
declare const outline: unique symbol;

export interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d', settings?: { readonly willReadFrequently: boolean }): Canvas2D | null;
}

export interface Canvas2D {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: 'round' | 'butt';
  lineJoin: 'round' | 'miter';
  globalAlpha: number;
  imageSmoothingEnabled: boolean;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  transform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  fill(path?: Outline): void;
  stroke(): void;
  drawImage(image: Canvas, x: number, y: number, width: number, height: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  createImageData(width: number, height: number): { readonly data: Uint8ClampedArray };
  putImageData(image: { readonly data: Uint8ClampedArray }, x: number, y: number): void;
}

interface Tools {
  create(width: number, height: number): Canvas;
  readonly Path: new (svg: string) => Outline;
}

interface BrowserGlobals {
  readonly OffscreenCanvas?: new (width: number, height: number) => Canvas;
  readonly Path2D?: new (svg: string) => Outline;
}

interface NodeCanvas {
  createCanvas(width: number, height: number): Canvas;
  readonly Path2D: new (svg: string) => Outline;
}

declare global {
  interface ImportMeta {
    url: string;
  }
}

let found: Tools | null = null;

export function createCanvas(width: number, height: number): Canvas {
  found ??= find();
  return found.create(width, height);
}

export function createOutline(svg: string): Outline {
  found ??= find();
  return new found.Path(svg);
}

export function contextOf(canvas: Canvas): Canvas2D {
  // Read back after each drawing: kept in memory, not on a GPU.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null)
    throw new Error('Cannot draw pixels: this browser gives no 2D context. Render a scene instead.');
  return context;
}

function find(): Tools {
  const { OffscreenCanvas, Path2D } = platform as BrowserGlobals;
  if (OffscreenCanvas !== undefined && Path2D !== undefined) {
    return { create: (width, height) => new OffscreenCanvas(width, height), Path: Path2D };
  }
  const module = nodeModule<{ createRequire(from: string): (name: string) => unknown }>('node:module');
  if (module === null) {
    throw new Error('Cannot draw pixels: it takes Node, or a browser with OffscreenCanvas. Render a scene instead.');
  }
  try {
    const canvas = module.createRequire(import.meta.url)('@napi-rs/canvas') as NodeCanvas;
    return { create: (width, height) => canvas.createCanvas(width, height), Path: canvas.Path2D };
  } catch (cause) {
    throw new Error(
      'Cannot draw pixels: the package @napi-rs/canvas, which comes with ludus, did not load on this platform. ' +
        'Install with optional dependencies (npm install --include=optional), or render a scene instead.',
      { cause },
    );
  }
}
