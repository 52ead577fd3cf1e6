/**
 * Between two scenes of one episode: where the shapes that appear in both (by id) stand at a moment in between.
 *
 * Only transforms are interpolated, as the scene contract says; geometry, paint and text change at the step. Angles go
 * the short way round, so a pole or a wheel that passes pi does not spin back.
 *
 * Cost: no allocation per shape beyond the map built once per pair of scenes; `pose` writes into an object it is given.
 */
import type { Scene, Shape } from '../../envs/core/scene.ts';

/** A transform with nothing left out, world units and radians. */
export interface Pose {
  x: number;
  y: number;
  rotation: number;
  scale: number;
}

const TURN = 2 * Math.PI;

/** The angle at `t` in `[0, 1]` on the shorter arc from `a` to `b`; half a turn apart it goes clockwise. */
export function lerpAngle(a: number, b: number, t: number): number {
  let difference = (b - a) % TURN;
  if (difference > Math.PI) difference -= TURN;
  else if (difference <= -Math.PI) difference += TURN;
  return a + difference * t;
}

/** The shape of `scene` under each id. */
export function shapesById(scene: Scene): Map<string, Shape> {
  const byId = new Map<string, Shape>();
  for (const shape of scene.shapes) if (shape.id !== undefined) byId.set(shape.id, shape);
  return byId;
}

/**
 * Writes the pose of `shape` at `t` in `[0, 1]` on its way to `next`, the shape of the same id one step on; undefined or
 * of another type means that it stays where it is.
 */
export function pose(shape: Shape, next: Shape | undefined, t: number, out: Pose): Pose {
  const from = shape.transform;
  out.x = from?.x ?? 0;
  out.y = from?.y ?? 0;
  out.rotation = from?.rotation ?? 0;
  out.scale = from?.scale ?? 1;
  if (next === undefined || next.type !== shape.type || t === 0) return out;
  const to = next.transform;
  out.x += ((to?.x ?? 0) - out.x) * t;
  out.y += ((to?.y ?? 0) - out.y) * t;
  out.rotation = lerpAngle(out.rotation, to?.rotation ?? 0, t);
  out.scale += ((to?.scale ?? 1) - out.scale) * t;
  return out;
}
