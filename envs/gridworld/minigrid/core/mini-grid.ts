/**
 * What all MiniGrid worlds share: the observation, the seven actions, the reward, the state and the drawings. A family
 * extends it and says in `generate` how an episode's grid is laid out.
 *
 * Source: MiniGrid 3.1 `minigrid_env.py` (`MiniGridEnv`), with the same draws in the same order. Left out: what only
 * families draw that are not here yet (`_rand_subset` and its like).
 */
import type { EnvMetadata, ResetResult, State, StepResult } from '../../../core/env.ts';
import type { Scene } from '../../../core/scene.ts';
import { show } from '../../../core/show.ts';
import { World } from '../../../core/world.ts';
import { Box } from '../../../spaces/box.ts';
import { Dict } from '../../../spaces/dict.ts';
import { Discrete } from '../../../spaces/discrete.ts';
import { type Cell, canPickUp, EMPTY, isCell } from './cell.ts';
import { Grid } from './grid.ts';
import type { MissionSpace } from './mission-space.ts';
import { ACTIONS, act, type GridState } from './rules.ts';
import { drawMiniGrid, printMiniGrid } from './scene.ts';
import { AgentView } from './view.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'ansi'], renderFps: 10 };

/** What is taken from the reward for an episode of the full length. */
const REWARD_LOST_BY_LENGTH = 0.9;

export type MiniGridObservation = {
  /** What the agent sees: (type, colour, state) of each cell of its view. */
  image: Uint8Array; // [agentViewSize, agentViewSize, 3] uint8, columns first
  /** 0 right, 1 down, 2 left, 3 up. */
  direction: number;
  mission: string;
};

export interface MiniGridOptions {
  /** Cells, the surrounding wall included; integers of at least 3. */
  readonly width: number;
  readonly height: number;
  /** Steps after which the world itself truncates the episode. */
  readonly maxSteps: number;
  readonly seeThroughWalls: boolean;
  /** Cells to a side of the agent's view: odd, at least 3. */
  readonly agentViewSize: number;
  readonly missions: MissionSpace;
}

/** A rectangle of cells. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export abstract class MiniGrid extends World<MiniGridObservation, number> {
  override readonly observationSpace: Dict<MiniGridObservation>;
  override readonly actionSpace = new Discrete(ACTIONS);
  override readonly metadata = METADATA;
  readonly maxSteps: number;
  protected readonly state: GridState;
  readonly #missions: MissionSpace;
  readonly #view: AgentView;

  /** @throws {RangeError} `maxSteps` or `agentViewSize` out of range */
  constructor(options: MiniGridOptions) {
    super();
    const { width, height, maxSteps, seeThroughWalls, agentViewSize, missions } = options;
    if (!Number.isSafeInteger(maxSteps) || maxSteps < 1) {
      throw new RangeError(
        `Cannot make a MiniGrid: maxSteps is an integer of at least 1, got ${show(maxSteps)}. Leave it out for the default.`,
      );
    }
    if (!Number.isSafeInteger(agentViewSize) || agentViewSize < 3 || agentViewSize % 2 === 0) {
      throw new RangeError(
        `Cannot make a MiniGrid: agentViewSize is an odd integer of at least 3, got ${show(agentViewSize)}. MiniGrid's own is 7.`,
      );
    }
    this.maxSteps = maxSteps;
    this.state = { grid: new Grid(width, height), x: 1, y: 1, direction: 0, carrying: EMPTY, steps: 0, mission: '' };
    this.#missions = missions;
    this.#view = new AgentView(agentViewSize, seeThroughWalls);
    this.observationSpace = new Dict<MiniGridObservation>({
      image: new Box({ low: 0, high: 255, shape: [agentViewSize, agentViewSize, 3], dtype: 'uint8' }),
      direction: new Discrete(4),
      mission: missions,
    });
  }

  /** Lays out an episode on the empty `state.grid`: its objects, where the agent stands and looks, and the mission. */
  protected abstract generate(): void;

  protected override begin(): ResetResult<MiniGridObservation> {
    const { state } = this;
    state.grid.clear();
    state.carrying = EMPTY;
    state.steps = 0;
    this.generate();
    return [this.#observe(), {}];
  }

  override step(action: number): StepResult<MiniGridObservation> {
    if (this.phase !== 'running' || !(action >= 0 && action < ACTIONS && Number.isInteger(action))) {
      throw this.refusal(action);
    }
    const { state } = this;
    state.steps++;
    const encounter = act(state, action);
    const terminated = encounter !== 'nothing';
    const truncated = state.steps >= this.maxSteps;
    if (terminated || truncated) this.phase = 'ended';
    const reward = encounter === 'goal' ? 1 - REWARD_LOST_BY_LENGTH * (state.steps / this.maxSteps) : 0;
    return [this.#observe(), reward, terminated, truncated, {}];
  }

  /**
   * Puts an object on an empty cell of the area, uniformly drawn, and never under the agent.
   *
   * @param area default: the whole grid
   * @returns where it is
   */
  protected placeObject(cell: Cell, area?: Area): { readonly x: number; readonly y: number } {
    const { grid } = this.state;
    const left = Math.max(area?.x ?? 0, 0);
    const top = Math.max(area?.y ?? 0, 0);
    const right = Math.min(left + (area?.width ?? grid.width), grid.width);
    const bottom = Math.min(top + (area?.height ?? grid.height), grid.height);
    for (;;) {
      const x = this.generator.integers(left, right);
      const y = this.generator.integers(top, bottom);
      if (grid.get(x, y) !== EMPTY || (x === this.state.x && y === this.state.y)) continue;
      grid.set(x, y, cell);
      return { x, y };
    }
  }

  /** Puts the agent on an empty cell of the area, looking in any direction, both uniformly drawn. */
  protected placeAgent(area?: Area): void {
    const { state } = this;
    state.x = -1; // nowhere, so that every empty cell will do
    state.y = -1;
    const { x, y } = this.placeObject(EMPTY, area);
    state.x = x;
    state.y = y;
    state.direction = this.generator.integers(0, 4);
  }

  protected override drawScene(): Scene {
    return drawMiniGrid(this.state, this.#view);
  }

  protected override drawText(): string {
    return printMiniGrid(this.state);
  }

  protected override saveWorld(): State {
    const { grid, x, y, direction, carrying, steps, mission } = this.state;
    return { cells: Array.from(grid.cells), x, y, direction, carrying, steps, mission };
  }

  protected override checkWorld(state: State): void {
    const { cells, x, y, direction, carrying, steps, mission } = (state ?? {}) as { readonly [key: string]: State };
    const { width, height } = this.state.grid;
    const valid =
      Array.isArray(cells) &&
      cells.length === width * height &&
      cells.every(isCell) &&
      isIntegerIn(x, 1, width - 2) &&
      isIntegerIn(y, 1, height - 2) &&
      isIntegerIn(direction, 0, 3) &&
      isCell(carrying) &&
      (carrying === EMPTY || canPickUp(carrying)) &&
      isIntegerIn(steps, 0, this.maxSteps) &&
      (mission === '' || this.#missions.contains(mission));
    if (!valid) {
      throw this.badState(
        `${width * height} cells, the agent's place within the walls, its direction, what it carries, the steps and the mission`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    const { cells, ...rest } = state as unknown as Omit<GridState, 'grid'> & { readonly cells: readonly number[] };
    this.state.grid.cells.set(cells);
    const { x, y, direction, carrying, steps, mission } = rest;
    Object.assign(this.state, { x, y, direction, carrying, steps, mission });
    this.#view.look(this.state);
  }

  #observe(): MiniGridObservation {
    this.#view.look(this.state);
    return { image: this.#view.encode(), direction: this.state.direction, mission: this.state.mission };
  }
}

function isIntegerIn(value: State | undefined, low: number, high: number): boolean {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}
