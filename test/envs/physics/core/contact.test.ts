import { describe, expect, it } from 'vitest';
import { ball, box, run, world } from './bodies.ts';

describe('free flight', () => {
  it('falls as the closed form of the integrator says', () => {
    const stone = ball(1, 0.1);
    stone.moveTo(0, 100, 0);
    stone.vx = 3;
    run(world([stone]), 400);
    // Semi-implicit Euler: y = y0 + g h^2 n (n + 1) / 2, here 100 - 10 * 400 * 401 / 2 / 200^2; the true parabola is at 80.
    expect(stone.y).toBeCloseTo(100 - (10 * 400 * 401) / 2 / 200 ** 2, 9);
    expect(stone.x).toBeCloseTo(6, 9);
    expect(stone.vy).toBeCloseTo(-20, 9);
  });
});

describe('friction', () => {
  it.each([0.1, 0.3, 0.6])('stops a sliding block as Coulomb says, coefficient %f', (friction) => {
    const floor = box(2, 100, 1, { density: 0, friction });
    floor.moveTo(0, -0.5, 0);
    const block = box(1, 1, 0.2, { friction, density: 7 });
    block.moveTo(0, 0.1, 0);
    block.vx = 2;
    const simulation = world([block, floor]);
    run(simulation, 20); // 0.1 s
    expect(block.vx).toBeCloseTo(2 - friction * 10 * 0.1, 2);
    run(simulation, 1000);
    expect(block.vx).toBeCloseTo(0, 9);
    expect(block.x).toBeCloseTo(2 ** 2 / (2 * friction * 10), 1); // v^2 / (2 mu g)
  });

  it('holds a block on a slope below its angle, and lets it slide above', () => {
    const slide = (angle: number): number => {
      const friction = 0.5; // holds up to atan 0.5 = 0.464 rad
      const slope = box(2, 50, 1, { density: 0, friction });
      slope.moveTo(0.5 * Math.sin(angle), -0.5 * Math.cos(angle), angle);
      const block = box(1, 0.4, 0.2, { friction });
      const [x, y] = [-0.099 * Math.sin(angle), 0.099 * Math.cos(angle)];
      block.moveTo(x, y, angle);
      run(world([block, slope]), 200);
      return Math.hypot(block.x - x, block.y - y);
    };
    expect(slide(0.42)).toBeLessThan(0.02);
    // For a second with g (sin 0.55 - 0.5 cos 0.55) = 0.964 m/s^2.
    expect(slide(0.55)).toBeCloseTo(0.964 / 2, 2);
  });

  it('sets a disc rolling: a third of its speed goes into the turning', () => {
    const floor = box(2, 100, 1, { density: 0, friction: 0.4 });
    floor.moveTo(0, -0.5, 0);
    const disc = ball(1, 0.2, { friction: 0.4 });
    disc.moveTo(0, 0.2, 0);
    disc.vx = 3;
    run(world([disc, floor]), 400);
    expect(disc.vx).toBeCloseTo(2, 2); // m v = m u + I w / r, u = w r, I = m r^2 / 2
    expect(disc.omega * 0.2).toBeCloseTo(-disc.vx, 3);
  });
});

describe('restitution', () => {
  it.each([0, 0.5, 0.9])('bounces back with its share of the speed, %f', (restitution) => {
    const floor = box(2, 10, 1, { density: 0 });
    floor.moveTo(0, -0.5, 0);
    const rubber = ball(1, 0.1, { restitution });
    rubber.moveTo(0, 0.15, 0);
    rubber.vy = -4;
    run(world([rubber, floor], { gravity: 0 }), 10);
    expect(rubber.vy).toBeCloseTo(4 * restitution, 9);
  });

  it('keeps momentum in any collision, and energy where nothing is lost', () => {
    for (let trial = 0; trial < 50; trial++) {
      const a = ball(1, 0.3, { restitution: 1, density: 1 + (trial % 7) });
      const b = ball(2, 0.2, { restitution: 1, density: 2 });
      b.moveTo(1, -0.24 + 0.0097 * trial, 0);
      a.vx = 2 + 0.1 * trial;
      b.vx = -1;
      b.vy = 0.1;
      const momentum = () => [a.mass * a.vx + b.mass * b.vx, a.mass * a.vy + b.mass * b.vy];
      const simulation = world([a, b], { gravity: 0 });
      const [px, py] = momentum();
      const energy = simulation.energy();
      run(simulation, 150);
      expect(b.vx).not.toBe(-1); // they did meet
      expect(momentum()[0]).toBeCloseTo(px!, 10);
      expect(momentum()[1]).toBeCloseTo(py!, 10);
      expect(simulation.energy()).toBeCloseTo(energy, 9);
    }
  });

  it('parts two equal balls at a right angle, wherever in a step they meet', () => {
    for (let phase = 0; phase < 10; phase++) {
      const cue = ball(1, 0.03, { restitution: 1 });
      const object = ball(2, 0.03, { restitution: 1 });
      cue.moveTo(-0.2 - 0.001 * phase, 0, 0);
      object.moveTo(0, 0.03, 0); // half a ball beside the way: 30 degrees
      cue.vx = 2; // a centimetre a step
      run(world([cue, object], { gravity: 0 }), 100);
      expect(Math.atan2(object.vy, object.vx)).toBeCloseTo(Math.PI / 6, 6);
      expect(cue.vx * object.vx + cue.vy * object.vy).toBeCloseTo(0, 6);
      expect(Math.hypot(object.vx, object.vy)).toBeCloseTo(2 * Math.cos(Math.PI / 6), 6);
    }
  });
});

describe('resting contacts', () => {
  it('carry a stack of boxes without sinking or creeping', () => {
    const floor = box(9, 10, 1, { density: 0, friction: 0.5 });
    floor.moveTo(0, -0.5, 0);
    const boxes = [1, 2, 3, 4].map((id) => box(id, 0.5, 0.5, { friction: 0.5, density: 4 }));
    boxes.forEach((one, i) => {
      one.moveTo(0.02 * i, 0.25 + 0.5 * i, 0);
    });
    run(world([...boxes, floor]), 1000);
    boxes.forEach((one, i) => {
      expect(one.y).toBeGreaterThan(0.25 + 0.5 * i - 0.02 * (i + 1)); // 5 mm of overlap each are left
      expect(one.x).toBeCloseTo(0.02 * i, 2);
      expect(Math.hypot(one.vx, one.vy)).toBeLessThan(1e-3);
    });
  });
});
