/**
 * Looks closely at an environment's first reset, its first two steps and its first drawing, then gets out of the way. What no caller
 * can work with (a result of another form) is thrown; what one may want to live with (an observation out of bounds) is a warning.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `PassiveEnvChecker`, and `gymnasium/utils/passive_env_checker.py`.
 */
import { observationComplaint, sceneComplaint, sharesMemory } from '../core/checks.ts';
import type { Env, Frame, Pixels, RenderMode, ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import { platform } from '../core/platform.ts';
import type { Scene } from '../core/scene.ts';
import { show } from '../core/show.ts';
import { isSpace } from '../spaces/composite.ts';
import { Wrapper } from './wrapper.ts';

export interface PassiveEnvCheckerOptions {
  /** Takes each warning; default `console.warn`. */
  readonly onWarning?: (message: string) => void;
}

export class PassiveEnvChecker<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  readonly #onWarning: (message: string) => void;
  readonly #warned = new Set<string>();
  #resetChecked = false;
  #renderChecked = false;
  /** Two: that neither shares memory with the observation before it. */
  #stepsToCheck = 2;
  #previous: unknown = null;

  /** @throws {TypeError} where an observation or action space is missing. */
  constructor(env: Env<Obs, Act>, options: PassiveEnvCheckerOptions = {}) {
    super(env);
    this.#onWarning = options.onWarning ?? ((message) => platform.console.warn(message));
    if (!isSpace(env.observationSpace)) throw this.#violation('lacks its observationSpace');
    if (!isSpace(env.actionSpace)) throw this.#violation('lacks its actionSpace');
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    if (!this.#resetChecked) {
      this.#requireList(result, 2, 'reset gives [observation, info]');
      this.#requireInfo(result[1]);
      this.#warnOf('observation', observationComplaint(this.env.observationSpace, result[0]));
      this.#resetChecked = true;
      this.#previous = result[0];
    }
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    if (this.#stepsToCheck > 0) this.#checkStep(result);
    return result;
  }

  override render(mode: 'scene'): Scene;
  override render(mode: 'ansi'): string;
  override render(mode: 'rgb_array'): Pixels;
  override render(mode?: RenderMode): Frame | null;
  override render(mode?: RenderMode): Frame | null {
    const frame = this.env.render(mode);
    if (!this.#renderChecked) {
      if (mode === 'scene') this.#warnOf('drawing', sceneComplaint(frame));
      if (mode === 'ansi' && typeof frame !== 'string') {
        this.#warnOf('drawing', 'draws something else than text as ansi');
      }
      this.#renderChecked = mode !== undefined;
    }
    return frame;
  }

  #checkStep(result: StepResult<Obs>): void {
    this.#requireList(result, 5, 'step gives [observation, reward, terminated, truncated, info]');
    const [observation, reward, terminated, truncated, info] = result;
    this.#requireInfo(info);
    if (typeof reward !== 'number') throw this.#violation(`gives the reward ${show(reward)}, where it is a number`);
    for (const [name, flag] of Object.entries({ terminated, truncated })) {
      if (typeof flag !== 'boolean') throw this.#violation(`gives ${name} = ${show(flag)}, where it is a boolean`);
    }
    if (!Number.isFinite(reward)) {
      this.#warnOf('reward', `gives the reward ${show(reward)}, where a reward is a finite number`);
    }
    this.#warnOf('observation', observationComplaint(this.env.observationSpace, observation));
    if (sharesMemory(this.#previous, observation)) {
      this.#warnOf(
        'memory',
        'gives two observations that share memory, so that a step changes what the caller has kept',
      );
    }
    this.#stepsToCheck--;
    this.#previous = this.#stepsToCheck > 0 ? observation : null;
  }

  #requireList(result: unknown, length: number, rule: string): void {
    if (Array.isArray(result) && result.length === length) return;
    throw this.#violation(`gives ${show(result)}, where ${rule}`);
  }

  #requireInfo(info: unknown): void {
    if (typeof info === 'object' && info !== null && !Array.isArray(info)) return;
    throw this.#violation(`gives the info ${show(info)}, where an info is an object`);
  }

  /** Each subject once. */
  #warnOf(subject: string, complaint: string | null): void {
    if (complaint === null || this.#warned.has(subject)) return;
    this.#warned.add(subject);
    this.#onWarning(`${this.#sentence(complaint)} (a warning; checkEnv finds more)`);
  }

  #violation(complaint: string): TypeError {
    return new TypeError(
      `${this.#sentence(complaint)}. Correct the environment (checkEnv finds more), or make it with disableEnvChecker: true.`,
    );
  }

  #sentence(complaint: string): string {
    return `Checking ${this.label}: it ${complaint}`;
  }
}
