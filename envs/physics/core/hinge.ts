/**
 * A hinge: two bodies share a point and turn about it, with a motor and with limits where they are wanted.
 *
 * matter-js's own constraint is not used: it divides by inverse masses and leaves out the lever arm, so that a rod hung from it
 * swings 30 % too slowly and loses a third of its swing in twenty seconds (`docs/physics.md`).
 *
 * Source: Erin Catto, Box2D 2.4 `b2_revolute_joint.cpp`; its soft angular spring is left out.
 */
import { cos, sin } from '../../classic-control/trig.ts';
import type { RigidBody } from './rigid-body.ts';

export interface HingeSpec {
  /** The shared point in the coordinates of each body, from its centre of mass, at angle 0. */
  readonly anchorA: readonly [x: number, y: number];
  readonly anchorB: readonly [x: number, y: number];
  /** Radians between which `b.angle - a.angle` stays. */
  readonly limits?: readonly [lower: number, upper: number];
}

/** Metres and radians of error that are left where they are: no positions are mended below. */
const POINT_TOLERANCE = 1e-7;
const ANGLE_TOLERANCE = 1e-7;
/** Radians that one pass mends at most (Box2D's `b2_maxAngularCorrection`). */
const MAX_ANGLE_CORRECTION = (8 / 180) * Math.PI;

/** Numbers that `save` appends. */
export const HINGE_STATE_SIZE = 5;

export class Hinge {
  readonly a: RigidBody;
  readonly b: RigidBody;
  /** Radians a second of `b` against `a` that the motor strives for. */
  motorSpeed = 0;
  /** Newton metres that it has at most; 0 for none. */
  maxMotorTorque = 0;
  readonly #anchorA: readonly [number, number];
  readonly #anchorB: readonly [number, number];
  readonly #lower: number;
  readonly #upper: number;
  readonly #axialMass: number;
  // The state: what the last step arrived at. Newton seconds, newton metre seconds.
  #impulseX = 0;
  #impulseY = 0;
  #motorImpulse = 0;
  #lowerImpulse = 0;
  #upperImpulse = 0;
  // From each centre of mass to the shared point, and the inverse mass matrix there.
  #ax = 0;
  #ay = 0;
  #bx = 0;
  #by = 0;
  #k11 = 0;
  #k12 = 0;
  #k22 = 0;

  constructor(a: RigidBody, b: RigidBody, { anchorA, anchorB, limits = [-Infinity, Infinity] }: HingeSpec) {
    this.a = a;
    this.b = b;
    this.#anchorA = anchorA;
    this.#anchorB = anchorB;
    [this.#lower, this.#upper] = limits;
    this.#axialMass = 1 / (a.inverseInertia + b.inverseInertia);
  }

  /** Forgets the last step's impulses, as at the start of an episode. */
  reset(): void {
    this.load([0, 0, 0, 0, 0], 0);
  }

  #locate(): void {
    const { a, b } = this;
    const cosA = cos(a.angle);
    const sinA = sin(a.angle);
    const cosB = cos(b.angle);
    const sinB = sin(b.angle);
    const [anchorAX, anchorAY] = this.#anchorA;
    const [anchorBX, anchorBY] = this.#anchorB;
    const ax = cosA * anchorAX - sinA * anchorAY;
    const ay = sinA * anchorAX + cosA * anchorAY;
    const bx = cosB * anchorBX - sinB * anchorBY;
    const by = sinB * anchorBX + cosB * anchorBY;
    this.#ax = ax;
    this.#ay = ay;
    this.#bx = bx;
    this.#by = by;
    const mass = a.inverseMass + b.inverseMass;
    this.#k11 = mass + ay * ay * a.inverseInertia + by * by * b.inverseInertia;
    this.#k12 = -ay * ax * a.inverseInertia - by * bx * b.inverseInertia;
    this.#k22 = mass + ax * ax * a.inverseInertia + bx * bx * b.inverseInertia;
  }

  /** Readies a step, and applies last step's impulses once more. */
  prepare(): void {
    const { a, b } = this;
    this.#locate();
    if (this.maxMotorTorque === 0) this.#motorImpulse = 0;
    const axial = this.#motorImpulse + this.#lowerImpulse - this.#upperImpulse;
    a.omega -= axial * a.inverseInertia;
    b.omega += axial * b.inverseInertia;
    this.#push(this.#impulseX, this.#impulseY);
  }

  /** One pass over velocities: motor, limits, then the point. */
  solveVelocity(timeStep: number): void {
    const { a, b } = this;
    if (this.maxMotorTorque > 0) {
      const limit = this.maxMotorTorque * timeStep;
      const before = this.#motorImpulse;
      const wanted = before - this.#axialMass * (b.omega - a.omega - this.motorSpeed);
      this.#motorImpulse = wanted > limit ? limit : wanted < -limit ? -limit : wanted;
      this.#turn(this.#motorImpulse - before);
    }
    if (this.#lower > -Infinity) {
      // Up to the limit the speed may be what gets there within the step.
      const room = b.angle - a.angle - this.#lower;
      const before = this.#lowerImpulse;
      const wanted = before - this.#axialMass * (b.omega - a.omega + (room > 0 ? room / timeStep : 0));
      this.#lowerImpulse = wanted > 0 ? wanted : 0;
      this.#turn(this.#lowerImpulse - before);
    }
    if (this.#upper < Infinity) {
      const room = this.#upper - (b.angle - a.angle);
      const before = this.#upperImpulse;
      const wanted = before - this.#axialMass * (a.omega - b.omega + (room > 0 ? room / timeStep : 0));
      this.#upperImpulse = wanted > 0 ? wanted : 0;
      this.#turn(before - this.#upperImpulse);
    }
    const vx = b.vx - b.omega * this.#by - a.vx + a.omega * this.#ay;
    const vy = b.vy + b.omega * this.#bx - a.vy - a.omega * this.#ax;
    const determinant = this.#k11 * this.#k22 - this.#k12 * this.#k12;
    const x = (this.#k12 * vy - this.#k22 * vx) / determinant;
    const y = (this.#k12 * vx - this.#k11 * vy) / determinant;
    this.#impulseX += x;
    this.#impulseY += y;
    this.#push(x, y);
  }

  /**
   * One pass over positions, nonlinear Gauss-Seidel.
   *
   * @returns whether nothing was left to mend
   */
  solvePosition(): boolean {
    const { a, b } = this;
    let angleError = 0;
    const angle = b.angle - a.angle;
    if (angle < this.#lower) angleError = angle - this.#lower;
    else if (angle > this.#upper) angleError = angle - this.#upper;
    if (angleError !== 0) {
      const correction = Math.min(Math.max(-angleError, -MAX_ANGLE_CORRECTION), MAX_ANGLE_CORRECTION) * this.#axialMass;
      a.angle -= correction * a.inverseInertia;
      b.angle += correction * b.inverseInertia;
    }
    this.#locate();
    const errorX = b.x + this.#bx - a.x - this.#ax;
    const errorY = b.y + this.#by - a.y - this.#ay;
    if (errorX * errorX + errorY * errorY <= POINT_TOLERANCE * POINT_TOLERANCE) {
      return Math.abs(angleError) <= ANGLE_TOLERANCE;
    }
    const determinant = this.#k11 * this.#k22 - this.#k12 * this.#k12;
    const x = (this.#k12 * errorY - this.#k22 * errorX) / determinant;
    const y = (this.#k12 * errorX - this.#k11 * errorY) / determinant;
    a.x -= x * a.inverseMass;
    a.y -= y * a.inverseMass;
    a.angle -= (this.#ax * y - this.#ay * x) * a.inverseInertia;
    b.x += x * b.inverseMass;
    b.y += y * b.inverseMass;
    b.angle += (this.#bx * y - this.#by * x) * b.inverseInertia;
    return false;
  }

  #turn(impulse: number): void {
    this.a.omega -= impulse * this.a.inverseInertia;
    this.b.omega += impulse * this.b.inverseInertia;
  }

  #push(x: number, y: number): void {
    const { a, b } = this;
    a.vx -= x * a.inverseMass;
    a.vy -= y * a.inverseMass;
    a.omega -= (this.#ax * y - this.#ay * x) * a.inverseInertia;
    b.vx += x * b.inverseMass;
    b.vy += y * b.inverseMass;
    b.omega += (this.#bx * y - this.#by * x) * b.inverseInertia;
  }

  /** Appends the impulses. */
  save(to: number[]): void {
    to.push(this.#impulseX, this.#impulseY, this.#motorImpulse, this.#lowerImpulse, this.#upperImpulse);
  }

  /** Takes over the impulses that stand at `offset`. */
  load(from: readonly number[], offset: number): void {
    this.#impulseX = from[offset]!;
    this.#impulseY = from[offset + 1]!;
    this.#motorImpulse = from[offset + 2]!;
    this.#lowerImpulse = from[offset + 3]!;
    this.#upperImpulse = from[offset + 4]!;
  }
}
