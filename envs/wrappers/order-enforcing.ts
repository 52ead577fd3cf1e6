/**
 * Refuses a step or a drawing before `reset`, and a step after the episode's end, which Gymnasium lets pass into whatever
 * the world then does.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/common.py`, `OrderEnforcing`.
 */
import type { Frame, Pixels, RenderMode, ResetArgs, ResetResult, State, StepResult } from '../core/env.ts';
import { ResetNeededError } from '../core/errors.ts';
import type { Scene } from '../core/scene.ts';
import type { Phase } from '../core/world.ts';
import { Wrapper } from './wrapper.ts';

export class OrderEnforcing<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  #phase: Phase = 'new';

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#phase = 'running';
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    if (this.#phase !== 'running') throw this.#refusal('step');
    const result = this.env.step(action);
    if (result[2] || result[3]) this.#phase = 'ended';
    return result;
  }

  override render(mode: 'scene'): Scene;
  override render(mode: 'ansi'): string;
  override render(mode: 'rgb_array'): Pixels;
  override render(mode?: RenderMode): Frame | null;
  override render(mode?: RenderMode): Frame | null {
    if (this.#phase === 'new') throw this.#refusal('render');
    return this.env.render(mode);
  }

  override getState(): State {
    return { phase: this.#phase, env: this.env.getState() };
  }

  override setState(state: State): void {
    const { phase, env } = (state ?? {}) as { phase?: unknown; env?: State };
    if ((phase !== 'new' && phase !== 'running' && phase !== 'ended') || env === undefined) {
      throw this.badState("an object of phase ('new', 'running' or 'ended') and env", state);
    }
    this.env.setState(env);
    this.#phase = phase;
  }

  /** Takes back an episode's end that a wrapper further out does not let happen. */
  goOn(): void {
    if (this.#phase === 'ended') this.#phase = 'running';
  }

  #refusal(action: string): ResetNeededError {
    const why =
      this.#phase === 'new' ? 'no episode has begun. Call reset() first.' : 'the episode has ended. Call reset().';
    return new ResetNeededError(`Cannot ${action} ${this.label}: ${why}`);
  }
}
