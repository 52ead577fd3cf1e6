import { describe, expect, it } from 'vitest';
import { Hinge } from '../../../../envs/physics/core/hinge.ts';
import type { Simulation } from '../../../../envs/physics/core/simulation.ts';
import { fc } from '../../../fast-check.ts';
import { ball, box, run, world } from './bodies.ts';

/** Boxes, balls and a limited hinge in a heap, so that there are contacts of every kind. */
function heap(): Simulation {
  const floor = box(1, 20, 1, { density: 0, friction: 0.5 });
  floor.moveTo(0, -0.5, 0);
  const boxes = [2, 3, 4].map((id) => box(id, 0.5, 0.3, { friction: 0.4, restitution: 0.2 }));
  const balls = [5, 6].map((id) => ball(id, 0.2, { friction: 0.4, restitution: 0.5 }));
  const bodies = [floor, ...boxes, ...balls];
  boxes.forEach((one, i) => {
    one.moveTo(0.1 * i, 0.4 + 0.5 * i, 0.3 * i);
  });
  balls.forEach((one, i) => {
    one.moveTo(0.3 - 0.5 * i, 2 + 0.5 * i, 0);
  });
  const hinge = new Hinge(boxes[0]!, boxes[1]!, { anchorA: [0.25, 0.2], anchorB: [0.25, -0.2], limits: [-0.2, 0.4] });
  hinge.motorSpeed = 1;
  hinge.maxMotorTorque = 0.3;
  return world(bodies, { hinges: [hinge], velocityPasses: 12, positionPasses: 5 });
}

const text = (simulation: Simulation) => JSON.stringify(simulation.getState());

describe('Simulation', () => {
  it('goes on from a restored state bit for bit, at any moment, in any world of the same bodies', () => {
    const heaps = [heap(), heap()] as const;
    const start = heaps[0].getState();
    let touching = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), (moment) => {
        const [one, other] = heaps;
        one.setState(start);
        run(one, moment);
        touching += one.contacts.filter(({ count }) => count > 0).length;
        other.setState(JSON.parse(text(one)));
        run(one, 60);
        run(other, 60);
        expect(text(other)).toBe(text(one));
      }),
      { numRuns: 40, seed: 1 },
    );
    expect(touching).toBeGreaterThan(80); // most moments were in the middle of contacts
  });

  it('is not moved by what other worlds do meanwhile', () => {
    const alone = heap();
    run(alone, 300);
    const beside = heap();
    for (let i = 0; i < 300; i++) {
      const noise = heap(); // takes ids and draws from matter-js's common counters
      noise.step();
      beside.step();
    }
    expect(text(beside)).toBe(text(alone));
  });

  it('says what is wrong with a state that is not of its bodies', () => {
    const simulation = heap();
    run(simulation, 200);
    const state = simulation.getState() as Record<string, unknown>;
    expect(simulation.complaint(simulation.getState())).toBeNull();
    expect(simulation.complaint(null)).toContain('30 finite numbers of motion');
    expect(simulation.complaint({ ...state, hinges: [1] } as never)).toContain('4 finite impulses');
    expect(simulation.complaint({ ...state, contacts: [{ index: 99, points: [0, 0, 0] }] } as never)).toContain(
      'among its',
    );
    expect(simulation.complaint({ ...state, contacts: [{ index: 0, points: [0, Number.NaN, 0] }] } as never)).toContain(
      'among',
    );
  });
});
