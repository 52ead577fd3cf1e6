/**
 * One shape of a scene as a Pixi object, kept and updated from step to step.
 *
 * Geometry is drawn in device-independent pixels (world units times `unit`), not in world units under a scaled
 * container: Pixi chooses how many segments a circle gets from its radius, and one of 0.1 units would be a hexagon.
 * So a change of size redraws the geometry, while moving a shape only sets its transform.
 *
 * Geometry is redrawn only where shape, theme or size changed. Whatever a view holds is freed by `destroy`.
 */
import { BufferImageSource, Container, Graphics, Sprite, Text, Texture } from 'pixi.js';
import type { Paint, PixelsShape, Shape, SpriteShape, TextShape } from '../../envs/core/scene.ts';
import { type Palette, resolveColor } from './palette.ts';
import type { Pose } from './tween.ts';

/** What drawing depends on besides the shape. A new object whenever one of these changes. */
export interface DrawContext {
  /** Pixels per world unit. */
  readonly unit: number;
  readonly palette: Palette;
  readonly fontFamily: string;
}

const ANCHOR_X = { start: 0, center: 0.5, end: 1 } as const;
const ANCHOR_Y = { top: 0, middle: 0.5, bottom: 1 } as const;

export class ShapeView {
  readonly node = new Container();
  readonly type: Shape['type'];
  private shape: Shape | null = null;
  private context: DrawContext | null = null;
  private graphics: Graphics | null = null;
  private text: Text | null = null;
  private sprite: Sprite | null = null;
  private source: BufferImageSource | null = null;

  constructor(type: Shape['type']) {
    this.type = type;
  }

  /** Puts the shape at `at`, redrawing it only where it has to be. */
  update(shape: Shape, at: Pose, context: DrawContext): void {
    if (this.context !== context || this.shape === null || !sameDrawing(this.shape, shape)) this.draw(shape, context);
    this.shape = shape;
    this.context = context;
    const { node } = this;
    node.position.set(at.x * context.unit, at.y * context.unit);
    node.rotation = at.rotation;
    node.scale.set(at.scale);
  }

  destroy(): void {
    this.sprite?.texture.destroy(true);
    this.node.destroy({ children: true });
  }

  private draw(shape: Shape, context: DrawContext): void {
    const { unit } = context;
    switch (shape.type) {
      case 'rect': {
        const g = this.clean();
        const [x, y, w, h] = [shape.x * unit, shape.y * unit, shape.width * unit, shape.height * unit];
        if (shape.radius) g.roundRect(x, y, w, h, shape.radius * unit);
        else g.rect(x, y, w, h);
        paint(g, shape, context, true);
        return;
      }
      case 'circle': {
        const g = this.clean();
        g.circle(shape.x * unit, shape.y * unit, shape.radius * unit);
        paint(g, shape, context, true);
        return;
      }
      case 'polygon': {
        const g = this.clean();
        g.poly(
          shape.points.map((value) => value * unit),
          true,
        );
        paint(g, shape, context, true);
        return;
      }
      case 'line': {
        const g = this.clean();
        const { points } = shape;
        g.moveTo(points[0]! * unit, points[1]! * unit);
        for (let i = 2; i + 1 < points.length; i += 2) g.lineTo(points[i]! * unit, points[i + 1]! * unit);
        paint(g, shape, context, false);
        return;
      }
      case 'text':
        this.drawText(shape, context);
        return;
      case 'sprite':
        this.drawUnknownImage(shape, context);
        return;
      case 'pixels':
        this.drawPixels(shape, context);
        return;
      default:
        shape satisfies never;
    }
  }

  private clean(): Graphics {
    if (this.graphics === null) {
      this.graphics = new Graphics();
      this.node.addChild(this.graphics);
    }
    return this.graphics.clear();
  }

  private drawText(shape: TextShape, { unit, palette, fontFamily }: DrawContext): void {
    if (this.text === null) {
      this.text = new Text({ text: '', resolution: Math.max(1, globalThis.devicePixelRatio) });
      this.node.addChild(this.text);
    }
    const { text } = this;
    const fill = resolveColor(shape.color ?? 'ink', palette);
    text.text = shape.text;
    text.style = { fontFamily, fontSize: Math.max(1, shape.size * unit), fill: fill.color };
    text.alpha = fill.alpha;
    text.anchor.set(ANCHOR_X[shape.align ?? 'start'], ANCHOR_Y[shape.baseline ?? 'middle']);
    text.position.set(shape.x * unit, shape.y * unit);
  }

  /** No world bundles images yet, so every name is unknown and drawn as the contract says: an outlined rectangle. */
  private drawUnknownImage(shape: SpriteShape, { unit, palette }: DrawContext): void {
    this.clean()
      .rect(shape.x * unit, shape.y * unit, shape.width * unit, shape.height * unit)
      .stroke({ width: 1, pixelLine: true, ...resolveColor('muted', palette) });
  }

  private drawPixels(shape: PixelsShape, { unit, palette }: DrawContext): void {
    const { columns, rows } = shape;
    if (this.source === null || this.source.width !== columns || this.source.height !== rows) {
      this.sprite?.texture.destroy(true);
      this.source = new BufferImageSource({
        resource: new Uint8Array(columns * rows * 4),
        width: columns,
        height: rows,
        format: 'rgba8unorm',
        scaleMode: 'nearest',
      });
      const texture = new Texture({ source: this.source });
      if (this.sprite === null) {
        this.sprite = new Sprite(texture);
        this.node.addChild(this.sprite);
      } else this.sprite.texture = texture;
    }
    fillPixels(this.source.resource as Uint8Array, shape, palette);
    this.source.update();
    this.sprite!.position.set(shape.x * unit, shape.y * unit);
    this.sprite!.setSize(shape.width * unit, shape.height * unit);
  }
}

function paint(g: Graphics, shape: Paint, { unit, palette }: DrawContext, closed: boolean): void {
  const opacity = shape.opacity ?? 1;
  if (closed && shape.fill !== undefined) {
    const { color, alpha } = resolveColor(shape.fill, palette);
    g.fill({ color, alpha: alpha * opacity });
  }
  const { stroke } = shape;
  if (stroke === undefined) return;
  const { color, alpha } = resolveColor(stroke, palette);
  const width = (shape.strokeWidth ?? 0) * unit;
  const thin = width <= 0;
  g.stroke({ color, alpha: alpha * opacity, width: thin ? 1 : width, pixelLine: thin, cap: 'round', join: 'round' });
}

/** Writes the picture as RGBA, one pass, no allocation per pixel. */
function fillPixels(rgba: Uint8Array, shape: PixelsShape, palette: Palette): void {
  const table = shape.palette.map((color) => resolveColor(color, palette).color);
  const { indices } = shape;
  for (let i = 0, o = 0; i < indices.length; i++, o += 4) {
    const color = table[indices[i]!] ?? 0;
    rgba[o] = color >> 16;
    rgba[o + 1] = (color >> 8) & 255;
    rgba[o + 2] = color & 255;
    rgba[o + 3] = 255;
  }
}

/** Whether two shapes look the same, wherever they stand: all their fields but the transform. */
function sameDrawing(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  const before = a as unknown as Readonly<Record<string, unknown>>;
  const after = b as unknown as Readonly<Record<string, unknown>>;
  for (const key in after) {
    if (key === 'transform') continue;
    const x = before[key];
    const y = after[key];
    if (x !== y && !sameList(x, y)) return false;
  }
  for (const key in before)
    if (after[key] === undefined && before[key] !== undefined && key !== 'transform') return false;
  return true;
}

function sameList(a: unknown, b: unknown): boolean {
  if (!isList(a) || !isList(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Uint8Array;
}
