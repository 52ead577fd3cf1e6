/**
 * Standard normal numbers as a tensor, for layers that draw anew at each step.
 *
 * On the `ludus` backend they come from the backend's generator (`backend.random`), run by run and in each replay of a captured
 * step alike: `seed` makes them reproducible, `save` and `restore` put them into a checkpoint. tfjs's own `randomNormal`, which
 * draws elsewhere, has neither.
 */

import { engine, randomNormal, type Tensor, backend as tfjsBackend } from '@tensorflow/tfjs-core';
import { LudusBackend } from '../backend/backend.ts';

/** `shape` independent numbers of mean 0 and standard deviation 1, float32. */
export function drawNormal(shape: readonly number[]): Tensor {
  const backend = tfjsBackend();
  if (!(backend instanceof LudusBackend)) return randomNormal(shape as number[]);
  const info = backend.allocate(shape, 'float32');
  const size = shape.reduce((product, n) => product * n, 1);
  if (size > 0) backend.random.draw(backend.pointer(info), size, { kind: 'normal', p0: 0, p1: 1 });
  return engine().makeTensorFromTensorInfo(info, backend);
}
