/**
 * CartPoleRigid: the world. Its bodies are in `rules.ts`, its drawing in `scene.ts`.
 */
import { cartPoleObservationSpace } from '../../classic-control/cart-pole/cart-pole.ts';
import { resetBounds } from '../../classic-control/reset-bounds.ts';
import type { EnvMetadata, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { CartPoleBodies, FORCE, START, START_LIMITS, TIME_STEP } from './rules.ts';
import { drawCartPoleRigid } from './scene.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array'], renderFps: 1 / TIME_STEP };
const OBSERVATION_SIZE = 4;

/**
 * CartPole made of rigid bodies: a cart rolls on two wheels along a track between two buffers, a pole stands on its hinge; push the
 * cart left or right to keep the pole upright.
 *
 * - actions: `Discrete(2)`: 0 pushes left, 1 right, with 10 N for 0.02 s
 * - observation: `Box(4,)` float32: cart position (m), cart velocity (m/s), pole angle (rad, clockwise), pole angular velocity (rad/s)
 * - reward: 1 a step, the last one included
 * - start: each of the four uniform in `[-0.05, 0.05)`, rolling without slip; `reset({ options: { low, high } })` sets other bounds
 *   within ±0.2
 * - terminates: angle beyond ±12 degrees. `make` truncates at 500 steps; 475 counts as solved
 *
 * What is different from `CartPole-v1`: the wheels have a mass of 0.1 kg each and have to be set turning, so that the cart answers as
 * one of 1.1 kg; they hold by friction, and may slip or lift; the track's ends are no end of the episode but sprung buffers 2.4 m
 * from the middle, which throw the cart back (and mostly the pole over); pole and chassis collide with track and buffers; four
 * substeps of 5 ms. CartPole's policies keep this pole up as well.
 *
 * Source: layout and numbers of Gymnasium 1.4's `CartPole-v1`; the rest is our own.
 */
export class CartPoleRigid extends World<Float32Array, number> {
  override readonly observationSpace = cartPoleObservationSpace();
  override readonly actionSpace = new Discrete(2);
  override readonly metadata = METADATA;
  readonly #bodies = new CartPoleBodies();

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<Float32Array> {
    const { low, high } = resetBounds('CartPoleRigid', options, START, START_LIMITS);
    const { generator } = this;
    const position = generator.uniform(low, high);
    const velocity = generator.uniform(low, high);
    const angle = generator.uniform(low, high);
    const turning = generator.uniform(low, high);
    this.#bodies.begin(position, velocity, angle, turning);
    return [this.#observe(), {}];
  }

  override step(action: number): StepResult<Float32Array> {
    if (this.phase !== 'running' || !(action === 0 || action === 1)) throw this.refusal(action);
    this.#bodies.advance(action === 1 ? FORCE : -FORCE);
    const terminated = this.#bodies.hasFallen();
    if (terminated) this.phase = 'ended';
    return [this.#observe(), 1, terminated, false, {}];
  }

  #observe(): Float32Array {
    const { chassis, poleAngle, poleVelocity } = this.#bodies;
    const observation = new Float32Array(OBSERVATION_SIZE);
    observation[0] = chassis.x;
    observation[1] = chassis.vx;
    observation[2] = poleAngle;
    observation[3] = poleVelocity;
    return observation;
  }

  protected override drawScene(): Scene {
    return drawCartPoleRigid(this.#bodies);
  }

  protected override saveWorld(): State {
    return this.#bodies.simulation.getState();
  }

  protected override checkWorld(state: State): void {
    const complaint = this.#bodies.simulation.complaint(state);
    if (complaint !== null) throw this.badState(`that of its bodies, ${complaint}`, state);
  }

  protected override loadWorld(state: State): void {
    this.#bodies.simulation.setState(state);
  }
}
