/**
 * The rules of Billiard: the table, a shot from the cue to the last ball's rest, what it earns.
 *
 * Lengths in metres, the lower left corner of the cloth at the origin. Balls slide without spin: no english, no throw, no follow.
 */
import { cos, sin } from '../../classic-control/trig.ts';
import type { Generator } from '../../core/seeding/generator.ts';
import { type Material, RigidBody } from '../core/rigid-body.ts';
import { Simulation } from '../core/simulation.ts';

/** The cloth of a small table, six pockets. */
export const WIDTH = 1.2;
export const HEIGHT = 0.6;
/** A pool ball's (World Pool-Billiard Association, equipment specifications: 57 mm, 156 to 170 g). */
export const BALL_RADIUS = 0.0286;
const BALL_MASS = 0.165;
/** Half the mouth of a pocket, along the cushion: of a corner from the corner itself, of a side pocket from its middle. */
const CORNER_MOUTH = 0.085;
const SIDE_MOUTH = 0.065;
/** By how much a mouth is narrower at its back, at each side. */
const CORNER_JAW = 0.04;
const SIDE_JAW = 0.02;
export const CUSHION = 0.05;
/** A ball is potted whose centre is so near to a corner, or beyond the line of the cushions. */
const CORNER_REACH = 0.06;

const BOUNCY: Material = { friction: 0, restitution: 0.9 };
const BALL = 1;
const TABLE = 2;

/** m/s of the cue ball. */
export const SLOWEST = 0.3;
export const FASTEST = 2;
/** m/s^2 by which the cloth slows a ball: that of a fast sliding one would be 2, of a rolling one 0.1. */
export const CLOTH = 0.5;
const TIME_STEP = 1 / 250; // 8 mm at the fastest: a ball cannot get through another or a cushion
/** Shots end by themselves after 4 s at the fastest, since nothing speeds a ball up; this many steps bound them. */
const MOST_STEPS = 2500;

export const POT_REWARD = 1;
export const SCRATCH_REWARD = -1;
export const SHOT_REWARD = -0.1;

/** Discrete shots: where the cue ball is sent, in ball's diameters beside the middle of the next ball, and how fast (m/s). */
const NUM_CUTS = 21;
export const CUTS: readonly number[] = Array.from({ length: NUM_CUTS }, (_, i) => (i - 10) / 10.5);
export const SPEEDS: readonly number[] = [0.8, 1.6];
export const ACTION_NAMES: readonly string[] = SPEEDS.flatMap((speed) =>
  CUTS.map((cut) => `${cut === 0 ? 'full' : `cut ${cut.toFixed(2)}`} at ${speed} m/s`),
);

/** The six of them. */
export const CUSHIONS: readonly (readonly number[])[] = [
  longCushion(CORNER_MOUTH, WIDTH / 2 - SIDE_MOUTH, CORNER_JAW, SIDE_JAW),
  longCushion(WIDTH / 2 + SIDE_MOUTH, WIDTH - CORNER_MOUTH, SIDE_JAW, CORNER_JAW),
  shortCushion(),
].flatMap((cushion) => [cushion, opposite(cushion)]);

/** Metres between centres of balls that are placed. */
const CLEARANCE = 2 * BALL_RADIUS + 0.005;
const HEAD_SPOT = { x: WIDTH / 4, y: HEIGHT / 2 } as const;
/** Steps in which a place is sought along the table for a cue ball that is put back. */
const SPOT_STEP = 0.01;

export interface Outcome {
  /** Object balls that fell, numbered from 1. */
  readonly potted: readonly number[];
  readonly scratch: boolean;
  /** The way of each ball, `[x0, y0, x1, y1, ...]`: its start, its bounces, its end. Empty for one that was off the table. */
  readonly ways: readonly (readonly number[])[];
}

export class Table {
  /** The cue ball first. Those that are potted are not `enabled`. */
  readonly balls: readonly RigidBody[];
  readonly simulation: Simulation;

  constructor(numObjectBalls: number) {
    this.balls = Array.from(
      { length: 1 + numObjectBalls },
      (_, i) =>
        new RigidBody(1 + i, {
          shape: { radius: BALL_RADIUS },
          density: BALL_MASS / (Math.PI * BALL_RADIUS ** 2),
          material: BOUNCY,
          category: BALL,
          mask: BALL | TABLE,
        }),
    );
    const cushions = CUSHIONS.map((vertices, i) => {
      const cushion = new RigidBody(2 + numObjectBalls + i, {
        shape: { vertices },
        density: 0,
        material: BOUNCY,
        category: TABLE,
        mask: BALL,
      });
      cushion.moveTo(cushion.centre.x, cushion.centre.y, 0);
      return cushion;
    });
    this.simulation = new Simulation({
      bodies: [...this.balls, ...cushions],
      hinges: [],
      gravity: 0,
      timeStep: TIME_STEP,
      velocityPasses: 10,
      velocityTolerance: 1e-9, // newton seconds; the softest shot has 0.05
      positionPasses: 4,
      bounceThreshold: 0.005, // m/s
      hingesKeepEnergy: false,
    });
  }

  /** Places all balls at random, apart from each other and clear of the pockets. */
  scatter(generator: Generator): void {
    this.balls.forEach((ball, i) => {
      ball.enabled = true;
      do {
        ball.moveTo(
          generator.uniform(CORNER_MOUTH, WIDTH - CORNER_MOUTH),
          generator.uniform(CORNER_MOUTH, HEIGHT - CORNER_MOUTH),
          0,
        );
      } while (!this.#isFree(ball.x, ball.y, i));
    });
  }

  /** Whether a ball at (x, y) would be clear of the first `count` balls. */
  #isFree(x: number, y: number, count: number): boolean {
    for (let i = 0; i < count; i++) {
      const ball = this.balls[i]!;
      if (ball.enabled && (ball.x - x) ** 2 + (ball.y - y) ** 2 < CLEARANCE ** 2) return false;
    }
    return true;
  }

  /** The object ball with the smallest number that is on the table; null where none is. */
  next(): RigidBody | null {
    return this.balls.find((ball, i) => i > 0 && ball.enabled) ?? null;
  }

  /** Plays towards the next ball. @param cut diameters to the left of its middle at which the cue ball would pass, in `(-1, 1)` */
  playCut(cut: number, speed: number): Outcome {
    const cue = this.balls[0]!;
    const target = this.next() ?? cue;
    const dx = target.x - cue.x;
    const dy = target.y - cue.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    const sine = Math.min((Math.abs(cut) * 2 * BALL_RADIUS) / distance, 1) * Math.sign(cut);
    const cosine = Math.sqrt(1 - sine * sine);
    return this.#play(((dx * cosine - dy * sine) / distance) * speed, ((dy * cosine + dx * sine) / distance) * speed);
  }

  /** Plays into a direction, radians anticlockwise from the long side. */
  playDirection(direction: number, speed: number): Outcome {
    return this.#play(cos(direction) * speed, sin(direction) * speed);
  }

  #play(vx: number, vy: number): Outcome {
    const { balls } = this;
    this.simulation.reset();
    balls[0]!.vx = vx;
    balls[0]!.vy = vy;
    const ways = balls.map((ball) => (ball.enabled ? [ball.x, ball.y] : []));
    const potted: number[] = [];
    for (let step = 0; step < MOST_STEPS && this.#roll(ways, potted); step++);
    balls.forEach((ball, i) => {
      ball.moveTo(ball.x, ball.y, 0); // rest, and nothing left of the turning that rounding gave it
      if (ball.enabled) ways[i]!.push(ball.x, ball.y);
    });
    const scratch = !balls[0]!.enabled;
    if (scratch) this.#spotCueBall();
    return { potted: potted.filter((ball) => ball > 0), scratch, ways };
  }

  /** One step of the balls. @returns whether any of them still moves */
  #roll(ways: readonly number[][], potted: number[]): boolean {
    const { balls } = this;
    let moves = false;
    for (let i = 0; i < balls.length; i++) {
      const ball = balls[i]!;
      if (!ball.enabled) continue;
      const speed = Math.sqrt(ball.vx * ball.vx + ball.vy * ball.vy);
      if (speed === 0) continue;
      const kept = Math.max(1 - (CLOTH * TIME_STEP) / speed, 0);
      ball.vx *= kept;
      ball.vy *= kept;
      moves ||= kept > 0;
    }
    if (!moves) return false;
    for (let i = 0; i < balls.length; i++) {
      before[2 * i] = balls[i]!.vx;
      before[2 * i + 1] = balls[i]!.vy;
    }
    this.simulation.step();
    for (let i = 0; i < balls.length; i++) {
      const ball = balls[i]!;
      if (!ball.enabled) continue;
      const bounced = ball.vx !== before[2 * i] || ball.vy !== before[2 * i + 1];
      const falls = isPotted(ball.x, ball.y);
      if (bounced || falls) ways[i]!.push(ball.x, ball.y);
      if (!falls) continue;
      ball.enabled = false;
      ball.vx = 0;
      ball.vy = 0;
      potted.push(i);
    }
    return true;
  }

  /** Puts the cue ball back on its spot, or behind it where there is room. */
  #spotCueBall(): void {
    const cue = this.balls[0]!;
    let { x } = HEAD_SPOT;
    while (!this.#isFree(x, HEAD_SPOT.y, this.balls.length)) x += SPOT_STEP;
    cue.moveTo(x, HEAD_SPOT.y, 0);
    cue.enabled = true;
  }
}

/** The largest number of object balls: those of pool. */
export const MOST_BALLS = 15;
/** Velocities before a step: scratch, so that a step allocates nothing. */
const before = new Float64Array(2 * (1 + MOST_BALLS));

function isPotted(x: number, y: number): boolean {
  if (x < 0 || x > WIDTH || y < 0 || y > HEIGHT) return true;
  const dx = Math.min(x, WIDTH - x);
  const dy = Math.min(y, HEIGHT - y);
  return dx * dx + dy * dy < CORNER_REACH * CORNER_REACH;
}

/** A long and a short cushion as anticlockwise polygons, noses on the edge of the cloth, jaws opening the pockets to the back. */
function longCushion(left: number, right: number, leftJaw: number, rightJaw: number): number[] {
  return [left + leftJaw, -CUSHION, right - rightJaw, -CUSHION, right, 0, left, 0];
}

function shortCushion(): number[] {
  const top = HEIGHT - CORNER_MOUTH;
  return [0, CORNER_MOUTH, 0, top, -CUSHION, top - CORNER_JAW, -CUSHION, CORNER_MOUTH + CORNER_JAW];
}

/** The same cushion after half a turn about the table's middle. */
function opposite(vertices: readonly number[]): number[] {
  return vertices.map((value, i) => (i % 2 === 0 ? WIDTH : HEIGHT) - value);
}
