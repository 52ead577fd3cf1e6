/**
 * Schedules: values that change with the number of environment steps taken. Pure functions of the step, so there is no
 * state to save.
 */

/**
 * Straight from `from` at step 0 to `to` at step `over`, and `to` after that: DQN's exploration (Mnih et al. 2015,
 * "annealed linearly"), PPO's learning rate (detail 4 of "The 37 implementation details of PPO"), priorities' beta.
 *
 * @param over steps, >= 0; 0 means `to` from the beginning.
 */
export function linear(from: number, to: number, over: number, step: number): number {
  if (step >= over) return to;
  return from + (to - from) * (step / over);
}
