/**
 * The rules of Acrobat: a gymnast of three segments under a high bar, what the muscles do, and how far a swing has come.
 *
 * The bar is the origin; angles are anticlockwise, 0 hanging straight down.
 *
 * Source of the segments' share of mass and length: Winter, "Biomechanics and Motor Control of Human Movement", table 4.1, for a
 * gymnast of 1.55 m and 55 kg, both arms and both legs as one, head and trunk as one, each of even density.
 */
import { cos, sin } from '../../classic-control/trig.ts';
import { Hinge } from '../core/hinge.ts';
import { RigidBody, rectangle } from '../core/rigid-body.ts';
import { Simulation } from '../core/simulation.ts';

export interface Segment {
  readonly name: string;
  readonly length: number; // metres
  readonly width: number; // metres, of its drawing and for its moment of inertia
  readonly mass: number; // kg
}

/** From the bar to the feet. */
export const SEGMENTS: readonly Segment[] = [
  { name: 'arms', length: 0.6, width: 0.1, mass: 5.5 },
  { name: 'trunk', length: 0.6, width: 0.24, mass: 31.8 },
  { name: 'legs', length: 0.82, width: 0.14, mass: 17.7 },
];
export const NUM_SEGMENTS = SEGMENTS.length;
/** Joints that muscles drive: shoulders and hips. The hands turn freely about the bar. */
export const NUM_JOINTS = NUM_SEGMENTS - 1;
export const BODY_LENGTH = SEGMENTS.reduce((sum, { length }) => sum + length, 0);

/** Radians that shoulders and hips allow: almost all the way forwards, little backwards. */
const LIMITS: readonly (readonly [number, number])[] = [
  [-0.5, 2.6],
  [-0.4, 2.4],
];
/** Newton metres at most. */
export const MAX_TORQUES: readonly number[] = [100, 120];

const GRAVITY = 9.81; // m/s^2
export const TIME_STEP = 0.05; // seconds
const SUBSTEPS = 10;
const VELOCITY_PASSES = 80;
const VELOCITY_TOLERANCE = 1e-3; // newton seconds; gravity gives 2.7 in a substep
const POSITION_PASSES = 10;

/** Metres above the bar that the feet have to reach. */
export const GOAL_HEIGHT = 1.2;
/** Radians and rad/s to either side within which an episode begins. */
export const START = { low: -0.1, high: 0.1 } as const;
export const START_LIMITS = { low: -0.3, high: 0.3 } as const;

/** Numbers in one state, an angle and a velocity a segment. */
export const START_SIZE = 2 * NUM_SEGMENTS;

/** Each joint's part of its torque, for each discrete action: the shoulders' changes fastest. */
export const EFFORTS: readonly (readonly number[])[] = [-1, 0, 1].flatMap((hips) =>
  [-1, 0, 1].map((shoulders) => [shoulders, hips]),
);
const WORDS = ['back', 'loose', 'forward'] as const;
export const ACTION_NAMES: readonly string[] = EFFORTS.map(
  ([shoulders, hips]) => `shoulders ${WORDS[shoulders! + 1]}, hips ${WORDS[hips! + 1]}`,
);

export class Gymnast {
  readonly segments: readonly RigidBody[];
  readonly simulation: Simulation;
  /** Joules from hanging still to standing still on the bar. */
  readonly #swing: number;

  constructor() {
    const bar = new RigidBody(1, {
      shape: { radius: 0.02 },
      density: 0,
      material: { friction: 0, restitution: 0 },
      category: 0,
      mask: 0,
    });
    this.segments = SEGMENTS.map(
      ({ length, width, mass }, i) =>
        new RigidBody(2 + i, {
          shape: { vertices: rectangle(width, length) },
          density: mass / (length * width),
          material: { friction: 0, restitution: 0 },
          category: 0,
          mask: 0, // joints' limits keep the segments apart
        }),
    );
    const hinges = this.segments.map((segment, i) => {
      const anchorB = [0, SEGMENTS[i]!.length / 2] as const;
      if (i === 0) return new Hinge(bar, segment, { anchorA: [0, 0], anchorB });
      const anchorA = [0, -SEGMENTS[i - 1]!.length / 2] as const;
      return new Hinge(this.segments[i - 1]!, segment, { anchorA, anchorB, limits: LIMITS[i - 1]! });
    });
    this.simulation = new Simulation({
      bodies: [bar, ...this.segments],
      hinges,
      gravity: -GRAVITY,
      timeStep: TIME_STEP / SUBSTEPS,
      velocityPasses: VELOCITY_PASSES,
      velocityTolerance: VELOCITY_TOLERANCE,
      positionPasses: POSITION_PASSES,
      bounceThreshold: 0,
      hingesKeepEnergy: true,
    });
    this.hang(new Float64Array(START_SIZE));
    this.#swing = -2 * this.simulation.energy();
  }

  /**
   * Hangs the gymnast on the bar.
   *
   * @param state `[START_SIZE]`: of each segment its angle from the one above (rad), then of each its velocity (rad/s)
   */
  hang(state: Float64Array): void {
    this.simulation.reset();
    let [x, y, angle, vx, vy, omega] = [0, 0, 0, 0, 0, 0];
    this.segments.forEach((segment, i) => {
      angle += state[i]!;
      omega += state[NUM_SEGMENTS + i]!;
      const half = SEGMENTS[i]!.length / 2;
      const [dx, dy] = [half * sin(angle), -half * cos(angle)];
      segment.moveTo(x + dx, y + dy, angle);
      segment.vx = vx - omega * dy;
      segment.vy = vy + omega * dx;
      segment.omega = omega;
      [x, y, vx, vy] = [x + 2 * dx, y + 2 * dy, vx - 2 * omega * dy, vy + 2 * omega * dx];
    });
  }

  /** Advances by one step of the world. @param effort `[NUM_JOINTS]`, in `[-1, 1]`: each joint's part of its torque */
  advance(effort: ArrayLike<number>): void {
    for (let substep = 0; substep < SUBSTEPS; substep++) {
      for (let i = 0; i < NUM_JOINTS; i++) {
        const torque = effort[i]! * MAX_TORQUES[i]!;
        this.segments[i]!.torque -= torque;
        this.segments[i + 1]!.torque += torque;
      }
      this.simulation.step();
    }
  }

  /** Metres of the feet above the bar. */
  feetHeight(): number {
    const { y, angle } = this.segments[NUM_SEGMENTS - 1]!;
    return y - (SEGMENTS[NUM_SEGMENTS - 1]!.length / 2) * cos(angle);
  }

  /** Energy over that of hanging still, 1 being what standing still on the bar has; more counts as 1. */
  progress(): number {
    return Math.min(this.simulation.energy() / this.#swing + 0.5, 1);
  }
}
