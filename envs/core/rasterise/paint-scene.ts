/**
 * A scene painted on a 2D canvas, as the viewer's stage paints it with Pixi (viewer/stage/): the view is fitted and centred, keeping
 * proportions; lines have round ends and joins; a stroke without a width is one pixel wide; an unknown picture is an outlined rectangle.
 */
import type { Color, Paint, PixelsShape, Scene, Shape, ThemeColor } from '../scene.ts';
import type { SceneTheme } from '../theme.ts';
import { type Canvas, type Canvas2D, contextOf, createCanvas } from './canvas.ts';
import { fillText } from './text.ts';

export interface PaintTarget {
  readonly context: Canvas2D;
  readonly width: number; // pixels
  readonly height: number;
  readonly theme: SceneTheme;
}

/** Seen where a scene names a colour that is none, so that a mistake shows instead of hiding. */
const UNKNOWN_COLOR = '#ff00ff';
const HEX = /^#([0-9a-f]{6}|[0-9a-f]{8})$/i;

export function paintScene(scene: Scene, target: PaintTarget): void {
  const { context, width, height, theme } = target;
  const { view } = scene;
  const unit = Math.min(width / view.width, height / view.height); // pixels per world unit
  const left = width / 2 - (view.x + view.width / 2) * unit;
  const top = height / 2 - (view.y + view.height / 2) * unit;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = theme.paper; // under a translucent background: pixels are opaque
  context.fillRect(0, 0, width, height);
  if (scene.background !== undefined) {
    context.fillStyle = colorOf(scene.background, theme);
    context.fillRect(0, 0, width, height);
  }
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.imageSmoothingEnabled = false;
  for (const shape of scene.shapes) {
    const { x = 0, y = 0, rotation = 0, scale = 1 } = shape.transform ?? {};
    const cos = Math.cos(rotation) * scale * unit;
    const sin = Math.sin(rotation) * scale * unit;
    context.setTransform(cos, sin, -sin, cos, left + x * unit, top + y * unit);
    context.globalAlpha = 1;
    paintShape(context, shape, theme, 1 / Math.max(Math.abs(scale) * unit, Number.MIN_VALUE));
  }
}

/** @param pixel what one pixel measures in the shape's units */
function paintShape(context: Canvas2D, shape: Shape, theme: SceneTheme, pixel: number): void {
  switch (shape.type) {
    case 'rect':
      context.beginPath();
      if (shape.radius) context.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius);
      else context.rect(shape.x, shape.y, shape.width, shape.height);
      fillAndStroke(context, shape, theme, pixel);
      return;
    case 'circle':
      context.beginPath();
      context.arc(shape.x, shape.y, Math.abs(shape.radius), 0, 2 * Math.PI);
      fillAndStroke(context, shape, theme, pixel);
      return;
    case 'polygon':
      tracePoints(context, shape.points);
      context.closePath();
      fillAndStroke(context, shape, theme, pixel);
      return;
    case 'line':
      tracePoints(context, shape.points);
      stroke(context, shape, theme, pixel);
      return;
    case 'text':
      context.fillStyle = colorOf(shape.color ?? 'ink', theme);
      fillText(context, shape);
      return;
    case 'sprite': // no world bundles pictures yet, so every name is unknown
      context.beginPath();
      context.rect(shape.x, shape.y, shape.width, shape.height);
      stroke(context, { stroke: 'muted' }, theme, pixel);
      return;
    case 'pixels':
      context.drawImage(pictureOf(shape, theme), shape.x, shape.y, shape.width, shape.height);
      return;
    default:
      shape satisfies never;
  }
}

function tracePoints(context: Canvas2D, points: readonly number[]): void {
  context.beginPath();
  context.moveTo(points[0]!, points[1]!);
  for (let i = 2; i + 1 < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
}

function fillAndStroke(context: Canvas2D, paint: Paint, theme: SceneTheme, pixel: number): void {
  if (paint.fill !== undefined) {
    context.globalAlpha = paint.opacity ?? 1;
    context.fillStyle = colorOf(paint.fill, theme);
    context.fill();
  }
  stroke(context, paint, theme, pixel);
}

function stroke(context: Canvas2D, paint: Paint, theme: SceneTheme, pixel: number): void {
  if (paint.stroke === undefined) return;
  context.globalAlpha = paint.opacity ?? 1;
  context.strokeStyle = colorOf(paint.stroke, theme);
  context.lineWidth = paint.strokeWidth || pixel;
  context.stroke();
}

function colorOf(color: Color, theme: SceneTheme): string {
  const role = theme[color as ThemeColor];
  if (role !== undefined) return role;
  return HEX.test(color) ? color : UNKNOWN_COLOR;
}

/** The canvas that indexed pictures go through; they come one after another, mostly of one size. */
let picture: {
  readonly canvas: Canvas;
  readonly context: Canvas2D;
  image: { readonly data: Uint8ClampedArray };
} | null = null;

/** The picture at its own resolution, one pass over its pixels; overwritten by the next. */
function pictureOf({ columns, rows, palette, indices }: PixelsShape, theme: SceneTheme): Canvas {
  if (picture === null || picture.canvas.width !== columns || picture.canvas.height !== rows) {
    const canvas = createCanvas(columns, rows);
    const context = contextOf(canvas);
    picture = { canvas, context, image: context.createImageData(columns, rows) };
  }
  const { canvas, context, image } = picture;
  const table = Uint8Array.from(palette.flatMap((color) => bytesOf(colorOf(color, theme))));
  const rgba = image.data;
  for (let i = 0, to = 0; i < indices.length; i++, to += 4) {
    const from = indices[i]! * 3;
    rgba[to] = table[from]!;
    rgba[to + 1] = table[from + 1]!;
    rgba[to + 2] = table[from + 2]!;
    rgba[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Red, green and blue of `#rrggbb`. */
function bytesOf(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
