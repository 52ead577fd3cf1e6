import { describe, expect, it } from 'vitest';
import { RigidBody } from '../../../../envs/physics/core/rigid-body.ts';
import { ball, box } from './bodies.ts';

describe('RigidBody', () => {
  it('has the mass and the moment of inertia of its shape', () => {
    const plate = box(1, 2, 3, { density: 5 });
    expect(plate.mass).toBeCloseTo(30, 12);
    expect(plate.inertia).toBeCloseTo((30 * (4 + 9)) / 12, 10); // m (w^2 + h^2) / 12
    const disc = ball(2, 0.5, { density: 4 });
    expect(disc.mass).toBeCloseTo(Math.PI, 12);
    expect(disc.inertia).toBeCloseTo((Math.PI * 0.25) / 2, 12); // m r^2 / 2
  });

  it('has its centre of mass where that of the polygon is', () => {
    // A right triangle: a third of its legs from the right angle.
    const triangle = new RigidBody(1, {
      shape: { vertices: [1, 1, 4, 1, 1, 7] },
      density: 1,
      material: { friction: 0, restitution: 0 },
      category: 1,
      mask: 1,
    });
    expect(triangle.centre.x).toBeCloseTo(2, 12);
    expect(triangle.centre.y).toBeCloseTo(3, 12);
    expect(triangle.mass).toBeCloseTo(9, 12);
  });

  it('has the same vertices after a way and back, whatever the way was', () => {
    const one = box(1, 1, 2);
    const other = box(1, 1, 2);
    for (let i = 0; i < 1000; i++) other.moveTo(i, -i, i * 0.7);
    one.moveTo(0.3, 0.4, 0.5);
    other.moveTo(0.3, 0.4, 0.5);
    const corners = ({ collider }: RigidBody) => collider.vertices.map(({ x, y }) => [x, y]);
    expect(corners(other)).toEqual(corners(one));
  });

  it('turns about its centre under an impulse beside it', () => {
    const plate = box(1, 1, 1, { density: 2 });
    plate.applyImpulse(0, 3, 0.5, 0);
    expect(plate.vy).toBeCloseTo(3 / 2, 12);
    expect(plate.omega).toBeCloseTo((0.5 * 3) / (2 / 6), 12);
  });
});
