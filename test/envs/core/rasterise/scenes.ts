/** A scene with every kind of shape, and where in it which colour must be, by geometry. */
import type { Scene } from '../../../../envs/core/scene.ts';

/** One square unit a shape, 4 by 2 of them, on #101010. */
export const EVERY_SHAPE: Scene = {
  view: { x: 0, y: 0, width: 4, height: 2 },
  background: '#101010',
  shapes: [
    { type: 'rect', x: 0, y: 0, width: 1, height: 1, fill: '#ff0000' },
    { type: 'circle', x: 0, y: 0, radius: 0.2, fill: '#00ff00', transform: { x: 1.5, y: 0.5, scale: 2 } },
    { type: 'polygon', points: [2, 0, 3, 0, 3, 1], fill: '#0000ff' },
    // Turned by a quarter about (3.5, 0.5): lies where it would not without.
    {
      type: 'rect',
      x: -0.1,
      y: -0.5,
      width: 0.2,
      height: 1,
      fill: '#ffff00',
      transform: { x: 3.5, y: 0.5, rotation: Math.PI / 2 },
    },
    { type: 'line', points: [0.25, 1.5, 0.75, 1.5], stroke: '#ff00ff', strokeWidth: 0.25 },
    {
      type: 'pixels',
      x: 1,
      y: 1,
      width: 1,
      height: 1,
      columns: 2,
      rows: 1,
      palette: ['#00ffff', '#808080'],
      indices: new Uint8Array([0, 1]),
    },
    { type: 'rect', x: 2.1, y: 1.1, width: 0.8, height: 0.8, fill: '#d8d8d8', opacity: 0.2 },
    { type: 'sprite', image: 'nothing', x: 3, y: 1, width: 1, height: 1 },
  ],
};

/** `[what, x, y, rgb]`, x and y in world units. */
export const EXPECTED: readonly (readonly [what: string, x: number, y: number, rgb: string])[] = [
  ['rect', 0.5, 0.5, '255,0,0'],
  ['circle, scaled by 2', 1.5, 0.85, '0,255,0'],
  ['outside the circle', 1.05, 0.05, '16,16,16'],
  ['polygon, above its diagonal', 2.75, 0.25, '0,0,255'],
  ['below the diagonal', 2.25, 0.75, '16,16,16'],
  ['turned rect, where it lies', 3.1, 0.5, '255,255,0'],
  ['turned rect, where it lay', 3.5, 0.1, '16,16,16'],
  ['line', 0.5, 1.6, '255,0,255'],
  ['its round end', 0.16, 1.5, '255,0,255'],
  ['beside its round end', 0.14, 1.39, '16,16,16'],
  ['first pixel', 1.45, 1.5, '0,255,255'],
  ['second pixel, not smoothed', 1.55, 1.5, '128,128,128'],
  ['a fifth of #d8d8d8 over #101010: 16 + 0.2 * (216 - 16)', 2.5, 1.5, '56,56,56'],
  ['inside an unknown picture', 3.5, 1.5, '16,16,16'],
];
