/**
 * Records the episode being played as a replay. Put it around what `make` gave: a replay is played by an environment that
 * `make` gives from the same id and kwargs, and a start without a seed is recorded as the state after the reset.
 */
import type { Env, ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import type { EpisodeOutcome, EpisodeStart, Keyframe, Replay } from '../core/replay.ts';
import { show } from '../core/show.ts';
import { Wrapper } from './wrapper.ts';

export interface RecordReplayOptions {
  /** Steps between recorded keyframes, an integer of 1 or more; default null, none. */
  readonly keyframeEvery?: number | null;
}

export class RecordReplay<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly #keyframeEvery: number | null;
  #start: EpisodeStart | null = null;
  #actions: unknown[] = [];
  #rewards: number[] = [];
  #keyframes: Keyframe[] = [];
  #return = 0;
  #outcome: EpisodeOutcome | null = null;

  /** @throws {TypeError} where `env` was not made by `make`; {RangeError} on a bad interval. */
  constructor(env: Env<Obs, Act>, options: RecordReplayOptions = {}) {
    super(env);
    const { keyframeEvery = null } = options;
    if (env.spec === null) {
      throw new TypeError(
        'Cannot record replays of an environment without a spec. Register it and get it from make().',
      );
    }
    if (keyframeEvery !== null && (!Number.isSafeInteger(keyframeEvery) || keyframeEvery < 1)) {
      throw new RangeError(
        `Cannot record replays: keyframeEvery is an integer of 1 or more, got ${show(keyframeEvery)}.`,
      );
    }
    this.#keyframeEvery = keyframeEvery;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    const seed = args?.seed;
    this.#start =
      seed === undefined
        ? { kind: 'state', state: this.env.getState() }
        : { kind: 'seed', seed, ...(args?.options === undefined ? {} : { options: args.options }) };
    this.#actions = [];
    this.#rewards = [];
    this.#keyframes = [];
    this.#return = 0;
    this.#outcome = null;
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    const recorded = this.env.actionSpace.contains(action) ? this.env.actionSpace.valueToJSON(action) : null;
    const result = this.env.step(action); // refuses an action outside the space
    this.#actions.push(recorded);
    this.#rewards.push(result[1]);
    this.#return += result[1];
    const length = this.#actions.length;
    if (this.#keyframeEvery !== null && length % this.#keyframeEvery === 0) {
      this.#keyframes.push({ step: length, state: this.env.getState() });
    }
    const [, , terminated, truncated] = result;
    if (terminated || truncated) this.#outcome = { return: this.#return, length, terminated, truncated };
    return result;
  }

  /** The episode since the last reset, so far or whole; null before the first reset. A copy. */
  get replay(): Replay | null {
    if (this.#start === null) return null;
    const { id, kwargs, maxEpisodeSteps } = this.spec!;
    return {
      format: 'ludus.replay.v1',
      envId: id,
      kwargs,
      maxEpisodeSteps,
      start: this.#start,
      actions: [...this.#actions],
      rewards: [...this.#rewards],
      ...(this.#keyframeEvery === null ? {} : { keyframes: [...this.#keyframes] }),
      outcome: this.#outcome,
    };
  }
}
