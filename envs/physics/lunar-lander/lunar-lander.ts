/**
 * LunarLander: the world. Its rules are in `rules.ts`, its bodies in `craft.ts`, its drawing in `scene.ts`.
 */
import { cos, sin } from '../../classic-control/trig.ts';
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readBoolean, readNonNegative } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import type { Space } from '../../spaces/space.ts';
import type { RigidBody } from '../core/rigid-body.ts';
import { Craft } from './craft.ts';
import {
  drawFirstPush,
  drawGround,
  END_REWARD,
  fire,
  fuelCost,
  GROUND_X,
  NO_THRUST,
  OUT_OF_VIEW,
  observe,
  REST_OMEGA,
  REST_SPEED,
  REST_TIME,
  STEPS_PER_SECOND,
  shaping,
  THRUSTS,
  type Thrust,
  TIME_STEP,
  thrustOf,
} from './rules.ts';
import { drawLunarLander } from './scene.ts';
import { gust } from './wind.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array'], renderFps: STEPS_PER_SECOND };

/** The keyword arguments and their defaults. */
export const LUNAR_LANDER_KWARGS = {
  /** True: the actions are the throttles of the engines. */
  continuous: false,
  /** m/s^2, in the range `(-12, 0)`. */
  gravity: -10,
  enableWind: false,
  /** Newtons; 0 to 20 make sense. */
  windPower: 15,
  /** Newton metres; 0 to 2 make sense. */
  turbulencePower: 1.5,
} as const;

const OBSERVATION_SIZE = 8;
const OBSERVATION_HIGH = [2.5, 2.5, 10, 10, 2 * Math.PI, 10, 1, 1] as const;
const OBSERVATION_LOW = [-2.5, -2.5, -10, -10, -2 * Math.PI, -10, 0, 0] as const;
const LEAST_GRAVITY = -12;
/** Steps of the wind at which an episode may begin, to either side. */
const WIND_START = 9999;

/** What an episode has beside its bodies: the state, but for those. */
type Episode = {
  readonly ground: readonly number[]; // [11] metres
  shaping: number;
  windIndex: number;
  turbulenceIndex: number;
  /** Seconds for which the lander and its legs have been slower than what counts as rest. */
  restTime: number;
  thrust: Thrust;
  outcome: 'flying' | 'landed' | 'crashed';
};

/** What `saveWorld` gives. */
type Saved = Episode & { readonly bodies: State };

const OUTCOMES: readonly unknown[] = ['flying', 'landed', 'crashed'];
const EPISODE_NUMBERS = ['shaping', 'windIndex', 'turbulenceIndex', 'restTime'] as const;

/**
 * A lander falls towards the moon; bring it down on the pad between the flags, softly and on both legs.
 *
 * - actions: `Discrete(4)`: 0 nothing, 1 fires the left engine, 2 the main engine, 3 the right engine; with `continuous`
 *   `Box(-1, 1, (2,))` float32: the main engine is off up to 0 and runs from half to full power above it, a side engine runs at the
 *   power given beyond ±0.5, the left one where negative
 * - observation: `Box(8,)` float32, clipped to these ranges:
 *
 *       0, 1  position from the pad, in 10 m and 6.67 m   [-2.5, 2.5]
 *       2, 3  velocity, in 5 m/s and 7.5 m/s              [-10, 10]
 *       4     angle, rad, anticlockwise                   [-2 pi, 2 pi]
 *       5     angular velocity, in 2.5 rad/s              [-10, 10]
 *       6, 7  1 where the right, the left leg touches     [0, 1]
 *
 * - reward: how much nearer, slower and more upright the lander became (100 a unit of distance, speed and angle), 10 for a leg's
 *   touching and -10 for its leaving the ground, -0.3 for a step of the main engine, -0.03 of a side engine; -100 for a crash or
 *   for leaving the view, 100 for coming to rest
 * - start: above the middle, pushed by a force uniform in ±1000 N each way for one step, over new ground
 * - terminates: the body touches the ground; x leaves `(-1, 1)`; lander and legs at rest for half a second. `make` truncates at
 *   1000 steps; 200 counts as solved
 * - `gravity` in m/s^2; `enableWind` with `windPower` newtons and `turbulencePower` newton metres at most, while no leg touches
 *
 * Source: Gymnasium 1.4's `LunarLander-v3`, whose generator's draws these are, one for one: a seed gives its ground, its first push
 * and its engine noise. Differs: the solver is ours, so that trajectories part in the last digits while flying and visibly once on
 * the ground; observations are clipped to their space; a continuous action beyond ±1 is refused, where Gymnasium clips it.
 */
export class LunarLander extends World<Float32Array, number | Float32Array> {
  override readonly observationSpace = new Box<Float32Array>({
    low: OBSERVATION_LOW,
    high: OBSERVATION_HIGH,
    dtype: 'float32',
  });
  override readonly actionSpace: Space<number | Float32Array>;
  override readonly metadata = METADATA;
  readonly #continuous: boolean;
  readonly #gravity: number;
  readonly #enableWind: boolean;
  readonly #windPower: number;
  readonly #turbulencePower: number;
  readonly #observed = new Float64Array(OBSERVATION_SIZE);
  #craft: Craft;
  #episode: Episode;

  /** @throws {TypeError|RangeError} an argument of another kind, a gravity outside `(-12, 0)`, a power below 0 */
  constructor(kwargs: Kwargs = LUNAR_LANDER_KWARGS) {
    super();
    this.#continuous = readBoolean('LunarLander', kwargs, 'continuous');
    this.#gravity = readGravity(kwargs);
    this.#enableWind = readBoolean('LunarLander', kwargs, 'enableWind');
    this.#windPower = readNonNegative('LunarLander', kwargs, 'windPower');
    this.#turbulencePower = readNonNegative('LunarLander', kwargs, 'turbulencePower');
    this.actionSpace = this.#continuous
      ? new Box<Float32Array>({ low: -1, high: 1, shape: [2], dtype: 'float32' })
      : new Discrete(THRUSTS.length);
    this.#episode = newEpisode(GROUND_X.map(() => 0));
    this.#craft = new Craft(this.#gravity, this.#episode.ground);
  }

  protected override begin(): ResetResult<Float32Array> {
    const { generator } = this;
    const episode = newEpisode(drawGround(generator));
    this.#episode = episode;
    this.#craft = new Craft(this.#gravity, episode.ground);
    drawFirstPush(this.#craft.lander, generator);
    if (this.#enableWind) {
      episode.windIndex = generator.integers(-WIND_START, WIND_START);
      episode.turbulenceIndex = generator.integers(-WIND_START, WIND_START);
    }
    this.#advance(NO_THRUST);
    episode.shaping = shaping(this.#observed);
    return [this.#observation(), {}];
  }

  override step(action: number | Float32Array): StepResult<Float32Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const thrust = typeof action === 'number' ? THRUSTS[action]! : thrustOf(action);
    this.#advance(thrust);
    const episode = this.#episode;
    const worth = shaping(this.#observed);
    let reward = worth - episode.shaping - fuelCost(thrust);
    episode.shaping = worth;
    if (this.#craft.touches(this.#craft.lander) || Math.abs(this.#observed[0]!) >= OUT_OF_VIEW) {
      episode.outcome = 'crashed';
      reward = -END_REWARD;
    } else if (episode.restTime >= REST_TIME) {
      episode.outcome = 'landed';
      reward = END_REWARD;
    }
    const terminated = episode.outcome !== 'flying';
    if (terminated) this.phase = 'ended';
    return [this.#observation(), reward, terminated, false, {}];
  }

  /** One step of the bodies: wind, engines, motion. Leaves what is seen in `#observed`. */
  #advance(thrust: Thrust): void {
    const craft = this.#craft;
    const episode = this.#episode;
    const { lander, legs } = craft;
    if (this.#enableWind && !(craft.touches(legs[0]) || craft.touches(legs[1]))) {
      lander.forceX += gust(episode.windIndex++) * this.#windPower;
      lander.torque += gust(episode.turbulenceIndex++) * this.#turbulencePower;
    }
    fire(lander, originX(lander), originY(lander), thrust, this.generator);
    episode.thrust = thrust;
    craft.simulation.step();
    const rests = isSlow(lander) && isSlow(legs[0]) && isSlow(legs[1]);
    episode.restTime = rests ? episode.restTime + TIME_STEP : 0;
    observe(lander, originX(lander), originY(lander), craft.touches(legs[0]), craft.touches(legs[1]), this.#observed);
  }

  #observation(): Float32Array {
    const observation = new Float32Array(OBSERVATION_SIZE);
    for (let i = 0; i < OBSERVATION_SIZE; i++) {
      observation[i] = Math.min(Math.max(this.#observed[i]!, OBSERVATION_LOW[i]!), OBSERVATION_HIGH[i]!);
    }
    return observation;
  }

  protected override drawScene(): Scene {
    const { lander, legs } = this.#craft;
    const { ground, thrust, outcome } = this.#episode;
    return drawLunarLander({
      ground,
      lander: { x: originX(lander), y: originY(lander), angle: lander.angle },
      legs: legs.map((leg) => ({ pose: leg, touches: this.#craft.touches(leg) })),
      thrust,
      outcome,
    });
  }

  protected override saveWorld(): State {
    const { ground, thrust, ...rest } = this.#episode;
    return { ...rest, ground: [...ground], thrust: { ...thrust }, bodies: this.#craft.simulation.getState() };
  }

  protected override checkWorld(state: State): void {
    const { ground, thrust, outcome, bodies, ...rest } = (state ?? {}) as Readonly<Record<string, State | undefined>>;
    const { main, side } = (thrust ?? {}) as Readonly<Record<string, unknown>>;
    if (!Array.isArray(ground) || ground.length !== GROUND_X.length || !ground.every(Number.isFinite)) {
      throw this.badState(`the heights of a ground of ${GROUND_X.length} points, and more`, state);
    }
    if (![main, side, ...EPISODE_NUMBERS.map((name) => rest[name])].every(Number.isFinite)) {
      throw this.badState(`the finite numbers ${EPISODE_NUMBERS.join(', ')} and a thrust, and more`, state);
    }
    if (!OUTCOMES.includes(outcome)) throw this.badState(`an outcome among ${OUTCOMES.join(', ')}, and more`, state);
    const complaint = new Craft(this.#gravity, ground as number[]).simulation.complaint(bodies);
    if (complaint !== null) throw this.badState(`bodies ${complaint}, and more`, state);
  }

  protected override loadWorld(state: State): void {
    const { bodies, ground, thrust, ...rest } = state as Saved;
    this.#episode = { ...rest, ground: [...ground], thrust: { ...thrust } };
    this.#craft = new Craft(this.#gravity, ground);
    this.#craft.simulation.setState(bodies);
  }
}

function newEpisode(ground: readonly number[]): Episode {
  return {
    ground,
    shaping: 0,
    windIndex: 0,
    turbulenceIndex: 0,
    restTime: 0,
    thrust: NO_THRUST,
    outcome: 'flying',
  };
}

/** Where the origin of the lander's coordinates is; its centre of mass is a little above it. */
function originX({ x, angle, centre }: RigidBody): number {
  return x - cos(angle) * centre.x + sin(angle) * centre.y;
}

function originY({ y, angle, centre }: RigidBody): number {
  return y - sin(angle) * centre.x - cos(angle) * centre.y;
}

function isSlow({ vx, vy, omega }: RigidBody): boolean {
  return vx * vx + vy * vy <= REST_SPEED * REST_SPEED && Math.abs(omega) <= REST_OMEGA;
}

function readGravity({ gravity }: Kwargs): number {
  if (typeof gravity === 'number' && gravity > LEAST_GRAVITY && gravity < 0) return gravity;
  const message = `Cannot make LunarLander: gravity is a number in (${LEAST_GRAVITY}, 0), got ${show(gravity)}. Leave it out for ${LUNAR_LANDER_KWARGS.gravity}.`;
  throw typeof gravity === 'number' ? new RangeError(message) : new TypeError(message);
}
