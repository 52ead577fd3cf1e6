import { describe, expect, test } from 'vitest';
import { SumTree } from '../../../agents/dqn/sum-tree.ts';
import { fc } from '../../fast-check.ts';

describe('SumTree', () => {
  test('find returns the index whose interval holds the mass', () => {
    // Priorities 3, 0, 1, 2 side by side: [0, 3) [3, 3) [3, 4) [4, 6).
    const tree = new SumTree(4);
    [3, 0, 1, 2].forEach((priority, index) => {
      tree.set(index, priority);
    });
    expect(tree.total).toBe(6);
    expect([0, 2.999, 3, 3.999, 4, 5.999].map((mass) => tree.find(mass))).toEqual([0, 0, 2, 2, 3, 3]);
  });

  test('find agrees with a linear scan for any priorities and capacity', () => {
    // Integers, so that the sums are exact and the two must agree to the index.
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (priorities, fraction) => {
          const total = priorities.reduce((sum, priority) => sum + priority, 0);
          fc.pre(total > 0);
          const tree = new SumTree(priorities.length);
          priorities.forEach((priority, index) => {
            tree.set(index, priority);
          });
          const mass = Math.floor(fraction * total);
          let scanned = 0;
          for (let left = mass; left >= priorities[scanned]!; scanned++) left -= priorities[scanned]!;
          expect(tree.find(mass)).toBe(scanned);
          expect(tree.total).toBe(total);
        },
      ),
    );
  });

  test('never finds an index of priority 0, even for a mass that rounding put at the total', () => {
    const tree = new SumTree(5);
    tree.set(1, 0.1);
    tree.set(2, 0.2);
    expect(tree.find(tree.total)).toBe(2);
    expect(tree.find(0)).toBe(1);
  });

  test('a restored tree equals the saved one bit for bit, whatever was set before', () => {
    const tree = new SumTree(7);
    for (let i = 0; i < 1000; i++) tree.set((i * 5) % 7, Math.sin(i) ** 2);
    const copy = new SumTree(7);
    copy.set(6, 123);
    copy.setState(tree.getState());
    expect(copy.total).toBe(tree.total);
    expect(copy.getState()).toEqual(tree.getState());
  });

  test('refuses a priority that is negative, NaN or infinite, and an index outside', () => {
    const tree = new SumTree(2);
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => tree.set(0, bad)).toThrow(/finite and >= 0/);
    }
    expect(() => tree.set(2, 1)).toThrow(/index must be in \[0, 2\)/);
    expect(() => new SumTree(0)).toThrow(/capacity must be an integer >= 1/);
  });
});
