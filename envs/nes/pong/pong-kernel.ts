/**
 * The single-player Pong worlds in batches: all consoles in one memory, pictures scaled and stacked where they are observed.
 *
 * Cost beside the consoles' own (bench/nes): the copy of an observation, 28 KB a row for stacked pictures.
 */
import type { State } from '../../core/env.ts';
import type { BoxArray } from '../../spaces/arrays.ts';
import { RowKernel } from '../../vector/row-kernel.ts';
import { RUNNING } from '../../vector/row-phase.ts';
import { type CabinetState, Cabinets } from './cabinets.ts';
import { type PongWorld, scoresOf } from './pong-world.ts';

export class PongKernel<Obs extends BoxArray> extends RowKernel<null> {
  protected override readonly defaultStart = null;
  readonly #world: PongWorld<Obs>;
  readonly #cabinets: Cabinets;
  readonly #size: number;
  readonly #leads: Int32Array; // [numEnvs]

  /** @param world one like each of these */
  constructor(numEnvs: number, world: PongWorld<Obs>) {
    super(numEnvs, world);
    this.#world = world;
    this.#cabinets = new Cabinets(numEnvs, world.settings, 1, world.view);
    this.#size = world.observationSpace.low.length;
    this.#leads = new Int32Array(numEnvs);
  }

  override readStart(): null {
    return null;
  }

  protected override lay(row: number): void {
    this.#cabinets.begin(row, this.generators[row]!);
    this.#leads[row] = 0;
    this.#observe(row);
  }

  protected override advance(): void {
    const { numEnvs, phases, actions, generators, rewards, terminations } = this;
    const cabinets = this.#cabinets;
    const { resting } = cabinets.batch;
    const leads = this.#leads;
    for (let row = 0; row < numEnvs; row++) {
      resting[row] = phases[row] === RUNNING ? 0 : 1;
      if (phases[row] === RUNNING) cabinets.hold(row, actions[row]!, 0, generators[row]!);
    }
    cabinets.step();
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const lead = cabinets.lead(row);
      rewards[row] = lead - leads[row]!;
      leads[row] = lead;
      terminations[row] = cabinets.isOver(row) ? 1 : 0;
      this.#observe(row);
    }
  }

  #observe(row: number): void {
    this.#world.observe(this.#cabinets, row, this.observations as Obs, row * this.#size);
    this.infos[row] = scoresOf(this.#cabinets.ram(row));
  }

  override save(row: number): State {
    return this.#cabinets.save(row);
  }

  protected override restore(row: number, world: State): void {
    this.#cabinets.load(row, world as CabinetState);
    this.#leads[row] = this.#cabinets.lead(row);
  }
}
