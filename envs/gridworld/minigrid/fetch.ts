/** MiniGrid's Fetch family: `MiniGrid-Fetch-5x5-N2-v0` and larger. */
import type { Kwargs } from '../../core/env.ts';
import { BALL, type Cell, EMPTY, KEY, nameOf, objectCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';

const SYNTAX = ['get a', 'go get a', 'fetch a', 'go fetch a', 'you must fetch a'] as const;
const KINDS = [KEY, BALL] as const;
const MIN_SIZE = 4; // room for an object and the agent
const MAX_OBJECTS = 1_000; // a reset takes time with it

/** The keyword arguments and their defaults. */
export const FETCH_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 8,
  numObjs: 3,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with keys and balls; pick up one like the mission says, and no other.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up; the others do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the object
 * - reward: `1 - 0.9 * steps / maxSteps` on picking up such an object, else 0
 * - start: objects and agent drawn uniformly, two objects may look alike
 * - terminates: on picking up anything. Truncates itself at `maxSteps`, by default `5 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/fetch.py`.
 */
export class Fetch extends MiniGrid {
  readonly #objects: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = FETCH_KWARGS) {
    const size = readInteger('Fetch', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    const most = Math.min((size - 2) ** 2 - 1, MAX_OBJECTS);
    const objects = readInteger('Fetch', kwargs, 'numObjs', 1, most, ` where size is ${size}`);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 5 * size ** 2) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(
        (syntax, color, kind) => `${syntax} ${color} ${kind}`,
        [SYNTAX, SORTED_COLOR_NAMES, ['key', 'ball']],
      ),
    });
    this.#objects = objects;
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    grid.wallRect(0, 0, grid.width, grid.height);
    const objects: Cell[] = [];
    while (objects.length < this.#objects) {
      const object = objectCell(this.pick(KINDS), this.pickColor());
      this.placeObject(object);
      objects.push(object);
    }
    this.placeAgent();
    state.sought = this.pick(objects);
    state.mission = `${this.pick(SYNTAX)} ${nameOf(state.sought)}`;
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const outcome = super.play(action);
    if (state.carrying === EMPTY) return outcome;
    return state.carrying === state.sought ? this.success() : 0;
  }
}
