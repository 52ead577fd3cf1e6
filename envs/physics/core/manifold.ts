/**
 * Where two bodies touch: the normal, and one or two points with how deep each is.
 *
 * Polygons are tested by matter-js (separating axes, then supporting vertices); circles here, because matter-js has none: it makes
 * them polygons of up to 26 sides, whose faces would bend a ball's way by up to 7 degrees.
 */
import Matter from 'matter-js';
import type { RigidBody } from './rigid-body.ts';

/** What `collide` writes into: one object for all calls. */
export class Manifold {
  /** 0 where the bodies do not touch, 1 or 2 otherwise. */
  count = 0;
  /** Of length 1, from the first body to the second. */
  normalX = 0;
  normalY = 0;
  /** From each centre of mass to the point, [count] as are the others. */
  readonly ax = new Float64Array(2);
  readonly ay = new Float64Array(2);
  readonly bx = new Float64Array(2);
  readonly by = new Float64Array(2);
  readonly depth = new Float64Array(2);
  /** Which vertex each point is: the same number in the next step is the same point. */
  readonly feature = new Int32Array(2);
}

/** Added to the index of a vertex of the second body. */
const SECOND_BODY = 1 << 16;

/**
 * Finds where two bodies touch, whose bounds are known to overlap.
 *
 * @param timeStep seconds back to which the touch of two circles may lie
 */
export function collide(a: RigidBody, b: RigidBody, timeStep: number, into: Manifold): void {
  if (a.radius > 0) {
    if (b.radius > 0) collideCircles(a, b, timeStep, into);
    else collideCircleAndPolygon(a, b, a, b, into);
  } else if (b.radius > 0) collideCircleAndPolygon(b, a, a, b, into);
  else collidePolygons(a, b, into);
}

/**
 * The normal is that of the moment at which they touched, not of now, when one is up to a step's way inside the other: else the
 * direction of a ball that is hit at its side would depend on where in a step it was hit.
 */
function collideCircles(a: RigidBody, b: RigidBody, timeStep: number, into: Manifold): void {
  const radii = a.radius + b.radius;
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  const squared = dx * dx + dy * dy;
  into.count = 0;
  if (squared >= radii * radii) return;
  const distance = Math.sqrt(squared);
  // |d - v t| = radii, for the t nearest to now.
  const vx = b.vx - a.vx;
  const vy = b.vy - a.vy;
  const approach = dx * vx + dy * vy;
  const speedSquared = vx * vx + vy * vy;
  if (approach < 0) {
    const root = Math.sqrt(approach * approach + speedSquared * (radii * radii - squared));
    const time = Math.min((approach + root) / speedSquared, timeStep);
    dx -= vx * time;
    dy -= vy * time;
  }
  const length = Math.sqrt(dx * dx + dy * dy);
  into.count = 1;
  into.normalX = length > 0 ? dx / length : 1;
  into.normalY = length > 0 ? dy / length : 0;
  into.ax[0] = into.normalX * a.radius;
  into.ay[0] = into.normalY * a.radius;
  into.bx[0] = -into.normalX * b.radius;
  into.by[0] = -into.normalY * b.radius;
  into.depth[0] = radii - distance;
  into.feature[0] = 0;
}

/** @param a,b the same two, in the order of the pair */
function collideCircleAndPolygon(
  circle: RigidBody,
  polygon: RigidBody,
  a: RigidBody,
  b: RigidBody,
  into: Manifold,
): void {
  const { vertices } = polygon.collider;
  const { x, y, radius } = circle;
  into.count = 0;
  // The face that the centre is farthest outside of, or least inside.
  let separation = -Infinity;
  let face = 0;
  let faceX = 0;
  let faceY = 0;
  for (let i = 0; i < vertices.length; i++) {
    const from = vertices[i]!;
    const to = vertices[i + 1 === vertices.length ? 0 : i + 1]!;
    const edgeX = to.x - from.x;
    const edgeY = to.y - from.y;
    const length = Math.sqrt(edgeX * edgeX + edgeY * edgeY);
    const distance = ((x - from.x) * edgeY - (y - from.y) * edgeX) / length;
    if (distance > radius) return;
    if (distance > separation) {
      separation = distance;
      face = i;
      faceX = edgeY / length;
      faceY = -edgeX / length;
    }
  }
  const from = vertices[face]!;
  const to = vertices[face + 1 === vertices.length ? 0 : face + 1]!;
  const along = (x - from.x) * -faceY + (y - from.y) * faceX;
  const edge = (to.x - from.x) * -faceY + (to.y - from.y) * faceX;
  let normalX = faceX;
  let normalY = faceY;
  if (separation > 0 && (along < 0 || along > edge)) {
    const corner = along < 0 ? from : to;
    const dx = x - corner.x;
    const dy = y - corner.y;
    separation = Math.sqrt(dx * dx + dy * dy);
    if (separation > radius) return;
    normalX = dx / separation;
    normalY = dy / separation;
  }
  into.count = 1;
  into.normalX = a === circle ? -normalX : normalX;
  into.normalY = a === circle ? -normalY : normalY;
  touchAt(0, x - normalX * radius, y - normalY * radius, a, b, into);
  into.depth[0] = radius - separation;
  into.feature[0] = 0;
}

function collidePolygons(a: RigidBody, b: RigidBody, into: Manifold): void {
  const collision = Matter.Collision.collides(a.collider, b.collider);
  into.count = 0;
  if (collision === null) return;
  // matter-js gives the first place to the body of the smaller id, which is `a`; its normal points at that.
  const normalX = -collision.normal.x;
  const normalY = -collision.normal.y;
  into.normalX = normalX;
  into.normalY = normalY;
  for (const support of collision.supports) {
    if (!support) break; // one point only
    const indexInA = a.collider.vertices.indexOf(support);
    const owner = indexInA >= 0 ? a : b;
    const outward = owner === a ? 1 : -1;
    // Of two points the one that is less far out along the normal is so much less deep.
    let farthest = -Infinity;
    for (const vertex of owner.collider.vertices) {
      farthest = Math.max(farthest, outward * (vertex.x * normalX + vertex.y * normalY));
    }
    const i = into.count++;
    touchAt(i, support.x, support.y, a, b, into);
    into.depth[i] = collision.depth - (farthest - outward * (support.x * normalX + support.y * normalY));
    into.feature[i] = owner === a ? indexInA : SECOND_BODY + b.collider.vertices.indexOf(support);
  }
}

/** Sets a point that is one place for both bodies. */
function touchAt(i: number, x: number, y: number, a: RigidBody, b: RigidBody, into: Manifold): void {
  into.ax[i] = x - a.x;
  into.ay[i] = y - a.y;
  into.bx[i] = x - b.x;
  into.by[i] = y - b.y;
}
