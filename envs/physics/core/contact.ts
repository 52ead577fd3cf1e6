/**
 * A contact between two bodies: kept from step to step, so that each begins with the impulses at which the last one arrived.
 *
 * Sequential impulses with accumulated clamping, Coulomb friction (no larger than the coefficient times the normal impulse) and
 * Newton's restitution; overlap is mended afterwards by moving the bodies, which adds no energy.
 *
 * Source: Erin Catto, "Iterative dynamics with temporal coherence" (2005) and Box2D 2.4 `b2_contact_solver.cpp`. Left out: its
 * block solver for two points at once.
 */
import { collide, Manifold } from './manifold.ts';
import type { RigidBody } from './rigid-body.ts';

/** Metres of overlap that are left, so that resting contacts do not come and go (Box2D's `b2_linearSlop`). */
const SLOP = 0.005;
/** Metres of overlap at which passes over positions end, as in Box2D. */
const MENDED = 3 * SLOP;
/** The part of an overlap that one pass mends, and the most (m) that it mends: Box2D's `b2_baumgarte`, `b2_maxLinearCorrection`. */
const CORRECTION = 0.2;
const MAX_CORRECTION = 0.2;

/** Numbers of a point in a saved contact: feature, normal and tangential impulse. */
const SAVED_POINT = 3;

const manifold = new Manifold();

class ContactPoint {
  feature = 0;
  /** Newton seconds: the state. */
  normalImpulse = 0;
  tangentImpulse = 0;
  /** From each centre of mass to the point. */
  ax = 0;
  ay = 0;
  bx = 0;
  by = 0;
  depth = 0;
  normalMass = 0;
  tangentMass = 0;
  /** m/s at which the bodies are to part. */
  bounce = 0;
}

export class Contact {
  readonly a: RigidBody;
  readonly b: RigidBody;
  /** How many points touch; 0 where the bodies are apart. */
  count = 0;
  readonly #points: readonly [ContactPoint, ContactPoint] = [new ContactPoint(), new ContactPoint()];
  readonly #friction: number;
  readonly #restitution: number;
  #normalX = 0;
  #normalY = 0;

  /** `a` has the smaller id. */
  constructor(a: RigidBody, b: RigidBody) {
    this.a = a;
    this.b = b;
    this.#friction = Math.sqrt(a.material.friction * b.material.friction);
    this.#restitution = Math.max(a.material.restitution, b.material.restitution);
  }

  /** Looks where the bodies touch now; points that touched before keep their impulses. */
  find(timeStep: number): void {
    const { a, b } = this;
    if (!(a.enabled && b.enabled && a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY)) {
      this.count = 0;
      return;
    }
    collide(a, b, timeStep, manifold);
    const [first, second] = this.#points;
    const before = this.count;
    const { feature: feature0, normalImpulse: normal0, tangentImpulse: tangent0 } = first;
    const { feature: feature1, normalImpulse: normal1, tangentImpulse: tangent1 } = second;
    this.count = manifold.count;
    this.#normalX = manifold.normalX;
    this.#normalY = manifold.normalY;
    for (let i = 0; i < this.count; i++) {
      const point = i === 0 ? first : second;
      const feature = manifold.feature[i]!;
      const was0 = before > 0 && feature0 === feature;
      const was1 = before > 1 && feature1 === feature;
      point.feature = feature;
      point.normalImpulse = was0 ? normal0 : was1 ? normal1 : 0;
      point.tangentImpulse = was0 ? tangent0 : was1 ? tangent1 : 0;
      point.ax = manifold.ax[i]!;
      point.ay = manifold.ay[i]!;
      point.bx = manifold.bx[i]!;
      point.by = manifold.by[i]!;
      point.depth = manifold.depth[i]!;
    }
  }

  /** Readies a step: masses along normal and tangent, the speed of bouncing back, and last step's impulses once more. */
  prepare(bounceThreshold: number): void {
    const { a, b } = this;
    const nx = this.#normalX;
    const ny = this.#normalY;
    for (let i = 0; i < this.count; i++) {
      const point = i === 0 ? this.#points[0] : this.#points[1];
      const { ax, ay, bx, by } = point;
      const mass = a.inverseMass + b.inverseMass;
      const normalA = ax * ny - ay * nx;
      const normalB = bx * ny - by * nx;
      const tangentA = ax * nx + ay * ny; // of the tangent (-ny, nx)
      const tangentB = bx * nx + by * ny;
      point.normalMass = 1 / (mass + a.inverseInertia * normalA * normalA + b.inverseInertia * normalB * normalB);
      point.tangentMass = 1 / (mass + a.inverseInertia * tangentA * tangentA + b.inverseInertia * tangentB * tangentB);
      const speed = (b.vx - b.omega * by - a.vx + a.omega * ay) * nx + (b.vy + b.omega * bx - a.vy - a.omega * ax) * ny;
      point.bounce = speed < -bounceThreshold ? -this.#restitution * speed : 0;
    }
    for (let i = 0; i < this.count; i++) {
      const point = i === 0 ? this.#points[0] : this.#points[1];
      this.#push(point, point.normalImpulse, point.tangentImpulse);
    }
  }

  /**
   * One pass over velocities: friction, then what keeps the bodies from going into each other.
   *
   * @returns the largest change of an impulse, newton seconds
   */
  solveVelocity(): number {
    const { a, b } = this;
    let largest = 0;
    const nx = this.#normalX;
    const ny = this.#normalY;
    for (let i = 0; i < this.count; i++) {
      const point = i === 0 ? this.#points[0] : this.#points[1];
      const vx = b.vx - b.omega * point.by - a.vx + a.omega * point.ay;
      const vy = b.vy + b.omega * point.bx - a.vy - a.omega * point.ax;
      const limit = this.#friction * point.normalImpulse;
      const before = point.tangentImpulse;
      const wanted = before - point.tangentMass * (vy * nx - vx * ny);
      point.tangentImpulse = wanted > limit ? limit : wanted < -limit ? -limit : wanted;
      const change = point.tangentImpulse - before;
      this.#push(point, 0, change);
      largest = Math.max(largest, Math.abs(change));
    }
    for (let i = 0; i < this.count; i++) {
      const point = i === 0 ? this.#points[0] : this.#points[1];
      const vx = b.vx - b.omega * point.by - a.vx + a.omega * point.ay;
      const vy = b.vy + b.omega * point.bx - a.vy - a.omega * point.ax;
      const before = point.normalImpulse;
      const wanted = before - point.normalMass * (vx * nx + vy * ny - point.bounce);
      point.normalImpulse = wanted > 0 ? wanted : 0;
      const change = point.normalImpulse - before;
      this.#push(point, change, 0);
      largest = Math.max(largest, Math.abs(change));
    }
    return largest;
  }

  /**
   * One pass over positions; the overlap is what was found, less how far the bodies have moved apart since.
   *
   * @returns whether little was left to mend
   */
  solvePosition(): boolean {
    const { a, b } = this;
    let mended = true;
    const nx = this.#normalX;
    const ny = this.#normalY;
    for (let i = 0; i < this.count; i++) {
      const { ax, ay, bx, by, depth, normalMass } = i === 0 ? this.#points[0] : this.#points[1];
      const turnA = a.angle - a.foundAngle;
      const turnB = b.angle - b.foundAngle;
      const apartX = b.x - b.foundX - turnB * by - (a.x - a.foundX - turnA * ay);
      const apartY = b.y - b.foundY + turnB * bx - (a.y - a.foundY + turnA * ax);
      const overlap = depth - (apartX * nx + apartY * ny);
      if (overlap > MENDED) mended = false;
      const correction = CORRECTION * (overlap - SLOP);
      if (!(correction > 0)) continue;
      const impulse = normalMass * (correction < MAX_CORRECTION ? correction : MAX_CORRECTION);
      a.x -= impulse * a.inverseMass * nx;
      a.y -= impulse * a.inverseMass * ny;
      a.angle -= impulse * a.inverseInertia * (ax * ny - ay * nx);
      b.x += impulse * b.inverseMass * nx;
      b.y += impulse * b.inverseMass * ny;
      b.angle += impulse * b.inverseInertia * (bx * ny - by * nx);
    }
    return mended;
  }

  #push(point: ContactPoint, normal: number, tangent: number): void {
    const { a, b } = this;
    const x = normal * this.#normalX - tangent * this.#normalY;
    const y = normal * this.#normalY + tangent * this.#normalX;
    a.vx -= x * a.inverseMass;
    a.vy -= y * a.inverseMass;
    a.omega -= (point.ax * y - point.ay * x) * a.inverseInertia;
    b.vx += x * b.inverseMass;
    b.vy += y * b.inverseMass;
    b.omega += (point.bx * y - point.by * x) * b.inverseInertia;
  }

  /** `[feature, normal impulse, tangential impulse]` a point, one after the other. */
  save(): number[] {
    return this.#points
      .slice(0, this.count)
      .flatMap(({ feature, normalImpulse, tangentImpulse }) => [feature, normalImpulse, tangentImpulse]);
  }

  /** Takes over what `save` gave; an empty list is no contact. */
  load(saved: readonly number[]): void {
    this.count = saved.length / SAVED_POINT;
    this.#points.forEach((point, i) => {
      point.feature = saved[SAVED_POINT * i] ?? 0;
      point.normalImpulse = saved[SAVED_POINT * i + 1] ?? 0;
      point.tangentImpulse = saved[SAVED_POINT * i + 2] ?? 0;
    });
  }

  /** Whether `load` takes it. */
  static isSaved(value: unknown): value is readonly number[] {
    const isOne = Array.isArray(value) && (value.length === SAVED_POINT || value.length === 2 * SAVED_POINT);
    return (
      isOne && value.every((number, i) => (i % SAVED_POINT === 0 ? Number.isSafeInteger : Number.isFinite)(number))
    );
  }
}
