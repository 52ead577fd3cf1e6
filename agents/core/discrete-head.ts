/** The head of Discrete and MultiDiscrete actions: one categorical distribution for each choice, independent of the others. */
import type { Space } from '../../envs/spaces/space.ts';
import { entropyOf, selectActions, type Tensor1D, type Tensor2D, tf } from '../../tensor/index.ts';
import type { ActionHead } from './action-head.ts';
import { argmax, drawIndex, softmax } from './actions.ts';

type DiscreteLike = Space & { readonly n: number; readonly start: number };
type MultiDiscreteLike = Space & { readonly nvec: ArrayLike<number>; readonly start?: ArrayLike<number> };

export function discreteHead(space: Space): ActionHead {
  const single = space.type === 'Discrete';
  const counts = single ? [(space as DiscreteLike).n] : Array.from((space as MultiDiscreteLike).nvec);
  const starts = single
    ? [(space as DiscreteLike).start]
    : counts.map((_, i) => (space as MultiDiscreteLike).start?.[i] ?? 0);
  const width = counts.length;
  /** Where each choice's logits begin in a policy row; at the end, the row's length. */
  const offsets = [0];
  for (const count of counts) offsets.push(offsets.at(-1)! + count);
  const probabilities = new Float64Array(Math.max(...counts));
  let batch = new Int32Array(0);

  return {
    outputs: offsets.at(-1)!,
    free: [],
    width,
    createRows: (rows) => new Int32Array(rows * width),
    draw(policy, at, random, actions, row) {
      let logProbability = 0;
      for (let i = 0; i < width; i++) {
        const from = at + offsets[i]!;
        const logSum = softmax(policy, from, counts[i]!, probabilities);
        const index = drawIndex(probabilities, counts[i]!, random.random());
        actions[row * width + i] = index;
        logProbability += policy[from + index]! - logSum;
      }
      return logProbability;
    },
    mode(policy, at, actions, row) {
      for (let i = 0; i < width; i++) actions[row * width + i] = argmax(policy, at + offsets[i]!, counts[i]!);
    },
    toAction(actions, row) {
      if (single) return actions[row]! + starts[0]!;
      return Int32Array.from(counts, (_, i) => actions[row * width + i]! + starts[i]!);
    },
    toBatch(actions, from, count) {
      if (batch.length !== count * width) batch = new Int32Array(count * width);
      for (let i = 0; i < batch.length; i++) batch[i] = actions[from * width + i]! + starts[i % width]!;
      return batch;
    },
    describe(policy, at) {
      if (!single) return null;
      softmax(policy, at, counts[0]!, probabilities);
      return { kind: 'probabilities', values: Array.from(probabilities) };
    },
    distribution(policy) {
      // Of each choice the logarithms of its probabilities `[batch, n]`, which all the rest is made of.
      const logits = width === 1 ? [policy] : counts.map((n, i) => tf.slice(policy, [0, offsets[i]!], [-1, n]));
      const logs = logits.map((logitsOfI) => tf.logSoftmax(logitsOfI) as Tensor2D);
      return {
        logProbabilities: (actions) =>
          total(
            logs.map((logsOfI, i) => {
              const taken = width === 1 ? actions : tf.slice(actions, [0, i], [-1, 1]);
              return selectActions(logsOfI, tf.reshape(taken, [-1]));
            }),
          ),
        entropy: () => total(logs.map(entropyOf)),
      };
    },
  };
}

/** The sum over choices, which are independent. */
function total(parts: readonly Tensor1D[]): Tensor1D {
  return parts.reduce((sum, part) => tf.add(sum, part));
}
