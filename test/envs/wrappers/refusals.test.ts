/** What wrappers refuse, each with one clear error, and the few behaviours that Gymnasium's recordings cannot show. */
import { describe, expect, it } from 'vitest';
import {
  AddRenderObservation,
  AtariPreprocessing,
  Box,
  ClipAction,
  ClipReward,
  DelayObservation,
  DiscretizeAction,
  DiscretizeObservation,
  DtypeObservation,
  type Env,
  FilterObservation,
  FlattenObservation,
  FrameStackObservation,
  GrayscaleObservation,
  InvalidActionError,
  InvalidStateError,
  MaxAndSkipObservation,
  make,
  NormalizeObservation,
  NormalizeReward,
  RecordEpisodeStatistics,
  RepeatAction,
  RescaleAction,
  RescaleObservation,
  ReshapeObservation,
  ResizeObservation,
  Sequence,
  type State,
  StickyAction,
  TimeAwareObservation,
  TransformObservation,
} from '../../../envs/index.ts';
import { Pictures } from './pictures.ts';

const cartPole = () => make('CartPole-v1');
const pendulum = () => make('Pendulum-v1');
const blackjack = () => make('Blackjack-v1');
const colour = new Box<Uint8Array>({ low: 0, high: 255, shape: [4, 4, 3], dtype: 'uint8' });
const frame = (value: number) => new Uint8Array(48).fill(value);
const pictures = () => new Pictures(colour, [frame(1), frame(2), frame(3)]);
const continuous = () => cartPole() as Env<unknown, unknown> as Env<Float32Array, Float32Array>;

describe('constructors refuse', () => {
  it.each<readonly [string, () => unknown, RegExp]>([
    ['a negative delay', () => new DelayObservation(cartPole(), -1), /delay is an integer of 0 or more steps, got -1/],
    ['a stack of none', () => new FrameStackObservation(cartPole(), 0), /stackSize is an integer of 1 or more, got 0/],
    [
      'padding outside the space',
      () => new FrameStackObservation(cartPole(), 2, { paddingType: { value: Float32Array.of(1) } }),
      /'reset', 'zero' or \{ value \}/,
    ],
    ['a skip of one', () => new MaxAndSkipObservation(cartPole(), 1), /integer of 2 or more steps, got 1/],
    ['no repeats', () => new RepeatAction(cartPole(), 0), /numRepeats is an integer of 1 or more/],
    ['a stickiness of 1', () => new StickyAction(cartPole(), 1), /is in \[0, 1\), got 1/],
    [
      'a duration from many to few',
      () => new StickyAction(cartPole(), 0.5, { repeatActionDuration: [3, 2] }),
      /the least and the most, got \[3, 2\]/,
    ],
    ['a key that is not there', () => new FilterObservation(blackjack(), [3]), /one or more of 0, 1, 2, each once/],
    ['a key twice', () => new FilterObservation(blackjack(), [1, 1]), /each once, got \[1, 1\]/],
    ['keys of an array', () => new FilterObservation(cartPole(), ['x']), /of a Dict or a Tuple, got Box/],
    ['bounds for a tuple', () => new RescaleObservation(blackjack() as never, 0, 1), /values of a Box, got Tuple/],
    ['finite for infinite', () => new RescaleObservation(cartPole(), 0, 1), /an infinite bound stays infinite/],
    ['a scale of bytes', () => new RescaleObservation(pictures() as never, 0, 1), /rescaled as float32 or float64/],
    ['equal action bounds', () => new RescaleAction(pendulum(), 1, 1), /minAction is below maxAction/],
    ['two bounds for one axis', () => new RescaleAction(pendulum(), [0, 0], 1), /one for each of the 1 elements/],
    ['clipping of integers', () => new ClipAction(continuous()), /values of a Box, got Discrete\(2\)/],
    ['no bound of rewards', () => new ClipReward(cartPole(), null), /one bound at least/],
    ['crossed bounds of rewards', () => new ClipReward(cartPole(), 1, 0), /got 1 and 0/],
    ['bins of infinity', () => new DiscretizeObservation(cartPole(), 5), /two finite bounds/],
    ['no bins', () => new DiscretizeAction(pendulum(), 0), /bins is an integer of 1 or more/],
    ['bins for two of one', () => new DiscretizeAction(pendulum(), [2, 2]), /one for each of the 1 axes/],
    ['an unknown dtype', () => new DtypeObservation(cartPole(), 'int64' as 'int32'), /dtype is one of float32/],
    ['infinite bytes', () => new DtypeObservation(cartPole(), 'uint8'), /within \[0, 255\]/],
    ['grey of four numbers', () => new GrayscaleObservation(cartPole()), /pictures are uint8 from 0 to 255/],
    ['a size of nothing', () => new ResizeObservation(pictures(), [0, 4]), /two integers of 1 or more, got \[0, 4\]/],
    ['a shape of another size', () => new ReshapeObservation(cartPole(), [3]), /whose product is 4, got \[3\]/],
    ['an epsilon of 0', () => new NormalizeObservation(cartPole(), { epsilon: 0 }), /epsilon is above 0, got 0/],
    ['means of tuples', () => new NormalizeObservation(blackjack()), /numbers of one shape/],
    ['a discount above 1', () => new NormalizeReward(cartPole(), { gamma: 1.1 }), /gamma is in \[0, 1\], got 1.1/],
    ['time without a limit', () => new TimeAwareObservation(cartPole().unwrapped), /has a time limit, got none/],
    ['pictures of a blind world', () => new AddRenderObservation(pictures()), /renders rgb_array/],
    ['no buffer', () => new RecordEpisodeStatistics(cartPole(), { bufferLength: 0 }), /integer of 1 or more episodes/],
    ['Atari of four numbers', () => new AtariPreprocessing(cartPole()), /pictures are uint8/],
    [
      'Atari without a skip',
      () => new AtariPreprocessing(pictures(), { frameSkip: 0 }),
      /frameSkip is made of integers/,
    ],
    [
      'flat sequences',
      () => new FlattenObservation(new TransformObservation(cartPole(), (x): unknown => [x], new Sequence(colour))),
      /have no fixed length/,
    ],
  ])('%s', (_, construct, message) => {
    expect(construct).toThrow(message);
  });
});

describe('actions outside the wrapper', () => {
  it.each<readonly [string, () => Env<unknown, never>, unknown]>([
    ['RescaleAction', () => new RescaleAction(pendulum(), -1, 1) as never, Float32Array.of(1.5)],
    ['ClipAction', () => new ClipAction(pendulum()) as never, Float32Array.of(Number.NaN)],
    ['DiscretizeAction', () => new DiscretizeAction(pendulum(), 5) as never, 5],
    ['StickyAction', () => new StickyAction(cartPole(), 0.9) as never, 2],
  ])('are refused by %s, the world unharmed', (_, create, action) => {
    const env = create();
    env.reset({ seed: 1 });
    const before = env.getState();
    expect(() => env.step(action as never)).toThrow(InvalidActionError);
    expect(env.getState()).toEqual(before);
  });
});

describe('states of another form', () => {
  it.each<readonly [string, () => Env<unknown, never>]>([
    ['FrameStackObservation', () => new FrameStackObservation(cartPole(), 2) as never],
    ['DelayObservation', () => new DelayObservation(cartPole(), 2) as never],
    ['NormalizeObservation', () => new NormalizeObservation(cartPole()) as never],
    ['StickyAction', () => new StickyAction(cartPole(), 0.5) as never],
    ['MaxAndSkipObservation', () => new MaxAndSkipObservation(cartPole()) as never],
  ])('are refused by %s', (name, create) => {
    const env = create();
    env.reset({ seed: 1 });
    const before = env.getState() as { readonly [key: string]: State };
    const inner = before.env!;
    for (const bad of [null, {}, { ...before, env: null }, { env: inner }, cartPole().getState()]) {
      expect(() => env.setState(bad)).toThrow(InvalidStateError);
      expect(env.getState()).toEqual(before);
    }
    expect(() => env.setState({ env: inner })).toThrow(`the state of its ${name} is an object of`);
  });
});

describe('FrameStackObservation', () => {
  it('restores observations that are outside their space', () => {
    const create = () => new FrameStackObservation(make('CartPole-v1', { disableEnvChecker: true }), 2);
    const env = create();
    env.reset({ seed: 1, options: { low: 6, high: 7 } });
    const other = create();
    other.setState(JSON.parse(JSON.stringify(env.getState())));
    expect(other.getState()).toEqual(env.getState());
  });
});

describe('RecordEpisodeStatistics', () => {
  it('keeps the last episodes, as many as it was told', () => {
    const env = new RecordEpisodeStatistics(make('CartPole-v1', { maxEpisodeSteps: 3 }), {
      bufferLength: 2,
      statsKey: 'e',
    });
    for (let episode = 0; episode < 4; episode++) {
      env.reset({ seed: episode });
      for (const action of [0, 1]) env.step(action);
      expect(env.step(0)[4]).toHaveProperty('e.l', 3);
    }
    expect(env.episodes.episodeCount).toBe(4);
    expect(env.episodes.returnQueue).toEqual([3, 3]);
    expect(env.episodes.lengthQueue).toEqual([3, 3]);
    expect(env.episodes.timeQueue).toHaveLength(2);
  });
});

describe('AddRenderObservation', () => {
  it('gives the picture alone, beside the observation, or among its entries', () => {
    const world = () => make('CartPole-v1', { renderWidth: 30, renderHeight: 20 });
    const alone = new AddRenderObservation(world());
    const [picture] = alone.reset({ seed: 1 });
    expect(alone.observationSpace.shape).toEqual([20, 30, 3]);
    expect(alone.observationSpace.contains(picture)).toBe(true);
    expect(picture).toEqual(alone.render('rgb_array').data);
    const beside = new AddRenderObservation<{ state: Float32Array; pixels: Uint8Array }>(world(), {
      renderOnly: false,
    });
    const [both] = beside.reset({ seed: 1 });
    expect(both.pixels).toEqual(picture);
    expect(both.state).toEqual(world().reset({ seed: 1 })[0]);
    const grid = new AddRenderObservation<Record<string, unknown>>(make('MiniGrid-Empty-5x5-v0'), {
      renderOnly: false,
    });
    const [joined] = grid.reset({ seed: 1 });
    expect(Object.keys(joined).sort()).toEqual(['direction', 'image', 'mission', 'pixels']);
    expect(grid.observationSpace.contains(joined)).toBe(true);
  });

  it('leaves the environment as it was made', () => {
    const env = make('CartPole-v1');
    env.reset({ seed: 4 });
    const before = env.getState();
    new AddRenderObservation(env);
    expect(env.getState()).toEqual(before);
  });
});

describe('AtariPreprocessing', () => {
  const grey = new Box<Uint8Array>({ low: 0, high: 255, shape: [2, 2], dtype: 'uint8' });
  const frames = Array.from({ length: 12 }, (_, i) => Uint8Array.of(i, 20 - i, 7, 40 * (i % 2)));

  it('skips frames, taking the greater of the last two', () => {
    const env = new AtariPreprocessing(new Pictures(grey, frames), { noopMax: 0, frameSkip: 4, screenSize: 2 });
    expect(env.reset()[0]).toEqual(frames[0]);
    // The greater of frames 3 and 4, and four rewards of 1.
    expect(env.step(1).slice(0, 2)).toEqual([Uint8Array.of(4, 17, 7, 40), 4]);
  });

  it('takes one to noopMax no-ops, drawn from the world', () => {
    const taken = Array.from({ length: 20 }, (_, seed) => {
      const world = new Pictures(grey, frames);
      new AtariPreprocessing(world, { noopMax: 3, frameSkip: 1, screenSize: 2 }).reset({ seed });
      return world.index;
    });
    expect(new Set(taken)).toEqual(new Set([1, 2, 3]));
  });

  it('ends an episode with a lost life, and needs to know of lives', () => {
    const options = { noopMax: 0, frameSkip: 1, screenSize: 2, terminalOnLifeLoss: true } as const;
    const env = new AtariPreprocessing(new Pictures(grey, frames, (i) => ({ lives: i < 2 ? 3 : 2 })), options);
    env.reset();
    expect([env.step(0)[2], env.step(0)[2]]).toEqual([false, true]);
    const blind = new AtariPreprocessing(new Pictures(grey, frames), options);
    expect(() => blind.reset()).toThrow(/needs info.lives, an integer, got undefined/);
  });

  it('gives colour, another axis, or numbers from 0 to 1, where it is asked to', () => {
    const shapeOf = (options: object) =>
      new AtariPreprocessing(pictures(), { noopMax: 0, screenSize: [3, 2], ...options }).observationSpace;
    expect(shapeOf({}).shape).toEqual([2, 3]);
    expect(shapeOf({ grayscaleObs: false }).shape).toEqual([2, 3, 3]);
    expect(shapeOf({ grayscaleNewaxis: true }).shape).toEqual([2, 3, 1]);
    const scaled = new AtariPreprocessing(pictures(), { noopMax: 0, screenSize: 4, scaleObs: true });
    const [observation] = scaled.reset();
    expect(scaled.observationSpace.contains(observation)).toBe(true);
    expect(observation[0]).toBeCloseTo(1 / 255, 6);
  });
});
