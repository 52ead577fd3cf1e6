/**
 * Batches of the worlds whose rules are a transition table and whose observation is the state: FrozenLake, CliffWalking, Taxi.
 *
 * A row's info says the probability of the transition that happened. There are few of them, so each is made once, frozen, and shared
 * by all steps; a single environment gives a new one each time.
 */
import type { Env, Info } from '../core/env.ts';
import { RowKernel } from '../vector/row-kernel.ts';
import { RUNNING } from '../vector/row-phase.ts';
import { pickTransition, type TransitionTable } from './transition-table.ts';

/** In `lastActions`, right after a reset. */
export const NO_ACTION = -1;

export abstract class TabularKernel extends RowKernel<null> {
  protected override readonly defaultStart = null;
  /** What the rows are in: the observations themselves. */
  protected readonly states: Int32Array; // [numEnvs]
  protected readonly lastActions: Int8Array; // [numEnvs], NO_ACTION for none

  constructor(numEnvs: number, world: Env) {
    super(numEnvs, world);
    this.states = this.observations as Int32Array;
    this.lastActions = new Int8Array(numEnvs).fill(NO_ACTION);
  }

  /** The rules of a row. */
  protected abstract tableOf(row: number): TransitionTable;

  /** Draws where an episode of a row begins: a state. */
  protected abstract drawStart(row: number): number;

  /** What a row says that came to `state` with such a probability. */
  protected abstract infoOf(state: number, probability: number): Info;

  /** For what a world's own rules make of a transition, by default nothing. Returns the next state. */
  protected depart(_row: number, next: number): number {
    return next;
  }

  override readStart(): null {
    return null;
  }

  protected override lay(row: number): void {
    const state = this.drawStart(row);
    this.states[row] = state;
    this.lastActions[row] = NO_ACTION;
    this.infos[row] = this.infoOf(state, 1);
  }

  protected override advance(): void {
    const { numEnvs, phases, actions, states, lastActions, generators, rewards, terminations, infos } = this;
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const table = this.tableOf(row);
      const action = actions[row]!;
      const picked = pickTransition(table, states[row]!, action, generators[row]!.random());
      const next = this.depart(row, table.nextState[picked]!);
      states[row] = next;
      lastActions[row] = action;
      rewards[row] = table.reward[picked]!;
      terminations[row] = table.terminated[picked]!;
      infos[row] = this.infoOf(next, table.probability[picked]!);
    }
  }

  /** The last action of a row as its world's state has it. */
  protected lastActionOf(row: number): number | null {
    const action = this.lastActions[row]!;
    return action === NO_ACTION ? null : action;
  }
}

/** Infos that say a probability, each made once. */
export class ProbabilityInfos {
  readonly #infos = new Map<number, Info>();
  #lastProbability = Number.NaN;
  #last: Info = {};

  of(probability: number): Info {
    if (probability === this.#lastProbability) return this.#last;
    let info = this.#infos.get(probability);
    if (info === undefined) {
      info = Object.freeze({ prob: probability });
      this.#infos.set(probability, info);
    }
    this.#lastProbability = probability;
    this.#last = info;
    return info;
  }
}
