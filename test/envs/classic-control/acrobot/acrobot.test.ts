import { describe, expect, it } from 'vitest';
import { Acrobot } from '../../../../envs/classic-control/acrobot/acrobot.ts';
import { advance, tipHeight } from '../../../../envs/classic-control/acrobot/rules.ts';
import { drawAcrobot } from '../../../../envs/classic-control/acrobot/scene.ts';
import { make } from '../../../../envs/index.ts';

/** Joules. Of the book's equations, with 1 kg and 1 kg m^2 about its middle for each link of 1 m. */
function energy(state: Float64Array): number {
  const [theta1, theta2, v1, v2] = state as unknown as readonly [number, number, number, number];
  const d1 = 0.25 + (1.25 + Math.cos(theta2)) + 2;
  const d2 = 0.25 + 0.5 * Math.cos(theta2) + 1;
  const kinetic = 0.5 * d1 * v1 ** 2 + d2 * v1 * v2 + 0.5 * 1.25 * v2 ** 2;
  return kinetic - 9.8 * (1.5 * Math.cos(theta1) + 0.5 * Math.cos(theta1 + theta2));
}

describe('the rules of Acrobot', () => {
  it('keep the energy where no torque is applied', () => {
    // Runge-Kutta of fourth order with steps of 0.2 s loses some: 0.5 % of the 19.6 J of depth over 10 s.
    const state = Float64Array.of(1, 0.5, 0, 0);
    const before = energy(state);
    for (let i = 0; i < 50; i++) advance(state, 0, 0, 'book');
    expect(Math.abs(energy(state) - before)).toBeLessThan(0.1);
  });

  it('leave it hanging at rest, and mirror left and right', () => {
    const hanging = new Float64Array(4);
    advance(hanging, 0, 0, 'book');
    for (const number of hanging) expect(number).toBeCloseTo(0, 14);
    const state = Float64Array.of(0.3, -0.8, 1, 2);
    const mirrored = state.map((number) => -number);
    advance(state, 0, 1, 'book');
    advance(mirrored, 0, -1, 'book');
    for (let i = 0; i < 4; i++) expect(mirrored[i]).toBeCloseTo(-state[i]!, 12);
  });

  it('keep angles within half a turn and velocities within their bounds', () => {
    const state = Float64Array.of(3.1, 3.1, 4 * Math.PI, 9 * Math.PI);
    for (let i = 0; i < 20; i++) {
      advance(state, 0, 1, 'book');
      expect(Math.abs(state[0]!)).toBeLessThanOrEqual(Math.PI);
      expect(Math.abs(state[1]!)).toBeLessThanOrEqual(Math.PI);
      expect(Math.abs(state[2]!)).toBeLessThanOrEqual(4 * Math.PI);
      expect(Math.abs(state[3]!)).toBeLessThanOrEqual(9 * Math.PI);
    }
  });

  it('measure the height of the free end from the shoulder', () => {
    expect(tipHeight(Float64Array.of(0, 0, 0, 0))).toBe(-2);
    expect(tipHeight(Float64Array.of(Math.PI, 0, 0, 0))).toBe(2);
    expect(tipHeight(Float64Array.of(Math.PI / 2, Math.PI / 2, 0, 0))).toBeCloseTo(1, 15);
  });
});

describe('Acrobot', () => {
  it('starts where Gymnasium starts, within the bounds asked for', () => {
    // gymnasium 1.4.0: reset(seed=123, options={'low': -0.2, 'high': 0.2}) and (7, {'low': -3.1, 'high': 3.1})
    const env = make('Acrobot-v1');
    expect(env.reset({ seed: 123, options: { low: -0.2, high: 0.2 } })[0]).toEqual(
      Float32Array.of(
        0.997340977191925,
        0.07287608087062836,
        0.9841161966323853,
        -0.17752565443515778,
        -0.11185605078935623,
        -0.12625128030776978,
      ),
    );
    expect(env.reset({ seed: 7, options: { low: -3.1, high: 3.1 } })[0]).toEqual(
      Float32Array.of(
        0.7140067219734192,
        0.7001388072967529,
        -0.7782846093177795,
        0.6279116868972778,
        1.7092512845993042,
        -1.703715443611145,
      ),
    );
  });

  it('moves by the book, by the paper and under noise as Gymnasium does', () => {
    // gymnasium 1.4.0: the observation after six actions, from reset(seed=11, options={'low': -1.5, 'high': 1.5}), the attributes
    // book_or_nips and torque_noise_max set
    const play = (kwargs: Record<string, unknown>) => {
      const env = make('Acrobot-v1', kwargs);
      env.reset({ seed: 11, options: { low: -1.5, high: 1.5 } });
      return [2, 2, 0, 1, 0, 2].map((action) => env.step(action)[0]).at(-1);
    };
    expect(play({})).toEqual(
      Float32Array.of(
        0.7176612615585327,
        0.6963923573493958,
        0.8535194396972656,
        -0.5210610032081604,
        -0.022433822974562645,
        3.4693589210510254,
      ),
    );
    expect(play({ book_or_nips: 'nips' })).toEqual(
      Float32Array.of(
        0.2464940845966339,
        0.9691442847251892,
        -0.19664357602596283,
        -0.9804750680923462,
        1.0846608877182007,
        1.0811653137207031,
      ),
    );
    expect(play({ torqueNoiseMax: 0.5 })).toEqual(
      Float32Array.of(
        0.7055683135986328,
        0.7086419463157654,
        0.8303753733634949,
        -0.5572044253349304,
        -0.07858036458492279,
        3.576428174972534,
      ),
    );
  });

  it('ends above the line, with a reward of 0', () => {
    const env = new Acrobot();
    env.reset({ seed: 0 });
    env.setState({ ...(env.getState() as object), world: [Math.PI, 0, 0, 0] });
    expect(env.step(1).slice(1, 3)).toEqual([0, true]);
    expect(() => env.step(1)).toThrow('Call reset()');
  });

  it('is observed as Gymnasium prints its space', () => {
    // gymnasium 1.4.0: print(make('Acrobot-v1').observation_space), spaces collapsed, its "1." as "1.0"
    expect(String(make('Acrobot-v1').observationSpace)).toBe(
      'Box([-1.0 -1.0 -1.0 -1.0 -12.566371 -28.274334], [1.0 1.0 1.0 1.0 12.566371 28.274334], (6,), float32)',
    );
  });

  it('says what is wrong with an argument', () => {
    expect(() => make('Acrobot-v1', { book_or_nips: 'film' })).toThrow('bookOrNips is one of book, nips, got "film"');
    expect(() => make('Acrobot-v1', { torqueNoiseMax: -1 })).toThrow('a finite number of 0 or more, got -1');
    expect(() => make('Acrobot-v1', { torqueNoiseMax: '1' })).toThrow(TypeError);
  });

  it('refuses what is not an action, a state or a bound of it, and leaves the episode as it was', () => {
    const env = new Acrobot();
    env.reset({ seed: 0 });
    const before = env.getState() as { readonly world: unknown };
    for (const bad of [3, -1, 0.5, NaN, '1', true, null, undefined, [1]]) {
      expect(() => env.step(bad as number)).toThrow('an action is in Discrete(3)');
    }
    for (const world of [[0, 0, 0], [13, 0, 0, 0], [0, 0, 0, 29], [NaN, 0, 0, 0], [0, 0, null, 0], 'down']) {
      expect(() => env.setState({ ...before, world } as never)).toThrow('two angles and a velocity of at most');
    }
    expect(() => env.reset({ seed: 1, options: { high: 13 } })).toThrow('options.high is a number in');
    expect(env.getState()).toEqual(before);
  });
});

describe('the scene of Acrobot', () => {
  it('hangs the lower link on the upper one, in metres and radians', () => {
    const { shapes } = drawAcrobot(Math.PI / 2, Math.PI / 2, true);
    const at = new Map(shapes.map((shape) => [shape.id, shape.transform!]));
    // A quarter turn anticlockwise from hanging down points right; another one points up.
    expect(at.get('elbow')!.x).toBeCloseTo(1, 15);
    expect(at.get('elbow')!.y).toBeCloseTo(0, 15);
    expect(at.get('tip')!.x).toBeCloseTo(1, 15);
    expect(at.get('tip')!.y).toBeCloseTo(-1, 15);
    expect(at.get('upper-link')!.rotation).toBe(-Math.PI / 2);
    expect(at.get('lower-link')!.rotation).toBe(-Math.PI);
  });
});
