import { describe, expect, it } from 'vitest';
import { make } from '../../../envs/index.ts';
import { CartPoleBodies } from '../../../envs/physics/cart-pole-rigid/rules.ts';

describe('the bodies of CartPoleRigid', () => {
  it('answer a push as the equations of a cart on rolling wheels under a pole say', () => {
    // Barto, Sutton and Anderson's equations for a uniform pole, the cart's 1 kg grown by what turns in two discs of 0.1 kg (m / 2 each).
    const [cart, pole, half, g] = [1 + 0.1, 0.1, 0.5, 9.8];
    const inertia = (pole * (1 + 0.05 ** 2)) / 12 + pole * half ** 2; // of a rod 5 cm thick, about its end
    for (const [force, angle] of [
      [10, 0],
      [-10, 0.1],
      [10, -0.15],
      [0, 0.12],
    ] as const) {
      const bodies = new CartPoleBodies();
      bodies.begin(0, 0, angle, 0);
      bodies.advance(force);
      // (M + m) x'' + m l cos a a'' = F, m l cos a x'' + I a'' = m g l sin a, at rest.
      const coupling = pole * half * Math.cos(angle);
      const determinant = (cart + pole) * inertia - coupling ** 2;
      const weight = pole * g * half * Math.sin(angle);
      const acceleration = (force * inertia - coupling * weight) / determinant;
      const turning = ((cart + pole) * weight - coupling * force) / determinant;
      expect(bodies.chassis.vx).toBeCloseTo(acceleration * 0.02, 2);
      expect(bodies.poleVelocity).toBeCloseTo(turning * 0.02, 2);
      expect(bodies.chassis.vx / (acceleration * 0.02)).toBeCloseTo(1, 1);
    }
  });

  it('roll without slip, and stay on the rails', () => {
    const bodies = new CartPoleBodies();
    bodies.begin(0, 0, 0, 0);
    for (let i = 0; i < 30; i++) {
      bodies.advance(i % 3 === 0 ? -10 : 10);
      for (const wheel of bodies.wheels) {
        expect(wheel.omega * 0.06).toBeCloseTo(-wheel.vx, 1);
        expect(wheel.y).toBeCloseTo(0.06, 2);
      }
      expect(Math.abs(bodies.chassis.angle)).toBeLessThan(0.02);
    }
  });

  it('are thrown back by the buffers with half their speed', () => {
    const bodies = new CartPoleBodies();
    bodies.begin(2.1, 1, 0, 0);
    let fastest = 0;
    for (let i = 0; i < 20; i++) {
      bodies.advance(0);
      expect(bodies.chassis.x).toBeLessThan(2.2 + 0.02); // half a chassis before the buffer
      fastest = Math.min(fastest, bodies.chassis.vx);
    }
    expect(fastest).toBeLessThan(-0.35);
    expect(fastest).toBeGreaterThan(-0.65);
  });
});

describe('CartPoleRigid', () => {
  it('is balanced for 500 steps by the rule that balances CartPole', () => {
    for (const seed of [0, 1, 2]) {
      const env = make('CartPoleRigid-v0');
      let [obs] = env.reset({ seed });
      let steps = 0;
      for (let done = false; !done; steps++) {
        // As in the README of CartPole: drive under the falling pole, and a little towards the middle.
        const [next, reward, terminated, truncated] = env.step(
          obs[2]! + 0.5 * obs[3]! + 0.05 * obs[0]! + 0.1 * obs[1]! > 0 ? 1 : 0,
        );
        expect(reward).toBe(1);
        [obs, done] = [next, terminated || truncated];
      }
      expect(steps).toBe(500);
    }
  });

  it('ends where the pole has fallen past 12 degrees, and starts within its bounds', () => {
    const env = make('CartPoleRigid-v0');
    const [first] = env.reset({ seed: 4, options: { low: 0.1, high: 0.2 } });
    for (const value of first) {
      expect(value).toBeGreaterThanOrEqual(Math.fround(0.1));
      expect(value).toBeLessThanOrEqual(Math.fround(0.2));
    }
    for (;;) {
      const [obs, , terminated] = env.step(0);
      expect(terminated).toBe(Math.abs(obs[2]!) > (12 / 180) * Math.PI);
      if (terminated) break;
    }
    expect(() => env.reset({ options: { low: -0.3 } })).toThrow(/options.low is a number in \[-0.2, 0.2\]/);
  });
});
