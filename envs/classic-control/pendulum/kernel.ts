/**
 * Pendulum in batches, by the rules of `rules.ts`. Sines and cosines of all rows come from one call, and serve for the observation
 * and for the step after it.
 */
import type { State } from '../../core/env.ts';
import { RowKernel } from '../../vector/row-kernel.ts';
import { RUNNING } from '../../vector/row-phase.ts';
import { sinCosAll } from '../trig.ts';
import { OBSERVATION_SIZE, type Pendulum, type PendulumStart, readPendulumStart } from './pendulum.ts';
import { advance, cost, START_ANGLE, START_SPEED, STATE_SIZE } from './rules.ts';

export class PendulumKernel extends RowKernel<PendulumStart, Float32Array> {
  protected override readonly defaultStart = { angle: START_ANGLE, speed: START_SPEED };
  readonly #states: Float64Array; // [numEnvs, 2]
  /** Of each row's angle. */
  readonly #sines: Float64Array; // [numEnvs]
  readonly #cosines: Float64Array; // [numEnvs]
  readonly #angles: Float64Array; // [numEnvs]
  /** NaN where none has been applied in this episode. */
  readonly #lastTorques: Float64Array; // [numEnvs]
  readonly #gravity: number;

  constructor(numEnvs: number, world: Pendulum) {
    super(numEnvs, world);
    this.#states = new Float64Array(numEnvs * STATE_SIZE);
    this.#sines = new Float64Array(numEnvs);
    this.#cosines = new Float64Array(numEnvs);
    this.#angles = new Float64Array(numEnvs);
    this.#lastTorques = new Float64Array(numEnvs).fill(Number.NaN);
    this.#gravity = world.gravity;
  }

  override readStart(options: Readonly<Record<string, unknown>>): PendulumStart {
    return readPendulumStart(options);
  }

  protected override lay(row: number, { angle, speed }: PendulumStart): void {
    const generator = this.generators[row]!;
    this.#states[row * STATE_SIZE] = generator.uniform(-angle, angle);
    this.#states[row * STATE_SIZE + 1] = generator.uniform(-speed, speed);
    this.#lastTorques[row] = Number.NaN;
    this.#turn(row);
    this.#observe(row);
  }

  protected override advance(): void {
    const { numEnvs, phases, actions, rewards } = this;
    const states = this.#states;
    const sines = this.#sines;
    const angles = this.#angles;
    for (let row = 0; row < numEnvs; row++) {
      const at = row * STATE_SIZE;
      if (phases[row] === RUNNING) {
        const torque = actions[row]!;
        rewards[row] = -cost(states, at, torque);
        advance(states, at, torque, this.#gravity, sines[row]!);
        this.#lastTorques[row] = torque;
      }
      angles[row] = states[at]!;
    }
    sinCosAll(angles, sines, this.#cosines, numEnvs);
    for (let row = 0; row < numEnvs; row++) this.#observe(row);
  }

  /** Finds sine and cosine of a row's angle. */
  #turn(row: number): void {
    this.#angles[0] = this.#states[row * STATE_SIZE]!;
    sinCosAll(this.#angles, this.#sines.subarray(row), this.#cosines.subarray(row), 1);
  }

  #observe(row: number): void {
    const observations = this.observations as Float32Array; // [numEnvs, 3]
    const at = row * OBSERVATION_SIZE;
    observations[at] = this.#cosines[row]!;
    observations[at + 1] = this.#sines[row]!;
    observations[at + 2] = this.#states[row * STATE_SIZE + 1]!;
  }

  override save(row: number): State {
    const lastTorque = this.#lastTorques[row]!;
    return {
      angle: this.#states[row * STATE_SIZE]!,
      speed: this.#states[row * STATE_SIZE + 1]!,
      lastTorque: Number.isNaN(lastTorque) ? null : lastTorque,
    };
  }

  protected override restore(row: number, world: State): void {
    const { angle, speed, lastTorque } = world as { angle: number; speed: number; lastTorque: number | null };
    this.#states[row * STATE_SIZE] = angle;
    this.#states[row * STATE_SIZE + 1] = speed;
    this.#lastTorques[row] = lastTorque ?? Number.NaN;
    this.#turn(row);
  }
}
