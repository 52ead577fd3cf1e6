/**
 * A function from arrays to arrays, with the space of its results: what a stateless observation wrapper does to one observation and
 * its vector twin to each row of a batch. It writes where it is told to and allocates nothing.
 */
import type { Env } from '../core/env.ts';
import { type BoxArray, DTYPES } from '../spaces/arrays.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { ObservationWrapper } from './observation-wrapper.ts';

export interface ArrayTransform {
  /** Of the results. */
  readonly space: Box;
  /** How many numbers a value and a result have. */
  readonly inSize: number;
  readonly outSize: number;
  /** Reads `inSize` numbers of `source` from `from` on and writes `outSize` numbers into `target` from `to` on. */
  write(source: ArrayLike<number>, from: number, target: BoxArray, to: number): void;
}

/** Throws `TypeError` where `space` is not a `Box`; `wrapper` is who asks, `remedy` a sentence. */
export function requireBox(wrapper: string, space: Space, remedy: string): Box {
  if (space instanceof Box) return space;
  throw new TypeError(`Cannot make a ${wrapper}: it works on values of a Box, got ${String(space)}. ${remedy}`);
}

/** An observation wrapper of an `ArrayTransform`. */
export abstract class ArrayObservationWrapper<Obs extends BoxArray, Act> extends ObservationWrapper<Obs, Act> {
  override readonly observationSpace: Space<Obs>;
  readonly #transform: ArrayTransform;

  constructor(env: Env<unknown, Act>, transform: ArrayTransform) {
    super(env);
    this.#transform = transform;
    this.observationSpace = transform.space as Box & Space<Obs>;
  }

  override observation(observation: unknown): Obs {
    const { space, outSize } = this.#transform;
    const out = new DTYPES[space.dtype].array(outSize);
    // A Discrete's observation is one number.
    const source = typeof observation === 'number' ? [observation] : (observation as ArrayLike<number>);
    this.#transform.write(source, 0, out, 0);
    return out as Obs;
  }
}
