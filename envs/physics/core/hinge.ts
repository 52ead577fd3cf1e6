/**
 * A hinge: two bodies share a point and turn about it, with a motor and with limits where they are wanted.
 *
 * matter-js's own constraint is not used: it divides by inverse masses and leaves out the lever arm, so that a rod hung from it
 * swings a third too slowly and loses a fifth of its swing, or more, in twenty seconds (`docs/physics.md`).
 *
 * Source: Erin Catto, Box2D 2.3 `b2RevoluteJoint.cpp`. Left out: limits that are equal.
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

/** Metres and radians of error at which passes over positions end. */
const POINT_TOLERANCE = 1e-6;
const ANGLE_TOLERANCE = 1e-4;
/** Radians beyond a limit that are left, so that a hinge that rests there stays there (Box2D's `b2_angularSlop`). */
const ANGLE_SLOP = (2 / 180) * Math.PI;
/** Radians that one pass mends at most (Box2D's `b2_maxAngularCorrection`). */
const MAX_ANGLE_CORRECTION = (8 / 180) * Math.PI;

/** Numbers that `save` appends. */
export const HINGE_STATE_SIZE = 4;

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
  /** Above 0 from the lower limit, below 0 from the upper one. */
  #limitImpulse = 0;
  /** At which limit the hinge is: 1 the lower, -1 the upper, 0 neither. */
  #side = 0;
  // From each centre of mass to the shared point, and the inverse mass matrix there.
  #ax = 0;
  #ay = 0;
  #bx = 0;
  #by = 0;
  #startLevers: readonly [number, number, number, number] = [0, 0, 0, 0];
  #k11 = 0;
  #k12 = 0;
  #k22 = 0;
  #k13 = 0;
  #k23 = 0;

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
    this.load([0, 0, 0, 0], 0);
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
    this.#k13 = -ay * a.inverseInertia - by * b.inverseInertia;
    this.#k23 = ax * a.inverseInertia + bx * b.inverseInertia;
  }

  /** Readies a step, and applies last step's impulses once more. */
  prepare(): void {
    const { a, b } = this;
    this.#locate();
    this.#startLevers = [this.#ax, this.#ay, this.#bx, this.#by];
    if (this.maxMotorTorque === 0) this.#motorImpulse = 0;
    const angle = b.angle - a.angle;
    this.#side = angle <= this.#lower ? 1 : angle >= this.#upper ? -1 : 0;
    if (this.#side * this.#limitImpulse <= 0) this.#limitImpulse = 0;
    this.#push(this.#impulseX, this.#impulseY, this.#motorImpulse + this.#limitImpulse);
  }

  /**
   * One pass over velocities: motor, then point and limit, as one system of three equations: apart, a light body between two heavy
   * ones gives way for seconds.
   *
   * @returns the largest change of an impulse, newton seconds or newton metre seconds
   */
  solveVelocity(timeStep: number): number {
    const { a, b } = this;
    let motor = 0;
    if (this.maxMotorTorque > 0) {
      const most = this.maxMotorTorque * timeStep;
      const before = this.#motorImpulse;
      const wanted = before - this.#axialMass * (b.omega - a.omega - this.motorSpeed);
      this.#motorImpulse = wanted > most ? most : wanted < -most ? -most : wanted;
      motor = this.#motorImpulse - before;
      this.#push(0, 0, motor);
    }
    const vx = b.vx - b.omega * this.#by - a.vx + a.omega * this.#ay;
    const vy = b.vy + b.omega * this.#bx - a.vy - a.omega * this.#ax;
    let turn = 0;
    if (this.#side !== 0) {
      turn = this.#limitTurn(vx, vy, b.omega - a.omega);
      // The limit only pushes away from itself: where it would pull, it lets go.
      if (this.#side * (this.#limitImpulse + turn) < 0) turn = -this.#limitImpulse;
      this.#limitImpulse += turn;
    }
    // The point's two equations, with what the limit does to it.
    const rightX = -vx - this.#k13 * turn;
    const rightY = -vy - this.#k23 * turn;
    const determinant = this.#k11 * this.#k22 - this.#k12 * this.#k12;
    const x = (this.#k22 * rightX - this.#k12 * rightY) / determinant;
    const y = (this.#k11 * rightY - this.#k12 * rightX) / determinant;
    this.#impulseX += x;
    this.#impulseY += y;
    this.#push(x, y, turn);
    return Math.max(Math.abs(motor), Math.abs(turn), Math.abs(x), Math.abs(y));
  }

  /** The impulse about the axis that, together with one at the point, stops all relative motion: Cramer's rule for the third. */
  #limitTurn(vx: number, vy: number, omega: number): number {
    const minor13 = this.#k12 * this.#k23 - this.#k22 * this.#k13;
    const minor23 = this.#k12 * this.#k13 - this.#k11 * this.#k23;
    const minor33 = this.#k11 * this.#k22 - this.#k12 * this.#k12;
    const determinant = this.#k13 * minor13 + this.#k23 * minor23 + minor33 / this.#axialMass;
    return -(vx * minor13 + vy * minor23 + omega * minor33) / determinant;
  }

  /** Whether the angle is so far beyond a limit that a pass over positions would mend it. */
  get isBeyondLimit(): boolean {
    const angle = this.b.angle - this.a.angle;
    return angle < this.#lower - ANGLE_SLOP || angle > this.#upper + ANGLE_SLOP;
  }

  /**
   * One pass over positions, nonlinear Gauss-Seidel.
   *
   * @param follow how far velocities follow the mending of the point: 1 / the time step (1/s) for a swing that lasts, since the way
   *   really gone then is the velocity (SHAKE; else a body loses the part of its speed that no longer is along its circle), 0 for
   *   none, so that a hinge that begins out of place is not shot into it
   * @returns whether nothing was left to mend
   */
  solvePosition(follow: number): boolean {
    const { a, b } = this;
    let angleError = 0;
    const angle = b.angle - a.angle;
    if (angle < this.#lower - ANGLE_SLOP) angleError = angle - this.#lower + ANGLE_SLOP;
    else if (angle > this.#upper + ANGLE_SLOP) angleError = angle - this.#upper - ANGLE_SLOP;
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
    // RATTLE: the impulse that mends acts where the point was when the step began, and on velocities as well. The next step's first
    // pass takes off what is not along the new circle, and speed is lost in neither.
    const [ax, ay, bx, by] = follow > 0 ? this.#startLevers : [this.#ax, this.#ay, this.#bx, this.#by];
    const turnA = (ax * y - ay * x) * a.inverseInertia;
    const turnB = (bx * y - by * x) * b.inverseInertia;
    a.x -= x * a.inverseMass;
    a.y -= y * a.inverseMass;
    a.angle -= turnA;
    b.x += x * b.inverseMass;
    b.y += y * b.inverseMass;
    b.angle += turnB;
    a.vx -= follow * x * a.inverseMass;
    a.vy -= follow * y * a.inverseMass;
    a.omega -= follow * turnA;
    b.vx += follow * x * b.inverseMass;
    b.vy += follow * y * b.inverseMass;
    b.omega += follow * turnB;
    return false;
  }

  /** Applies an impulse at the point, and one about it. */
  #push(x: number, y: number, turn: number): void {
    const { a, b } = this;
    a.vx -= x * a.inverseMass;
    a.vy -= y * a.inverseMass;
    a.omega -= (this.#ax * y - this.#ay * x + turn) * a.inverseInertia;
    b.vx += x * b.inverseMass;
    b.vy += y * b.inverseMass;
    b.omega += (this.#bx * y - this.#by * x + turn) * b.inverseInertia;
  }

  /** Appends the impulses. */
  save(to: number[]): void {
    to.push(this.#impulseX, this.#impulseY, this.#motorImpulse, this.#limitImpulse);
  }

  /** Takes over the impulses that stand at `offset`. */
  load(from: readonly number[], offset: number): void {
    this.#impulseX = from[offset]!;
    this.#impulseY = from[offset + 1]!;
    this.#motorImpulse = from[offset + 2]!;
    this.#limitImpulse = from[offset + 3]!;
  }
}
