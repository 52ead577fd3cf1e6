/**
 * `ludus/tensor`: what learns. tfjs with its gradients, the training backend and `capture`, device selection, seeded
 * initialisers, small networks, losses, optimizers.
 */

export {
  type AdamOptions as FusedAdamOptions,
  type EngineOptions,
  FusedAdam,
  FusedOptimizer,
  FusedRmsProp,
  FusedSgd,
  type OptimizerOptions,
  type RmsPropOptions,
  registerLudus,
  type SgdOptions,
} from './backend/index.ts';
export { type Captured, CaptureError, capture, HostTensor, hostScalar } from './capture.ts';

export type { BackendName, Device, DeviceName, DeviceReport } from './device/device.ts';
export { DeviceUnavailable } from './device/device.ts';
export { type DeviceRequest, probeDevices, useDevice, withDevice } from './device/use-device.ts';
export { DeviceRandom } from './device-random.ts';
export { glorotUniform, type Initializer, kaimingUniform, zeros } from './initializers/initializers.ts';
export { orthogonal } from './initializers/orthogonal.ts';
export { NoisyDense, type NoisyDenseOptions, resampleNoise } from './layers/noisy-dense.ts';
export { entropy, entropyOf, logProbabilities, selectActions } from './losses/categorical.ts';
export { clippedSurrogate } from './losses/clipped-surrogate.ts';
export { gaussianEntropy, gaussianLogProbabilities } from './losses/gaussian.ts';
export { huber } from './losses/huber.ts';
export {
  type ActorCritic,
  type ActorCriticOptions,
  actorCritic,
  type PolicyOptions,
  policyNetwork,
  type TowerOptions,
  valueNetwork,
} from './networks/actor-critic.ts';
export { dueling } from './networks/dueling.ts';
export {
  type Convolution,
  type ImageFront,
  type ImageInput,
  MINATAR_CONVOLUTIONS,
  NATURE_CONVOLUTIONS,
  NIPS_CONVOLUTIONS,
} from './networks/image-front.ts';
export { type MlpOptions, mlp } from './networks/mlp.ts';
export type { Network } from './networks/network.ts';
export { copyWeights, type HasVariables, readWeights, writeWeights } from './networks/weights.ts';
export { Adam, type AdamOptions, type AdamState } from './optimizers/adam.ts';
export { type LossAndMore, minimize, valueAndGradients } from './optimizers/minimize.ts';
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
