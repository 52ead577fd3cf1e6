/**
 * What all MiniGrid worlds share: the observation, the seven actions, the reward, the state and the drawings. A family
 * extends it and says in `generate` how an episode's grid is laid out, and in `play` what more its rules are than the
 * goal and the lava.
 *
 * Source: MiniGrid 3.1 `minigrid_env.py` (`MiniGridEnv`), with the same draws in the same order. Differs: MiniGrid gives up
 * placing an object or linking rooms after some thousand draws and raises; here every world is bounded to sizes at which
 * a place is found, and drawing goes on until it is.
 */
import type { EnvMetadata, Pixels, ResetResult, State, StepResult } from '../../../core/env.ts';
import type { Scene } from '../../../core/scene.ts';
import type { Generator } from '../../../core/seeding/generator.ts';
import { show } from '../../../core/show.ts';
import { World } from '../../../core/world.ts';
import { Box } from '../../../spaces/box.ts';
import { Dict } from '../../../spaces/dict.ts';
import { Discrete } from '../../../spaces/discrete.ts';
import { type Cell, COLORS_BY_NAME, canPickUp, EMPTY, isCell } from './cell.ts';
import { type Area, Grid, type Place } from './grid.ts';
import type { MissionSpace } from './mission-space.ts';
import { drawGrid } from './pictures.ts';
import type { Start } from './read-kwargs.ts';
import { ACTIONS, act, type GridState, loadState, newState, saveState } from './rules.ts';
import { drawMiniGrid, printMiniGrid } from './scene.ts';
import { AgentView } from './view.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array', 'ansi'], renderFps: 10 };

/** What is taken from the reward for an episode of the full length. */
const REWARD_LOST_BY_LENGTH = 0.9;

/** MiniGrid's `TILE_PIXELS`. */
const TILE_PIXELS = 32;

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
  /** How many places the family's rules watch (`GridState.places`); default 0. */
  readonly places?: number;
  /** Default all seven; a family may leave out the last ones. */
  readonly actions?: number;
}

/** The keyword arguments that every family takes. */
export const MINI_GRID_KWARGS = {
  /** Null: the family's own, which grows with its size. */
  maxSteps: null,
  agentViewSize: 7,
} as const;

/** Cells to a side of the view. An observation takes time and memory with its square: 195 kB at this size. */
const MAX_VIEW_SIZE = 255;

export abstract class MiniGrid extends World<MiniGridObservation, number> {
  override readonly observationSpace: Dict<MiniGridObservation>;
  override readonly actionSpace: Discrete;
  override readonly metadata = METADATA;
  readonly maxSteps: number;
  /** As it is at present: changed in place by `reset` and `step`, for others to read. Another one only by `playFor`. */
  state: GridState;
  /** What the agent sees at present. */
  readonly view: AgentView;
  readonly #actions: number;
  readonly #missions: MissionSpace;
  readonly #places: number;
  /** Of whom it plays for; null while that is itself. */
  #lent: Generator | null = null;

  /** @throws {RangeError|TypeError} on a bad `maxSteps`, `agentViewSize` or `seeThroughWalls`: they come as users gave them */
  constructor(options: MiniGridOptions) {
    super();
    const {
      width,
      height,
      maxSteps,
      seeThroughWalls,
      agentViewSize,
      missions,
      places = 0,
      actions = ACTIONS,
    } = options;
    if (!Number.isSafeInteger(maxSteps) || maxSteps < 1) {
      throw new RangeError(
        `Cannot make a MiniGrid: maxSteps is an integer of at least 1, got ${show(maxSteps)}. Leave it out for the default.`,
      );
    }
    if (!(agentViewSize >= 3 && agentViewSize <= MAX_VIEW_SIZE && agentViewSize % 2 === 1)) {
      throw new RangeError(
        `Cannot make a MiniGrid: agentViewSize is an odd integer in [3, ${MAX_VIEW_SIZE}], got ${show(agentViewSize)}. MiniGrid's own is 7.`,
      );
    }
    if (typeof seeThroughWalls !== 'boolean') {
      throw new TypeError(`Cannot make a MiniGrid: seeThroughWalls is true or false, got ${show(seeThroughWalls)}.`);
    }
    this.maxSteps = maxSteps;
    this.state = newState(new Grid(width, height), places);
    this.actionSpace = new Discrete(actions);
    this.#actions = actions;
    this.#missions = missions;
    this.#places = places;
    this.view = new AgentView(agentViewSize, seeThroughWalls);
    this.observationSpace = new Dict<MiniGridObservation>({
      image: new Box({ low: 0, high: 255, shape: [agentViewSize, agentViewSize, 3], dtype: 'uint8' }),
      direction: new Discrete(4),
      mission: missions,
    });
  }

  /**
   * Lays out an episode on the empty `state.grid`: its objects, where the agent stands and looks, the mission, and what the
   * rules watch (`state.places`, `state.sought`). Before it, the agent is nowhere.
   */
  protected abstract generate(): void;

  /** Lays out the next episode. A family that may fail to throws before anything has changed. */
  layOut(): void {
    const { state } = this;
    state.grid.clear();
    state.carrying = EMPTY;
    state.steps = 0;
    state.x = -1; // nowhere, so that objects may be placed anywhere before the agent is
    state.y = -1;
    this.generate();
  }

  /** Does an action, an integer of the action space, and counts the step. Returns as `play`. */
  turn(action: number): number | null {
    this.state.steps++;
    return this.play(action);
  }

  /** Plays for another from now on, with its state and its generator: how one world steps a batch (`mini-grid-kernel.ts`). */
  playFor(state: GridState, generator: Generator): void {
    this.state = state;
    this.#lent = generator;
  }

  override get generator(): Generator {
    return this.#lent ?? super.generator;
  }

  protected override begin(): ResetResult<MiniGridObservation> {
    this.layOut();
    return [this.#observe(), {}];
  }

  override step(action: number): StepResult<MiniGridObservation> {
    if (this.phase !== 'running' || !(action >= 0 && action < this.#actions && Number.isInteger(action))) {
      throw this.refusal(action);
    }
    const outcome = this.turn(action);
    const terminated = outcome !== null;
    const truncated = this.state.steps >= this.maxSteps;
    if (terminated || truncated) this.phase = 'ended';
    return [this.#observe(), outcome ?? 0, terminated, truncated, {}];
  }

  /**
   * Does an action. A family with rules of its own does them before or after `super.play`.
   *
   * @returns the reward with which it ends the episode, or null where the episode goes on
   */
  protected play(action: number): number | null {
    switch (act(this.state, action)) {
      case 'goal':
        return this.success();
      case 'lava':
        return 0;
      default:
        return null;
    }
  }

  /** The reward for reaching what the mission asks for: the sooner, the more. In the range `[0.1, 1)`. */
  protected success(): number {
    return 1 - REWARD_LOST_BY_LENGTH * (this.state.steps / this.maxSteps);
  }

  /** Takes back the end of an episode that terminated: for wrappers that let the agent live on. */
  goOn(): void {
    if (this.phase === 'ended') this.phase = 'running';
  }

  /** One of the items, uniformly drawn. */
  protected pick<T>(items: readonly T[]): T {
    return items[this.generator.integers(0, items.length)]!;
  }

  protected pickColor(): number {
    return this.pick(COLORS_BY_NAME);
  }

  /**
   * Puts an object on an empty cell of the area, uniformly drawn, and never under the agent.
   *
   * @param area default: the whole grid
   * @param rejects whether another place must be drawn
   * @returns where it is
   */
  protected placeObject(cell: Cell, area?: Area, rejects?: (x: number, y: number) => boolean): Place {
    const { grid } = this.state;
    const left = Math.max(area?.x ?? 0, 0);
    const top = Math.max(area?.y ?? 0, 0);
    const right = Math.min(left + (area?.width ?? grid.width), grid.width);
    const bottom = Math.min(top + (area?.height ?? grid.height), grid.height);
    for (;;) {
      const x = this.generator.integers(left, right);
      const y = this.generator.integers(top, bottom);
      if (grid.get(x, y) !== EMPTY || (x === this.state.x && y === this.state.y) || rejects?.(x, y)) continue;
      grid.set(x, y, cell);
      return { x, y };
    }
  }

  /** Puts the agent on an empty cell of the area, looking in any direction, both uniformly drawn. */
  protected placeAgent(area?: Area): void {
    const { state } = this;
    state.x = -1; // nowhere: where it stood will do as well
    state.y = -1;
    const { x, y } = this.placeObject(EMPTY, area);
    state.x = x;
    state.y = y;
    state.direction = this.generator.integers(0, 4);
  }

  /** Puts the agent where it is told to start, or, for null, anywhere. */
  protected startAgent(start: Start | null): void {
    if (start === null) {
      this.placeAgent();
    } else {
      this.state.x = start.x;
      this.state.y = start.y;
      this.state.direction = start.direction;
    }
  }

  protected override drawScene(): Scene {
    return drawMiniGrid(this.state, this.view);
  }

  /** MiniGrid's own picture, what the agent sees lit, 32 pixels a cell; the scene where another size is asked for. */
  protected override drawPixels(): Pixels {
    if (this.isSizeAsked) return super.drawPixels();
    return drawGrid(this, TILE_PIXELS);
  }

  protected override drawText(): string {
    return printMiniGrid(this.state);
  }

  protected override saveWorld(): State {
    return saveState(this.state);
  }

  protected override checkWorld(state: State): void {
    const parts = (state ?? {}) as { readonly [key: string]: State };
    const { cells, x, y, direction, carrying, steps, mission, places, sought } = parts;
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
      (mission === '' || this.#missions.contains(mission)) &&
      Array.isArray(places) &&
      places.length === this.#places &&
      places.every((place) => isIntegerIn(place, 0, width * height - 1)) &&
      isCell(sought);
    if (!valid) {
      throw this.badState(
        `${width * height} cells, the agent's place within the walls, its direction, what it carries, the steps, the mission and what the rules watch (${this.#places} places)`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    loadState(this.state, state);
    this.view.look(this.state);
  }

  #observe(): MiniGridObservation {
    const { view } = this;
    const image = new Uint8Array(view.cells.length * 3);
    view.look(this.state);
    view.encode(image, 0);
    return { image, direction: this.state.direction, mission: this.state.mission };
  }
}

function isIntegerIn(value: State | undefined, low: number, high: number): boolean {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}
