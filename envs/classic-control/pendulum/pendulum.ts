/**
 * Pendulum: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`, its batches in `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readFinite } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { resetOption } from '../reset-bounds.ts';
import { sinCosAll } from '../trig.ts';
import {
  advance,
  cost,
  MAX_SPEED,
  MAX_TORQUE,
  START_ANGLE,
  START_ANGLE_LIMITS,
  START_SPEED,
  START_SPEED_LIMITS,
  STATE_SIZE,
} from './rules.ts';
import { drawPendulum } from './scene.ts';

const METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array'],
  renderFps: 30,
  renderSize: { width: 500, height: 500 },
};
export const OBSERVATION_SIZE = 3;

/** The keyword arguments and their defaults. */
export const PENDULUM_KWARGS = {
  /** Gravity, m/s^2. */
  g: 10,
} as const;

/**
 * Swing a rod up and keep it upright, with a motor at its pivot too weak to lift it at once.
 *
 * - actions: `Box(-2, 2, (1,))` float32: the torque for 0.05 s, N m, anticlockwise
 * - observation: `Box(3,)` float32: cosine and sine of the angle from upright (anticlockwise), angular velocity in `[-8, 8]` rad/s
 * - reward: -(angle^2 + 0.1 velocity^2 + 0.001 torque^2) of the state that the torque was applied in, the angle in `[-pi, pi)`: at
 *   least -16.2736044, at most 0
 * - start: angle uniform in `[-pi, pi)`, velocity in `[-1, 1)`; `reset({ options: { x_init, y_init } })` sets other bounds of angle
 *   and velocity, each to either side
 * - terminates: never. `make` truncates at 200 steps
 *
 * Source: Gymnasium 1.4's `Pendulum-v1`. Differs: a torque beyond ±2, which Gymnasium clips, is refused, and so is a `y_init`
 * beyond 8.
 */
export class Pendulum extends World<Float32Array, Float32Array> {
  override readonly observationSpace = observationSpace();
  override readonly actionSpace = new Box<Float32Array>({
    low: -MAX_TORQUE,
    high: MAX_TORQUE,
    shape: [1],
    dtype: 'float32',
  });
  override readonly metadata = METADATA;
  readonly #state = new Float64Array(STATE_SIZE);
  /** Of the state's angle, for the observation and for the step after it. */
  readonly #sine = new Float64Array(1);
  readonly #cosine = new Float64Array(1);
  readonly gravity: number;
  #lastTorque: number | null = null;

  /** @throws {TypeError|RangeError} where `g` is no finite number */
  constructor(kwargs: Kwargs = PENDULUM_KWARGS) {
    super();
    this.gravity = readFinite('Pendulum', kwargs, 'g');
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const { angle, speed } = readPendulumStart(options);
    this.#state[0] = this.generator.uniform(-angle, angle);
    this.#state[1] = this.generator.uniform(-speed, speed);
    this.#lastTorque = null;
    return [this.#observe(), {}];
  }

  override step(action: Float32Array): StepResult<Float32Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const torque = action[0]!;
    const reward = -cost(this.#state, 0, torque);
    advance(this.#state, 0, torque, this.gravity, this.#sine[0]!);
    this.#lastTorque = torque;
    return [this.#observe(), reward, false, false, {}];
  }

  #observe(): Float32Array {
    sinCosAll(this.#state, this.#sine, this.#cosine, 1);
    const observation = new Float32Array(OBSERVATION_SIZE);
    observation[0] = this.#cosine[0]!;
    observation[1] = this.#sine[0]!;
    observation[2] = this.#state[1]!;
    return observation;
  }

  protected override drawScene(): Scene {
    return drawPendulum(this.#state[0]!, this.#lastTorque);
  }

  protected override saveWorld(): State {
    return { angle: this.#state[0]!, speed: this.#state[1]!, lastTorque: this.#lastTorque };
  }

  protected override checkWorld(state: State): void {
    const { angle, speed, lastTorque } = (state ?? {}) as { readonly [key: string]: State };
    if (!isWithin(angle, Number.MAX_VALUE) || !isWithin(speed, MAX_SPEED) || !isTorque(lastTorque)) {
      throw this.badState(
        `a finite angle, a speed in [-${MAX_SPEED}, ${MAX_SPEED}] and the last torque in [-${MAX_TORQUE}, ${MAX_TORQUE}] or null`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    const { angle, speed, lastTorque } = state as {
      readonly angle: number;
      readonly speed: number;
      readonly lastTorque: number | null;
    };
    this.#state[0] = angle;
    this.#state[1] = speed;
    this.#lastTorque = lastTorque;
    sinCosAll(this.#state, this.#sine, this.#cosine, 1);
  }
}

/** Bounds, to either side, of a starting state's angle and velocity. */
export interface PendulumStart {
  readonly angle: number;
  readonly speed: number;
}

/** Reads `reset`'s options. Throws `TypeError`/`RangeError` on a bad one. */
export function readPendulumStart(options: Readonly<Record<string, unknown>>): PendulumStart {
  return {
    angle: resetOption('Pendulum', options, 'x_init', START_ANGLE, START_ANGLE_LIMITS),
    speed: resetOption('Pendulum', options, 'y_init', START_SPEED, START_SPEED_LIMITS),
  };
}

function observationSpace(): Box<Float32Array> {
  const high = [1, 1, MAX_SPEED];
  return new Box<Float32Array>({ low: high.map((bound) => -bound), high, dtype: 'float32' });
}

function isWithin(value: unknown, limit: number): boolean {
  return typeof value === 'number' && Math.abs(value) <= limit;
}

function isTorque(value: unknown): boolean {
  return value === null || isWithin(value, MAX_TORQUE);
}
