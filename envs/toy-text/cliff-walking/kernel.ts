/** CliffWalking in batches. */
import type { Info, State } from '../../core/env.ts';
import { NO_ACTION, ProbabilityInfos, TabularKernel } from '../tabular-kernel.ts';
import type { TransitionTable } from '../transition-table.ts';
import type { CliffWalking } from './cliff-walking.ts';
import { START } from './rules.ts';

export class CliffWalkingKernel extends TabularKernel {
  readonly #table: TransitionTable;
  readonly #infos = new ProbabilityInfos();

  constructor(numEnvs: number, world: CliffWalking) {
    super(numEnvs, world);
    this.#table = world.table;
    this.states.fill(START);
  }

  protected override tableOf(): TransitionTable {
    return this.#table;
  }

  protected override drawStart(row: number): number {
    this.generators[row]!.random(); // Gymnasium draws the start, though there is only one
    return START;
  }

  protected override infoOf(_state: number, probability: number): Info {
    return this.#infos.of(probability);
  }

  override save(row: number): State {
    return { tile: this.states[row]!, lastAction: this.lastActionOf(row) };
  }

  protected override restore(row: number, world: State): void {
    const { tile, lastAction } = world as { readonly tile: number; readonly lastAction: number | null };
    this.states[row] = tile;
    this.lastActions[row] = lastAction ?? NO_ACTION;
  }
}
