/**
 * The drawing of Blackjack: the dealer's cards above, the player's below, a card being one unit wide.
 *
 * Cards are white in both themes, as cards are. The rules know the dealer's open card by suit and rank, the others by their
 * value alone: their suits are decoration, and what counts ten is shown as a 10.
 */
import type { Color, Scene, Shape, TextShape, Transform } from '../../core/scene.ts';
import { ACE, type Hand, hasUsableAce, isBust, SUITS, type Suit, total } from './rules.ts';
import { suitColor, suitShapes } from './suits.ts';

/** What there is to draw. */
export interface BlackjackPicture {
  readonly player: Hand;
  readonly dealer: Hand;
  /** Of the dealer's open card. */
  readonly suit: Suit;
  readonly rank: string;
  /** The game's, null until it is over and the dealer's second card is turned. */
  readonly reward: number | null;
}

const CARD_HEIGHT = 1.4;
const GAP = 0.18; // between cards, until they have to overlap
const VIEW = { x: 0, y: 0, width: 6.4, height: 5 } as const;
const MARGIN = 0.35;
const DEALER_Y = 0.85;
const PLAYER_Y = 3.15;
const LABEL_HEIGHT = 0.3; // from a row of cards up to the middle of its label
const LABEL_SIZE = 0.3;

const TABLE = '#2f9e5f';
const TABLE_OPACITY = 0.16;
const CARD_FACE = '#fdfcf8';
const CARD_EDGE = '#b9b4a7';
const CARD_BACK = '#2f4f8f';
const CARD_BACK_LINES = '#9db4e6';

/** Draws the table. */
export function drawBlackjack({ player, dealer, suit, rank, reward }: BlackjackPicture): Scene {
  const over = reward !== null;
  const shapes: Shape[] = [
    { type: 'rect', x: 0.1, y: 0.1, width: VIEW.width - 0.2, height: VIEW.height - 0.2, radius: 0.3, ...felt() },
    label(DEALER_Y, `Dealer  ${over ? totalText(dealer) : dealer[0] === ACE ? 'A' : dealer[0]}`),
    label(PLAYER_Y, `Player  ${totalText(player)}`),
  ];
  dealer.forEach((card, i) => {
    const transform = placeOf(i, dealer.length, DEALER_Y);
    if (i === 1 && !over) shapes.push(...backShapes('dealer-1', transform));
    else
      shapes.push(
        ...faceShapes(`dealer-${i}`, i === 0 ? rank : rankOf(card), i === 0 ? suit : suitOf(card, i), transform),
      );
  });
  player.forEach((card, i) => {
    shapes.push(...faceShapes(`player-${i}`, rankOf(card), suitOf(card, i + 2), placeOf(i, player.length, PLAYER_Y)));
  });
  if (over) shapes.push(verdict(player, dealer, reward));
  return { view: VIEW, shapes };
}

function felt(): { readonly fill: Color; readonly opacity: number } {
  return { fill: TABLE, opacity: TABLE_OPACITY };
}

/** The top left corner of a card in its row; a long hand overlaps. */
function placeOf(index: number, count: number, y: number): Transform {
  const room = VIEW.width - 2 * MARGIN - 1;
  return { x: MARGIN + index * Math.min(1 + GAP, room / Math.max(count - 1, 1)), y };
}

function faceShapes(id: string, rank: string, suit: Suit, transform: Transform): Shape[] {
  return [
    card(id, CARD_FACE, CARD_EDGE, transform),
    {
      id: `${id}-rank`,
      type: 'text',
      x: 0.09,
      y: 0.24,
      text: rank,
      size: 0.34,
      color: suitColor(suit),
      align: 'start',
      baseline: 'middle',
      transform,
    },
    ...suitShapes(suit, `${id}-suit`, 0.56, 0.86, 0.6, transform),
  ];
}

function backShapes(id: string, transform: Transform): Shape[] {
  return [
    card(id, CARD_BACK, CARD_EDGE, transform),
    {
      id: `${id}-back`,
      type: 'rect',
      x: 0.1,
      y: 0.1,
      width: 0.8,
      height: CARD_HEIGHT - 0.2,
      radius: 0.06,
      stroke: CARD_BACK_LINES,
      strokeWidth: 0.03,
      transform,
    },
    {
      id: `${id}-mark`,
      type: 'polygon',
      points: [0.5, 0.32, 0.76, 0.7, 0.5, 1.08, 0.24, 0.7],
      stroke: CARD_BACK_LINES,
      strokeWidth: 0.03,
      transform,
    },
  ];
}

function card(id: string, fill: Color, stroke: Color, transform: Transform): Shape {
  const size = { x: 0, y: 0, width: 1, height: CARD_HEIGHT, radius: 0.1 };
  return { id, type: 'rect', ...size, fill, stroke, strokeWidth: 0.02, transform };
}

function rankOf(value: number): string {
  return value === ACE ? 'A' : String(value);
}

/** Decoration: a card keeps its suit while it lies there. */
function suitOf(value: number, index: number): Suit {
  return SUITS[(3 * index + value) % SUITS.length]!;
}

function totalText(hand: Hand): string {
  return `${total(hand)}${hasUsableAce(hand) ? ' (soft)' : ''}`;
}

function label(y: number, text: string): TextShape {
  return caption(MARGIN, y - LABEL_HEIGHT, text, 'ink', 'start');
}

function verdict(player: Hand, dealer: Hand, reward: number): TextShape {
  const x = VIEW.width - MARGIN;
  const y = PLAYER_Y - LABEL_HEIGHT;
  if (isBust(player)) return caption(x, y, 'Player busts', 'danger', 'end');
  if (isBust(dealer)) return caption(x, y, 'Dealer busts', 'goal', 'end');
  if (reward === 0) return caption(x, y, 'Draw', 'muted', 'end');
  return reward > 0 ? caption(x, y, 'Player wins', 'goal', 'end') : caption(x, y, 'Dealer wins', 'danger', 'end');
}

function caption(x: number, y: number, text: string, color: Color, align: 'start' | 'end'): TextShape {
  return { type: 'text', x, y, text, size: LABEL_SIZE, color, align, baseline: 'middle' };
}
