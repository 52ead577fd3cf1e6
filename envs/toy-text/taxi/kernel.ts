/** Taxi in batches. */
import type { Info, State } from '../../core/env.ts';
import { NO_ACTION, TabularKernel } from '../tabular-kernel.ts';
import { pickIndex, type TransitionTable } from '../transition-table.ts';
import { actionMask, changeMind, SOUTH, START_CUMULATIVE, STATES, WEST } from './rules.ts';
import type { Taxi } from './taxi.ts';

export class TaxiKernel extends TabularKernel {
  readonly #table: TransitionTable;
  readonly #fickleProbability: number | null;
  /** 1 where the passenger is yet to pick another destination. */
  readonly #fickle: Uint8Array; // [numEnvs]
  readonly #headings: Int8Array; // [numEnvs] the last direction taken
  /** By probability, one for each state: few probabilities, 500 states, each made when first met. */
  readonly #infos = new Map<number, (Info | undefined)[]>();

  constructor(numEnvs: number, world: Taxi) {
    super(numEnvs, world);
    this.#table = world.table;
    this.#fickleProbability = world.fickleProbability;
    this.#fickle = new Uint8Array(numEnvs);
    this.#headings = new Int8Array(numEnvs).fill(SOUTH);
  }

  protected override tableOf(): TransitionTable {
    return this.#table;
  }

  protected override drawStart(row: number): number {
    const generator = this.generators[row]!;
    const state = pickIndex(START_CUMULATIVE, generator.random());
    const fickle = this.#fickleProbability;
    this.#fickle[row] = fickle !== null && generator.random() < fickle ? 1 : 0;
    this.#headings[row] = SOUTH;
    return state;
  }

  protected override depart(row: number, next: number): number {
    const action = this.actions[row]!;
    if (action <= WEST) this.#headings[row] = action;
    if (this.#fickle[row] === 0) return next;
    const departed = changeMind(this.states[row]!, next, this.generators[row]!);
    if (departed !== next) this.#fickle[row] = 0;
    return departed;
  }

  protected override infoOf(state: number, probability: number): Info {
    let infos = this.#infos.get(probability);
    if (infos === undefined) {
      infos = new Array<Info | undefined>(STATES).fill(undefined);
      this.#infos.set(probability, infos);
    }
    infos[state] ??= Object.freeze({ prob: probability, action_mask: Object.freeze(actionMask(state)) });
    return infos[state];
  }

  override save(row: number): State {
    return {
      state: this.states[row]!,
      isFickle: this.#fickle[row] === 1,
      lastAction: this.lastActionOf(row),
      heading: this.#headings[row]!,
    };
  }

  protected override restore(row: number, world: State): void {
    const { state, isFickle, lastAction, heading } = world as {
      readonly state: number;
      readonly isFickle: boolean;
      readonly lastAction: number | null;
      readonly heading: number;
    };
    this.states[row] = state;
    this.#fickle[row] = isFickle ? 1 : 0;
    this.lastActions[row] = lastAction ?? NO_ACTION;
    this.#headings[row] = heading;
  }
}
