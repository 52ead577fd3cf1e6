import { describe, expect, it } from 'vitest';
import { cos, sin } from '../../../envs/classic-control/trig.ts';
import { fc } from '../../fast-check.ts';

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** How many doubles lie between two of the same sign. */
function ulpsApart(a: number, b: number): number {
  double[0] = a;
  const first = bits[0]!;
  double[0] = b;
  return Math.abs(Number(first - bits[0]!));
}

describe('sin and cos', () => {
  it('are within 1 ulp of the built-ins up to 800,000 radians', () => {
    // V8's built-ins are fdlibm's or glibc's, themselves within 1 ulp of the truth; near a zero both are exact enough that
    // the signs agree.
    fc.assert(
      fc.property(fc.double({ min: -8e5, max: 8e5, noNaN: true }), (x) => {
        expect(ulpsApart(sin(x), Math.sin(x))).toBeLessThanOrEqual(1);
        expect(ulpsApart(cos(x), Math.cos(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 5000 },
    );
  });

  it('are within 1 ulp of the built-ins at the angles of a cart-pole', () => {
    for (let x = -0.8; x <= 0.8; x += 1 / 4096) {
      expect(ulpsApart(sin(x), Math.sin(x))).toBeLessThanOrEqual(1);
      expect(ulpsApart(cos(x), Math.cos(x))).toBeLessThanOrEqual(1);
    }
  });

  it('give the known bits at landmarks', () => {
    // What CPython 3.11 prints on glibc, correctly rounded in these cases.
    expect(sin(1)).toBe(0.8414709848078965);
    expect(cos(1)).toBe(0.5403023058681398);
    expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
    expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
    expect(sin(0.2)).toBe(0.19866933079506122);
    expect(cos(0.2)).toBe(0.9800665778412416);
    expect(sin(100000)).toBe(0.03574879797201651);
    expect(cos(-100000)).toBe(-0.9993608074382124);
  });

  it('keep the sign of zero and give NaN where there is no angle', () => {
    expect(sin(-0)).toBe(-0);
    expect(cos(-0)).toBe(1);
    for (const x of [NaN, Infinity, -Infinity]) {
      expect(sin(x)).toBeNaN();
      expect(cos(x)).toBeNaN();
    }
  });

  it('answer beyond what is reduced here', () => {
    expect(sin(1e22)).toBeCloseTo(-0.8522008497671888, 12); // the classical test of large arguments
  });
});
