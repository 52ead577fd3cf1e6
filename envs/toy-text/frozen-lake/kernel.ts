/** FrozenLake in batches. Each row has a lake of its own, since random maps differ; lakes that are alike share their table. */
import type { Info, Kwargs, State } from '../../core/env.ts';
import { NO_ACTION, ProbabilityInfos, TabularKernel } from '../tabular-kernel.ts';
import { pickIndex, type TransitionTable } from '../transition-table.ts';
import { FrozenLake } from './frozen-lake.ts';
import type { LakeMap } from './maps.ts';
import { type LakeRules, type LakeTable, tabulate } from './rules.ts';

interface Lake {
  readonly rules: LakeRules;
  readonly table: LakeTable;
}

export class FrozenLakeKernel extends TabularKernel {
  readonly #lakes: Lake[]; // [numEnvs]
  readonly #infos = new ProbabilityInfos();

  /** @throws {TypeError|RangeError} as `FrozenLake` does */
  constructor(numEnvs: number, kwargs: Kwargs) {
    const world = new FrozenLake(kwargs);
    super(numEnvs, world);
    const first = { rules: world.rules, table: tabulate(world.rules) };
    this.#lakes = Array.from({ length: numEnvs }, (_, row) => {
      if (row === 0 || kwargs.desc !== null || kwargs.mapName !== null) return first;
      const { rules } = new FrozenLake(kwargs);
      return { rules, table: tabulate(rules) };
    });
  }

  protected override tableOf(row: number): TransitionTable {
    return this.#lakes[row]!.table.transitions;
  }

  protected override drawStart(row: number): number {
    return pickIndex(this.#lakes[row]!.table.startCumulative, this.generators[row]!.random());
  }

  protected override infoOf(_state: number, probability: number): Info {
    return this.#infos.of(probability);
  }

  override save(row: number): State {
    return { map: this.#lakes[row]!.rules.map, tile: this.states[row]!, lastAction: this.lastActionOf(row) };
  }

  protected override restore(row: number, world: State): void {
    const { map, tile, lastAction } = world as { map: LakeMap; tile: number; lastAction: number | null };
    this.#lakes[row] = this.#lakeOf(map, this.#lakes[row]!);
    this.states[row] = tile;
    this.lastActions[row] = lastAction ?? NO_ACTION;
  }

  /** The lake of a map: `mine`, if it has that map, else a new one. */
  #lakeOf(map: LakeMap, mine: Lake): Lake {
    if (map.join() === mine.rules.map.join()) return mine;
    const rules = { ...mine.rules, map };
    return { rules, table: tabulate(rules) };
  }
}
