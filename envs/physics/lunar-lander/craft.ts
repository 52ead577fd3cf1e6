/**
 * The bodies of LunarLander: the lander on two sprung legs, and the ground beneath.
 *
 * Source: Gymnasium 1.4 `box2d/lunar_lander.py` (shapes, densities, joints). Its ground is a chain of lines; here each piece is a
 * block that reaches below the view, so that a fast body cannot end up under it, and the flat ones are one.
 */
import { Hinge } from '../core/hinge.ts';
import { RigidBody, rectangle } from '../core/rigid-body.ts';
import { Simulation } from '../core/simulation.ts';
import { GROUND_X, HEIGHT, LEG_DOWN, TIME_STEP, WIDTH } from './rules.ts';

const SCALE = 30; // pixels a metre, for the numbers of the source

/** About the body's origin, metres. */
export const LANDER_VERTICES: readonly number[] = [-14, 17, -17, 0, -17, -10, 17, -10, 17, 0, 14, 17].map(
  (pixels) => pixels / SCALE,
);
const LANDER_DENSITY = 5;
export const LEG_WIDTH = 4 / SCALE;
export const LEG_HEIGHT = 16 / SCALE;
const LEG_DENSITY = 1;
const LEG_AWAY = 20 / SCALE;
const LEG_ANGLE = 0.05; // of the first step, before its hinge pulls it to where it belongs
/** Radians between which a leg may turn against the lander; the motor holds it at the first one. */
const LEG_LIMITS = [0.9 - 0.5, 0.9] as const;
const LEG_SPEED = 0.3; // rad/s
const LEG_TORQUE = 40; // N m

const FRICTION = { lander: 0.1, ground: 0.1, leg: 0.2 } as const;
const GROUND = 1;
const CRAFT = 2;
/** Metres below the view. */
const GROUND_BOTTOM = -2;

/** The source's, whose light legs between the heavy lander and the ground need them; in flight few are made. */
const VELOCITY_PASSES = 180;
const VELOCITY_TOLERANCE = 1e-6; // newton seconds; gravity gives the lander 1 in a step
const POSITION_PASSES = 60;

export class Craft {
  readonly lander: RigidBody;
  /** Left is the one that the source counts first, at the right side. */
  readonly legs: readonly [RigidBody, RigidBody];
  readonly simulation: Simulation;
  readonly #hinges: readonly Hinge[];

  /**
   * @param gravity m/s^2
   * @param ground `[11]` heights, metres
   */
  constructor(gravity: number, ground: readonly number[]) {
    this.lander = new RigidBody(1, {
      shape: { vertices: LANDER_VERTICES },
      density: LANDER_DENSITY,
      material: { friction: FRICTION.lander, restitution: 0 },
      category: CRAFT,
      mask: GROUND,
    });
    this.legs = [makeLeg(2), makeLeg(3)];
    this.#hinges = [this.#hang(this.legs[0], -1), this.#hang(this.legs[1], 1)];
    this.simulation = new Simulation({
      bodies: [this.lander, ...this.legs, ...makeGround(4, ground)],
      hinges: this.#hinges,
      gravity,
      timeStep: TIME_STEP,
      velocityPasses: VELOCITY_PASSES,
      velocityTolerance: VELOCITY_TOLERANCE,
      positionPasses: POSITION_PASSES,
      bounceThreshold: 0, // nothing here bounces
      hingesKeepEnergy: false, // they begin out of place, as in the source
    });
    const { x, y } = this.lander.centre;
    this.lander.moveTo(WIDTH / 2 + x, HEIGHT + y, 0);
    this.legs[0].moveTo(WIDTH / 2 + LEG_AWAY, HEIGHT, -LEG_ANGLE);
    this.legs[1].moveTo(WIDTH / 2 - LEG_AWAY, HEIGHT, LEG_ANGLE);
  }

  /** @param side -1 or 1, the source's `i` */
  #hang(leg: RigidBody, side: -1 | 1): Hinge {
    const { x, y } = this.lander.centre;
    const [near, far] = LEG_LIMITS;
    const hinge = new Hinge(this.lander, leg, {
      anchorA: [-x, -y],
      anchorB: [side * LEG_AWAY, LEG_DOWN],
      limits: side === -1 ? [near, far] : [-far, -near],
    });
    hinge.motorSpeed = side * LEG_SPEED;
    hinge.maxMotorTorque = LEG_TORQUE;
    return hinge;
  }

  /** Whether a body touched the ground in the last step. */
  touches(body: RigidBody): boolean {
    const { contacts } = this.simulation;
    for (let i = 0; i < contacts.length; i++) {
      if (contacts[i]!.a === body && contacts[i]!.count > 0) return true;
    }
    return false;
  }
}

function makeLeg(id: number): RigidBody {
  return new RigidBody(id, {
    shape: { vertices: rectangle(LEG_WIDTH, LEG_HEIGHT) },
    density: LEG_DENSITY,
    material: { friction: FRICTION.leg, restitution: 0 },
    category: CRAFT,
    mask: GROUND,
  });
}

function makeGround(firstId: number, heights: readonly number[]): RigidBody[] {
  const blocks: RigidBody[] = [];
  for (let from = 0; from < heights.length - 1; ) {
    let to = from + 1;
    while (to < heights.length - 1 && heights[to] === heights[from] && heights[to + 1] === heights[from]) to++;
    const [left, right] = [GROUND_X[from]!, GROUND_X[to]!];
    const block = new RigidBody(firstId + blocks.length, {
      shape: { vertices: [left, GROUND_BOTTOM, right, GROUND_BOTTOM, right, heights[to]!, left, heights[from]!] },
      density: 0,
      material: { friction: FRICTION.ground, restitution: 0 },
      category: GROUND,
      mask: CRAFT,
    });
    block.moveTo(block.centre.x, block.centre.y, 0);
    blocks.push(block);
    from = to;
  }
  return blocks;
}
