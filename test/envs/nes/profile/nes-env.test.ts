/** NesEnv: cartridges and profiles made into worlds, on the Pong that ships with Ludus and on a free game (test/roms/README.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkEnv, make } from '../../../../envs/index.ts';
import { NesEnv } from '../../../../envs/nes/profile/nes-env.ts';
import { PONG_PROFILE } from '../../../../envs/nes/profile/pong-profile.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url));
const FALLING = JSON.parse(read('examples/profiles/falling.json').toString()) as Record<string, unknown>;
const FALLING_ROM = read('test/roms/falling.nes').toString('base64');

const fallingWorld = () => new NesEnv({ profile: FALLING, rom: FALLING_ROM });

describe('Falling, by its profile', () => {
  it('keeps the contract of environments', () => {
    expect(
      checkEnv(() => make('NES-v0', { profile: FALLING, rom: FALLING_ROM, maxEpisodeSteps: 200 }), { steps: 60 }),
    ).toEqual([]);
  });

  it('begins in the game with three lives, and each seed falls another way', () => {
    const env = fallingWorld();
    const [first, info] = env.reset({ seed: 1 });
    expect(info).toMatchObject({ state: 1, lives: 3, score: 0 }); // STATEPLAYING in its source
    const seen = new Set<string>();
    for (let seed = 0; seed < 5; seed++) {
      env.reset({ seed });
      for (let step = 0; step < 40; step++) env.step(0);
      seen.add(String(env.render('rgb_array').data));
    }
    expect(seen.size).toBe(5);
    expect(env.reset({ seed: 1 })[0]).toEqual(first);
  });

  it('left alone one falls until the lives are spent, the reward saying so at each', () => {
    const env = fallingWorld();
    env.reset({ seed: 3 });
    let lost = 0;
    for (let step = 0, lives = 3; ; step++) {
      const [, reward, terminated, , info] = env.step(0);
      const left = info.lives as number;
      if (left < lives) {
        lost++;
        expect(reward).toBeLessThan(-5); // -10 for the life, what the second brought added
      }
      lives = left;
      if (terminated) break;
      expect(step).toBeLessThan(5000);
    }
    expect(lost).toBe(3);
  });
});

describe('what a profile observes', () => {
  const ram = { ...PONG_PROFILE, observation: { kind: 'ram' } };

  it('ram is the work memory', () => {
    const env = new NesEnv({ profile: ram });
    const [observation, info] = env.reset({ seed: 0 });
    expect(observation).toHaveLength(2048);
    expect(observation[0x11]).toBe(info.player); // roms-fetch/pong/memory.s: the right score
  });

  it('features are expressions, clipped to their ranges', () => {
    const features = {
      ball: { value: 'ram[0x16] / 128 - 1', low: -1, high: 1 },
      clipped: { value: 'ram[0x16] + 1000', low: 0, high: 7 },
    };
    const env = new NesEnv({ profile: { ...PONG_PROFILE, observation: { kind: 'features', features } } });
    const same = new NesEnv({ profile: ram });
    const [observation] = env.reset({ seed: 5 });
    const [memory] = same.reset({ seed: 5 });
    expect(observation).toEqual(Float32Array.of(memory[0x16]! / 128 - 1, 7));
  });

  it('pixels are stacked, in the shape that the profile says', () => {
    const shapeOf = (observation: object) =>
      new NesEnv({ profile: { ...PONG_PROFILE, observation: { kind: 'pixels', ...observation } } }).observationSpace
        .shape;
    expect(new NesEnv().observationSpace.shape).toEqual([4, 84, 84]);
    expect(shapeOf({ width: 256, height: 240, color: 'rgb' })).toEqual([240, 256, 3]);
    expect(shapeOf({ width: 42, height: 30, color: 'rgb', stack: 2 })).toEqual([2, 30, 42, 3]);
  });
});

describe('sticky actions', () => {
  it('repeat the action before, by the generator, and are part of the state', () => {
    const env = new NesEnv({ profile: { ...PONG_PROFILE, repeatActionProbability: 0.5 } });
    env.reset({ seed: 2 });
    for (let step = 0; step < 20; step++) env.step(1 + (step % 2));
    const state = structuredClone(env.getState());
    const play = () => Array.from({ length: 30 }, (_, step) => env.step(step % 3).slice(0, 3));
    const once = play();
    env.setState(state);
    expect(play()).toEqual(once);
  });
});

describe('what is wrong', () => {
  it.each([
    [{ profile: 7 }, /the profile is an object, got 7/],
    [{ profile: {} }, /actions is an object/],
    [{ profile: { ...PONG_PROFILE, reword: '1' } }, /got "reword"/],
    [{ profile: { ...PONG_PROFILE, reward: 'points' } }, /Cannot read reward "points"/],
    [{ profile: { ...PONG_PROFILE, variables: { 'a b': '1' } } }, /names are letters/],
    [{ profile: { ...PONG_PROFILE, actions: {} } }, /there is at least one/],
    [{ profile: { ...PONG_PROFILE, actions: { jump: ['jump'] } } }, /a list of buttons \(a, b, select/],
    [{ profile: { ...PONG_PROFILE, start: [{ frames: -1 }] } }, /start\[0\].frames is wrong.*\[0, 36000\]; got -1/],
    [{ profile: { ...PONG_PROFILE, start: [{ poke: { 5000: 1 } }] } }, /poke's address is wrong/],
    [{ profile: { ...PONG_PROFILE, start: Array(3).fill({ frames: 20_000 }) } }, /at most 36000 frames in all/],
    [{ profile: { ...PONG_PROFILE, observation: { kind: 'sound' } } }, /pixels, ram or features/],
    [
      { profile: { ...PONG_PROFILE, observation: { kind: 'pixels', crop: { left: 200, width: 100 } } } },
      /crop.width is wrong/,
    ],
    [{ profile: { ...PONG_PROFILE, observation: { kind: 'pixels', crop: { left: 'x' } } } }, /crop.left is wrong/],
    [{ profile: { ...PONG_PROFILE, observation: { kind: 'features', features: {} } } }, /there is at least one/],
    [{ rom: 'not base64!' }, /rom is an iNES file as base64/],
    [{ rom: 'AAAA' }, /Cannot/],
    [{ rom: 3 }, /rom is an iNES file as base64, got 3/],
  ])('is said in one line: %#', (kwargs, message) => {
    expect(() => new NesEnv(kwargs as never)).toThrow(message);
  });

  it('a state of another cartridge is refused and harms nothing', () => {
    const env = fallingWorld();
    env.reset({ seed: 0 });
    const pong = new NesEnv();
    pong.reset({ seed: 0 });
    const before = env.getState();
    expect(() => env.setState(pong.getState())).toThrow(/Cannot restore/);
    expect(env.getState()).toEqual(before);
  });
});
