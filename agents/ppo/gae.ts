/**
 * Generalised advantage estimation (Schulman et al. 2016, equations 11-12 and 16) over a rollout of a vector
 * environment, with terminations and truncations told apart:
 *
 *   delta_t = r_t + gamma * V(s'_t) - V(s_t)
 *   A_t     = delta_t + gamma * lambda * A_{t+1}     within an episode, A_t = delta_t at its last step.
 *
 * `s'_t` is the observation that step t led to. After a termination its value is 0. After a truncation it is the
 * episode's *final* observation, valued by the critic, not the first observation of the next episode.
 */

export interface Rollout {
  readonly steps: number;
  readonly numEnvs: number;
  readonly rewards: Float32Array; // [steps, numEnvs]
  readonly values: Float32Array; // [steps, numEnvs], V(s_t)
  /** V(s'_t): the next row of `values` in mid-episode, the critic's value of the final observation at a truncation. */
  readonly nextValues: Float32Array; // [steps, numEnvs]
  readonly terminations: Uint8Array; // [steps, numEnvs]
  readonly truncations: Uint8Array; // [steps, numEnvs]
}

/**
 * @param gamma in `[0, 1]`. @param lambda in `[0, 1]`: 0 the one-step advantage, 1 the Monte Carlo one.
 * @param advantages `[steps, numEnvs]`, written. @param returns `[steps, numEnvs]`, written: advantages + values.
 */
export function computeGae(
  rollout: Rollout,
  gamma: number,
  lambda: number,
  advantages: Float32Array,
  returns: Float32Array,
): void {
  const { steps, numEnvs, rewards, values, nextValues, terminations, truncations } = rollout;
  for (let env = 0; env < numEnvs; env++) {
    let following = 0; // A_{t+1}
    for (let t = steps - 1; t >= 0; t--) {
      const i = t * numEnvs + env;
      const terminated = terminations[i] !== 0;
      if (terminated || truncations[i] !== 0) following = 0;
      const next = terminated ? 0 : nextValues[i]!;
      const delta = rewards[i]! + gamma * next - values[i]!;
      following = delta + gamma * lambda * following;
      advantages[i] = following;
      returns[i] = following + values[i]!;
    }
  }
}
