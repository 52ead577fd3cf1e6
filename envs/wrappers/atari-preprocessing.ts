/**
 * The preprocessing of Atari agents, for any world whose observations are pictures: no-ops after the reset, frames skipped with the
 * greater of the last two taken, grey, resized, and a lost life as an end.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/atari_preprocessing.py`; M. Machado et al., "Revisiting the Arcade Learning Environment"
 * (2018). Differs, since the world is not ALE: frames are the world's observations, `[height, width, 3]` turned to grey by the weights of
 * ALE's own palette or `[height, width]` as they are; lives are `info.lives`; that the world skips no frames itself is not checked.
 */
import type { Env, Info, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import type { Generator } from '../core/seeding/generator.ts';
import { show } from '../core/show.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { imageSize } from './image-space.ts';
import { Resampler } from './resample.ts';
import { requireWorld } from './world-generator.ts';
import { WrapperBase } from './wrapper-base.ts';

export interface AtariOptions {
  /** The most no-ops (action 0) after a reset, of which at least one is taken; 0 for none; default 30. */
  readonly noopMax?: number;
  /** Steps for each action; default 4. */
  readonly frameSkip?: number;
  /** Pixels of a side, or width and height; default 84. */
  readonly screenSize?: number | readonly [width: number, height: number];
  /** Whether a lost life terminates; needs `info.lives`. The next reset begins a whole new game. Default false. */
  readonly terminalOnLifeLoss?: boolean;
  /** Default true. */
  readonly grayscaleObs?: boolean;
  /** Whether a grey picture's shape ends in 1; default false. */
  readonly grayscaleNewaxis?: boolean;
  /** Whether pixels are float32 from 0 to 1, not bytes; default false. */
  readonly scaleObs?: boolean;
}

// ALE's (`ColourPalette.cpp`), which are ITU-R BT.601's.
const RED = 0.2989;
const GREEN = 0.587;
const BLUE = 0.114;

export class AtariPreprocessing extends WrapperBase<Uint8Array | Float32Array, number, unknown, number> {
  override readonly observationSpace: Box<Uint8Array | Float32Array>;
  override readonly actionSpace: Discrete;
  readonly #noopMax: number;
  readonly #frameSkip: number;
  readonly #terminalOnLifeLoss: boolean;
  readonly #scaleObs: boolean;
  /** Whether frames come in colour and are to be grey. */
  readonly #turnsGrey: boolean;
  readonly #resampler: Resampler;
  readonly #world: { readonly generator: Generator } | null;
  /** The last two frames, [frame height, frame width, channels] uint8; the first holds the greater of both. */
  readonly #frame: Uint8Array;
  readonly #previousFrame: Uint8Array;
  #lives = 0;

  /** @throws {TypeError|RangeError} where observations are no pictures, actions not `Discrete`, or an option is out of its range */
  constructor(env: Env<unknown, number>, options: AtariOptions = {}) {
    super(env);
    const { noopMax = 30, frameSkip = 4, screenSize = 84, grayscaleObs = true, grayscaleNewaxis = false } = options;
    const size = imageSize('AtariPreprocessing', env.observationSpace);
    const [width, height] = typeof screenSize === 'number' ? [screenSize, screenSize] : screenSize;
    checkInteger('noopMax', noopMax, 0);
    checkInteger('frameSkip', frameSkip, 1);
    for (const side of [width, height]) checkInteger('screenSize', side, 1);
    const { actionSpace } = env;
    if (!(actionSpace instanceof Discrete) || actionSpace.start !== 0) {
      throw new TypeError(
        `Cannot make an AtariPreprocessing: actions are Discrete from 0, got ${String(actionSpace)}.`,
      );
    }
    this.actionSpace = actionSpace;
    this.#noopMax = noopMax;
    this.#frameSkip = frameSkip;
    this.#terminalOnLifeLoss = options.terminalOnLifeLoss ?? false;
    this.#scaleObs = options.scaleObs ?? false;
    this.#turnsGrey = grayscaleObs && size.channels === 3;
    this.#world = noopMax > 0 ? requireWorld('AtariPreprocessing', env) : null;
    const channels = this.#turnsGrey ? 1 : size.channels;
    this.#frame = new Uint8Array(size.height * size.width * channels);
    this.#previousFrame = new Uint8Array(this.#frame.length);
    this.#resampler = new Resampler({ ...size, channels }, height, width);
    const axes = channels > 1 || grayscaleNewaxis ? [channels] : [];
    const [high, dtype] = this.#scaleObs ? ([1, 'float32'] as const) : ([255, 'uint8'] as const);
    this.observationSpace = new Box({ low: 0, high, shape: [height, width, ...axes], dtype });
  }

  override reset(args?: ResetArgs): ResetResult<Uint8Array | Float32Array> {
    let [frame, info] = this.env.reset(args);
    const noops = this.#world === null ? 0 : this.#world.generator.integers(1, this.#noopMax + 1);
    for (let i = 0; i < noops; i++) {
      const [next, , terminated, truncated, nextInfo] = this.env.step(0);
      [frame, info] = [next, { ...info, ...nextInfo }];
      if (terminated || truncated) [frame, info] = this.env.reset(args);
    }
    this.#lives = this.#terminalOnLifeLoss ? this.#livesIn(info) : 0;
    this.#take(frame, this.#frame);
    this.#previousFrame.fill(0);
    return [this.#observation(), info];
  }

  override step(action: number): StepResult<Uint8Array | Float32Array> {
    let total = 0;
    for (let i = 1; ; i++) {
      const [frame, reward, ended, truncated, info] = this.env.step(action);
      total += reward;
      const terminated = ended || this.#losesLife(info);
      const isOver = terminated || truncated;
      // As in Gymnasium, the frames of a skip that is cut short are not taken.
      if (!isOver && i === this.#frameSkip - 1) this.#take(frame, this.#previousFrame);
      if (!isOver && i === this.#frameSkip) this.#take(frame, this.#frame);
      if (isOver || i === this.#frameSkip) return [this.#observation(), total, terminated, truncated, info];
    }
  }

  override getState(): State {
    const frames = [this.#frame.slice(), this.#previousFrame.slice()];
    return { frames, lives: this.#lives, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { frames, lives, env } = (state ?? {}) as { frames?: readonly State[]; lives?: number; env?: State };
    const [frame, previous] = Array.isArray(frames) ? frames : [];
    const isFrame = (one: unknown): one is Uint8Array => one instanceof Uint8Array && one.length === this.#frame.length;
    if (!isFrame(frame) || !isFrame(previous) || !Number.isSafeInteger(lives) || env === undefined) {
      throw this.badState(`an object of frames (two of ${this.#frame.length} bytes), lives and env`, state);
    }
    this.env.setState(env);
    this.#frame.set(frame);
    this.#previousFrame.set(previous);
    this.#lives = lives as number;
  }

  #losesLife(info: Info): boolean {
    if (!this.#terminalOnLifeLoss) return false;
    const before = this.#lives;
    this.#lives = this.#livesIn(info);
    return this.#lives < before;
  }

  #livesIn(info: Info): number {
    if (Number.isSafeInteger(info.lives)) return info.lives as number;
    throw new TypeError(
      `Cannot tell a lost life of ${this.label}: terminalOnLifeLoss needs info.lives, an integer, got ${show(info.lives)}. Leave it out.`,
    );
  }

  #take(observation: unknown, frame: Uint8Array): void {
    const pixels = observation as Uint8Array;
    if (!this.#turnsGrey) {
      frame.set(pixels);
      return;
    }
    for (let i = 0, at = 0; i < frame.length; i++, at += 3) {
      frame[i] = pixels[at]! * RED + pixels[at + 1]! * GREEN + pixels[at + 2]! * BLUE + 0.5;
    }
  }

  #observation(): Uint8Array | Float32Array {
    const [frame, previous] = [this.#frame, this.#previousFrame];
    if (this.#frameSkip > 1) {
      for (let i = 0; i < frame.length; i++) if (previous[i]! > frame[i]!) frame[i] = previous[i]!;
    }
    const bytes = new Uint8Array(this.observationSpace.low.length);
    this.#resampler.resample(frame, 0, bytes, 0);
    return this.#scaleObs ? Float32Array.from(bytes, (byte) => byte / 255) : bytes;
  }
}

function checkInteger(option: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot make an AtariPreprocessing: ${option} is made of integers of ${least} or more, got ${show(value)}.`,
  );
}
