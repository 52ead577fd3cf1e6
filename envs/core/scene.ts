/**
 * A scene: what a world looks like, as data. A short list of shapes in world units that the viewer draws with Pixi,
 * the server ships and the recorder rasterises. A world's drawing is a pure function `state -> Scene`.
 *
 * Axes: x to the right, y **down**, as on every canvas; a world with y up flips in its drawing function. Angles are
 * radians, clockwise as seen (y is down). Later shapes cover earlier ones.
 *
 * Shapes that keep their `id` from one scene to the next are the same thing moved, so a viewer may interpolate between
 * two consecutive scenes of one episode. Shapes without an id are drawn as they are.
 */

/**
 * `#rrggbb`, `#rrggbbaa`, or a role that the viewer's theme resolves, so that one scene looks right in dark and light:
 * `paper` the ground, `ink` outlines and text, `muted` things of no consequence, `accent` the agent,
 * `support` what the agent handles, `goal`, `danger`.
 */
export type Color = `#${string}` | ThemeColor;

export const THEME_COLORS = ['paper', 'ink', 'muted', 'accent', 'support', 'goal', 'danger'] as const;
export type ThemeColor = (typeof THEME_COLORS)[number];

/** Applied as translate, then rotate, then scale: a local point p maps to `(x, y) + R(rotation) * scale * p`. */
export interface Transform {
  readonly x?: number;
  readonly y?: number;
  /** Radians, clockwise as seen. */
  readonly rotation?: number;
  readonly scale?: number;
}

export interface Paint {
  readonly fill?: Color;
  readonly stroke?: Color;
  /** World units; 0 or absent with a `stroke` means one device pixel. */
  readonly strokeWidth?: number;
  /** In the range `[0, 1]`, default 1. */
  readonly opacity?: number;
}

interface ShapeBase {
  /** Stable over an episode where the shape is the same thing moved. Unique within a scene. */
  readonly id?: string;
  readonly transform?: Transform;
}

/** `x`, `y` is the top-left corner in the shape's local coordinates. */
export interface RectShape extends ShapeBase, Paint {
  readonly type: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Corner radius. */
  readonly radius?: number;
}

export interface CircleShape extends ShapeBase, Paint {
  readonly type: 'circle';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** An open polyline `[x0, y0, x1, y1, ...]`, at least two points; `fill` is ignored. */
export interface LineShape extends ShapeBase, Paint {
  readonly type: 'line';
  readonly points: readonly number[];
}

/** A closed polygon `[x0, y0, x1, y1, ...]`, at least three points. */
export interface PolygonShape extends ShapeBase, Paint {
  readonly type: 'polygon';
  readonly points: readonly number[];
}

export interface TextShape extends ShapeBase {
  readonly type: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Height of the font in world units. */
  readonly size: number;
  readonly color?: Color;
  /** Where (x, y) lies in the text, default `start` and `middle`. */
  readonly align?: 'start' | 'center' | 'end';
  readonly baseline?: 'top' | 'middle' | 'bottom';
}

/** A named image the viewer bundles, drawn into the rectangle. An unknown name is drawn as an outlined rectangle. */
export interface SpriteShape extends ShapeBase {
  readonly type: 'sprite';
  readonly image: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture of palette indices (an emulator's frame), drawn into the rectangle without smoothing. */
export interface PixelsShape extends ShapeBase {
  readonly type: 'pixels';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** `#rrggbb` each, at most 256. */
  readonly palette: readonly Color[];
  readonly indices: Uint8Array; // [rows, columns] uint8, indices into `palette`
}

export type Shape = RectShape | CircleShape | LineShape | PolygonShape | TextShape | SpriteShape | PixelsShape;

export interface Scene {
  /** The part of the world in view, world units, top-left corner first. The viewer fits it, keeping proportions. */
  readonly view: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Default `paper`. */
  readonly background?: Color;
  readonly shapes: readonly Shape[];
}
