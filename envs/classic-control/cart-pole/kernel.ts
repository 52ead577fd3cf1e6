/**
 * CartPole in batches. The steps are done by WebAssembly (`wasm.ts`), in whose memory the arrays lie, episodes that begin by
 * themselves included; this class says it in the kernels' terms.
 *
 * Cost: `bench/envs.ts` times it beside Gymnasium's `CartPoleVectorEnv`.
 */
import type { EnvMetadata, Info, State } from '../../core/env.ts';
import type { Generator } from '../../core/seeding/generator.ts';
import type { Space } from '../../spaces/space.ts';
import { type Kernel, NO_INFO } from '../../vector/kernel.ts';
import { NEW, RUNNING } from '../../vector/row-phase.ts';
import type { Batch } from '../../vector/vector-env.ts';
import type { CartPole } from './cart-pole.ts';
import { STATE_SIZE } from './constants.ts';
import { hasFallen, type StartBounds, startBounds } from './rules.ts';
import { type CartPoleWasm, createWasm } from './wasm.ts';

/** In the actions, for whatever is no action. */
const NO_ACTION = -1;

export class CartPoleKernel implements Kernel<StartBounds> {
  readonly numEnvs: number;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly metadata: EnvMetadata;
  readonly generatorWords: Uint32Array;
  readonly generators: (Generator | null)[];
  readonly observations: Float32Array; // [numEnvs, 4]
  readonly finalObservations: Float32Array; // [numEnvs, 4]
  readonly rewards: Float64Array;
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
  readonly infos: Info[];
  readonly finalInfos: (Info | null)[];
  readonly elapsed: Float64Array;
  readonly phases: Uint8Array;
  readonly finished: Int32Array;
  readonly #wasm: CartPoleWasm;
  readonly #rewardUpright: number;
  readonly #rewardFallen: number;

  /** Null where the platform does not let it run. Throws as `createWasm` does. */
  static create(numEnvs: number, world: CartPole): CartPoleKernel | null {
    const wasm = createWasm(numEnvs);
    return wasm === null ? null : new CartPoleKernel(numEnvs, world, wasm);
  }

  private constructor(numEnvs: number, world: CartPole, wasm: CartPoleWasm) {
    this.numEnvs = numEnvs;
    this.observationSpace = world.observationSpace;
    this.actionSpace = world.actionSpace;
    this.metadata = world.metadata;
    this.generatorWords = wasm.generators;
    this.generators = new Array<Generator | null>(numEnvs).fill(null);
    this.observations = wasm.observations;
    this.finalObservations = wasm.finalObservations;
    this.rewards = wasm.rewards;
    this.terminations = wasm.terminations;
    this.truncations = wasm.truncations;
    this.infos = new Array<Info>(numEnvs).fill(NO_INFO);
    this.finalInfos = new Array<Info | null>(numEnvs).fill(null);
    this.elapsed = wasm.elapsed;
    this.phases = wasm.phases.fill(NEW);
    this.finished = wasm.finished;
    this.#wasm = wasm;
    this.#rewardUpright = world.rewardUpright;
    this.#rewardFallen = world.rewardFallen;
  }

  readStart(options: Readonly<Record<string, unknown>>): StartBounds {
    return startBounds(options);
  }

  begin(row: number, { low, high }: StartBounds): void {
    const { states } = this.#wasm;
    const generator = this.generators[row]!;
    for (let i = row * STATE_SIZE; i < (row + 1) * STATE_SIZE; i++) {
      states[i] = generator.uniform(low, high);
      this.observations[i] = states[i]!;
    }
    this.elapsed[row] = 0;
    this.phases[row] = RUNNING;
  }

  take(given: Batch): boolean {
    const { actions, hasOtherAction } = this.#wasm;
    if (given instanceof Int32Array) {
      actions.set(given);
    } else {
      const chosen = given as ArrayLike<number>;
      for (let row = 0; row < actions.length; row++) {
        const action = chosen[row];
        actions[row] = action === 0 || action === 1 ? action : NO_ACTION;
      }
    }
    return hasOtherAction(this.numEnvs) === 0;
  }

  step(limit: number, sameStep: boolean): number {
    const { finished, finalInfos } = this;
    const count = this.#wasm.step(this.numEnvs, limit, sameStep ? 1 : 0, this.#rewardUpright, this.#rewardFallen);
    for (let k = 0; sameStep && k < count; k++) finalInfos[finished[k]!] = NO_INFO;
    return count;
  }

  hasEnded(row: number): boolean {
    return hasFallen(this.#wasm.states, row * STATE_SIZE);
  }

  save(row: number): State {
    return Array.from(this.#wasm.states.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE));
  }

  load(row: number, world: State): void {
    this.#wasm.states.set(world as readonly number[], row * STATE_SIZE);
  }
}
