/** The language of profiles: what its expressions are worth, and what it says of those that are none. */

import { describe, expect, it } from 'vitest';
import { type Expression, parseExpression } from '../../../../envs/nes/profile/expression.ts';
import { fc } from '../../../fast-check.ts';

const ram = Uint8Array.from({ length: 2048 }, (_, address) => address & 0xff);
const ramBefore = new Uint8Array(2048).fill(3);
const memory = { ram, ramBefore };
const names = new Map<string, Expression>();
names.set('score', parseExpression('score', 'ram[10] + 256 * ram[0x01]', names));
names.set('lives', parseExpression('lives', 'ram[5]', names));

const worth = (text: unknown) => parseExpression('reward', text, names)(memory, false);

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['-2 * -3', 6],
    ['7 % 4', 3],
    ['1 / 4', 0.25],
    ['1 / 0', 0], // a reward must be finite
    ['5 % 0', 0],
    ['0x1f', 31],
    ['2.5', 2.5],
    ['ram[7]', 7],
    ['ram[3 + 4]', 7],
    ['ram[5000]', 0], // beyond the memory
    ['ram[0.5]', 0],
    ['score', 10 + 256],
    ['before(score)', 3 + 256 * 3],
    ['change(lives)', 2],
    ['before(before(lives))', 3],
    ['lives == 5 && ram[1] < 2', 1],
    ['lives != 5 || 0', 0],
    ['!lives', 0],
    ['!!lives', 1],
    ['lives >= 5 ? 10 : 20', 10],
    ['0 ? 1 : 0 ? 2 : 3', 3],
    ['min(3, 2) + max(3, 2)', 5],
    ['abs(-4) + sign(-9)', 3],
    ['bit(5, 0) + bit(5, 1) + bit(5, 2)', 2],
    ['1 < 2 == 1', 1],
    [12, 12],
  ])('%s is %d', (text, value) => {
    expect(worth(text)).toBe(value);
  });

  it('of numbers and operators is worth what JavaScript makes of it', () => {
    const number = fc.integer({ min: 0, max: 99 }).map(String);
    const sum = fc.letrec((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small' },
        number,
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*'), tie('expression'))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc.tuple(tie('expression'), fc.constantFrom('+', '-', '*'), number).map(([a, op, b]) => `${a} ${op} ${b}`),
        tie('expression').map((a) => `- ${a}`),
      ),
    })).expression as fc.Arbitrary<string>;
    fc.assert(
      fc.property(
        sum.filter((text) => text.length < 900 && (text.match(/\(/g)?.length ?? 0) < 40),
        (text) => {
          // The oracle: these few operators mean the same there.
          expect(worth(text)).toBe(new Function(`return ${text};`)());
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['', /the end/],
    ['1 +', /a number, a name or "\(" is wanted at character 4, got the end/],
    ['(1', /"\)" is wanted at character 3, got the end/],
    ['1 2', /the end or an operator is wanted at character 3, got "2"/],
    ['coins', /one of score, lives is wanted at character 1, got "coins"/],
    ['ram(3)', /"\[" is wanted/],
    ['process.exit()', /"\." at character 8, which means nothing/],
    ['alert(1)', /the functions are min, max, abs, sign, bit, before, change, got alert with 1/],
    ['constructor', /is wanted at character 1/],
    ['toString(1)', /the functions are/],
    ['min(1)', /min takes 2 of them, got min with 1/],
    ['1 ; 2', /";" at character 3/],
    ['"a"', /means nothing/],
    ['('.repeat(60), /nested more than 50 deep/],
    ['1+'.repeat(600), /at most 1000 characters/],
    [null, /it is an expression/],
    [{}, /it is an expression/],
  ])('%j is refused, saying where', (text, message) => {
    expect(() => worth(text)).toThrow(message);
  });

  it('whatever it is, is read or refused with one error of its kind', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          expect(typeof worth(text)).toBe('number');
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(/^Cannot read reward/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
