/**
 * With some probability repeats the last action in place of the one given, for one step or several: an agent cannot play from
 * memory.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/stateful_action.py`, `StickyAction`, drawing the same numbers from the same generator; M.
 * Machado et al., "Revisiting the Arcade Learning Environment" (2018), section 5.
 */
import type { Env, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import type { Generator } from '../core/seeding/generator.ts';
import { show } from '../core/show.ts';
import { readValue, saveValue } from './saved-value.ts';
import { requireWorld } from './world-generator.ts';
import { Wrapper } from './wrapper.ts';

export interface StickyActionOptions {
  /** Steps that a repetition lasts, or the least and the most of them; default 1. */
  readonly repeatActionDuration?: number | readonly [least: number, most: number];
}

export class StickyAction<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly repeatActionProbability: number;
  readonly #least: number;
  readonly #most: number;
  readonly #world: { readonly generator: Generator };
  /** Null where no step of this episode has been taken, or it has ended. */
  #last: { readonly action: Act } | null = null;
  #isSticky = false;
  /** Steps of the present repetition; 0 where there is none. */
  #numRepeats = 0;
  #repeatsTaken = 0;

  /**
   * @param repeatActionProbability In the range `[0, 1)`.
   * @throws {RangeError} on another probability or a bad duration; {TypeError} where the world's generator cannot be reached
   */
  constructor(env: Env<Obs, Act>, repeatActionProbability: number, options: StickyActionOptions = {}) {
    super(env);
    if (!(repeatActionProbability >= 0 && repeatActionProbability < 1)) {
      throw new RangeError(
        `Cannot make a StickyAction: repeatActionProbability is in [0, 1), got ${show(repeatActionProbability)}.`,
      );
    }
    const { repeatActionDuration: duration = 1 } = options;
    const [least, most] = typeof duration === 'number' ? [duration, duration] : duration;
    if (!Number.isSafeInteger(least) || !Number.isSafeInteger(most) || least < 1 || most < least) {
      throw new RangeError(
        `Cannot make a StickyAction: repeatActionDuration is an integer of 1 or more steps, or the least and the most, got ${show(duration)}.`,
      );
    }
    this.repeatActionProbability = repeatActionProbability;
    this.#least = least;
    this.#most = most;
    this.#world = requireWorld('StickyAction', env);
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#forget();
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    // Refused before anything is drawn: a refused action leaves the world as it was.
    if (!this.actionSpace.contains(action)) throw this.badAction(action);
    const taken = this.#last === null ? action : this.#choose(action, this.#last.action);
    const result = this.env.step(taken);
    if (result[2] || result[3]) this.#forget();
    else this.#last = { action: taken };
    return result;
  }

  override getState(): State {
    return {
      last: this.#last === null ? null : { action: saveValue(this.#last.action) },
      isSticky: this.#isSticky,
      numRepeats: this.#numRepeats,
      repeatsTaken: this.#repeatsTaken,
      env: this.env.getState(),
    };
  }

  override setState(state: State): void {
    const { last, isSticky, numRepeats, repeatsTaken, env } = (state ?? {}) as { readonly [key: string]: State };
    const saved = (last as { readonly action?: State } | null | undefined)?.action;
    const action = last === null ? null : readValue(this.actionSpace, saved);
    const areCounts = [numRepeats, repeatsTaken].every(
      (count) => Number.isSafeInteger(count) && (count as number) >= 0,
    );
    if (action === undefined || typeof isSticky !== 'boolean' || !areCounts || env === undefined) {
      throw this.badState('an object of last (null or an action), isSticky, numRepeats, repeatsTaken and env', state);
    }
    this.env.setState(env);
    this.#last = last === null ? null : { action: action as Act };
    this.#isSticky = isSticky;
    this.#numRepeats = numRepeats as number;
    this.#repeatsTaken = repeatsTaken as number;
  }

  /** Draws as Gymnasium does: one number a step that is not in a repetition, and one at its start. */
  #choose(action: Act, last: Act): Act {
    const { generator } = this.#world;
    if (!this.#isSticky && !(generator.random() < this.repeatActionProbability)) return action;
    if (this.#numRepeats === 0) this.#numRepeats = generator.integers(this.#least, this.#most + 1);
    this.#isSticky = true;
    if (++this.#repeatsTaken === this.#numRepeats) this.#stopRepeating();
    return last;
  }

  #stopRepeating(): void {
    this.#isSticky = false;
    this.#numRepeats = 0;
    this.#repeatsTaken = 0;
  }

  #forget(): void {
    this.#last = null;
    this.#stopRepeating();
  }
}
