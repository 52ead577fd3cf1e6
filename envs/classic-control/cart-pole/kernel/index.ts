// CartPole's batched kernel: what ../wasm.ts calls. It advances the rows, judges them and begins episodes anew; the arrays
// are those of ../kernel-layout.ts.

import { START_HIGH, START_LOW, STATE_SIZE } from '../constants';
import { ENDED, RUNNING } from '../../../vector/row-phase';
import * as at from '../kernel-layout';
import { nextDouble } from './pcg64';
import { advancePair, angles } from './physics';
import { storeSinCos } from './trig';
import { constant } from './vector';

/** Of the rows of one block. */
const sines = memory.data(at.BLOCK * 8, 16);
const cosines = memory.data(at.BLOCK * 8, 16);

/** What a step adds to the steps of an episode. */
const oneStep = memory.data<f64>([1]);

/** Where the arrays begin, in bytes. */
export function base(): usize {
  return __heap_base;
}

/** Whether some action is neither 0 nor 1. */
export function hasOtherAction(numEnvs: usize): bool {
  const capacity = capacityOf(numEnvs);
  const actions = __heap_base + capacity * at.ACTIONS;
  let bits = i32x4.splat(0);
  for (let i: usize = 0; i < capacity << 2; i += 16) bits = v128.or(bits, v128.load(actions + i));
  return v128.any_true(v128.and(bits, i32x4.splat(~1)));
}

/**
 * Steps every row by its action. A row that had ended begins its next episode instead; it is advanced with the others and then
 * written over, which is cheaper than leaving it out.
 *
 * @param limit steps to an episode at most
 * @param sameStep whether an episode that ends is begun again at once
 * @returns how many episodes ended in this step: the rows are in FINISHED
 */
export function step(numEnvs: usize, limit: f64, sameStep: bool, rewardUpright: f64, rewardFallen: f64): usize {
  const capacity = capacityOf(numEnvs);
  const states = __heap_base + capacity * at.STATES;
  const observations = __heap_base + capacity * at.OBSERVATIONS;
  const rewards = __heap_base + capacity * at.REWARDS;
  const elapsed = __heap_base + capacity * at.ELAPSED;
  const actions = __heap_base + capacity * at.ACTIONS;
  const limits = f64x2.splat(limit);
  const uprights = f64x2.splat(rewardUpright);
  let count: usize = 0;
  for (let first: usize = 0; first < numEnvs; first += at.BLOCK) {
    const rows = min<usize>(numEnvs - first, at.BLOCK);
    // In two loops, so that the chain of dependent operations of a row is shorter and the processor overlaps more rows.
    for (let i: usize = 0; i < rows; i += 2) {
      storeSinCos(angles(states + ((first + i) << 5)), sines + (i << 3), cosines + (i << 3));
    }
    let fallen = 0; // a bit a row
    let late = 0;
    for (let i: usize = 0; i < rows; i += 2) {
      const row = first + i;
      const sinTheta = v128.load(sines + (i << 3));
      const cosTheta = v128.load(cosines + (i << 3));
      const pair = advancePair(states + (row << 5), actions + (row << 2), sinTheta, cosTheta, observations + (row << 4));
      fallen |= pair << <i32>i;
      v128.store(rewards + (row << 3), uprights);
      const steps = f64x2.add(v128.load(elapsed + (row << 3)), constant(oneStep));
      v128.store(elapsed + (row << 3), steps);
      late |= i64x2.bitmask(f64x2.ge(steps, limits)) << <i32>i;
    }
    const present = (1 << <i32>rows) - 1; // without the second of a pair that has none
    count = finish(capacity, first, fallen & present, late & present, sameStep, rewardFallen, count);
  }
  // The second of a pair that has none stays where its angle is small.
  if (numEnvs & 1) memory.fill(states + (numEnvs << 5), 0, STATE_SIZE * 8);
  return count;
}

/** Writes down the ends of a block's rows and begins what is to begin. Bit i of `fallen` and `late` is row `first + i`. */
@inline
function finish(
  capacity: usize,
  first: usize,
  fallen: i32,
  late: i32,
  sameStep: bool,
  rewardFallen: f64,
  count: usize,
): usize {
  const rewards = __heap_base + capacity * at.REWARDS;
  const finished = __heap_base + capacity * at.FINISHED;
  const terminations = __heap_base + capacity * at.TERMINATIONS + first;
  const truncations = __heap_base + capacity * at.TRUNCATIONS + first;
  const phases = __heap_base + capacity * at.PHASES + first;
  v128.store(terminations, i8x16.splat(0));
  v128.store(truncations, i8x16.splat(0));
  const ended = i8x16.bitmask(i8x16.eq(v128.load(phases), i8x16.splat(<i8>ENDED)));
  for (let left = fallen | late | ended; left != 0; left &= left - 1) {
    const i = ctz(left);
    const row = first + i;
    if ((ended >> i) & 1) {
      store<f64>(rewards + (row << 3), 0);
      begin(capacity, row);
      continue;
    }
    if ((fallen >> i) & 1) {
      store<f64>(rewards + (row << 3), rewardFallen);
      store<u8>(terminations + i, 1);
    }
    store<u8>(truncations + i, <u8>((late >> i) & 1));
    store<i32>(finished + (count++ << 2), <i32>row);
    if (sameStep) {
      const observation = __heap_base + capacity * at.OBSERVATIONS + (row << 4);
      v128.store(__heap_base + capacity * at.FINAL_OBSERVATIONS + (row << 4), v128.load(observation));
      begin(capacity, row);
    } else {
      store<u8>(phases + i, ENDED);
    }
  }
  return count;
}

/** Begins an episode of a row, from the default bounds, and observes its first state. */
function begin(capacity: usize, row: usize): void {
  const generator = __heap_base + capacity * at.GENERATORS + row * at.GENERATOR_BYTES;
  const state = __heap_base + capacity * at.STATES + (row << 5);
  const observation = __heap_base + capacity * at.OBSERVATIONS + (row << 4);
  for (let i = 0; i < STATE_SIZE; i++) {
    const number = START_LOW + (START_HIGH - START_LOW) * nextDouble(generator);
    store<f64>(state + (i << 3), number);
    store<f32>(observation + (i << 2), <f32>number);
  }
  store<f64>(__heap_base + capacity * at.ELAPSED + (row << 3), 0);
  store<u8>(__heap_base + capacity * at.PHASES + row, RUNNING);
}

@inline
function capacityOf(numEnvs: usize): usize {
  return (numEnvs + at.BLOCK - 1) & ~(at.BLOCK - 1);
}
