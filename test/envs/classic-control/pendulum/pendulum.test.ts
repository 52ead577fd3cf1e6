import { describe, expect, it } from 'vitest';
import { Pendulum } from '../../../../envs/classic-control/pendulum/pendulum.ts';
import { advance, cost } from '../../../../envs/classic-control/pendulum/rules.ts';
import { drawPendulum } from '../../../../envs/classic-control/pendulum/scene.ts';
import { make } from '../../../../envs/index.ts';

const step = (state: Float64Array, torque: number) => advance(state, 0, torque, 10, Math.sin(state[0]!));

describe('the rules of Pendulum', () => {
  it('cost nothing upright at rest, and most hanging down at full speed and torque', () => {
    expect(cost(Float64Array.of(0, 0), 0, 0)).toBe(0);
    expect(cost(Float64Array.of(2 * Math.PI, 0), 0, 0)).toBe(0);
    // Gymnasium's documentation: the minimum reward is -(pi^2 + 0.1 * 8^2 + 0.001 * 2^2) = -16.2736044
    expect(cost(Float64Array.of(-Math.PI, 8), 0, 2)).toBeCloseTo(16.2736044, 7);
    expect(cost(Float64Array.of(Math.PI, -8), 0, -2)).toBeCloseTo(16.2736044, 7);
  });

  it('cost the same however many turns the rod has made', () => {
    for (const turns of [-3, -1, 1, 2, 50]) {
      expect(cost(Float64Array.of(1 + turns * 2 * Math.PI, 0), 0, 0)).toBeCloseTo(1, 12);
      expect(cost(Float64Array.of(turns * 2 * Math.PI - 3, 0), 0, 0)).toBeCloseTo(9, 12);
    }
  });

  it('fall to the side they lean to, and mirror left and right', () => {
    const state = Float64Array.of(0.3, 0);
    const mirrored = Float64Array.of(-0.3, -0);
    step(state, 1);
    step(mirrored, -1);
    expect(state[1]).toBeGreaterThan(0);
    expect(mirrored).toEqual(state.map((number) => -number));
    // 3 g / (2 l) sin(angle) + 3 / (m l^2) torque, for 0.05 s
    expect(state[1]).toBeCloseTo((15 * Math.sin(0.3) + 3) * 0.05, 14);
    expect(state[0]).toBeCloseTo(0.3 + 0.05 * state[1]!, 14);
  });

  it('keep the speed within its bounds', () => {
    const state = Float64Array.of(Math.PI / 2, 7.9);
    step(state, 2);
    expect(state[1]).toBe(8);
  });
});

describe('Pendulum', () => {
  it('starts where Gymnasium starts, within the bounds asked for', () => {
    // gymnasium 1.4.0: reset(seed=123, options={'x_init': np.pi / 2, 'y_init': 0.5}) and (9, {'y_init': 4})
    const env = make('Pendulum-v1');
    expect(env.reset({ seed: 123, options: { x_init: Math.PI / 2, y_init: 0.5 } })[0]).toEqual(
      Float32Array.of(0.8403459191322327, 0.5420505404472351, -0.44617897272109985),
    );
    expect(env.reset({ seed: 9, options: { y_init: 4 } })[0]).toEqual(
      Float32Array.of(-0.6856876611709595, 0.7278958559036255, -1.7054623365402222),
    );
  });

  it('never terminates, and is truncated after 200 steps', () => {
    const env = make('Pendulum-v1');
    env.reset({ seed: 0 });
    const ends = Array.from({ length: 200 }, () => env.step(Float32Array.of(0)).slice(2, 4));
    expect(ends.every(([terminated]) => terminated === false)).toBe(true);
    expect(ends.map(([, truncated]) => truncated)).toEqual([...new Array<boolean>(199).fill(false), true]);
  });

  it('falls slower where gravity is weaker', () => {
    const speedAfter = (g: number) => {
      const env = new Pendulum({ g });
      env.reset({ seed: 0 });
      env.setState({ ...(env.getState() as object), world: { angle: 1, speed: 0, lastTorque: null } });
      return env.step(Float32Array.of(0))[0][2]!;
    };
    // 3 g / (2 l) sin(1) * 0.05 s
    expect(speedAfter(9.81)).toBeCloseTo(1.5 * 9.81 * Math.sin(1) * 0.05, 6);
    expect(speedAfter(0)).toBe(0);
  });

  it('is observed and driven as Gymnasium prints its spaces', () => {
    // gymnasium 1.4.0: print of both spaces, spaces collapsed, its "1." as "1.0"
    const { observationSpace, actionSpace } = make('Pendulum-v1');
    expect(String(observationSpace)).toBe('Box([-1.0 -1.0 -8.0], [1.0 1.0 8.0], (3,), float32)');
    expect(String(actionSpace)).toBe('Box(-2.0, 2.0, (1,), float32)');
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('Pendulum-v1', { g: '9.81' })).toThrow('g is a finite number, got "9.81"');
    expect(() => make('Pendulum-v1', { g: NaN })).toThrow(RangeError);
  });

  it('refuses what is not an action, a state or a bound of it, and leaves the episode as it was', () => {
    const env = new Pendulum();
    env.reset({ seed: 0 });
    env.step(Float32Array.of(1.5));
    const before = env.getState() as { readonly world: object };
    const bad = [Float32Array.of(2.1), Float32Array.of(NaN), Float32Array.of(0, 0), Float64Array.of(0), [0], 0, null];
    for (const action of bad) {
      expect(() => env.step(action as Float32Array)).toThrow('an action is in Box(-2.0, 2.0, (1,), float32)');
    }
    for (const change of [{ angle: NaN }, { speed: 8.1 }, { speed: null }, { lastTorque: 3 }, { angle: Infinity }]) {
      expect(() => env.setState({ ...before, world: { ...before.world, ...change } } as never)).toThrow(
        'a finite angle, a speed in [-8, 8]',
      );
    }
    expect(() => env.reset({ seed: 1, options: { y_init: 9 } })).toThrow('options.y_init is a number in [0, 8], got 9');
    expect(() => env.reset({ seed: 1, options: { x_init: -1 } })).toThrow('options.x_init is a number in [0, 1000]');
    expect(() => env.reset({ seed: 1, options: { x_init: 'pi' } })).toThrow(TypeError);
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of Pendulum', () => {
  const byId = (angle: number, torque: number | null) =>
    new Map(drawPendulum(angle, torque).shapes.map((shape) => [shape.id, shape]));

  it('leans anticlockwise with a positive angle', () => {
    const bob = byId(Math.PI / 2, null).get('bob')!.transform!;
    expect(bob.x).toBeCloseTo(-1, 15);
    expect(bob.y).toBeCloseTo(0, 15);
    expect(byId(Math.PI / 2, null).get('rod')!.transform!.rotation).toBe(-Math.PI / 2);
  });

  it('shows the torque by an arrow to its side, as long as it is strong', () => {
    expect(byId(0, null).has('torque')).toBe(false);
    expect(byId(0, 0.01).has('torque')).toBe(false);
    const sweep = (torque: number) => byId(0, torque).get('torque-head')!.transform!.rotation!;
    expect(sweep(1)).toBeLessThan(0); // anticlockwise
    expect(sweep(-2)).toBeCloseTo(-2 * sweep(1), 14);
  });
});
