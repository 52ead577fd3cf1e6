/**
 * MountainCar and MountainCarContinuous in batches, by the rules of `rules.ts`. The cosines of all rows come from one call.
 */
import type { State } from '../../core/env.ts';
import { RowKernel } from '../../vector/row-kernel.ts';
import { RUNNING } from '../../vector/row-phase.ts';
import { type Bounds, resetBounds } from '../reset-bounds.ts';
import { sinCosAll } from '../trig.ts';
import type { MountainCar } from './mountain-car.ts';
import type { MountainCarContinuous } from './mountain-car-continuous.ts';
import {
  advance,
  CONTINUOUS_GOAL_POSITION,
  continuousReward,
  FORCE,
  GOAL_POSITION,
  isPast,
  POWER,
  START,
  START_LIMITS,
  STATE_SIZE,
  STEP_REWARD,
  slopeAngle,
} from './rules.ts';

/** What the two have in common: the car, the valley and where an episode begins. */
abstract class CarKernel<Actions extends Int32Array | Float32Array> extends RowKernel<Bounds, Actions> {
  protected override readonly defaultStart = START;
  protected readonly states: Float64Array; // [numEnvs, 2]
  protected readonly cosines: Float64Array; // [numEnvs]
  readonly #sines: Float64Array; // [numEnvs] unused
  protected readonly goalVelocity: number;

  constructor(numEnvs: number, world: MountainCar | MountainCarContinuous) {
    super(numEnvs, world);
    this.states = new Float64Array(numEnvs * STATE_SIZE);
    this.cosines = new Float64Array(numEnvs);
    this.#sines = new Float64Array(numEnvs);
    this.goalVelocity = world.goalVelocity;
  }

  override readStart(options: Readonly<Record<string, unknown>>): Bounds {
    return resetBounds(
      this.actions instanceof Int32Array ? 'MountainCar' : 'MountainCarContinuous',
      options,
      START,
      START_LIMITS,
    );
  }

  protected override lay(row: number, { low, high }: Bounds): void {
    this.states[row * STATE_SIZE] = this.generators[row]!.uniform(low, high);
    this.states[row * STATE_SIZE + 1] = 0;
    this.observe(row * STATE_SIZE);
  }

  /** Writes `cosines`, the slopes of all rows. */
  protected findSlopes(): void {
    const { numEnvs, states, cosines } = this;
    for (let row = 0; row < numEnvs; row++) cosines[row] = slopeAngle(states[row * STATE_SIZE]!);
    sinCosAll(cosines, this.#sines, cosines, numEnvs);
  }

  protected observe(at: number): void {
    const observations = this.observations as Float32Array; // [numEnvs, 2]
    observations[at] = this.states[at]!;
    observations[at + 1] = this.states[at + 1]!;
  }

  override save(row: number): State {
    return Array.from(this.states.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE));
  }

  protected override restore(row: number, world: State): void {
    this.states.set(world as readonly number[], row * STATE_SIZE);
  }
}

export class MountainCarKernel extends CarKernel<Int32Array> {
  protected override advance(): void {
    const { numEnvs, phases, states, actions, rewards, terminations, cosines, goalVelocity } = this;
    this.findSlopes();
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const at = row * STATE_SIZE;
      advance(states, at, (actions[row]! - 1) * FORCE, cosines[row]!);
      rewards[row] = STEP_REWARD;
      if (isPast(states, at, GOAL_POSITION, goalVelocity)) terminations[row] = 1;
      this.observe(at);
    }
  }
}

export class MountainCarContinuousKernel extends CarKernel<Float32Array> {
  protected override advance(): void {
    const { numEnvs, phases, states, actions, rewards, terminations, cosines, goalVelocity } = this;
    this.findSlopes();
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const at = row * STATE_SIZE;
      const throttle = actions[row]!;
      advance(states, at, throttle * POWER, cosines[row]!);
      const terminated = isPast(states, at, CONTINUOUS_GOAL_POSITION, goalVelocity);
      if (terminated) terminations[row] = 1;
      rewards[row] = continuousReward(throttle, terminated);
      states[at] = Math.fround(states[at]!);
      states[at + 1] = Math.fround(states[at + 1]!);
      this.observe(at);
    }
  }
}
