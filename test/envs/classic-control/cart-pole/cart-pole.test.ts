import { describe, expect, it } from 'vitest';
import { CartPole } from '../../../../envs/classic-control/cart-pole/cart-pole.ts';
import { ANGLE_LIMIT } from '../../../../envs/classic-control/cart-pole/constants.ts';
import { advance, hasFallen } from '../../../../envs/classic-control/cart-pole/rules.ts';
import { drawCartPole } from '../../../../envs/classic-control/cart-pole/scene.ts';
import { make } from '../../../../envs/index.ts';

describe('the rules of CartPole', () => {
  it('mirror left and right', () => {
    const state = Float64Array.of(0.1, -0.2, 0.05, 0.3);
    const mirrored = state.map((number) => -number);
    advance(state, 1);
    advance(mirrored, 0);
    expect(mirrored).toEqual(state.map((number) => -number));
  });

  it('end strictly beyond 2.4 m and 12 degrees', () => {
    expect(hasFallen(Float64Array.of(2.4, 0, ANGLE_LIMIT, 0), 0)).toBe(false);
    expect(hasFallen(Float64Array.of(-2.4, 0, -ANGLE_LIMIT, 0), 0)).toBe(false);
    expect(hasFallen(Float64Array.of(2.4000001, 0, 0, 0), 0)).toBe(true);
    expect(hasFallen(Float64Array.of(0, 0, -ANGLE_LIMIT - 1e-9, 0), 0)).toBe(true);
    expect(ANGLE_LIMIT).toBeCloseTo(0.20944, 5); // 12 degrees
  });
});

describe('CartPole', () => {
  it('starts where Gymnasium starts, within the bounds asked for', () => {
    const env = make('CartPole-v1');
    // gymnasium 1.4.0: make('CartPole-v1').reset(seed=123, options={'low': -0.1, 'high': 0.1}), and (5, {'high': 0.2})
    expect(env.reset({ seed: 123, options: { low: -0.1, high: 0.1 } })[0]).toEqual(
      Float32Array.of(0.03647037222981453, -0.08923579752445221, -0.055928025394678116, -0.06312564015388489),
    );
    expect(env.reset({ seed: 5, options: { high: 0.2 } })[0]).toEqual(
      Float32Array.of(0.15125073492527008, 0.15198519825935364, 0.07883138954639435, 0.02145034447312355),
    );
  });

  it('refuses bad bounds and leaves the episode as it was', () => {
    const env = make('CartPole-v1');
    env.reset({ seed: 0 });
    const before = env.getState();
    expect(() => env.reset({ seed: 1, options: { low: 0.1, high: -0.1 } })).toThrow('must not exceed options.high');
    expect(() => env.reset({ seed: 1, options: { low: 'x' } })).toThrow('options.low must be a number, got "x"');
    expect(() => env.reset({ seed: 1, options: { high: Infinity } })).toThrow('options.high must be finite');
    expect(env.getState()).toEqual(before);
  });

  it('refuses whatever is not one of its two actions and leaves the episode as it was', () => {
    const env = new CartPole();
    env.reset({ seed: 0 });
    const before = env.getState();
    for (const bad of [2, -1, 0.5, NaN, Infinity, '1', true, null, undefined, [0], 1n]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(2)');
    }
    expect(env.getState()).toEqual(before);
  });

  it('is observed as Gymnasium prints its space', () => {
    // gymnasium 1.4.0: print(make('CartPole-v1').observation_space), spaces collapsed
    expect(String(make('CartPole-v1').observationSpace)).toBe(
      'Box([-4.8 -inf -0.41887903 -inf], [4.8 inf 0.41887903 inf], (4,), float32)',
    );
  });

  it('refuses a state that is not its own', () => {
    const env = new CartPole();
    env.reset({ seed: 0 });
    const good = env.getState() as { readonly world: readonly number[] };
    for (const world of [null, [1, 2, 3], [0, 0, null, 0], [0, 0, 0, '0'], { x: 1 }]) {
      expect(() => env.setState({ ...good, world } as never)).toThrow('four finite numbers');
    }
    expect(env.getState()).toEqual(good);
  });
});

describe('the scene of CartPole', () => {
  it('moves cart, pole and axle with the state, in metres and radians', () => {
    const scene = drawCartPole(1.5, 0.1);
    const byId = new Map(scene.shapes.map((shape) => [shape.id, shape]));
    expect(byId.get('cart')?.transform?.x).toBe(1.5);
    expect(byId.get('pole')?.transform).toMatchObject({ x: 1.5, rotation: 0.1 });
    expect(byId.get('axle')?.transform?.y).toBe(byId.get('pole')?.transform?.y);
  });

  it('shows a cart that has just left the track whole', () => {
    const { view } = drawCartPole(0, 0);
    const halfCart = 0.2; // metres
    expect(view.x).toBeLessThanOrEqual(-2.4 - halfCart);
    expect(view.x + view.width).toBeGreaterThanOrEqual(2.4 + halfCart);
  });
});
