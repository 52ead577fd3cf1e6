import { describe, expect, it } from 'vitest';
import { make } from '../../../envs/index.ts';
import { Gymnast, MAX_TORQUES, NUM_SEGMENTS, SEGMENTS } from '../../../envs/physics/acrobat/rules.ts';

describe('the gymnast of Acrobat', () => {
  it('hangs still where nothing moves it', () => {
    const gymnast = new Gymnast();
    gymnast.hang(new Float64Array(2 * NUM_SEGMENTS));
    for (let i = 0; i < 100; i++) gymnast.advance([0, 0]);
    for (const { angle, omega } of gymnast.segments) {
      expect(angle).toBeCloseTo(0, 9);
      expect(omega).toBeCloseTo(0, 9);
    }
    expect(gymnast.feetHeight()).toBeCloseTo(-2.02, 3); // 0.6 + 0.6 + 0.82 m
    expect(gymnast.progress()).toBeCloseTo(0, 3);
  });

  it('gains the energy that its muscles give: torque times angle', () => {
    const gymnast = new Gymnast();
    gymnast.hang(new Float64Array(2 * NUM_SEGMENTS));
    let work = 0;
    const start = gymnast.simulation.energy();
    for (let i = 0; i < 60; i++) {
      const effort = [Math.sin(0.25 * i) * 0.05, Math.sin(0.2 * i) * 0.05]; // too weak to reach the limits
      const before = gymnast.segments.map(({ angle }) => angle);
      gymnast.advance(effort);
      const turned = gymnast.segments.map(({ angle }, k) => angle - before[k]!);
      for (let j = 0; j < 2; j++) work += effort[j]! * MAX_TORQUES[j]! * (turned[j + 1]! - turned[j]!);
    }
    const gained = gymnast.simulation.energy() - start;
    expect(gained).toBeGreaterThan(0.5);
    expect(Math.abs(gained - work) / work).toBeLessThan(0.2); // angles lag half a substep: 18 % here, 9 and 4 % at half and a quarter of it
  });

  it('swings, when stiff, like a pendulum of its mass and inertia', () => {
    // Straight and released from 0.05 rad the segments stay nearly in line: the lowest mode of the chain.
    const gymnast = new Gymnast();
    gymnast.hang(Float64Array.of(0.05, 0, 0, 0, 0, 0));
    const mass = SEGMENTS.reduce((sum, segment) => sum + segment.mass, 0);
    let [inertia, moment, depth] = [0, 0, 0];
    for (const { length, width, mass: m } of SEGMENTS) {
      inertia += (m * (length ** 2 + width ** 2)) / 12 + m * (depth + length / 2) ** 2;
      moment += m * (depth + length / 2);
      depth += length;
    }
    expect(mass).toBeCloseTo(55, 9);
    const stiff = 2 * Math.PI * Math.sqrt(inertia / (9.81 * moment));
    const crossings: number[] = [];
    for (let i = 1; i < 200; i++) {
      const before = gymnast.segments[1]!.angle;
      gymnast.advance([0, 0]);
      const after = gymnast.segments[1]!.angle;
      if (before < 0 && after >= 0) crossings.push((i - after / (after - before)) * 0.05);
    }
    const period = (crossings.at(-1)! - crossings[0]!) / (crossings.length - 1);
    // Rayleigh: a joint that gives way lowers no frequency of the lowest mode by much; here the chain is 2 % faster or slower.
    expect(period / stiff).toBeGreaterThan(0.95);
    expect(period / stiff).toBeLessThan(1.08);
  });

  it('bends no further than its joints allow', () => {
    const gymnast = new Gymnast();
    gymnast.hang(new Float64Array(2 * NUM_SEGMENTS));
    for (let i = 0; i < 200; i++) {
      gymnast.advance(i % 40 < 20 ? [1, 1] : [-1, -1]);
      const [arms, trunk, legs] = gymnast.segments;
      const shoulders = trunk!.angle - arms!.angle;
      const hips = legs!.angle - trunk!.angle;
      // Two degrees beyond are left, and what one substep adds.
      expect(shoulders).toBeGreaterThan(-0.5 - 0.15);
      expect(shoulders).toBeLessThan(2.6 + 0.15);
      expect(hips).toBeGreaterThan(-0.4 - 0.15);
      expect(hips).toBeLessThan(2.4 + 0.15);
    }
  });
});

describe('Acrobat', () => {
  it('rewards what the energy of the swing gains, less 1 a step', () => {
    const env = make('Acrobat-v0');
    env.reset({ seed: 1 });
    env.actionSpace.seed(1);
    const progress = () => (env.unwrapped.getState() as { world: { progress: number } }).world.progress;
    const start = progress();
    let total = 0;
    for (let i = 0; i < 100; i++) total += env.step(env.actionSpace.sample())[1];
    expect(total).toBeCloseTo(100 * (progress() - start) - 100, 6);
  });

  it('takes the same torques from both kinds of actions', () => {
    const discrete = make('Acrobat-v0');
    const continuous = make('Acrobat-v0', { continuous: true });
    discrete.reset({ seed: 5 });
    continuous.reset({ seed: 5 });
    for (let action = 0; action < 9; action++) {
      const effort = Float32Array.of((action % 3) - 1, Math.floor(action / 3) - 1);
      expect(continuous.step(effort)).toEqual(discrete.step(action));
    }
  });
});
