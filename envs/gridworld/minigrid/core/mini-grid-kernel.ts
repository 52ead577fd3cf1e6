/**
 * Batches of any MiniGrid family. The grids lie in one array, the observations are encoded where the batch wants them, and one world
 * plays for all rows in turn: a family's `generate` and `play` are as they are.
 */
import type { State } from '../../../core/env.ts';
import { RowKernel } from '../../../vector/row-kernel.ts';
import { RUNNING } from '../../../vector/row-phase.ts';
import { Grid } from './grid.ts';
import type { MiniGrid } from './mini-grid.ts';
import { type GridState, loadState, newState, saveState } from './rules.ts';

/** The observations' columns. */
type Columns = {
  readonly image: Uint8Array; // [numEnvs, agentViewSize, agentViewSize, 3]
  readonly direction: Int32Array; // [numEnvs]
  readonly mission: string[]; // [numEnvs]
};

export class MiniGridKernel extends RowKernel<null> {
  protected override readonly defaultStart = null;
  readonly #world: MiniGrid;
  readonly #states: GridState[]; // [numEnvs]
  readonly #columns: Columns;
  readonly #imageSize: number; // bytes

  constructor(numEnvs: number, world: MiniGrid) {
    super(numEnvs, world);
    const { grid, places } = world.state;
    const size = grid.cells.length;
    const cells = new Int32Array(numEnvs * size); // [numEnvs, height, width]
    this.#world = world;
    this.#states = Array.from({ length: numEnvs }, (_, row) =>
      newState(new Grid(grid.width, grid.height, cells.subarray(row * size, (row + 1) * size)), places.length),
    );
    this.#columns = this.observations as Columns;
    this.#imageSize = this.#columns.image.length / numEnvs;
  }

  override readStart(): null {
    return null;
  }

  protected override lay(row: number): void {
    this.#world.playFor(this.#states[row]!, this.generators[row]!);
    this.#world.layOut();
    this.#observe(row);
  }

  protected override advance(): void {
    const { numEnvs, phases, actions, generators, rewards, terminations, truncations } = this;
    const states = this.#states;
    const world = this.#world;
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const state = states[row]!;
      world.playFor(state, generators[row]!);
      const outcome = world.turn(actions[row]!);
      rewards[row] = outcome ?? 0;
      terminations[row] = outcome === null ? 0 : 1;
      truncations[row] = state.steps >= world.maxSteps ? 1 : 0;
      this.#observe(row);
    }
  }

  #observe(row: number): void {
    const state = this.#states[row]!;
    const { view } = this.#world;
    const { image, direction, mission } = this.#columns;
    view.look(state);
    view.encode(image, row * this.#imageSize);
    direction[row] = state.direction;
    mission[row] = state.mission;
  }

  override save(row: number): State {
    return saveState(this.#states[row]!);
  }

  protected override restore(row: number, world: State): void {
    loadState(this.#states[row]!, world);
  }
}
