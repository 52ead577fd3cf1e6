/** MiniGrid's Memory family: `MiniGrid-MemoryS7-v0` and larger. */
import type { Kwargs } from '../../core/env.ts';
import { readBoolean } from '../../core/read-kwargs.ts';
import { show } from '../../core/show.ts';
import { BALL, EMPTY, GREEN, KEY, objectCell } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';
import { PICK_UP, TOGGLE } from './core/rules.ts';

const MISSION = 'go to the matching object at the end of the hallway';
const MIN_SIZE = 7; // a start room, a hallway and its end
const GREEN_KEY = objectCell(KEY, GREEN);
const GREEN_BALL = objectCell(BALL, GREEN);
/** Which of `GridState.places` is which. */
const RIGHT_END = 0;
const WRONG_END = 1;

/** The keyword arguments and their defaults. */
export const MEMORY_KWARGS = {
  /** Cells to a side, the surrounding wall included: odd. (MiniGrid's own default, 8, is one that it refuses.) */
  size: 9,
  /** Whether the length of the hallway is drawn. */
  randomLength: false,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with an object, a hallway, and at its end one object on either side; go to the one like that in the room.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward; the others do nothing here (3 pick up is taken as toggle)
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` beside the matching object, else 0
 * - start: in the middle row between the room and the end of the hallway, looking right; objects drawn
 * - terminates: beside either object. Truncates itself at `maxSteps`, by default `5 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/memory.py`.
 */
export class Memory extends MiniGrid {
  readonly #randomLength: boolean;

  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = MEMORY_KWARGS) {
    const size = readInteger('Memory', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    if (size % 2 === 0) throw new RangeError(`Cannot make Memory: size is odd, got ${show(size)}.`);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 5 * size ** 2) as number,
      seeThroughWalls: false,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
      places: 2, // beside the matching object, beside the other
    });
    this.#randomLength = readBoolean('Memory', kwargs, 'randomLength');
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    const size = grid.width;
    const middle = (size - 1) / 2;
    state.mission = MISSION;
    const end = this.#randomLength ? generator.integers(4, size - 2) : size - 3; // of the hallway
    this.#build(middle, end);
    state.x = generator.integers(1, end + 1);
    state.y = middle;
    state.direction = 0;

    const shown = this.pick([GREEN_KEY, GREEN_BALL]);
    grid.set(1, middle - 1, shown);
    const upper = this.pick([GREEN_BALL, GREEN_KEY]);
    grid.set(end + 1, middle - 2, upper);
    grid.set(end + 1, middle + 2, upper === GREEN_BALL ? GREEN_KEY : GREEN_BALL);
    state.places[shown === upper ? RIGHT_END : WRONG_END] = grid.indexOf({ x: end + 1, y: middle - 1 });
    state.places[shown === upper ? WRONG_END : RIGHT_END] = grid.indexOf({ x: end + 1, y: middle + 1 });
  }

  /** Walls: around everything, the start room, the hallway to column `end`, and the two that it runs into. */
  #build(middle: number, end: number): void {
    const { grid } = this.state;
    const size = grid.width;
    grid.wallRect(0, 0, size, size);
    grid.horizontalWall(1, middle - 2, 4);
    grid.horizontalWall(1, middle + 2, 4);
    grid.horizontalWall(4, middle - 1, end - 4);
    grid.horizontalWall(4, middle + 1, end - 4);
    grid.verticalWall(end, 0, size);
    grid.set(end, middle, EMPTY);
    grid.verticalWall(end + 2, 0, size);
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const outcome = super.play(action === PICK_UP ? TOGGLE : action);
    const place = state.grid.indexOf(state);
    if (place === state.places[RIGHT_END]) return this.success();
    return place === state.places[WRONG_END] ? 0 : outcome;
  }
}
