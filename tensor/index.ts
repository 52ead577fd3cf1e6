/**
 * `ludus/tensor`: what learns. tfjs with its gradients, device selection, seeded initialisers, small networks, losses, Adam.
 */

export type { BackendName, Device, DeviceName, DeviceReport } from './device/device.ts';
export { DeviceUnavailable } from './device/device.ts';
export { type DeviceRequest, probeDevices, useDevice, withDevice } from './device/use-device.ts';
export { glorotUniform, type Initializer, kaimingUniform, zeros } from './initializers/initializers.ts';
export { orthogonal } from './initializers/orthogonal.ts';
export { entropy, logProbabilities, selectActions } from './losses/categorical.ts';
export { huber } from './losses/huber.ts';
export { type ActorCritic, type ActorCriticOptions, actorCritic } from './networks/actor-critic.ts';
export { dueling } from './networks/dueling.ts';
export { type MlpOptions, mlp } from './networks/mlp.ts';
export type { Network } from './networks/network.ts';
export { copyWeights, type HasVariables, readWeights, writeWeights } from './networks/weights.ts';
export { Adam, type AdamOptions, type AdamState } from './optimizers/adam.ts';
export { clipByGlobalNorm } from './optimizers/clip.ts';
export { type MinimizeOptions, minimize, valueAndGradients } from './optimizers/minimize.ts';
export type { RandomSource } from './random.ts';
export { read, readScalar, readsAreSynchronous } from './read.ts';
export {
  type LayersModel,
  layers,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tf,
  type Variable,
} from './tf.ts';
