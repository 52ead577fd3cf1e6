/**
 * The wind of LunarLander: two forces that never repeat.
 *
 * Source: Gymnasium 1.4 `box2d/lunar_lander.py`: `tanh(sin(2 k t) + sin(pi k t))` with k = 0.01.
 */
import { sin } from '../../classic-control/trig.ts';

const K = 0.01;

/** The part of its power with which the wind blows at step `index`, in the range `(-1, 1)`. */
export function gust(index: number): number {
  return tanh(sin(2 * K * index) + sin(Math.PI * K * index));
}

/**
 * For `|x| <= 2`, within 1e-14: `Math.tanh` differs from engine to engine in its last digits, and with it every replay would.
 *
 * tanh x = (1 - e) / (1 + e) with e = exp(-2 x), and exp(y) = exp(y / 64)^64 by its series.
 */
function tanh(x: number): number {
  const y = -Math.abs(x) / 32;
  let term = 1;
  let e = 1;
  for (let i = 1; i <= 10; i++) {
    term *= y / i;
    e += term;
  }
  for (let i = 0; i < 6; i++) e *= e;
  const magnitude = (1 - e) / (1 + e);
  return x < 0 ? -magnitude : magnitude;
}
