/** Weights in and out of networks: for checkpoints, and for the target network of DQN. */

import { read } from '../read.ts';
import { tf, type Variable } from '../tf.ts';

/** Anything with variables in a fixed order: a `Network`, an `ActorCritic`. */
export interface HasVariables {
  readonly variables: readonly Variable[];
}

/** The values of all variables, in their order, each flat and row-major; copies. */
export function readWeights(network: HasVariables): Promise<Float32Array[]> {
  return Promise.all(network.variables.map((variable) => read(variable)));
}

/**
 * Sets all variables from what `readWeights` gave, to the last bit.
 * @throws RangeError when the number or the sizes differ; nothing is changed then.
 */
export function writeWeights(network: HasVariables, weights: readonly Float32Array[]): void {
  const expected = network.variables.map((variable) => variable.size);
  const got = weights.map((values) => values.length);
  if (expected.length !== got.length || expected.some((size, i) => size !== got[i])) {
    throw new RangeError(
      `writeWeights: the network has weights of sizes [${expected}], got [${got}]; they were saved from another network`,
    );
  }
  tf.tidy(() => {
    // A copy, because tfjs's cpu backend keeps the array it is given.
    network.variables.forEach((variable, i) => {
      variable.assign(tf.tensor(weights[i]!.slice(), variable.shape));
    });
  });
}

/**
 * Makes `to`'s weights those of `from` now. On the device, without a copy: both share the values until one is assigned anew.
 * @throws RangeError when the shapes differ; nothing is changed then.
 */
export function copyWeights(from: HasVariables, to: HasVariables): void {
  const shapes = (network: HasVariables) => network.variables.map((variable) => `[${variable.shape}]`).join(' ');
  if (shapes(from) !== shapes(to)) {
    throw new RangeError(`copyWeights: the networks must have the same shapes, got ${shapes(from)} and ${shapes(to)}`);
  }
  from.variables.forEach((variable, i) => {
    to.variables[i]!.assign(variable);
  });
}
