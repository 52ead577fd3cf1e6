/**
 * Gridworld: a world made of a few lines of text. Its map is read in `cells.ts`, its rules are in `rules.ts`, its drawings in
 * `scene.ts`, the textbook's worlds in `textbook.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Mdp, TabularWorld } from '../../core/mdp.ts';
import { readBoolean, readFinite } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { mdpOfTable } from '../../toy-text/table-mdp.ts';
import { cumulativeSums, pickIndex, pickTransition, type TransitionTable } from '../../toy-text/transition-table.ts';
import { type GridMap, type Legend, readGridMap } from './cells.ts';
import { type Moves, tabulateGrid } from './rules.ts';
import { drawGridworld, type GridPicture, printGridworld } from './scene.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array', 'ansi'], renderFps: 4 };

/** The keyword arguments and their defaults: the gridworld of Russell and Norvig, without its slips. */
export const GRIDWORLD_KWARGS: {
  readonly map: readonly string[] | string;
  readonly legend: Legend;
  readonly moves: Moves;
  readonly stepReward: number;
  readonly bumpReward: number | null;
  readonly gusts: boolean;
} = {
  /** Rows from the top, a letter a cell; or one string of lines. */
  map: ['...G', '.#.P', 'S...'],
  /** Letters beside the built-in ones, or instead of them: what a `Cell` says. */
  legend: {},
  /** 4 directions, 8 as a chess king, or 9: the king's and staying. */
  moves: 4,
  /** Of a step into a cell that has no reward of its own. */
  stepReward: 0,
  /** Of a move against a wall or the edge, instead of `stepReward`; null for no difference. */
  bumpReward: null,
  /** Where there is wind: one weaker, as it is, or one stronger, with probability 1/3 each. */
  gusts: false,
};

/**
 * A gridworld from text: walk over cells, some of which are walls, goals, pits, cliffs, ice, wind.
 *
 * | letter | cell |
 * |---|---|
 * | `.` or space | floor |
 * | `#` | wall |
 * | `S` | start; where there is none, any floor is |
 * | `G` | goal: reward 1, terminates |
 * | `P` | pit: reward -1, terminates |
 * | `C` | cliff: reward -100, back to the start |
 * | `~` | ice: a move from here goes to one side instead with probability 1/3 each |
 * | `^` `v` `<` `>` | wind: a move from here is followed by a push of one cell that way |
 *
 * - actions: `Discrete(moves)`: 0 up, 1 right, 2 down, 3 left, 4 up-right, 5 down-right, 6 down-left, 7 up-left, 8 stay; against
 *   a wall or the edge one stays
 * - observation: `Discrete(rows * columns)`: `row * columns + column`, rows from the top
 * - reward: the `reward` of the cell one ends up in, else `stepReward` (`bumpReward` for a move against a wall)
 * - info: `prob`, the probability of the transition that happened (1 after a reset)
 * - start: one of the start cells, all equally likely
 * - terminates: on a terminal cell. `make` sets no limit unless `maxEpisodeSteps` is given
 * - `exactMdp(env)` gives its transition probabilities and rewards as matrices
 *
 * @example
 * ```ts
 * const env = make('Gridworld-v0', {
 *   map: ['S.A', '.#.', '..G'],
 *   legend: { A: { jump: { to: [2, 0], reward: 5 } } },
 *   stepReward: -1,
 * });
 * ```
 */
export class Gridworld extends World<number, number> implements TabularWorld {
  override readonly observationSpace: Discrete;
  override readonly actionSpace: Discrete;
  override readonly metadata = METADATA;
  readonly #map: GridMap;
  readonly #table: TransitionTable;
  readonly #startCumulative: Float64Array; // [cells]
  #cell = 0;
  #lastAction: number | null = null;

  /** @throws {TypeError|RangeError} on a bad map, legend or number, naming the row and column or the letter */
  constructor(kwargs: Kwargs = GRIDWORLD_KWARGS) {
    super();
    const given = { ...GRIDWORLD_KWARGS, ...kwargs };
    this.#map = readGridMap(given.map, given.legend);
    const moves = readMoves(given.moves);
    this.#table = tabulateGrid({
      map: this.#map,
      moves,
      stepReward: readFinite('Gridworld', given, 'stepReward'),
      bumpReward: given.bumpReward === null ? null : readFinite('Gridworld', given, 'bumpReward'),
      gusts: readBoolean('Gridworld', given, 'gusts'),
    });
    this.#startCumulative = cumulativeSums(startProbabilities(this.#map));
    this.observationSpace = new Discrete(this.#table.states);
    this.actionSpace = new Discrete(moves);
  }

  exactMdp(): Mdp {
    return mdpOfTable(this.#table, this.#startCumulative);
  }

  protected override begin(): ResetResult<number> {
    this.#cell = pickIndex(this.#startCumulative, this.generator.random());
    this.#lastAction = null;
    return [this.#cell, { prob: 1 }];
  }

  override step(action: number): StepResult<number> {
    const table = this.#table;
    if (this.phase !== 'running' || !(Number.isInteger(action) && action >= 0 && action < table.actions)) {
      throw this.refusal(action);
    }
    const row = pickTransition(table, this.#cell, action, this.generator.random());
    this.#cell = table.nextState[row]!;
    this.#lastAction = action;
    const terminated = table.terminated[row] === 1;
    if (terminated) this.phase = 'ended';
    return [this.#cell, table.reward[row]!, terminated, false, { prob: table.probability[row]! }];
  }

  protected override drawScene(): Scene {
    return drawGridworld(this.#picture());
  }

  protected override drawText(): string {
    return printGridworld(this.#picture());
  }

  protected override saveWorld(): State {
    return { cell: this.#cell, lastAction: this.#lastAction };
  }

  protected override checkWorld(state: State): void {
    const { cell, lastAction } = (state ?? {}) as { readonly [key: string]: State };
    const isCell = this.observationSpace.contains(cell) && !this.#map.cells[cell]!.wall;
    if (!isCell || !(lastAction === null || this.actionSpace.contains(lastAction))) {
      throw this.badState(
        `a cell in [0, ${this.#table.states}) that is no wall and the last action in [0, ${this.#table.actions}) or null`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    const { cell, lastAction } = state as { readonly cell: number; readonly lastAction: number | null };
    this.#cell = cell;
    this.#lastAction = lastAction;
  }

  #picture(): GridPicture {
    return { map: this.#map, cell: this.#cell, lastAction: this.#lastAction };
  }
}

function startProbabilities({ cells, starts }: GridMap): Float64Array {
  const start = new Float64Array(cells.length);
  for (const cell of starts) start[cell] = 1 / starts.length;
  return start;
}

function readMoves(moves: unknown): Moves {
  if (moves === 4 || moves === 8 || moves === 9) return moves;
  throw new RangeError(
    `Cannot make Gridworld: moves is 4 (up, right, down, left), 8 (diagonals too) or 9 (and staying), got ${show(moves)}.`,
  );
}
