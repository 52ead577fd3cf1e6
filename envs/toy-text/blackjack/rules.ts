/**
 * The rules of Blackjack: cards, the value of a hand, the dealer's play and who wins.
 *
 * Cards are their values, an ace being 1; they come from an infinite deck, so that a card drawn changes nothing for the next.
 *
 * Source: Gymnasium 1.4 `toy_text/blackjack.py`.
 */
import type { State } from '../../core/env.ts';
import type { Generator } from '../../core/seeding/generator.ts';

export const STICK = 0;
export const HIT = 1;
export const ACTIONS = 2;

/** What an action does, in the order of the action space. */
export const ACTION_NAMES = ['stick', 'hit'] as const;

/** Values of cards, `[1, 10]`, in the order they were drawn. At least two. */
export type Hand = readonly number[];

export const ACE = 1;
export const TEN = 10; // the ten, the jack, the queen and the king

/** One card of each rank. */
const DECK = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10] as const;

/** The highest hand that is not bust. */
export const LIMIT = 21;
/** The dealer draws below it. */
export const DEALER_STICKS = 17;
/** What an ace counts beyond 1 where it is usable. */
const ACE_BONUS = 10;
/** A natural's win where `natural` is asked for: the casino's three to two. */
const NATURAL_REWARD = 1.5;

export const SUITS = ['clubs', 'diamonds', 'hearts', 'spades'] as const;
export type Suit = (typeof SUITS)[number];
const FACES = ['J', 'Q', 'K'] as const;

/** The cards of an episode. */
export interface Round {
  readonly player: number[];
  readonly dealer: number[];
  /** How the dealer's open card is shown. */
  suit: Suit;
  rank: string;
}

/** What is on the table before there has been a deal. */
export function emptyRound(): Round {
  return { player: [TEN, TEN], dealer: [TEN, TEN], suit: 'spades', rank: 'K' };
}

export interface Payout {
  /** Pay a natural's win 1.5 (without effect where `sab`). */
  readonly natural: boolean;
  /** The rules of Sutton and Barto: the player's natural wins unless the dealer has one too. */
  readonly sab: boolean;
}

export function drawCard(generator: Generator): number {
  return DECK[generator.integers(DECK.length)]!;
}

/** The suit and the rank (`A`, `2` to `9`, `J`, `Q`, `K`) by which the dealer's open card is shown. */
export function drawLook(generator: Generator, card: number): { readonly suit: Suit; readonly rank: string } {
  const suit = SUITS[generator.integers(SUITS.length)]!;
  if (card === ACE) return { suit, rank: 'A' };
  return { suit, rank: card === TEN ? FACES[generator.integers(FACES.length)]! : String(card) };
}

/** Whether a card of that value may be shown by that rank. */
export function isRankOf(card: number, rank: unknown): boolean {
  if (card === ACE) return rank === 'A';
  return card === TEN ? (FACES as readonly unknown[]).includes(rank) : rank === String(card);
}

/** Whether an ace can count 11. */
export function hasUsableAce(hand: Hand): boolean {
  return hand.includes(ACE) && hardTotal(hand) + ACE_BONUS <= LIMIT;
}

/** The hand's value, a usable ace counting 11. */
export function total(hand: Hand): number {
  return hardTotal(hand) + (hasUsableAce(hand) ? ACE_BONUS : 0);
}

export function isBust(hand: Hand): boolean {
  return hardTotal(hand) > LIMIT;
}

/** An ace and a ten, the first two cards. */
export function isNatural(hand: Hand): boolean {
  return hand.length === 2 && hand.includes(ACE) && hand.includes(TEN);
}

/** The player's reward: -1 a loss, 0 a draw, 1 a win, 1.5 a natural's win where it is paid so. */
export function payout(player: Hand, dealer: Hand, { natural, sab }: Payout): number {
  if (isBust(player)) return -1;
  if (sab && isNatural(player) && !isNatural(dealer)) return 1;
  const reward = Math.sign(total(player) - (isBust(dealer) ? 0 : total(dealer)));
  return !sab && natural && isNatural(player) && reward === 1 ? NATURAL_REWARD : reward;
}

function hardTotal(hand: Hand): number {
  let sum = 0;
  for (let i = 0; i < hand.length; i++) sum += hand[i]!;
  return sum;
}

/** Deals two cards each, in place of those of the round before. */
export function deal(round: Round, generator: Generator): void {
  const { player, dealer } = round;
  dealer.length = 0;
  dealer.push(drawCard(generator), drawCard(generator));
  player.length = 0;
  player.push(drawCard(generator), drawCard(generator));
  const { suit, rank } = drawLook(generator, dealer[0]!);
  round.suit = suit;
  round.rank = rank;
}

/** Does an action. Returns the reward with which it ends the round, or null where the round goes on. */
export function play({ player, dealer }: Round, action: number, generator: Generator, rules: Payout): number | null {
  if (action === HIT) {
    player.push(drawCard(generator));
    if (!isBust(player)) return null;
  } else {
    while (total(dealer) < DEALER_STICKS) dealer.push(drawCard(generator));
  }
  return payout(player, dealer, rules);
}

/** As the world's state has it. */
export function saveRound({ player, dealer, suit, rank }: Round): State {
  return { player: [...player], dealer: [...dealer], suit, rank };
}

/** A round of its own from what `saveRound` gave. */
export function loadRound(state: State): Round {
  const { player, dealer, suit, rank } = state as {
    readonly player: Hand;
    readonly dealer: Hand;
    readonly suit: Suit;
    readonly rank: string;
  };
  return { player: [...player], dealer: [...dealer], suit, rank };
}
