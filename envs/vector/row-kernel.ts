/**
 * The base of native kernels in plain TypeScript: the arrays of a batch, and all that does not depend on the world's rules. A
 * kernel then is its own state, as arrays with a row for each environment, and five methods:
 *
 *     readStart(options)   what `reset`'s options say; throw on a bad one
 *     lay(row, start)      draw the first state from `this.generators[row]`, write the row's observation (and info)
 *     advance()            step the rows whose phase is RUNNING: state, observation, reward (and info); set flags that are 1
 *     save(row), restore(row, state)   the world's own state
 *
 * with `defaultStart` for the episodes that begin by themselves. The rules themselves are the world's own functions, called on
 * arrays and an index, so that nothing is written twice and the bits are the same.
 *
 * Cost: beside `advance`, about 2 ns a row and step (1,024 rows, `bench/envs.ts`); a single environment's step allocates an
 * observation, a tuple and an info, which is 60 to 70 ns.
 */
import type { Env, EnvMetadata, Info, State } from '../core/env.ts';
import type { Generator } from '../core/seeding/generator.ts';
import { PCG64_WORDS } from '../core/seeding/pcg64.ts';
import type { Box } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import { type RowCodec, rowCodec } from './batch.ts';
import { type Kernel, NO_INFO } from './kernel.ts';
import { ENDED, NEW, RUNNING } from './row-phase.ts';
import type { Batch } from './vector-env.ts';

/** `Actions`: Int32Array for a `Discrete` action space from 0, Float32Array for a float32 `Box`. */
export abstract class RowKernel<Start, Actions extends Int32Array | Float32Array = Int32Array>
  implements Kernel<Start>
{
  readonly numEnvs: number;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly metadata: EnvMetadata;
  readonly generatorWords: Uint32Array;
  readonly generators: (Generator | null)[];
  readonly observations: Batch;
  readonly finalObservations: Batch;
  readonly rewards: Float64Array;
  readonly terminations: Uint8Array;
  readonly truncations: Uint8Array;
  readonly infos: Info[];
  readonly finalInfos: (Info | null)[];
  readonly elapsed: Float64Array;
  readonly phases: Uint8Array;
  readonly finished: Int32Array;
  /** What the rows are to do, each within the space where its row is running. */
  protected readonly actions: Actions; // [numEnvs, ...]
  protected abstract readonly defaultStart: Start;
  /** 1 where the world itself ended the row's episode. */
  readonly #over: Uint8Array; // [numEnvs]
  readonly #rows: RowCodec;
  readonly #takeActions: (given: ArrayLike<number>) => boolean;

  /** @param world one like each of these, which says their spaces and metadata */
  constructor(numEnvs: number, world: Env) {
    this.numEnvs = numEnvs;
    this.observationSpace = world.observationSpace;
    this.actionSpace = world.actionSpace;
    this.metadata = world.metadata;
    this.generatorWords = new Uint32Array(numEnvs * PCG64_WORDS);
    this.generators = new Array<Generator | null>(numEnvs).fill(null);
    this.#rows = rowCodec(this.observationSpace);
    this.observations = this.#rows.create(numEnvs);
    this.finalObservations = this.#rows.create(numEnvs);
    this.rewards = new Float64Array(numEnvs);
    this.terminations = new Uint8Array(numEnvs);
    this.truncations = new Uint8Array(numEnvs);
    this.infos = new Array<Info>(numEnvs).fill(NO_INFO);
    this.finalInfos = new Array<Info | null>(numEnvs).fill(null);
    this.elapsed = new Float64Array(numEnvs);
    this.phases = new Uint8Array(numEnvs).fill(NEW);
    this.finished = new Int32Array(numEnvs);
    this.actions = rowCodec(this.actionSpace).create(numEnvs) as Actions;
    this.#over = new Uint8Array(numEnvs);
    this.#takeActions =
      this.actionSpace.type === 'Discrete'
        ? (given) => takeDiscrete(given, this.actions, this.phases, (this.actionSpace as Discrete).n)
        : (given) => takeBox(given, this.actions, this.phases, this.actionSpace as Box<Float32Array>);
  }

  abstract readStart(options: Readonly<Record<string, unknown>>): Start;
  protected abstract lay(row: number, start: Start): void;
  protected abstract advance(): void;
  abstract save(row: number): State;
  protected abstract restore(row: number, world: State): void;

  begin(row: number, start: Start): void {
    this.lay(row, start);
    this.elapsed[row] = 0;
    this.phases[row] = RUNNING;
    this.#over[row] = 0;
  }

  take(actions: Batch): boolean {
    return this.#takeActions(actions as ArrayLike<number>);
  }

  step(limit: number, sameStep: boolean): number {
    const { numEnvs, phases, elapsed, rewards, terminations, truncations, finished } = this;
    const over = this.#over;
    terminations.fill(0);
    truncations.fill(0);
    this.advance();
    let count = 0;
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] === ENDED) {
        this.begin(row, this.defaultStart);
        rewards[row] = 0;
        continue;
      }
      const steps = elapsed[row]! + 1;
      elapsed[row] = steps;
      const own = terminations[row]! | truncations[row]!;
      if (steps >= limit) truncations[row] = 1;
      else if (own === 0) continue;
      finished[count++] = row;
      over[row] = own;
      if (sameStep) {
        this.#rows.copy(this.observations, row, this.finalObservations, row);
        this.finalInfos[row] = this.infos[row]!;
        this.begin(row, this.defaultStart);
      } else {
        phases[row] = ENDED;
      }
    }
    return count;
  }

  hasEnded(row: number): boolean {
    return this.#over[row] === 1;
  }

  load(row: number, world: State, isOver: boolean): void {
    this.restore(row, world);
    this.#over[row] = isOver ? 1 : 0;
  }
}

/** Copies integers in the range `[0, n)`; 0 for the action of a row that is not running. False at the first bad one. */
function takeDiscrete(
  given: ArrayLike<number>,
  actions: Int32Array | Float32Array,
  phases: Uint8Array,
  n: number,
): boolean {
  for (let row = 0; row < actions.length; row++) {
    const action = given[row]!;
    if (action >= 0 && action < n && (action | 0) === action) {
      actions[row] = action;
    } else if (phases[row] === RUNNING) {
      return false;
    } else {
      actions[row] = 0;
    }
  }
  return true;
}

/** Copies numbers within the box's bounds, one for each element of a row. False at the first bad one of a running row. */
function takeBox(
  given: ArrayLike<number>,
  actions: Int32Array | Float32Array,
  phases: Uint8Array,
  { low, high }: Box<Float32Array>,
): boolean {
  const size = low.length;
  for (let row = 0, at = 0; row < phases.length; row++) {
    for (let i = 0; i < size; i++, at++) {
      actions[at] = given[at]!;
      const action = actions[at]!; // rounded to float32
      if (!(action >= low[i]! && action <= high[i]!) && phases[row] === RUNNING) return false;
    }
  }
  return true;
}
