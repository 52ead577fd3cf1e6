/**
 * Acrobot: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`, its batches in `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readNonNegative } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { resetBounds } from '../reset-bounds.ts';
import {
  advance,
  begin,
  DYNAMICS,
  type Dynamics,
  GOAL_HEIGHT,
  GOAL_REWARD,
  MAX_VELOCITY_1,
  MAX_VELOCITY_2,
  OBSERVATION_SIZE,
  observe,
  START,
  START_LIMITS,
  STATE_SIZE,
  STEP_REWARD,
  TORQUES,
  tipHeight,
} from './rules.ts';
import { drawAcrobot } from './scene.ts';

const METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array'],
  renderFps: 15,
  renderSize: { width: 500, height: 500 },
};

/** The keyword arguments and their defaults. */
export const ACROBOT_KWARGS = {
  /** Equations of motion: `book` or `nips`. */
  bookOrNips: 'book',
  /** Newton metres. */
  torqueNoiseMax: 0,
} as const;

/** The largest number of a state, to either side: angles may begin where `START_LIMITS` let them, rounded to float32. */
const STATE_LIMITS: readonly number[] = [MAX_VELOCITY_1, MAX_VELOCITY_1, MAX_VELOCITY_1, MAX_VELOCITY_2].map(
  Math.fround,
);

/**
 * Two links hang from a fixed shoulder, driven at the elbow alone: swing the free end up above a line.
 *
 * - actions: `Discrete(3)`: 0 a torque of -1 N m at the elbow for 0.2 s, 1 none, 2 of +1 N m; to it `torqueNoiseMax` adds up to so
 *   many N m to either side, uniformly
 * - observation: `Box(6,)` float32: cosine and sine of the first link's angle from hanging down, cosine and sine of the second
 *   link's angle from the first, their velocities in `[-4 pi, 4 pi]` and `[-9 pi, 9 pi]` rad/s
 * - reward: -1 a step, 0 for the one that reaches the line
 * - start: angles (rad) and velocities (rad/s) each uniform in `[-0.1, 0.1)`; `reset({ options: { low, high } })` sets other bounds
 * - terminates: the free end more than 1 m above the shoulder. `make` truncates at 500 steps
 * - `bookOrNips`: `nips` takes the equations of motion of Sutton's paper of 1996, which lack terms that the book's have
 *
 * Source: Sutton and Barto, "Reinforcement Learning: An Introduction", as in Gymnasium 1.4's `Acrobot-v1`, whose attributes
 * `book_or_nips` and `torque_noise_max` are keyword arguments here. Differs: a step after the end is refused, and so are bounds
 * beyond ±4 pi.
 */
export class Acrobot extends World<Float32Array, number> {
  override readonly observationSpace = observationSpace();
  override readonly actionSpace = new Discrete(TORQUES.length);
  override readonly metadata = METADATA;
  readonly #state = new Float64Array(STATE_SIZE);
  readonly dynamics: Dynamics;
  readonly torqueNoiseMax: number;

  /** @throws {TypeError|RangeError} unknown dynamics, or a noise that is no finite number of 0 or more */
  constructor(kwargs: Kwargs = ACROBOT_KWARGS) {
    super();
    this.dynamics = readDynamics(kwargs);
    this.torqueNoiseMax = readNonNegative('Acrobot', kwargs, 'torqueNoiseMax');
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const bounds = resetBounds('Acrobot', options, START, START_LIMITS);
    const observation = new Float32Array(OBSERVATION_SIZE);
    begin(this.generator, bounds, this.#state, 0, observation, 0);
    return [observation, {}];
  }

  override step(action: number): StepResult<Float32Array> {
    if (this.phase !== 'running' || !(action === 0 || action === 1 || action === 2)) throw this.refusal(action);
    const noise = this.torqueNoiseMax;
    const torque = noise > 0 ? TORQUES[action] + this.generator.uniform(-noise, noise) : TORQUES[action];
    advance(this.#state, 0, torque, this.dynamics);
    const observation = new Float32Array(OBSERVATION_SIZE);
    const terminated = observe(this.#state, 0, observation, 0) > GOAL_HEIGHT;
    if (terminated) this.phase = 'ended';
    return [observation, terminated ? GOAL_REWARD : STEP_REWARD, terminated, false, {}];
  }

  protected override drawScene(): Scene {
    return drawAcrobot(this.#state[0]!, this.#state[1]!, tipHeight(this.#state) > GOAL_HEIGHT);
  }

  protected override saveWorld(): State {
    return Array.from(this.#state);
  }

  protected override checkWorld(state: State): void {
    const isNumber = (value: unknown, i: number) => typeof value === 'number' && Math.abs(value) <= STATE_LIMITS[i]!;
    if (!Array.isArray(state) || state.length !== STATE_SIZE || !state.every(isNumber)) {
      throw this.badState('two angles and a velocity of at most ±4 pi and a velocity of at most ±9 pi', state);
    }
  }

  protected override loadWorld(state: State): void {
    this.#state.set(state as number[]);
  }
}

function observationSpace(): Box<Float32Array> {
  const high = [1, 1, 1, 1, MAX_VELOCITY_1, MAX_VELOCITY_2];
  return new Box<Float32Array>({ low: high.map((bound) => -bound), high, dtype: 'float32' });
}

function readDynamics({ bookOrNips }: Kwargs): Dynamics {
  const known = DYNAMICS.find((dynamics) => dynamics === bookOrNips);
  if (known !== undefined) return known;
  throw new RangeError(
    `Cannot make Acrobot: bookOrNips is one of ${DYNAMICS.join(', ')}, got ${show(bookOrNips)}. Leave it out for the book's.`,
  );
}
