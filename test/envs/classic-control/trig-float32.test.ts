import { describe, expect, it } from 'vitest';
import { cosFloat32, MAX_ANGLE, sinFloat32 } from '../../../envs/classic-control/trig-float32.ts';

describe('sinFloat32 and cosFloat32', () => {
  it('give the bits that numpy gives', () => {
    // numpy 1.24.2 and 2.4.6: np.cos(np.float32(x)), np.sin(np.float32(x)); the last one is off the correctly rounded bits in both
    const known: readonly (readonly [x: number, cosine: number, sine: number])[] = [
      [0.1, 0.9950041770935059, 0.0998334214091301],
      [0.7, 0.7648422122001648, 0.6442176699638367],
      [1, 0.5403022766113281, 0.8414710164070129],
      [2.5, -0.8011435866355896, 0.5984721779823303],
      [-3, -0.9899924993515015, -0.14112000167369843],
      [12.5, 0.9977982640266418, -0.06632189452648163],
      [-70000, 0.5673540234565735, 0.8234739899635315],
      [1.9662156105041504, -0.38519513607025146, 0.9228351712226868],
    ];
    for (const [x, cosine, sine] of known) {
      expect([cosFloat32(Math.fround(x)), sinFloat32(Math.fround(x))]).toEqual([cosine, sine]);
    }
  });

  it('are within 1.5 units of the last place, in which float32 has 2^-24 below 1', () => {
    for (let x = -40; x < 40; x += 1 / 512) {
      expect(Math.abs(cosFloat32(x) - Math.cos(x))).toBeLessThan(1.5 * 2 ** -24);
      expect(Math.abs(sinFloat32(x) - Math.sin(x))).toBeLessThan(1.5 * 2 ** -24);
    }
  });

  it('are odd and even', () => {
    for (const x of [0.25, 1.5, 3.125, Math.fround(MAX_ANGLE)]) {
      expect(sinFloat32(-x)).toBe(-sinFloat32(x));
      expect(cosFloat32(-x)).toBe(cosFloat32(x));
    }
    expect([sinFloat32(0), cosFloat32(0)]).toEqual([0, 1]);
  });
});
