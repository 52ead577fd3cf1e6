/**
 * The four suits as shapes, because a font may lack them or show them as pictures.
 *
 * Each is drawn about its middle, one unit high at `size` 1, in the local coordinates of the card it is on.
 */
import type { Color, Shape, Transform } from '../../core/scene.ts';
import type { Suit } from './rules.ts';

const RED = '#c8322f';
const BLACK = '#23211f';

export function suitColor(suit: Suit): Color {
  return suit === 'hearts' || suit === 'diamonds' ? RED : BLACK;
}

/** @param id of the suit as a whole; its parts append to it */
export function suitShapes(
  suit: Suit,
  id: string,
  x: number,
  y: number,
  size: number,
  transform: Transform,
): readonly Shape[] {
  const fill = suitColor(suit);
  const polygon = (part: string, points: readonly number[]): Shape => ({
    id: `${id}${part}`,
    type: 'polygon',
    points: points.map((value, i) => (i % 2 === 0 ? x : y) + value * size),
    fill,
    transform,
  });
  const circle = (part: string, left: number, top: number): Shape => ({
    id: `${id}${part}`,
    type: 'circle',
    x: x + left * size,
    y: y + top * size,
    radius: 0.25 * size,
    fill,
    transform,
  });
  switch (suit) {
    case 'diamonds':
      return [polygon('', [0, -0.52, 0.36, 0, 0, 0.52, -0.36, 0])];
    case 'hearts':
      return [polygon('', HEART)];
    case 'spades':
      return [
        polygon(
          '',
          HEART.map((value, i) => (i % 2 === 0 ? value : -value - 0.06)),
        ),
        polygon('-stem', STEM),
      ];
    case 'clubs':
      return [circle('', 0, -0.26), circle('-left', -0.24, 0.08), circle('-right', 0.24, 0.08), polygon('-stem', STEM)];
    default:
      return suit satisfies never;
  }
}

const STEM: readonly number[] = [0, -0.08, 0.05, 0.3, 0.18, 0.5, -0.18, 0.5, -0.05, 0.3];

const HEART_POINTS = 28;
/** The heart curve x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t, scaled to a unit. */
const HEART: readonly number[] = Array.from({ length: HEART_POINTS }, (_, i) => {
  const t = (2 * Math.PI * i) / HEART_POINTS;
  const height = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
  return [(16 * Math.sin(t) ** 3) / 34, -(height + 2) / 30];
}).flat();
