/** The Pong worlds. The rules' numbers are those of roms-fetch/pong/memory.s and text.s. */
import { describe, expect, it } from 'vitest';
import { make, makeVec } from '../../../../envs/index.ts';
import { ADDRESS, STATE } from '../../../../envs/nes/pong/addresses.ts';

/** Follows the ball: `Pong-features-v0`'s ball y and own paddle. */
const follow = (features: Float32Array) =>
  features[1]! > features[5]! + 0.1 ? 2 : features[1]! < features[5]! - 0.1 ? 1 : 0;

describe('Pong', () => {
  it('ends when a side has its points, and rewards each', () => {
    const env = make('Pong-features-v0', { pointsToWin: 2 });
    env.reset({ seed: 5 });
    const rewards: number[] = [];
    let info: unknown;
    for (let over = false; !over; ) {
      const [, reward, terminated, , said] = env.step(1); // stays at the upper wall
      if (reward !== 0) rewards.push(reward);
      over = terminated;
      info = said;
    }
    const lost = rewards.filter((reward) => reward === -1).length;
    const won = rewards.filter((reward) => reward === 1).length;
    expect(Math.max(lost, won)).toBe(2);
    expect(lost + won).toBe(rewards.length);
    expect(info).toEqual({ scores: [lost, won] });
    expect(() => env.step(0)).toThrow('the episode has ended');
  });

  it('plays the same episode for the same seed, another for another, on either engine', () => {
    const episode = (seed: number, engine: string) => {
      const env = make('Pong-features-v0', { engine });
      const [first] = env.reset({ seed });
      const seen = [...first];
      for (let k = 0; k < 40; k++) seen.push(...env.step(follow(seen.slice(-6) as unknown as Float32Array))[0]);
      return seen.join();
    };
    const reference = episode(0, 'ludus');
    expect(episode(0, 'ludus')).toBe(reference);
    expect(episode(0, 'jsnes')).toBe(reference);
    expect(episode(1, 'ludus')).not.toBe(reference);
  });

  it('sees the same stacked pictures on either engine, the oldest first', () => {
    const envs = ['ludus', 'jsnes'].map((engine) => make('Pong-v0', { engine, noopMax: 0 }));
    const pictures = envs.map((env) => env.reset({ seed: 1 })[0]);
    expect(pictures[0]!.length).toBe(4 * 84 * 84);
    expect(pictures[1]).toEqual(pictures[0]);
    for (let k = 0; k < 6; k++) {
      const before = pictures[0]!;
      envs.forEach((env, i) => {
        pictures[i] = env.step(1)[0];
      });
      expect(pictures[1]).toEqual(pictures[0]);
      expect(pictures[0]!.slice(0, 3 * 84 * 84)).toEqual(before.slice(84 * 84));
    }
  });

  it('shows the paddle where RAM says it is, in the same frame', () => {
    const env = make('Pong-v0', { obsType: 'grayscale', frameskip: 1, noopMax: 0 });
    const twin = make('Pong-ram-v0', { frameskip: 1, noopMax: 0 });
    env.reset({ seed: 2 });
    twin.reset({ seed: 2 });
    for (let k = 0; k < 20; k++) {
      const [picture] = env.step(1);
      const [ram] = twin.step(1);
      const column = Array.from({ length: 240 }, (_, y) => picture[y * 256 + 236]!); // the middle of the right paddle
      const rows = column.flatMap((bright, y) => (y >= 40 && y < 216 && bright > 100 ? [y] : []));
      expect(rows[0]).toBe(ram[ADDRESS.paddle_y + 1]);
      expect(rows.length).toBe(32);
    }
  });

  it('moves three pixels a frame, and stops at the wall', () => {
    const env = make('Pong-ram-v0', { frameskip: 1, noopMax: 0 });
    const [start] = env.reset({ seed: 0 });
    expect(start[ADDRESS.state]).toBe(STATE.serve);
    const y = start[ADDRESS.paddle_y + 1]!;
    expect(env.step(1)[0][ADDRESS.paddle_y + 1]).toBe(y - 3);
    expect(env.step(2)[0][ADDRESS.paddle_y + 1]).toBe(y);
    expect(env.step(0)[0][ADDRESS.paddle_y + 1]).toBe(y);
    let [ram] = env.step(1);
    for (let k = 0; k < 60; k++) [ram] = env.step(1);
    expect(ram[ADDRESS.paddle_y + 1]).toBe(40);
  });

  it('repeats actions as often as it is told', () => {
    const env = make('Pong-ram-v0', { frameskip: 1, noopMax: 0, repeatActionProbability: 1 });
    const [start] = env.reset({ seed: 0 });
    for (let k = 0; k < 5; k++) expect(env.step(1)[0][ADDRESS.paddle_y + 1]).toBe(start[ADDRESS.paddle_y + 1]);
  });

  it("gives the console's own pixels, unless it is asked for another size", () => {
    const env = make('Pong-v0', { obsType: 'rgb' });
    let [obs] = env.reset({ seed: 2 });
    for (let step = 0; step < 30; step++) [obs] = env.step(1);
    const { width, height, data } = env.render('rgb_array');
    expect([width, height]).toEqual([256, 240]);
    expect(Buffer.compare(data, obs as Uint8Array)).toBe(0); // the observation is the core's whole picture
    const small = make('Pong-v0', { renderWidth: 128 });
    small.reset({ seed: 2 });
    expect(small.render('rgb_array').width).toBe(128);
  });

  it('draws its picture without moving on', () => {
    const env = make('Pong-features-v0');
    env.reset({ seed: 3 });
    const before = env.getState();
    const [shape] = env.render('scene').shapes;
    expect(shape).toMatchObject({ type: 'pixels', columns: 256, rows: 240 });
    expect(env.getState()).toEqual(before);
  });

  it.each<[kwargs: Record<string, unknown>, message: string]>([
    [{ difficulty: 'brutal' }, 'difficulty is one of easy, normal, hard, expert, got "brutal"'],
    [{ pointsToWin: 0 }, 'pointsToWin is a whole number in the range [1, 99], got 0'],
    [{ frameskip: '4' }, 'frameskip is a whole number'],
    [{ repeatActionProbability: 2 }, 'repeatActionProbability is a probability in [0, 1], got 2'],
    [{ noopMax: -1 }, 'noopMax is a whole number in the range [0, 240], got -1'],
    [{ engine: 'mame' }, 'engine is one of ludus, jsnes'],
    [{ obsType: 'ascii' }, 'obsType is one of stack, grayscale, rgb'],
  ])('refuses %j', (kwargs, message) => {
    expect(() => make('Pong-v0', kwargs)).toThrow(message);
  });
});

describe('Pong in batches', () => {
  it.each(['Pong-v0', 'Pong-features-v0'] as const)('%s gives what single worlds give', (id) => {
    const kwargs = { pointsToWin: 1, repeatActionProbability: 0.25 };
    const batch = makeVec(id, { kwargs, numEnvs: 3, autoresetMode: 'next-step' });
    const singles = [7, 8, 9].map((seed) => {
      const env = make(id, kwargs);
      return { env, observation: env.reset({ seed })[0] as ArrayLike<number>, over: false };
    });
    const size = singles[0]!.observation.length;
    const rows = (observations: unknown) =>
      singles.map((_, i) => Array.from((observations as Uint8Array).subarray(i * size, (i + 1) * size)).join());
    expect(rows(batch.reset({ seed: 7 }).observations)).toEqual(
      singles.map(({ observation }) => Array.from(observation).join()),
    );
    let ends = 0;
    for (let k = 0; k < 90; k++) {
      const { observations, rewards } = batch.step(Int32Array.of(1, 0, 2));
      const expected = singles.map((single, i) => {
        if (single.over) {
          single.over = false;
          single.observation = single.env.reset()[0] as ArrayLike<number>;
          return 0;
        }
        const [observation, reward, terminated] = single.env.step([1, 0, 2][i]!);
        single.observation = observation as ArrayLike<number>;
        single.over = terminated;
        if (terminated) ends++;
        return reward;
      });
      expect([...rewards]).toEqual(expected);
      expect(rows(observations)).toEqual(singles.map(({ observation }) => Array.from(observation).join()));
    }
    expect(ends).toBeGreaterThan(0);
  });
});

describe('PongDuel', () => {
  it('gives each seat its side of the court, and rewards that cancel', () => {
    const env = make('PongDuel-v0', { pointsToWin: 1, noopMax: 0 });
    let [both, info] = env.reset({ seed: 4 });
    let reward = 0;
    for (let over = false; !over; ) {
      // Ball x and its speed are mirrored, y is the same, and each seat's opponent is the other's own paddle.
      expect(both[6]).toBeCloseTo(-both[0]!);
      expect(both[7]).toBe(both[1]);
      expect(both[8]).toBeCloseTo(-both[2]!);
      expect([both[10], both[11]]).toEqual([both[5], both[4]]);
      [both, reward, over, , info] = env.step(Int32Array.of(0, follow(both.slice(6))));
    }
    expect(info).toEqual({ rewards: [reward, -reward], scores: reward === 1 ? [0, 1] : [1, 0] });
  });
});
