/**
 * Gives the last observations side by side, the newest last: a `Box` of `[stackSize, ...shape]`.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_observation.py`, `FrameStackObservation`.
 */
import type { Env, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { show } from '../core/show.ts';
import { batchSpace } from '../spaces/batch-space.ts';
import type { Space } from '../spaces/space.ts';
import { createZeroValue } from '../spaces/zero-value.ts';
import { type RowCodec, rowCodec } from '../vector/batch.ts';
import type { Batch, NumericArray } from '../vector/vector-env.ts';
import { readValue, saveValue } from './saved-value.ts';
import { WrapperBase } from './wrapper-base.ts';

/** What several values side by side are: numbers an array, arrays a longer one, objects and tuples the same of their parts. */
export type Stacked<Obs> = Obs extends number
  ? Int32Array
  : Obs extends NumericArray
    ? Obs
    : Obs extends string
      ? readonly string[]
      : Obs extends object
        ? { readonly [Key in keyof Obs]: Stacked<Obs[Key]> }
        : unknown;

export interface FrameStackOptions<Obs> {
  /** What stands before the first observation of an episode: it itself (default), zeros, or a value of the space. */
  readonly paddingType?: 'reset' | 'zero' | { readonly value: Obs };
}

export class FrameStackObservation<Obs, Act> extends WrapperBase<Stacked<Obs>, Act, Obs, Act> {
  override readonly observationSpace: Space<Stacked<Obs>>;
  readonly stackSize: number;
  readonly #rows: RowCodec;
  /** Null for the reset's own observation. */
  readonly #padding: { readonly value: Obs } | null;
  /** The last observations, `stackSize` of them. */
  #frames: Obs[];

  /** @throws {RangeError} where `stackSize` is not an integer of 1 or more, or the padding is neither word nor value */
  constructor(env: Env<Obs, Act>, stackSize: number, options: FrameStackOptions<Obs> = {}) {
    super(env);
    if (!Number.isSafeInteger(stackSize) || stackSize < 1) {
      throw new RangeError(`Cannot stack observations: stackSize is an integer of 1 or more, got ${show(stackSize)}.`);
    }
    this.stackSize = stackSize;
    this.#rows = rowCodec(env.observationSpace);
    this.#padding = readPadding(env.observationSpace, options.paddingType ?? 'reset');
    const first = this.#padding?.value ?? createZeroValue(env.observationSpace);
    this.#frames = new Array<Obs>(stackSize).fill(first);
    this.observationSpace = batchSpace(env.observationSpace, stackSize) as Space<Stacked<Obs>>;
  }

  override get actionSpace(): Space<Act> {
    return this.env.actionSpace;
  }

  override reset(args?: ResetArgs): ResetResult<Stacked<Obs>> {
    const [observation, info] = this.env.reset(args);
    this.#frames.fill(this.#padding === null ? observation : this.#padding.value);
    this.#frames[this.stackSize - 1] = observation;
    return [this.#stacked(), info];
  }

  override step(action: Act): StepResult<Stacked<Obs>> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    this.#frames.shift();
    this.#frames.push(observation);
    return [this.#stacked(), reward, terminated, truncated, info];
  }

  override getState(): State {
    return { frames: this.#frames.map(saveValue), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { frames, env } = (state ?? {}) as { frames?: readonly State[]; env?: State };
    const space = this.env.observationSpace;
    const values = Array.isArray(frames) ? frames.map((saved: State) => readValue(space, saved)) : null;
    if (values?.length !== this.stackSize || values.includes(undefined) || env === undefined) {
      throw this.badState(`an object of frames (${this.stackSize} observations) and env`, state);
    }
    this.env.setState(env);
    this.#frames = values as Obs[];
  }

  #stacked(): Stacked<Obs> {
    const batch = this.#rows.create(this.stackSize);
    for (let i = 0; i < this.stackSize; i++) this.#rows.write(batch, i, this.#frames[i]);
    return batch as Batch & Stacked<Obs>;
  }
}

function readPadding<Obs>(space: Space<Obs>, padding: 'reset' | 'zero' | { readonly value: Obs }) {
  if (padding === 'reset') return null;
  if (padding === 'zero') return { value: createZeroValue(space) };
  if (space.contains(padding?.value)) return { value: padding.value };
  throw new RangeError(
    `Cannot stack observations: paddingType is 'reset', 'zero' or { value } with a value of ${space}, got ${show(padding)}.`,
  );
}
