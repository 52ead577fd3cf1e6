/**
 * The one place that loads TensorFlow.js.
 *
 * Of tfjs we take the core, the layers and the cpu backend (ours calls its kernels where it has none of its own), not the
 * umbrella package of 140 MB. Everything else in Ludus imports `tf` and `layers` from here, because the order matters:
 *
 * - `@tensorflow/tfjs-core` alone has no gradients ("gradient function not found for Mean"). Its own
 *   `dist/register_all_gradients.js` is ESM in a package without `"type": "module"`, which Node 20 cannot load. tfjs-layers
 *   imports that file in its index and carries it inside its Node bundle, so loading the layers registers all gradients,
 *   in Node and in a browser bundle alike. The registries live on the global object and are shared by every copy of the core.
 * - The first tensor on the cpu backend prints a banner about tfjs-node; `ludus doctor` says the same thing better.
 *
 * Left out: the chained methods (`x.add(y)`). They are not registered in Node; write `tf.add(x, y)`.
 */

import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';

export type {
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Variable,
} from '@tensorflow/tfjs-core';
export type { LayersModel } from '@tensorflow/tfjs-layers';
export { layers, tf };

if (tf.getGradient('Mean') === undefined) {
  throw new Error(
    'loading tfjs: no gradients are registered. tfjs-layers and tfjs-core must be of the same version; reinstall with `npm ci`.',
  );
}

// The banner is printed by the first write to the cpu backend unless in production mode. That mode also drops checks
// of arguments, so it is on for that one write only. A backend somebody chose before stays chosen.
const chosen = tf.engine().backendName;
tf.setBackend('cpu');
tf.env().set('PROD', true);
tf.scalar(0).dispose();
tf.env().set('PROD', false);
if (chosen) tf.setBackend(chosen);
