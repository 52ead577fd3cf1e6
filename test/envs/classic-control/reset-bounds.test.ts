import { describe, expect, it } from 'vitest';
import { resetBounds } from '../../../envs/classic-control/reset-bounds.ts';

describe('resetBounds', () => {
  const read = (options: Record<string, unknown>) =>
    resetBounds('Valley', options, { low: -0.6, high: -0.4 }, { low: -1.2, high: 0.6 });

  it('takes what is given and fills in the rest', () => {
    expect(read({})).toEqual({ low: -0.6, high: -0.4 });
    expect(read({ high: 0.6, else: 'unknown' })).toEqual({ low: -0.6, high: 0.6 });
    expect(read({ low: -0.5, high: -0.5 })).toEqual({ low: -0.5, high: -0.5 });
  });

  it('says what is wrong with a bound', () => {
    expect(() => read({ low: '0' })).toThrow(TypeError);
    expect(() => read({ low: '0' })).toThrow(
      'Cannot reset Valley: options.low is a number in [-1.2, 0.6], got "0". Leave it out for -0.6.',
    );
    expect(() => read({ low: null })).toThrow('got null');
    expect(() => read({ high: NaN })).toThrow(RangeError);
    expect(() => read({ high: 0.61 })).toThrow('options.high is a number in [-1.2, 0.6], got 0.61');
    expect(() => read({ low: -0.3 })).toThrow('options.low is at most options.high, got -0.3 > -0.4');
  });
});
