/** Acrobot in batches, by the rules of `rules.ts`. */
import type { State } from '../../core/env.ts';
import { RowKernel } from '../../vector/row-kernel.ts';
import { RUNNING } from '../../vector/row-phase.ts';
import { type Bounds, resetBounds } from '../reset-bounds.ts';
import type { Acrobot } from './acrobot.ts';
import {
  advance,
  begin,
  type Dynamics,
  GOAL_HEIGHT,
  GOAL_REWARD,
  OBSERVATION_SIZE,
  observe,
  START,
  START_LIMITS,
  STATE_SIZE,
  STEP_REWARD,
  TORQUES,
} from './rules.ts';

export class AcrobotKernel extends RowKernel<Bounds> {
  protected override readonly defaultStart = START;
  readonly #states: Float64Array; // [numEnvs, 4]
  readonly #dynamics: Dynamics;
  readonly #torqueNoiseMax: number;

  constructor(numEnvs: number, world: Acrobot) {
    super(numEnvs, world);
    this.#states = new Float64Array(numEnvs * STATE_SIZE);
    this.#dynamics = world.dynamics;
    this.#torqueNoiseMax = world.torqueNoiseMax;
  }

  override readStart(options: Readonly<Record<string, unknown>>): Bounds {
    return resetBounds('Acrobot', options, START, START_LIMITS);
  }

  protected override lay(row: number, start: Bounds): void {
    const observations = this.observations as Float32Array; // [numEnvs, 6]
    begin(this.generators[row]!, start, this.#states, row * STATE_SIZE, observations, row * OBSERVATION_SIZE);
  }

  protected override advance(): void {
    const { numEnvs, phases, actions, rewards, terminations, generators } = this;
    const observations = this.observations as Float32Array; // [numEnvs, 6]
    const states = this.#states;
    const noise = this.#torqueNoiseMax;
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const at = row * STATE_SIZE;
      let torque: number = TORQUES[actions[row] as 0 | 1 | 2];
      if (noise > 0) torque += generators[row]!.uniform(-noise, noise);
      advance(states, at, torque, this.#dynamics);
      const terminated = observe(states, at, observations, row * OBSERVATION_SIZE) > GOAL_HEIGHT;
      terminations[row] = terminated ? 1 : 0;
      rewards[row] = terminated ? GOAL_REWARD : STEP_REWARD;
    }
  }

  override save(row: number): State {
    return Array.from(this.#states.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE));
  }

  protected override restore(row: number, world: State): void {
    this.#states.set(world as readonly number[], row * STATE_SIZE);
  }
}
