/**
 * The head of continuous actions: a diagonal Gaussian whose means depend on the state and whose log standard deviations do
 * not, as in Stable-Baselines3 and CleanRL's `ppo_continuous_action.py`.
 *
 * Actions are clipped to the Box only on their way to the environment; what is kept and learned from is the draw itself, whose
 * density the Gaussian knows exactly.
 */
import type { Space } from '../../envs/spaces/space.ts';
import { gaussianEntropy, gaussianLogProbabilities } from '../../tensor/index.ts';
import type { ActionHead } from './action-head.ts';

type BoxLike = Space & { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** @param logStd where the log standard deviations start: 0 is a standard deviation of 1 in the action's own unit. */
export function gaussianHead(space: Space, logStd: number): ActionHead {
  const { low, high, dtype } = space as BoxLike;
  const width = low.length;
  const ArrayType = dtype === 'float64' ? Float64Array : Float32Array;
  let batch = new ArrayType(0);
  const clipped = (value: number, i: number) => Math.min(Math.max(value, low[i]!), high[i]!);

  return {
    outputs: width,
    free: new Array<number>(width).fill(logStd),
    width,
    createRows: (rows) => new Float32Array(rows * width),
    draw(policy, at, random, actions, row) {
      let logProbability = 0;
      for (let i = 0; i < width; i++) {
        const mean = policy[at + i]!;
        const logStdOfI = policy[at + width + i]!;
        const to = row * width + i;
        actions[to] = mean + Math.exp(logStdOfI) * random.normal();
        // Of the action as it is kept, rounded to single precision: the learner computes the same.
        const deviation = (actions[to]! - mean) * Math.exp(-logStdOfI);
        logProbability -= 0.5 * deviation * deviation + logStdOfI + HALF_LOG_TWO_PI;
      }
      return logProbability;
    },
    mode(policy, at, actions, row) {
      for (let i = 0; i < width; i++) actions[row * width + i] = policy[at + i]!;
    },
    toAction(actions, row) {
      const action = new ArrayType(width);
      for (let i = 0; i < width; i++) action[i] = clipped(actions[row * width + i]!, i);
      return action;
    },
    toBatch(actions, from, count) {
      if (batch.length !== count * width) batch = new ArrayType(count * width);
      for (let i = 0; i < batch.length; i++) batch[i] = clipped(actions[from * width + i]!, i % width);
      return batch;
    },
    describe: () => null,
    distribution: (policy) => ({
      logProbabilities: (actions) => gaussianLogProbabilities(policy, actions),
      entropy: () => gaussianEntropy(policy),
    }),
  };
}
