/**
 * PyTorch's first biases, `U(-1/sqrt(inputs), 1/sqrt(inputs))` of each layer (`torch.nn.Linear`), which is what
 * Stable-Baselines3's DQN starts from.
 *
 * They matter. With biases of zero every ReLU's kink passes through the origin, and a world whose states stay near it,
 * like CartPole's, gets a function that is almost linear along each ray. In a sweep over CartPole-v1 (64-64, 12,500
 * updates, 6 seeds) the last 100 training episodes had a mean return of 18 to 196 from zero biases and of 348 to 468
 * from these.
 */
import { type HasVariables, type RandomSource, tf } from '../../tensor/index.ts';

/** The gain that makes `kaimingUniform` PyTorch's first kernels. */
export const TORCH_GAIN = Math.sqrt(1 / 3);

/** @param network of dense layers and convolutions: each bias `[outputs]` follows a kernel `[..., inputs, outputs]`. */
export function drawBiases(network: HasVariables, random: RandomSource): void {
  for (let i = 1; i < network.variables.length; i++) {
    const [kernel, bias] = [network.variables[i - 1]!, network.variables[i]!];
    if (bias.rank !== 1 || kernel.rank < 2) continue;
    const limit = 1 / Math.sqrt(kernel.size / bias.size);
    const values = Float32Array.from({ length: bias.size }, () => (2 * random.random() - 1) * limit);
    tf.tidy(() => bias.assign(tf.tensor(values, bias.shape)));
  }
}
