/**
 * Multi-step transitions (Sutton 1988; Sutton & Barto 2018, section 7.1): turns the steps of one environment into
 * transitions over n steps,
 *
 *   R = r_t + gamma r_{t+1} + ... + gamma^{k-1} r_{t+k-1},   discount = gamma^k,   k <= n,
 *
 * k being less than n only at an episode's end. A terminated episode's transitions get discount 0; a truncated one's
 * bootstrap from its final observation. Nothing reaches across two episodes. Off-policy corrections are left out, as in
 * Rainbow (Hessel et al. 2018).
 */
import type { ReplayBuffer } from './replay-buffer.ts';

interface Pending {
  /** Its number in the memory. */
  readonly observation: number;
  readonly action: number;
  reward: number;
  /** gamma to the number of rewards summed so far. */
  discount: number;
}

export type NStepState = readonly Readonly<Pending>[];

export class NStepAssembler {
  readonly #n: number;
  readonly #gamma: number;
  #pending: Pending[] = [];

  /** @param n an integer >= 1. @param gamma in the range `[0, 1]`. */
  constructor(n: number, gamma: number) {
    this.#n = n;
    this.#gamma = gamma;
  }

  /**
   * Takes one step and adds to `buffer` every transition it completes: one in mid-episode once n steps are there, all
   * that are pending at an episode's end.
   *
   * @param observation the one acted on, by its number in the buffer's memory.
   * @param nextObservation the one stepped into: at an episode's end its final one, not the reset's.
   */
  push(
    buffer: ReplayBuffer,
    observation: number,
    action: number,
    reward: number,
    nextObservation: number,
    terminated: boolean,
    truncated: boolean,
  ): void {
    if (this.#n === 1) {
      buffer.add(observation, action, reward, nextObservation, terminated ? 0 : this.#gamma);
      return;
    }
    this.#pending.push({ observation, action, reward: 0, discount: 1 });
    for (const transition of this.#pending) {
      transition.reward += transition.discount * reward;
      transition.discount *= this.#gamma;
    }
    const ended = terminated || truncated;
    while (this.#pending.length > 0 && (ended || this.#pending.length >= this.#n)) {
      const { observation: first, action: taken, reward: sum, discount } = this.#pending.shift()!;
      buffer.add(first, taken, sum, nextObservation, terminated ? 0 : discount);
    }
  }

  getState(): NStepState {
    return this.#pending.map((transition) => ({ ...transition }));
  }

  setState(state: NStepState): void {
    this.#pending = state.map((transition) => ({ ...transition }));
  }
}
