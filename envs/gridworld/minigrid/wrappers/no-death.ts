/** Death is dear, but not the end. Source: MiniGrid 3.2 `wrappers.py`, `NoDeath`. */
import type { Env, StepResult } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import { OrderEnforcing } from '../../../wrappers/order-enforcing.ts';
import { Wrapper } from '../../../wrappers/wrapper.ts';
import { WrapperBase } from '../../../wrappers/wrapper-base.ts';
import { type Cell, TYPE_NAMES, typeOf } from '../core/cell.ts';
import type { MiniGrid } from '../core/mini-grid.ts';
import { aheadOf, FORWARD } from '../core/rules.ts';
import { miniGridOf } from './mini-grid-of.ts';

export interface NoDeathOptions {
  /** Types of objects that kill, such as `lava`, or `ball` in Dynamic-Obstacles; not `goal`. */
  readonly noDeathTypes: readonly string[];
  /** Added to the reward instead of dying; default -1. */
  readonly deathCost?: number;
}

/** Where the episode would terminate on, or on the way into, such an object, it goes on for `deathCost`. */
export class NoDeath<Obs> extends Wrapper<Obs, number> {
  readonly #world: MiniGrid;
  /** All who would refuse a step after the end. */
  readonly #keepers: readonly { goOn(): void }[];
  readonly #kills: ReadonlySet<number>;
  readonly #deathCost: number;

  /** @throws {TypeError|RangeError} on a world that is none of MiniGrid's, an unknown type or a cost that is not finite */
  constructor(env: Env<Obs, number>, { noDeathTypes, deathCost = -1 }: NoDeathOptions) {
    super(env);
    this.#world = miniGridOf('NoDeath', env);
    const known = TYPE_NAMES.filter((name) => name !== 'goal');
    const types = noDeathTypes.map((name) =>
      (known as readonly string[]).includes(name) ? TYPE_NAMES.indexOf(name as 'lava') : -1,
    );
    if (types.includes(-1)) {
      throw new RangeError(
        `Cannot make NoDeath: noDeathTypes are among ${known.join(', ')}, got ${show(noDeathTypes)}. A goal is no death.`,
      );
    }
    if (!Number.isFinite(deathCost)) {
      throw new RangeError(`Cannot make NoDeath: deathCost is a finite number, got ${show(deathCost)}.`);
    }
    this.#keepers = [this.#world, ...orderEnforcingIn(env)];
    this.#kills = new Set(types);
    this.#deathCost = deathCost;
  }

  override step(action: number): StepResult<Obs> {
    const { state } = this.#world;
    // Obstacles move after the agent: what is ahead is looked at first.
    const goesToDeath = action === FORWARD && this.#isDeath(state.grid.cells[aheadOf(state)]!);
    const result = this.env.step(action);
    const isDead = result[2] && (goesToDeath || this.#isDeath(state.grid.get(state.x, state.y)));
    if (isDead) {
      result[1] += this.#deathCost;
      result[2] = false;
      if (!result[3]) for (const keeper of this.#keepers) keeper.goOn();
    }
    return result;
  }

  #isDeath(cell: Cell): boolean {
    return this.#kills.has(typeOf(cell));
  }
}

function orderEnforcingIn(env: unknown): OrderEnforcing[] {
  const found: OrderEnforcing[] = [];
  for (let inner: unknown = env; inner instanceof WrapperBase; inner = inner.env) {
    if (inner instanceof OrderEnforcing) found.push(inner);
  }
  return found;
}
