/** The same few levels again and again. Source: MiniGrid 3.2 `wrappers.py`, `ReseedWrapper`. */
import type { Env, ResetArgs, ResetResult, Seed, State } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { Wrapper } from '../../../wrappers/wrapper.ts';

export interface ReseedOptions {
  /** Seeds of the episodes, in turn; default `[0]`. */
  readonly seeds?: readonly Seed[];
  /** Which of them is first; default 0. */
  readonly seedIdx?: number;
}

/** Seeds each episode with the next of its seeds; a seed given to `reset` is not heard. */
export class ReseedWrapper<Obs, Act> extends Wrapper<Obs, Act> {
  readonly #seeds: readonly Seed[];
  #next: number;

  /** @throws {RangeError} without seeds, or on an index that is none of theirs */
  constructor(env: Env<Obs, Act>, { seeds = [0], seedIdx = 0 }: ReseedOptions = {}) {
    super(env);
    if (!this.#isIndex(seedIdx, seeds.length)) {
      throw new RangeError(
        `Cannot make ReseedWrapper: seedIdx is the index of one of at least one seed, got ${show(seedIdx)} of ${seeds.length}.`,
      );
    }
    this.#seeds = [...seeds];
    this.#next = seedIdx;
  }

  override reset(args: ResetArgs = {}): ResetResult<Obs> {
    const result = this.env.reset({ ...args, seed: this.#seeds[this.#next] });
    this.#next = (this.#next + 1) % this.#seeds.length;
    return result;
  }

  override getState(): State {
    return { next: this.#next, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { next, env } = (state ?? {}) as { next?: State; env?: State };
    if (!this.#isIndex(next, this.#seeds.length) || env === undefined) {
      throw this.badState(`an object of next, in [0, ${this.#seeds.length}), and env`, state);
    }
    this.env.setState(env);
    this.#next = next;
  }

  #isIndex(value: unknown, length: number): value is number {
    return Number.isInteger(value) && (value as number) >= 0 && (value as number) < length;
  }
}
