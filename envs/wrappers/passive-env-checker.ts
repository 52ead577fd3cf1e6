/**
 * Looks closely at an environment's first reset, its first two steps and its first drawing, then gets out of the way.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `PassiveEnvChecker`. Differs: where Gymnasium prints a warning
 * this throws, since whoever gets an observation outside the space goes wrong later and elsewhere.
 */
import { resetComplaint, sceneComplaint, sharesMemory, stepComplaint } from '../core/checks.ts';
import type { Env, Frame, Pixels, RenderMode, ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import type { Scene } from '../core/scene.ts';
import { isSpace } from '../spaces/composite.ts';
import { Wrapper } from './wrapper.ts';

export class PassiveEnvChecker<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  #resetChecked = false;
  #renderChecked = false;
  /** Two: that neither shares memory with the observation before it. */
  #stepsToCheck = 2;
  #previous: unknown = null;

  /** @throws {TypeError} where an observation or action space is missing. */
  constructor(env: Env<Obs, Act>) {
    super(env);
    if (!isSpace(env.observationSpace)) throw this.#violation('lacks its observationSpace');
    if (!isSpace(env.actionSpace)) throw this.#violation('lacks its actionSpace');
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    if (!this.#resetChecked) {
      this.#require(resetComplaint(this.env.observationSpace, result));
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
      if (mode === 'scene') this.#require(sceneComplaint(frame));
      if (mode === 'ansi' && typeof frame !== 'string') throw this.#violation('draws something else than text as ansi');
      this.#renderChecked = mode !== undefined;
    }
    return frame;
  }

  #checkStep(result: StepResult<Obs>): void {
    this.#require(stepComplaint(this.env.observationSpace, result));
    if (sharesMemory(this.#previous, result[0])) {
      throw this.#violation(
        'gives two observations that share memory, so that a step changes what the caller has kept',
      );
    }
    this.#stepsToCheck--;
    this.#previous = this.#stepsToCheck > 0 ? result[0] : null;
  }

  #require(complaint: string | null): void {
    if (complaint !== null) throw this.#violation(complaint);
  }

  #violation(complaint: string): TypeError {
    return new TypeError(
      `Checking ${this.label}: it ${complaint}. Correct the environment (checkEnv finds more), or make it with disableEnvChecker: true.`,
    );
  }
}
