import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Env, type Info, make, type State } from '../../../envs/index.ts';
import { gust } from '../../../envs/physics/lunar-lander/wind.ts';

interface Flight {
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly ground: readonly number[];
  readonly start: readonly number[];
  readonly actions: readonly (number | readonly number[])[];
  readonly rewards: readonly number[];
  readonly every10: readonly (readonly number[])[];
}

const { runs: FLIGHTS } = JSON.parse(
  readFileSync(new URL('../../golden/LunarLander-v3-flight.json', import.meta.url), 'utf8'),
) as { readonly runs: readonly Flight[] };

type Lander = Env<Float32Array, number | Float32Array>;

interface LanderState {
  readonly ground: readonly number[];
  readonly outcome: string;
  readonly windIndex: number;
  readonly bodies: { readonly motion: readonly number[]; readonly contacts: readonly unknown[] };
}

const lander = (kwargs: Readonly<Record<string, unknown>> = {}): Lander => make('LunarLander-v0', kwargs);
const stateOf = (env: Lander) => (env.unwrapped.getState() as unknown as { world: LanderState }).world;

/** Gymnasium 1.4's `heuristic` of `lunar_lander.py`: a controller of angle and height. */
function heuristic(s: Float32Array): number {
  const touches = s[6] === 1 || s[7] === 1;
  const wanted = Math.min(Math.max(s[0]! * 0.5 + s[2]!, -0.4), 0.4);
  const turn = touches ? 0 : (wanted - s[4]!) * 0.5 - s[5]!;
  const rise = touches ? -s[3]! * 0.5 : (0.55 * Math.abs(s[0]!) - s[1]!) * 0.5 - s[3]! * 0.5;
  if (rise > Math.abs(turn) && rise > 0.05) return 2;
  if (turn < -0.05) return 3;
  return turn > 0.05 ? 1 : 0;
}

describe.each(FLIGHTS)('LunarLander under seed $seed with $kwargs', ({ kwargs, seed, ground, start, ...flight }) => {
  it('begins over the ground of Gymnasium, pushed as there', () => {
    const env = lander(kwargs);
    const [obs] = env.reset({ seed });
    stateOf(env).ground.forEach((height, i) => {
      expect(height).toBeCloseTo(ground[i]!, 5);
    });
    // After a step of both solvers, whose positions are float32 in Box2D.
    start.forEach((value, i) => {
      expect(obs[i]).toBeCloseTo(value, 4);
    });
  });

  it('flies and is rewarded as on Box2D until a leg touches', () => {
    const env = lander(kwargs);
    env.reset({ seed });
    flight.actions.forEach((action, i) => {
      const [obs, reward] = env.step(typeof action === 'number' ? action : Float32Array.from(action));
      // Legs that swing against their stops are what parts the two: by 0.009 in 145 steps at most. A unit is 100 of reward.
      expect(Math.abs(reward - flight.rewards[i]!)).toBeLessThan(1);
      if ((i + 1) % 10 === 0) {
        flight.every10[(i + 1) / 10 - 1]!.forEach((value, j) => {
          expect(Math.abs(obs[j]! - value)).toBeLessThan(0.01);
        });
      }
    });
  });
});

describe('LunarLander', () => {
  it('falls with its gravity while nothing fires', () => {
    for (const gravity of [-10, -3.5]) {
      const env = lander({ gravity });
      env.reset({ seed: 3 });
      let fast: Float32Array | null = null;
      let last: Float32Array = new Float32Array(8);
      for (let i = 0; i < 30; i++) {
        [last] = env.step(0);
        fast ??= last;
      }
      // A step is 0.02 s, a unit of vertical speed 7.5 m/s. The swinging of the legs moves the lander by a percent of it.
      expect(((last[3]! - fast![3]!) * 7.5) / (29 * 0.02) / gravity).toBeCloseTo(1, 1);
    }
  });

  it('is landed by the controller of Gymnasium as well as there', () => {
    const returns: number[] = [];
    for (let seed = 0; seed < 30; seed++) {
      const env = lander();
      let [obs] = env.reset({ seed });
      let total = 0;
      for (let done = false; !done; ) {
        const [next, reward, terminated, truncated] = env.step(heuristic(obs));
        [obs, total, done] = [next, total + reward, terminated || truncated];
      }
      returns.push(total);
    }
    // On Box2D: mean 253 and median 266 over seeds 0 to 99.
    const sorted = returns.toSorted((a, b) => a - b);
    expect(sorted[15]).toBeGreaterThan(250);
    expect(returns.filter((total) => total > 200).length).toBeGreaterThan(22);
  });

  it('rewards rest with 100, a crash and leaving the view with -100', () => {
    const ends: Record<string, number> = {};
    for (let seed = 0; seed < 12; seed++) {
      const env = lander();
      let [obs] = env.reset({ seed });
      for (let done = false; !done; ) {
        // Even seeds land, odd ones fall; every third leaves to the side.
        const action = seed % 3 === 0 ? (obs[4]! > -0.5 ? 3 : 2) : seed % 2 === 0 ? heuristic(obs) : 0;
        const [next, reward, terminated, truncated] = env.step(action);
        [obs, done] = [next, terminated || truncated];
        if (terminated) ends[stateOf(env).outcome] = reward;
      }
    }
    expect(ends).toEqual({ landed: 100, crashed: -100 });
  });

  it('is blown by the wind while it flies, and only with enableWind', () => {
    const still = lander();
    const windy = lander({ enableWind: true, windPower: 20, turbulencePower: 0 });
    still.reset({ seed: 5 });
    windy.reset({ seed: 5 });
    const index = stateOf(windy).windIndex;
    const before = windy.unwrapped.getState();
    const [obs] = windy.step(0);
    expect(stateOf(windy).windIndex).toBe(index + 1);
    // The same step without wind, from the same state: force over the mass of lander and legs, 4.96 kg, times 0.02 s.
    const calm = lander({ enableWind: true, windPower: 0, turbulencePower: 0 });
    calm.reset({ seed: 5 });
    calm.unwrapped.setState(before);
    const [calmObs] = calm.step(0);
    const push = ((obs[2]! - calmObs[2]!) * 5) / 0.02; // m/s^2
    expect(push).toBeCloseTo((gust(index) * 20) / 4.959, 1);
    expect(stateOf(still).windIndex).toBe(0);
  });

  it('has a wind that is the tanh of two sines', () => {
    for (let i = -9999; i < 9999; i += 37) {
      expect(gust(i)).toBeCloseTo(Math.tanh(Math.sin(0.02 * i) + Math.sin(Math.PI * 0.01 * i)), 12);
    }
  });

  it('never sinks into the ground', () => {
    const env = lander();
    for (let seed = 0; seed < 10; seed++) {
      env.reset({ seed });
      for (let i = 0; i < 300; i++) {
        const [, , terminated] = env.step(i % 4);
        const { motion, ground } = { ...stateOf(env).bodies, ground: stateOf(env).ground };
        // The legs' middles are 0.27 m from their ends: above the ground, then, but for a little.
        for (const leg of [6, 12]) {
          const chunk = Math.min(Math.max(Math.floor(motion[leg]! / 2), 0), 9);
          const part = motion[leg]! / 2 - chunk;
          expect(motion[leg + 1]!).toBeGreaterThan(ground[chunk]! * (1 - part) + ground[chunk + 1]! * part - 0.1);
        }
        if (terminated) break;
      }
    }
  });

  it('goes on exactly from a state in the middle of a landing', () => {
    const env = lander();
    let [obs] = env.reset({ seed: 2 });
    while (stateOf(env).bodies.contacts.length === 0) [obs] = env.step(heuristic(obs));
    const state: State = JSON.parse(JSON.stringify(env.getState()));
    const other = lander();
    other.setState(state);
    for (let i = 0; i < 40; i++) {
      const expected: [Float32Array, number, boolean, boolean, Info] = env.step(heuristic(obs));
      expect(other.step(heuristic(obs))).toEqual(expected);
      [obs] = expected;
      if (expected[2]) break;
    }
    expect(other.getState()).toEqual(env.getState());
  });

  it('refuses what it cannot take, with the remedy', () => {
    expect(() => lander({ gravity: 0 })).toThrow(/gravity is a number in \(-12, 0\), got 0\. Leave it out/);
    expect(() => lander({ gravity: 'low' })).toThrow(TypeError);
    expect(() => lander({ continuous: 1 })).toThrow(/continuous is true or false/);
    expect(() => lander({ windPower: -1 })).toThrow(/windPower is a finite number of 0 or more/);
    const env = lander({ continuous: true });
    env.reset({ seed: 0 });
    expect(() => env.step(Float32Array.of(2, 0))).toThrow(/an action is in Box/);
    expect(() => env.step(1)).toThrow(/an action is in Box/);
  });
});
