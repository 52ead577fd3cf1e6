/**
 * Plays an episode from its replay by simulating it again: forward, back, to any step, while it may still be growing.
 *
 * The player keeps the state every so many steps, so that going back simulates at most that many. It holds a bounded
 * number of such keyframes: when there are too many, every other one is dropped and they are taken half as often.
 * Worlds must be registered: import `envs/index.ts` (or `envs/register-worlds.ts`) beside this file.
 */
import type { Env, Kwargs, State } from './env.ts';
import { make } from './registry.ts';
import type { EpisodeOutcome, EpisodeStart, Replay } from './replay.ts';
import type { Scene } from './scene.ts';
import { show } from './show.ts';

/** Steps between keyframes at first: a step takes microseconds, so 64 are not noticed in a frame of 16 ms. */
const FIRST_INTERVAL = 64;
const MAX_KEYFRAMES = 256;

export interface ReplayPlayerOptions {
  readonly envId: string;
  readonly kwargs?: Kwargs | undefined;
  /** Overrides the registered limit where not undefined; null for none. */
  readonly maxEpisodeSteps?: number | null | undefined;
  readonly start: EpisodeStart;
}

export class ReplayPlayer {
  readonly #options: ReplayPlayerOptions;
  readonly #env: Env;
  /** `actionSpace` JSON, as appended. */
  readonly #actions: unknown[] = [];
  /** Of the steps simulated so far; `#returns[k]` is the sum of the first k rewards. */
  readonly #rewards: number[] = [];
  readonly #returns: number[] = [0];
  /** Keyframe i is the state after `i * #interval` steps. */
  #keyframes: State[];
  #interval = FIRST_INTERVAL;
  #position = 0;
  /** The last step's flags, once it has been simulated; an episode has only one such step. */
  #end: { readonly step: number; readonly terminated: boolean; readonly truncated: boolean } | null = null;

  /** @throws what `make`, `reset` and `setState` throw where the world is unknown or the start is not of it. */
  constructor(options: ReplayPlayerOptions) {
    this.#options = options;
    this.#env = this.#make();
    const { start } = options;
    if (start.kind === 'seed') this.#env.reset({ seed: start.seed, options: start.options });
    else this.#env.setState(start.state);
    this.#keyframes = [this.#env.getState()];
  }

  /** A player of a whole replay, at its first step. */
  static of(replay: Replay): ReplayPlayer {
    const { envId, kwargs, maxEpisodeSteps, start, actions } = replay;
    const player = new ReplayPlayer({ envId, kwargs, maxEpisodeSteps, start });
    player.append(actions);
    return player;
  }

  /** Adds actions at the episode's end, each as `actionSpace.valueToJSON` gives it. Simulates nothing yet. */
  append(actions: readonly unknown[]): void {
    for (const action of actions) this.#actions.push(action);
  }

  /** Steps known. */
  get length(): number {
    return this.#actions.length;
  }

  /** Steps done at the present moment, in the range `[0, length]`. */
  get position(): number {
    return this.#position;
  }

  /** The sum of the rewards so far. */
  get rewardSum(): number {
    return this.#returns[this.#position]!;
  }

  /** The reward of the last step; 0 at the start. */
  get lastReward(): number {
    return this.#position === 0 ? 0 : this.#rewards[this.#position - 1]!;
  }

  /** Of the last step. */
  get terminated(): boolean {
    return this.#end?.step === this.#position && this.#end.terminated;
  }

  /** Of the last step. */
  get truncated(): boolean {
    return this.#end?.step === this.#position && this.#end.truncated;
  }

  /**
   * Goes to the moment after `step` actions.
   *
   * @throws {RangeError} where `step` is not an integer in the range `[0, length]`, or the world refuses an action; the
   *   player is then at the last moment that could be reached.
   */
  seek(step: number): void {
    if (!Number.isInteger(step) || step < 0 || step > this.length) {
      throw new RangeError(`Cannot seek to step ${show(step)}: a step is an integer in [0, ${this.length}].`);
    }
    const keyframe = Math.min(Math.floor(step / this.#interval), this.#keyframes.length - 1);
    const keyframeStep = keyframe * this.#interval;
    if (step < this.#position || keyframeStep > this.#position) {
      this.#env.setState(this.#keyframes[keyframe]!);
      this.#position = keyframeStep;
    }
    while (this.#position < step) this.#simulateOne();
  }

  /** One step on. Returns false where there is none. */
  forward(): boolean {
    if (this.#position === this.length) return false;
    this.seek(this.#position + 1);
    return true;
  }

  /** One step back. Returns false at the start. */
  back(): boolean {
    if (this.#position === 0) return false;
    this.seek(this.#position - 1);
    return true;
  }

  /** The present moment, drawn. */
  scene(): Scene {
    return this.#env.render('scene');
  }

  /** The present moment, whole. */
  state(): State {
    return this.#env.getState();
  }

  /** An environment of its own that goes on from the present moment: what if another action had been taken here? */
  fork(): Env {
    const env = this.#make();
    env.setState(this.#env.getState());
    return env;
  }

  /** The episode up to the present moment, as a replay that a fork's actions may be added to. */
  toReplay(): Replay {
    const { envId, kwargs = {}, maxEpisodeSteps, start } = this.#options;
    const { terminated, truncated } = this;
    const outcome: EpisodeOutcome | null =
      terminated || truncated ? { return: this.rewardSum, length: this.#position, terminated, truncated } : null;
    const actions = this.#actions.slice(0, this.#position);
    const rewards = this.#rewards.slice(0, this.#position);
    return { format: 'ludus.replay.v1', envId, kwargs, maxEpisodeSteps, start, actions, rewards, outcome };
  }

  #make(): Env {
    const { envId, kwargs, maxEpisodeSteps } = this.#options;
    // What is played was recorded from a checked environment; the checker would only be in the way of a user's own.
    return make(envId, { ...kwargs, maxEpisodeSteps, disableEnvChecker: true });
  }

  #simulateOne(): void {
    const action = this.#actions[this.#position];
    let reward: number;
    let terminated: boolean;
    let truncated: boolean;
    try {
      [, reward, terminated, truncated] = this.#env.step(this.#env.actionSpace.valueFromJSON(action));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RangeError(`Cannot replay step ${this.#position + 1} of ${this.#options.envId}: ${reason}`, {
        cause: error,
      });
    }
    this.#position++;
    if (this.#position > this.#rewards.length) {
      this.#rewards.push(reward);
      this.#returns.push(this.#returns[this.#position - 1]! + reward);
      if (terminated || truncated) this.#end = { step: this.#position, terminated, truncated };
    }
    if (this.#position === this.#keyframes.length * this.#interval) this.#keep();
  }

  #keep(): void {
    this.#keyframes.push(this.#env.getState());
    if (this.#keyframes.length > MAX_KEYFRAMES) {
      this.#keyframes = this.#keyframes.filter((_, i) => i % 2 === 0);
      this.#interval *= 2;
    }
  }
}
