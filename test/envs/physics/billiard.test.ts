import { describe, expect, it } from 'vitest';
import { type Env, make } from '../../../envs/index.ts';
import { BALL_RADIUS, HEIGHT, Table, WIDTH } from '../../../envs/physics/billiard/rules.ts';

/** A table with the balls where they are wanted, the cue ball first. */
function table(...places: readonly (readonly [number, number])[]): Table {
  const one = new Table(places.length - 1);
  one.balls.forEach((ball, i) => {
    ball.moveTo(...places[i]!, 0);
  });
  return one;
}

describe('a shot of Billiard', () => {
  it('is slowed by the cloth alone: v^2 / (2 a)', () => {
    const one = table([0.2, 0.3], [1.1, 0.5]);
    one.playDirection(0, 0.8);
    expect(one.balls[0]!.x).toBeCloseTo(0.2 + 0.8 ** 2 / (2 * 0.5), 2);
    expect(one.balls[0]!.y).toBeCloseTo(0.3, 12);
  });

  it('comes back from a cushion with nine tenths of its speed', () => {
    const one = table([0.4, 0.3], [1.1, 0.1]);
    one.playDirection(Math.PI / 2, 0.9);
    // Up 0.2714 m to the cushion, left with 0.9 of sqrt(0.81 - 2 * 0.5 * 0.2714) m/s, then down.
    const back = (0.9 ** 2 * (0.81 - 0.2714)) / (2 * 0.5);
    expect(one.balls[0]!.y).toBeCloseTo(HEIGHT - BALL_RADIUS - back, 1);
    expect(one.balls[0]!.x).toBeCloseTo(0.4, 9);
  });

  it('gives a ball that is hit full 0.95 of the speed, and goes on with 0.05', () => {
    const one = table([0.3, 0.3], [0.5, 0.3]);
    one.playCut(0, 0.6);
    // (1 + e) / 2 and (1 - e) / 2 of the speed at the impact, whose square is 0.36 - 2 * 0.5 * 0.1428.
    const squared = 0.36 - (0.2 - 2 * BALL_RADIUS);
    expect(one.balls[1]!.x).toBeCloseTo(0.5 + (0.95 ** 2 * squared) / (2 * 0.5), 2);
    expect(one.balls[0]!.x).toBeCloseTo(0.5 - 2 * BALL_RADIUS + (0.05 ** 2 * squared) / (2 * 0.5), 2);
  });

  it('cuts a ball away to the other side, at the angle of the line of centres', () => {
    const one = table([0.3, 0.2], [0.6, 0.2]);
    const { ways } = one.playCut(0.5, 0.8); // half a diameter to the left of the middle: 30 degrees to the right
    const [x0, y0] = ways[1]!;
    const [x1, y1] = [ways[1]![2]!, ways[1]![3]!]; // where it is first seen after the hit
    const [x2, y2] = ways[1]!.slice(4, 6);
    expect([x0, y0]).toEqual([0.6, 0.2]);
    // The cue ball comes along a line that is asin(0.0286 / 0.3) off the centres.
    const line = Math.asin((0.5 * 2 * BALL_RADIUS) / 0.3);
    expect(Math.atan2(y2! - y1, x2! - x1)).toBeCloseTo(line - Math.PI / 6, 1);
  });

  it('pots a ball in front of each pocket', () => {
    for (const [x, y] of [
      [0.08, 0.08],
      [WIDTH - 0.08, 0.08],
      [0.08, HEIGHT - 0.08],
      [WIDTH - 0.08, HEIGHT - 0.08],
      [WIDTH / 2, 0.04],
      [WIDTH / 2, HEIGHT - 0.04],
    ] as const) {
      const fromX = x === WIDTH / 2 ? x : x + (x < WIDTH / 2 ? 0.2 : -0.2);
      const one = table([fromX, y < HEIGHT / 2 ? y + 0.2 : y - 0.2], [x, y]);
      expect(one.playCut(0, 0.8).potted).toEqual([1]);
      expect(one.next()).toBeNull();
    }
  });

  it('puts a cue ball that fell back on its spot, or beside it where that is taken', () => {
    const one = table([0.15, 0.15], [0.3, 0.3]);
    const { scratch, potted } = one.playDirection(Math.PI * 1.25, 1);
    expect({ scratch, potted }).toEqual({ scratch: true, potted: [] });
    expect(one.balls[0]!.enabled).toBe(true);
    expect(one.balls[0]!.y).toBe(0.3);
    expect(one.balls[0]!.x).toBeGreaterThan(0.3 + 2 * BALL_RADIUS);
  });

  it('keeps every ball on the cloth or in a pocket', () => {
    const env = make('Billiard-v0', { balls: 15, maxEpisodeSteps: null });
    env.actionSpace.seed(3);
    for (let seed = 0; seed < 3; seed++) {
      env.reset({ seed });
      for (let i = 0; i < 15; i++) {
        const [obs, , terminated] = env.step(env.actionSpace.sample());
        expect(env.observationSpace.contains(obs)).toBe(true);
        for (let k = 0; k < 15; k++) {
          if (obs[4 + 3 * k] === 0) continue;
          // Beyond a cushion's nose only in the mouth of a side pocket, and there not beyond the cloth.
          const inMouth = Math.abs(obs[2 + 3 * k]! - WIDTH / 2) < 0.065;
          const least = inMouth ? 0 : 0.5 * BALL_RADIUS;
          expect(obs[3 + 3 * k]).toBeGreaterThan(least);
          expect(obs[3 + 3 * k]).toBeLessThan(HEIGHT - least);
        }
        if (terminated) break;
      }
    }
  });
});

describe('Billiard', () => {
  it('can be cleared, a ball a shot, by who tries every shot first', () => {
    const env: Env<Float32Array, number | Float32Array> = make('Billiard-v0');
    env.reset({ seed: 7 });
    let total = 0;
    for (let ended = false; !ended; ) {
      const state = env.getState();
      let [best, action] = [-Infinity, 0];
      for (let candidate = 0; candidate < 42; candidate++) {
        env.setState(state);
        const [, reward] = env.step(candidate);
        if (reward > best) [best, action] = [reward, candidate];
      }
      env.setState(state);
      const [, reward, terminated, truncated, info] = env.step(action);
      expect(info.scratch).toBe(false);
      [total, ended] = [total + reward, terminated || truncated];
    }
    expect(total).toBeCloseTo(3 - 0.3, 9);
  });

  it('refuses other numbers of balls', () => {
    expect(() => make('Billiard-v0', { balls: 16 })).toThrow(/balls is an integer in 1 to 15, got 16/);
    expect(() => make('Billiard-v0', { balls: '3' })).toThrow(TypeError);
  });
});
