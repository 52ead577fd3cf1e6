/**
 * The two bonuses for what is new: of states and of states with actions. Both count visits over all episodes and add
 * `scale / sqrt(visits)`, the count-based bonus of Strehl and Littman, "An analysis of model-based Interval Estimation for Markov
 * Decision Processes" (2008).
 *
 * Source: MiniGrid 3.2 `wrappers.py`, `PositionBonus` and `ActionBonus`.
 */
import type { Env, State, StepResult } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { Wrapper } from '../../../wrappers/wrapper.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { miniGridOf } from './mini-grid-of.ts';

abstract class VisitBonus<Obs> extends Wrapper<Obs, number> {
  protected readonly world: MiniGrid;
  readonly #scale: number;
  #visits = new Map<string, number>();

  constructor(env: Env<Obs, number>, scale: number) {
    super(env);
    this.world = miniGridOf(new.target.name, env);
    if (!Number.isFinite(scale)) {
      throw new RangeError(`Cannot make ${new.target.name}: scale is a finite number, got ${show(scale)}.`);
    }
    this.#scale = scale;
  }

  /** What is counted, after the step. */
  protected abstract key(action: number): string;

  override step(action: number): StepResult<Obs> {
    const result = this.env.step(action);
    const key = this.key(action);
    const visits = (this.#visits.get(key) ?? 0) + 1;
    this.#visits.set(key, visits);
    result[1] += (1 / Math.sqrt(visits)) * this.#scale;
    return result;
  }

  override getState(): State {
    return { visits: Object.fromEntries(this.#visits), env: this.env.getState() };
  }

  override setState(state: State): void {
    const { visits, env } = (state ?? {}) as { visits?: Readonly<Record<string, number>>; env?: State };
    const isCounts =
      typeof visits === 'object' &&
      visits !== null &&
      Object.values(visits).every((n) => Number.isSafeInteger(n) && n > 0);
    if (!isCounts || env === undefined) throw this.badState('an object of visits, positive integers, and env', state);
    this.env.setState(env);
    this.#visits = new Map(Object.entries(visits));
  }
}

export interface PositionBonusOptions {
  /** Of the bonus; default 1. */
  readonly scale?: number;
}

/** Adds `scale / sqrt(visits)` for the cell where the agent now stands. */
export class PositionBonus<Obs> extends VisitBonus<Obs> {
  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, or a scale that is not finite */
  constructor(env: Env<Obs, number>, { scale = 1 }: PositionBonusOptions = {}) {
    super(env, scale);
  }

  protected override key(): string {
    return `${this.world.state.x} ${this.world.state.y}`;
  }
}

/** Adds `1 / sqrt(visits)` for the action and the cell and direction it led to. */
export class ActionBonus<Obs> extends VisitBonus<Obs> {
  /** @throws {TypeError} on a world that is none of MiniGrid's */
  constructor(env: Env<Obs, number>) {
    super(env, 1);
  }

  protected override key(action: number): string {
    const { x, y, direction } = this.world.state;
    return `${x} ${y} ${direction} ${action}`;
  }
}
