/**
 * Billiard: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readBoolean } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import type { Space } from '../../spaces/space.ts';
import {
  CUTS,
  FASTEST,
  HEIGHT,
  MOST_BALLS,
  type Outcome,
  POT_REWARD,
  SCRATCH_REWARD,
  SHOT_REWARD,
  SLOWEST,
  SPEEDS,
  Table,
  WIDTH,
} from './rules.ts';
import { drawBilliard } from './scene.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array'], renderFps: 1 };

/** The keyword arguments and their defaults. */
export const BILLIARD_KWARGS = {
  /** Object balls, 1 to 15. */
  balls: 3,
  /** True: the actions are a direction and a force. */
  continuous: false,
} as const;

/** Numbers observed of a ball: position, and whether it is on the table. */
const PER_BALL = 3;

/**
 * A cue ball, some object balls and six pockets: pot them all, the cue ball never. A step is a shot, from the cue to the last ball's
 * rest.
 *
 * - actions: `Discrete(42)`: towards the object ball with the smallest number that is left, `action % 21` saying how far beside its
 *   middle (from -20/21 of a ball's diameter, at its right, over 0, full, at action 10, to 20/21 at its left), `floor(action / 21)`
 *   how fast the cue ball starts (0.8, 1.6 m/s); with `continuous` `Box(-1, 1, (2,))` float32: the direction, in half turns
 *   anticlockwise from the long side, and the force, from 0.3 m/s at -1 to 2 m/s at 1
 * - observation: `Box(2 + 3 balls,)` float32, in metres from the lower left corner of the cloth: x, y of the cue ball in
 *   `[0, 1.2]`, `[0, 0.6]`, then x, y of each object ball and 1 while it is on the table; three zeros for one that is potted
 * - reward: -0.1 a shot, 1 for each object ball potted by it, -1 where the cue ball falls, which then goes back to its spot
 * - start: all balls at rest, uniform over the cloth, apart from each other and from the pockets
 * - terminates: no object ball is left. `make` truncates at 20 shots
 * - `balls`: how many object balls, 1 to 15
 * - info: `potted`, the numbers of the balls that the shot potted, and `scratch`, whether the cue ball fell
 *
 * Balls of pool (57.2 mm, 165 g) on a cloth of 1.2 m by 0.6 m that takes 0.5 m/s of speed a second; nine tenths of the speed
 * survives a collision along its normal. No spin.
 *
 * Source: our own.
 */
export class Billiard extends World<Float32Array, number | Float32Array> {
  override readonly observationSpace: Box<Float32Array>;
  override readonly actionSpace: Space<number | Float32Array>;
  override readonly metadata = METADATA;
  readonly #table: Table;
  #ways: Outcome['ways'] = [];

  /** @throws {TypeError|RangeError} where `balls` is no integer in 1 to 15, or `continuous` no boolean */
  constructor(kwargs: Kwargs = BILLIARD_KWARGS) {
    super();
    const balls = readBalls(kwargs);
    this.#table = new Table(balls);
    const high = [WIDTH, HEIGHT, ...Array.from({ length: balls }, () => [WIDTH, HEIGHT, 1]).flat()];
    this.observationSpace = new Box<Float32Array>({ low: high.map(() => 0), high, dtype: 'float32' });
    this.actionSpace = readBoolean('Billiard', kwargs, 'continuous')
      ? new Box<Float32Array>({ low: -1, high: 1, shape: [2], dtype: 'float32' })
      : new Discrete(CUTS.length * SPEEDS.length);
  }

  protected override begin(): ResetResult<Float32Array> {
    this.#table.scatter(this.generator);
    this.#ways = [];
    return [this.#observe(), {}];
  }

  override step(action: number | Float32Array): StepResult<Float32Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const { potted, scratch, ways } = this.#shoot(action);
    this.#ways = ways;
    const reward = SHOT_REWARD + POT_REWARD * potted.length + (scratch ? SCRATCH_REWARD : 0);
    const terminated = this.#table.next() === null;
    if (terminated) this.phase = 'ended';
    return [this.#observe(), reward, terminated, false, { potted, scratch }];
  }

  #shoot(action: number | Float32Array): Outcome {
    if (typeof action === 'number') {
      return this.#table.playCut(CUTS[action % CUTS.length]!, SPEEDS[Math.floor(action / CUTS.length)]!);
    }
    const force = (action[1]! + 1) / 2;
    return this.#table.playDirection(action[0]! * Math.PI, SLOWEST + force * (FASTEST - SLOWEST));
  }

  #observe(): Float32Array {
    const { balls } = this.#table;
    const observation = new Float32Array(PER_BALL * balls.length - 1); // the cue ball is always on the table
    observation[0] = balls[0]!.x;
    observation[1] = balls[0]!.y;
    for (let i = 1; i < balls.length; i++) {
      const ball = balls[i]!;
      if (!ball.enabled) continue;
      const offset = PER_BALL * i - 1;
      observation[offset] = ball.x;
      observation[offset + 1] = ball.y;
      observation[offset + 2] = 1;
    }
    return observation;
  }

  protected override drawScene(): Scene {
    const next = this.#table.next();
    return drawBilliard({
      balls: this.#table.balls,
      ways: this.#ways,
      next: next === null ? -1 : this.#table.balls.indexOf(next),
    });
  }

  /** Between shots all is at rest, and a shot begins without contacts: places are the whole state. The ways are for the drawing. */
  protected override saveWorld(): State {
    return {
      balls: this.#table.balls.map(({ x, y, enabled }) => ({ x, y, enabled })),
      ways: this.#ways.map((way) => [...way]),
    };
  }

  protected override checkWorld(state: State): void {
    const { balls, ways } = (state ?? {}) as Readonly<Record<string, unknown>>;
    const count = this.#table.balls.length;
    if (!Array.isArray(balls) || balls.length !== count || !balls.every(isPlace)) {
      throw this.badState(`the places x, y of ${count} balls, and which are on the table`, state);
    }
    const isWay = (way: unknown) => Array.isArray(way) && way.length % 2 === 0 && way.every(Number.isFinite);
    if (!Array.isArray(ways) || ways.length > count || !ways.every(isWay)) {
      throw this.badState('places, and ways as lists of finite numbers', state);
    }
  }

  protected override loadWorld(state: State): void {
    const { balls, ways } = state as { readonly balls: readonly Place[]; readonly ways: Outcome['ways'] };
    this.#table.balls.forEach((ball, i) => {
      const { x, y, enabled } = balls[i]!;
      ball.moveTo(x, y, 0);
      ball.enabled = enabled;
    });
    this.#ways = ways.map((way) => [...way]);
  }
}

type Place = { readonly x: number; readonly y: number; readonly enabled: boolean };

function isPlace(value: unknown): value is Place {
  const { x, y, enabled } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Number.isFinite(x) && Number.isFinite(y) && typeof enabled === 'boolean';
}

function readBalls({ balls }: Kwargs): number {
  if (Number.isInteger(balls) && (balls as number) >= 1 && (balls as number) <= MOST_BALLS) return balls as number;
  const message = `Cannot make Billiard: balls is an integer in 1 to ${MOST_BALLS}, got ${show(balls)}. Leave it out for ${BILLIARD_KWARGS.balls}.`;
  throw typeof balls === 'number' ? new RangeError(message) : new TypeError(message);
}
