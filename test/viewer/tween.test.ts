import { describe, expect, it } from 'vitest';
import type { Shape } from '../../envs/core/scene.ts';
import { lerpAngle, pose } from '../../viewer/stage/tween.ts';
import { fc } from '../fast-check.ts';

const out = { x: 0, y: 0, rotation: 0, scale: 1 };
const circle = (transform: Shape['transform'], id = 'a'): Shape => ({
  type: 'circle',
  x: 0,
  y: 0,
  radius: 1,
  id,
  ...(transform && { transform }),
});

describe('lerpAngle', () => {
  it.each([
    // from, to, at one half: by hand, on the unit circle
    [0, 1, 0.5],
    [3, -3, Math.PI], // over pi, 0.28 rad, not back over 0
    [-3, 3, -Math.PI],
    [0.1, 0.1 + 2 * Math.PI, 0.1],
    [0, 7 * Math.PI + 0.2, -(Math.PI - 0.2) / 2],
  ])('from %f to %f is %f half way', (a, b, half) => {
    expect(lerpAngle(a, b, 0.5)).toBeCloseTo(half, 9);
  });

  it('never turns by more than half a turn and ends at the same direction', () => {
    const angle = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(angle, angle, (a, b) => {
        const end = lerpAngle(a, b, 1);
        expect(Math.abs(end - a)).toBeLessThanOrEqual(Math.PI + 1e-9);
        expect(Math.cos(end - b)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('pose', () => {
  it('is the transform itself at t = 0 and with no next shape', () => {
    const shape = circle({ x: 1, y: 2, rotation: 3, scale: 4 });
    expect(pose(shape, circle({ x: 9 }), 0, out)).toEqual({ x: 1, y: 2, rotation: 3, scale: 4 });
    expect(pose(shape, undefined, 0.7, out)).toEqual({ x: 1, y: 2, rotation: 3, scale: 4 });
  });

  it('fills in what a transform leaves out', () => {
    expect(pose(circle(undefined), undefined, 0, out)).toEqual({ x: 0, y: 0, rotation: 0, scale: 1 });
    expect(pose(circle(undefined), circle({ x: 2, scale: 3 }), 0.5, out)).toEqual({
      x: 1,
      y: 0,
      rotation: 0,
      scale: 2,
    });
  });

  it('goes linearly between two transforms', () => {
    expect(pose(circle({ x: 0, y: 8 }), circle({ x: 4, y: 0, rotation: 1 }), 0.25, out)).toEqual({
      x: 1,
      y: 6,
      rotation: 0.25,
      scale: 1,
    });
  });

  it('does not move a shape that became another kind', () => {
    const line: Shape = { type: 'line', points: [0, 0, 1, 1], id: 'a', transform: { x: 5 } };
    expect(pose(circle({ x: 1 }), line, 0.5, out).x).toBe(1);
  });
});
