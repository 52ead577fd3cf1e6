/** MiniGrid's GoToObject family: `MiniGrid-GoToObject-6x6-N2-v0` and `MiniGrid-GoToObject-8x8-N2-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { BALL, BOX, type Cell, KEY, nameOf, objectCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import type { Place } from './core/grid.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';
import { DONE, standsBeside, TOGGLE } from './core/rules.ts';

const KINDS = [KEY, BALL, BOX] as const;
const KIND_NAMES = ['key', 'ball', 'box'] as const;
const MIN_SIZE = 4; // room for an object and the agent
const LOOKS = KINDS.length * SORTED_COLOR_NAMES.length; // no two objects look alike

/** The keyword arguments and their defaults. */
export const GO_TO_OBJECT_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 6,
  numObjs: 2,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with keys, balls and boxes; go to the one that the mission names and say done.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle (ends the episode), 6 done
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the object
 * - reward: `1 - 0.9 * steps / maxSteps` on done beside the place where that object was at the start, else 0
 * - start: objects and agent drawn uniformly
 * - terminates: on done and on toggle. Truncates itself at `maxSteps`, by default `5 * size^2`
 *
 * Source: MiniGrid 3.1 `envs/gotoobject.py`.
 */
export class GoToObject extends MiniGrid {
  readonly #objects: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = GO_TO_OBJECT_KWARGS) {
    const size = readInteger('GoToObject', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    const most = Math.min((size - 2) ** 2 - 1, LOOKS);
    const objects = readInteger('GoToObject', kwargs, 'numObjs', 1, most, ` where size is ${size}`);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 5 * size ** 2) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace((color, kind) => missionOf(`${color} ${kind}`), [SORTED_COLOR_NAMES, KIND_NAMES]),
      places: 1, // where the object to go to was put
    });
    this.#objects = objects;
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    grid.wallRect(0, 0, grid.width, grid.height);
    const objects: Cell[] = [];
    const places: Place[] = [];
    while (objects.length < this.#objects) {
      const object = objectCell(this.pick(KINDS), this.pickColor());
      if (objects.includes(object)) continue;
      places.push(this.placeObject(object));
      objects.push(object);
    }
    this.placeAgent();
    const target = this.generator.integers(0, objects.length);
    state.places[0] = grid.indexOf(places[target]!);
    state.mission = missionOf(nameOf(objects[target]!));
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const outcome = super.play(action);
    if (action === DONE) return standsBeside(state, state.places[0]!) ? this.success() : 0;
    return action === TOGGLE ? 0 : outcome;
  }
}

function missionOf(object: string): string {
  return `go to the ${object}`;
}
