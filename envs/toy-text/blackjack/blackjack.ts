/**
 * Blackjack: the world. Its rules are in `rules.ts`, its drawing in `scene.ts`, its batches in `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import { readBoolean } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { Tuple } from '../../spaces/tuple.ts';
import {
  ACTIONS,
  deal,
  emptyRound,
  type Hand,
  HIT,
  hasUsableAce,
  isRankOf,
  loadRound,
  type Payout,
  payout,
  play,
  STICK,
  SUITS,
  saveRound,
  TEN,
  total,
} from './rules.ts';
import { drawBlackjack } from './scene.ts';

const METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array'],
  renderFps: 4,
  renderSize: { width: 384, height: 376 },
};

/** The keyword arguments and their defaults, those `Blackjack-v1` is registered with. */
export const BLACKJACK_KWARGS = { natural: false, sab: true } as const;

/** The player's total, the dealer's open card (1 an ace), whether the player has a usable ace (0 or 1). */
export type BlackjackObservation = readonly [total: number, dealerCard: number, usableAce: number];

/** The highest total there is: a ten drawn to a hard 21. */
const HIGHEST_TOTAL = 31;

/**
 * Get closer to 21 than the dealer without going beyond. The cards come from an infinite deck; an ace counts 11 (it is usable)
 * unless that would go beyond 21, else 1; jack, queen and king count 10.
 *
 * - actions: `Discrete(2)`: 0 stick (the dealer plays), 1 hit (draw a card)
 * - observation: `Tuple(Discrete(32), Discrete(11), Discrete(2))`: the player's total, the dealer's open card in `[1, 10]` (1 an
 *   ace), 1 where the player has a usable ace
 * - reward: 1 for a win, -1 for a loss, 0 for a draw and before the end. With `sab` (Sutton and Barto's rules, the default) an
 *   ace and a ten as first cards win unless the dealer has them too; without it and with `natural` such a win pays 1.5
 * - start: two cards each
 * - terminates: with the player's bust, or, once the player sticks, when the dealer has drawn to 17 or more
 *
 * Source: Sutton and Barto, "Reinforcement Learning: An Introduction" (2018), example 5.1, as in Gymnasium 1.4's `Blackjack-v1`.
 * Differs: a step after the end is refused.
 */
export class Blackjack extends World<BlackjackObservation, number> {
  override readonly observationSpace = new Tuple<BlackjackObservation>([
    new Discrete(HIGHEST_TOTAL + 1),
    new Discrete(TEN + 1),
    new Discrete(2),
  ]);
  override readonly actionSpace = new Discrete(ACTIONS);
  override readonly metadata = METADATA;
  readonly payout: Payout;
  #round = emptyRound();

  /** @throws {TypeError} where an argument is no boolean */
  constructor(kwargs: Kwargs = BLACKJACK_KWARGS) {
    super();
    this.payout = {
      natural: readBoolean('Blackjack', kwargs, 'natural'),
      sab: readBoolean('Blackjack', kwargs, 'sab'),
    };
  }

  protected override begin(): ResetResult<BlackjackObservation> {
    deal(this.#round, this.generator);
    return [this.#observe(), {}];
  }

  override step(action: number): StepResult<BlackjackObservation> {
    if (this.phase !== 'running' || !(action === STICK || action === HIT)) throw this.refusal(action);
    const reward = play(this.#round, action, this.generator, this.payout);
    if (reward === null) return [this.#observe(), 0, false, false, {}];
    this.phase = 'ended';
    return [this.#observe(), reward, true, false, {}];
  }

  #observe(): BlackjackObservation {
    const { player, dealer } = this.#round;
    return [total(player), dealer[0]!, hasUsableAce(player) ? 1 : 0];
  }

  protected override drawScene(): Scene {
    const over = this.phase === 'ended';
    const { player, dealer } = this.#round;
    return drawBlackjack({ ...this.#round, reward: over ? payout(player, dealer, this.payout) : null });
  }

  protected override saveWorld(): State {
    return saveRound(this.#round);
  }

  protected override checkWorld(state: State): void {
    const { player, dealer, suit, rank } = (state ?? {}) as { readonly [key: string]: State };
    const isSuit = (SUITS as readonly unknown[]).includes(suit);
    if (!isHand(player) || !isHand(dealer) || !isSuit || !isRankOf(dealer[0]!, rank)) {
      throw this.badState(
        `the hands of player and dealer (two or more cards in [1, 10], at most ${HIGHEST_TOTAL} together), suit and rank of the dealer's first card`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    this.#round = loadRound(state);
  }
}

function isHand(value: unknown): value is Hand {
  const isCard = (card: unknown) => Number.isInteger(card) && (card as number) >= 1 && (card as number) <= TEN;
  return Array.isArray(value) && value.length >= 2 && value.every(isCard) && total(value) <= HIGHEST_TOTAL;
}
