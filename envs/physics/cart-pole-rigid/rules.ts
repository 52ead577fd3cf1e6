/**
 * The numbers of CartPoleRigid, and its bodies: a track with a buffer at each end, a cart on two wheels, a pole hinged to it.
 *
 * Masses and lengths are CartPole's (`classic-control/cart-pole/constants.ts`); what CartPole has none of is chosen so that the cart
 * as a whole still weighs 1 kg. The rails are y = 0.
 */
import {
  ANGLE_LIMIT,
  CART_MASS,
  GRAVITY,
  HALF_POLE_LENGTH,
  POLE_MASS,
  TIME_STEP,
} from '../../classic-control/cart-pole/constants.ts';
import { cos, sin } from '../../classic-control/trig.ts';
import { Hinge } from '../core/hinge.ts';
import { type Material, RigidBody, rectangle } from '../core/rigid-body.ts';
import { Simulation } from '../core/simulation.ts';

export { ANGLE_LIMIT, FORCE, TIME_STEP } from '../../classic-control/cart-pole/constants.ts';

/** What an action does. */
export const ACTION_NAMES = ['push left', 'push right'] as const;

/** Default bounds of the uniform distribution of each number of a starting state, and those within which others have to be. */
export const START = { low: -0.05, high: 0.05 } as const;
export const START_LIMITS = { low: -0.2, high: 0.2 } as const;

const SUBSTEPS = 4;
const VELOCITY_PASSES = 60;
const VELOCITY_TOLERANCE = 1e-6; // newton seconds; a push gives 0.05 in a substep
const POSITION_PASSES = 20;
const BOUNCE_THRESHOLD = 0.1; // m/s

export const WHEEL_RADIUS = 0.06;
export const WHEEL_X = 0.125; // of each wheel, from the cart's middle
const WHEEL_MASS = 0.1;
export const CHASSIS_WIDTH = 0.4;
export const CHASSIS_HEIGHT = 0.18;
export const CHASSIS_Y = 0.13; // of its middle
const CHASSIS_MASS = CART_MASS - 2 * WHEEL_MASS;
export const AXLE_Y = 0.06; // of the pole's hinge above the middle of the chassis
export const POLE_LENGTH = 2 * HALF_POLE_LENGTH;
export const POLE_WIDTH = 0.05;
/** Where the buffers' faces are, to either side: CartPole's limits. */
export const BUFFER_X = 2.4;
export const BUFFER_WIDTH = 0.15;
export const BUFFER_HEIGHT = 0.3;
const TRACK_DEPTH = 0.5;

const RUBBER: Material = { friction: 1, restitution: 0 };
const STEEL: Material = { friction: 0.2, restitution: 0 };
const SPRUNG: Material = { friction: 0.2, restitution: 0.5 };

const TRACK = 1;
const CART = 2;
const POLE = 4;

export class CartPoleBodies {
  readonly chassis: RigidBody;
  readonly wheels: readonly [RigidBody, RigidBody];
  readonly pole: RigidBody;
  readonly simulation: Simulation;

  constructor() {
    this.chassis = new RigidBody(1, {
      shape: { vertices: rectangle(CHASSIS_WIDTH, CHASSIS_HEIGHT) },
      density: CHASSIS_MASS / (CHASSIS_WIDTH * CHASSIS_HEIGHT),
      material: STEEL,
      category: CART,
      mask: TRACK,
    });
    this.wheels = [makeWheel(2), makeWheel(3)];
    this.pole = new RigidBody(4, {
      shape: { vertices: rectangle(POLE_WIDTH, POLE_LENGTH) },
      density: POLE_MASS / (POLE_WIDTH * POLE_LENGTH),
      material: STEEL,
      category: POLE,
      mask: TRACK, // not the cart, on whose side it is mounted
    });
    const [left, right] = this.wheels;
    const wheelY = WHEEL_RADIUS - CHASSIS_Y;
    this.simulation = new Simulation({
      bodies: [this.chassis, left, right, this.pole, ...makeTrack(5)],
      hinges: [
        new Hinge(this.chassis, left, { anchorA: [-WHEEL_X, wheelY], anchorB: [0, 0] }),
        new Hinge(this.chassis, right, { anchorA: [WHEEL_X, wheelY], anchorB: [0, 0] }),
        new Hinge(this.chassis, this.pole, { anchorA: [0, AXLE_Y], anchorB: [0, -HALF_POLE_LENGTH] }),
      ],
      gravity: -GRAVITY,
      timeStep: TIME_STEP / SUBSTEPS,
      velocityPasses: VELOCITY_PASSES,
      velocityTolerance: VELOCITY_TOLERANCE,
      positionPasses: POSITION_PASSES,
      bounceThreshold: BOUNCE_THRESHOLD,
      hingesKeepEnergy: true,
    });
  }

  /** Radians of the pole from upright, clockwise, and its velocity. */
  get poleAngle(): number {
    return -this.pole.angle;
  }

  get poleVelocity(): number {
    return -this.pole.omega;
  }

  /**
   * Sets everything up, rolling without slip.
   *
   * @param position,velocity of the cart, m and m/s to the right
   * @param angle,turning of the pole, rad and rad/s, clockwise
   */
  begin(position: number, velocity: number, angle: number, turning: number): void {
    this.simulation.reset();
    this.chassis.moveTo(position, CHASSIS_Y, 0);
    this.chassis.vx = velocity;
    for (const [wheel, x] of [
      [this.wheels[0], -WHEEL_X],
      [this.wheels[1], WHEEL_X],
    ] as const) {
      wheel.moveTo(position + x, WHEEL_RADIUS, 0);
      wheel.vx = velocity;
      wheel.omega = -velocity / WHEEL_RADIUS;
    }
    const x = HALF_POLE_LENGTH * sin(angle);
    const y = HALF_POLE_LENGTH * cos(angle);
    this.pole.moveTo(position + x, CHASSIS_Y + AXLE_Y + y, -angle);
    this.pole.vx = velocity + turning * y;
    this.pole.vy = -turning * x;
    this.pole.omega = -turning;
  }

  /** Advances by one step of the world. @param force newtons on the chassis, to the right */
  advance(force: number): void {
    for (let i = 0; i < SUBSTEPS; i++) {
      this.chassis.forceX = force;
      this.simulation.step();
    }
  }

  hasFallen(): boolean {
    return Math.abs(this.pole.angle) > ANGLE_LIMIT;
  }
}

function makeWheel(id: number): RigidBody {
  return new RigidBody(id, {
    shape: { radius: WHEEL_RADIUS },
    density: WHEEL_MASS / (Math.PI * WHEEL_RADIUS ** 2),
    material: RUBBER,
    category: CART,
    mask: TRACK,
  });
}

function makeTrack(firstId: number): RigidBody[] {
  const length = 2 * (BUFFER_X + BUFFER_WIDTH);
  const rails = makeFixed(firstId, length, TRACK_DEPTH, RUBBER);
  rails.moveTo(0, -TRACK_DEPTH / 2, 0);
  const buffers = [-1, 1].map((side, i) => {
    const buffer = makeFixed(firstId + 1 + i, BUFFER_WIDTH, BUFFER_HEIGHT, SPRUNG);
    buffer.moveTo(side * (BUFFER_X + BUFFER_WIDTH / 2), BUFFER_HEIGHT / 2, 0);
    return buffer;
  });
  return [rails, ...buffers];
}

function makeFixed(id: number, width: number, height: number, material: Material): RigidBody {
  return new RigidBody(id, {
    shape: { vertices: rectangle(width, height) },
    density: 0,
    material,
    category: TRACK,
    mask: CART | POLE,
  });
}
