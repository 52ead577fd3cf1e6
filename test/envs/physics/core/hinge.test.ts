import { describe, expect, it } from 'vitest';
import { Hinge, type HingeSpec } from '../../../../envs/physics/core/hinge.ts';
import type { RigidBody } from '../../../../envs/physics/core/rigid-body.ts';
import type { Simulation, SimulationSpec } from '../../../../envs/physics/core/simulation.ts';
import { box, run, world } from './bodies.ts';

/** A rod of 1 m and 1 kg hung by its end, `angle` from straight down. */
function pendulum(angle: number, spec: Partial<SimulationSpec> = {}, limits?: HingeSpec['limits']) {
  const wall = box(1, 0.1, 0.1, { density: 0, mask: 0 });
  const rod = box(2, 0.02, 1, { density: 50 });
  const hinge = new Hinge(wall, rod, { anchorA: [0, 0], anchorB: [0, 0.5], ...(limits ? { limits } : {}) });
  const simulation = world([wall], { ...spec, bodies: [wall, rod], hinges: [hinge] });
  rod.moveTo(0.5 * Math.sin(angle), -0.5 * Math.cos(angle), angle);
  return { rod, hinge, simulation };
}

/** Seconds between passages through the lowest point, to the same side, over `steps`. */
function period(rod: RigidBody, simulation: Simulation, steps: number, timeStep: number): number {
  const passages: number[] = [];
  for (let i = 0; i < steps; i++) {
    const before = rod.angle;
    simulation.step();
    if (before < 0 && rod.angle >= 0) passages.push((i - rod.angle / (rod.angle - before)) * timeStep);
  }
  return (passages.at(-1)! - passages[0]!) / (passages.length - 1);
}

describe('Hinge', () => {
  it('swings a rod with the period of a physical pendulum', () => {
    const { rod, simulation } = pendulum(0.05);
    const inertia = rod.inertia + rod.mass * 0.25; // about the end
    // 2 pi sqrt(I / (m g l)), and a sixteenth of the amplitude squared more.
    const expected = 2 * Math.PI * Math.sqrt(inertia / (rod.mass * 10 * 0.5)) * (1 + 0.05 ** 2 / 16);
    expect(period(rod, simulation, 4000, 1 / 200) / expected).toBeCloseTo(1, 4);
  });

  it('keeps the energy of a wide swing, for as long as it lasts', () => {
    const { rod, simulation } = pendulum(2.5);
    const depth = rod.mass * 10 * 0.5;
    const before = simulation.energy();
    // Symplectic Euler's energy sways with the swing, in proportion to the step, and comes back.
    for (let i = 0; i < 20; i++) {
      run(simulation, 200);
      expect(Math.abs(simulation.energy() - before) / depth).toBeLessThan(0.03);
    }
  });

  it('keeps the energy of a chain of three', () => {
    const wall = box(1, 0.1, 0.1, { density: 0, mask: 0 });
    const rods = [2, 3, 4].map((id) => box(id, 0.1, 0.6, { density: 10, mask: 0 }));
    const hinges = rods.map((rod, i) => {
      rod.moveTo(0.3 + 0.6 * i, 0, Math.PI / 2); // straight out to the side
      const anchorA = i === 0 ? ([0, 0] as const) : ([0, -0.3] as const);
      return new Hinge(i === 0 ? wall : rods[i - 1]!, rod, { anchorA, anchorB: [0, 0.3] });
    });
    const simulation = world([wall, ...rods], { hinges });
    const depth = rods.reduce((sum, { mass }) => sum + mass, 0) * 10 * 0.9;
    run(simulation, 2000); // 10 s of chaos
    expect(Math.abs(simulation.energy()) / depth).toBeLessThan(0.01);
  });

  it('keeps its two bodies together', () => {
    const { rod, simulation } = pendulum(1.5);
    for (let i = 0; i < 500; i++) {
      simulation.step();
      const endX = rod.x - 0.5 * Math.sin(rod.angle);
      const endY = rod.y + 0.5 * Math.cos(rod.angle);
      expect(Math.hypot(endX, endY)).toBeLessThan(1e-5);
    }
  });

  it('stops at its limits', () => {
    const { rod, simulation } = pendulum(1, {}, [-0.3, 1.2]);
    let lowest = 1;
    for (let i = 0; i < 600; i++) {
      simulation.step();
      lowest = Math.min(lowest, rod.angle);
    }
    expect(lowest).toBeGreaterThan(-0.3 - 0.05); // 2 degrees are left, and a step's way
    expect(lowest).toBeLessThan(-0.3);
  });

  it('turns a free body by its motor as torque and inertia say, up to its speed', () => {
    const { rod, hinge, simulation } = pendulum(0, { gravity: 0 });
    hinge.motorSpeed = 2;
    hinge.maxMotorTorque = 0.5;
    const inertia = rod.inertia + rod.mass * 0.25;
    run(simulation, 100);
    expect(rod.omega).toBeCloseTo((0.5 * 0.5) / inertia, 3); // after half a second
    run(simulation, 2000);
    expect(rod.omega).toBeCloseTo(2, 3);
  });
});
