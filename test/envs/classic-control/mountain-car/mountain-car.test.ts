import { describe, expect, it } from 'vitest';
import { MountainCar } from '../../../../envs/classic-control/mountain-car/mountain-car.ts';
import { MountainCarContinuous } from '../../../../envs/classic-control/mountain-car/mountain-car-continuous.ts';
import { advance, height, slopeAngle } from '../../../../envs/classic-control/mountain-car/rules.ts';
import { drawMountainCar } from '../../../../envs/classic-control/mountain-car/scene.ts';
import { make } from '../../../../envs/index.ts';

const step = (state: Float64Array, push: number) => advance(state, 0, push, Math.cos(slopeAngle(state[0]!)));

describe('the rules of the mountain cars', () => {
  it('stop a car at the wall and let it go again', () => {
    const state = Float64Array.of(-1.19, -0.05);
    step(state, -0.001);
    expect(Array.from(state)).toEqual([-1.2, 0]);
    step(state, 0.001);
    expect(state[0]).toBeGreaterThan(-1.2);
  });

  it('keep speed and position within their bounds', () => {
    const state = Float64Array.of(0.59, 0.0699);
    step(state, 0.0015);
    expect(Array.from(state)).toEqual([0.6, 0.07]);
  });

  it('leave a car at rest at the bottom of the valley', () => {
    // The slope is 0 where cos(3 x) is: x = -pi / 6.
    const state = Float64Array.of(-Math.PI / 6, 0);
    step(state, 0);
    expect(state[1]).toBeCloseTo(0, 17);
  });
});

describe('MountainCar', () => {
  it('starts where Gymnasium starts, within the bounds asked for', () => {
    // gymnasium 1.4.0, from its documentation: reset(seed=123, options={'low': -0.7, 'high': 0.5})
    const env = make('MountainCar-v0');
    expect(env.reset({ seed: 123, options: { low: -0.7, high: 0.5 } })[0]).toEqual(Float32Array.of(0.11882224, 0));
  });

  it('is solved by pushing where the car goes', () => {
    const env = make('MountainCar-v0');
    let [[, velocity]] = env.reset({ seed: 0 }) as unknown as [Float32Array];
    for (let step = 1; ; step++) {
      const [observation, reward, terminated, truncated] = env.step(velocity! < 0 ? 0 : 2);
      expect(reward).toBe(-1);
      expect(truncated).toBe(false);
      velocity = observation[1];
      if (!terminated) continue;
      expect(observation[0]).toBeGreaterThanOrEqual(0.5);
      expect(step).toBeLessThan(150);
      break;
    }
    expect(() => env.step(1)).toThrow('Call reset()');
  });

  it('is not done below the goal velocity', () => {
    const arrive = (goal_velocity: number) => {
      const env = make('MountainCar-v0', { goal_velocity });
      env.reset({ seed: 0 });
      const world = env.unwrapped as MountainCar;
      world.setState({ ...(world.getState() as object), world: [0.49, 0.03] });
      return world.step(2)[2];
    };
    expect([arrive(0), arrive(0.02), arrive(0.05)]).toEqual([true, true, false]);
  });

  it('is observed as Gymnasium prints its spaces', () => {
    // gymnasium 1.4.0: print(env.observation_space), print(env.action_space) of both, spaces collapsed
    const box = 'Box([-1.2 -0.07], [0.6 0.07], (2,), float32)';
    expect(String(make('MountainCar-v0').observationSpace)).toBe(box);
    expect(String(make('MountainCarContinuous-v0').observationSpace)).toBe(box);
    expect(String(make('MountainCar-v0').actionSpace)).toBe('Discrete(3)');
    expect(String(make('MountainCarContinuous-v0').actionSpace)).toBe('Box(-1.0, 1.0, (1,), float32)');
  });

  it('refuses what is not an action, a state or a bound of it, and leaves the episode as it was', () => {
    const env = new MountainCar();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: unknown };
    for (const bad of [3, -1, 0.5, NaN, '1', true, null, undefined, [1]]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(3)');
    }
    for (const world of [[0], [0.7, 0], [0, 0.08], [NaN, 0], [null, 0], [0, '0'], { 0: 0, 1: 0 }]) {
      expect(() => env.setState({ ...before, world } as never)).toThrow('a position in [-1.2, 0.6]');
    }
    expect(() => env.reset({ seed: 1, options: { low: -1.3 } })).toThrow('options.low is a number in [-1.2, 0.6]');
    expect(env.getState()).toEqual(before);
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('MountainCar-v0', { goalVelocity: 'fast' })).toThrow(
      'goalVelocity is a finite number, got "fast"',
    );
    expect(() => make('MountainCarContinuous-v0', { goalVelocity: Infinity })).toThrow('got Infinity');
  });
});

describe('MountainCarContinuous', () => {
  it('costs a tenth of the square of its throttle and pays 100 at the flag', () => {
    const env = new MountainCarContinuous();
    env.reset({ seed: 0 });
    expect(env.step(Float32Array.of(0.5))[1]).toBe(-0.025); // 0.5 ^ 2 * 0.1
    env.setState({ ...(env.getState() as object), world: [0.44, 0.05] });
    expect(env.step(Float32Array.of(-0.5)).slice(1, 3)).toEqual([100 - 0.025, true]);
  });

  it('holds its state in float32 from the first step on', () => {
    const env = new MountainCarContinuous();
    env.reset({ seed: 0 });
    for (let i = 0; i < 3; i++) env.step(Float32Array.of(0.3));
    const { world } = env.getState() as { readonly world: readonly number[] };
    expect(world).toEqual(world.map(Math.fround));
  });

  it('refuses what is not an action of it and leaves the episode as it was', () => {
    const env = new MountainCarContinuous();
    env.reset({ seed: 0 });
    const before = env.getState();
    const bad = [Float32Array.of(1.1), Float32Array.of(NaN), Float32Array.of(0, 0), Float64Array.of(0), [0], 0, null];
    for (const action of bad) {
      expect(() => env.step(action as Float32Array)).toThrow('an action is in Box(-1.0, 1.0, (1,), float32)');
    }
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of the mountain cars', () => {
  it('puts the car on the ground and leans it with the slope', () => {
    const { shapes } = drawMountainCar(0.2, 0.5);
    const car = shapes.find(({ id }) => id === 'car')!.transform!;
    expect(car).toMatchObject({ x: 0.2, y: -height(0.2) });
    // Uphill to the right is anticlockwise, y being down; the slope by a difference quotient.
    expect(Math.tan(-car.rotation!)).toBeCloseTo((height(0.2001) - height(0.1999)) / 0.0002, 5);
  });

  it('shows a car at either end whole', () => {
    const { view } = drawMountainCar(0, 0.5);
    const halfCar = 0.065; // metres
    expect(view.x).toBeLessThanOrEqual(-1.2 - halfCar);
    expect(view.x + view.width).toBeGreaterThanOrEqual(0.6 + halfCar);
    expect(view.y).toBeLessThanOrEqual(-height(0.5236) - 0.25); // the top of the right hill, with the car and the flag
  });
});
