/** MiniGrid's PutNear family: `MiniGrid-PutNear-6x6-N2-v0` and `MiniGrid-PutNear-8x8-N3-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { BALL, BOX, type Cell, EMPTY, KEY, nameOf, objectCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import type { Place } from './core/grid.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';
import { aheadOf, DROP, PICK_UP } from './core/rules.ts';

const KINDS = [KEY, BALL, BOX] as const;
const KIND_NAMES = ['key', 'ball', 'box'] as const;
const MIN_SIZE = 6; // in a smaller room the first object may leave no place for a second
const LOOKS = KINDS.length * SORTED_COLOR_NAMES.length; // no two objects look alike

/** The keyword arguments and their defaults. */
export const PUT_NEAR_KWARGS = {
  /** Cells to a side, the surrounding wall included. */
  size: 6,
  numObjs: 2,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A room with keys, balls and boxes; pick up the one that the mission names and put it down near another.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names both objects
 * - reward: `1 - 0.9 * steps / maxSteps` on putting the object on one of the eight cells around where the other was at the
 *   start, else 0
 * - start: objects and agent drawn uniformly, objects not next to each other
 * - terminates: on picking up another object, and on an attempt to put one down. Truncates itself at `maxSteps`, by default
 *   `5 * size`
 *
 * Source: MiniGrid 3.1 `envs/putnear.py`.
 */
export class PutNear extends MiniGrid {
  readonly #objects: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = PUT_NEAR_KWARGS) {
    const size = readInteger('PutNear', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    // As many kings as it takes to attack every square of a board: with one object fewer there is always place for another.
    const most = Math.min(Math.ceil((size - 2) / 3) ** 2, LOOKS);
    const objects = readInteger('PutNear', kwargs, 'numObjs', 2, most, ` where size is ${size}`);
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 5 * size) as number,
      seeThroughWalls: true, // as MiniGrid: there is nothing to hide behind
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(
        (color, kind, otherColor, otherKind) => missionOf(`${color} ${kind}`, `${otherColor} ${otherKind}`),
        [SORTED_COLOR_NAMES, KIND_NAMES, SORTED_COLOR_NAMES, KIND_NAMES],
      ),
      places: 1, // where the object was put near which the other is to be
    });
    this.#objects = objects;
  }

  protected override generate(): void {
    const { state, generator } = this;
    const { grid } = state;
    grid.wallRect(0, 0, grid.width, grid.height);
    const objects: Cell[] = [];
    const places: Place[] = [];
    while (objects.length < this.#objects) {
      const object = objectCell(this.pick(KINDS), this.pickColor());
      if (objects.includes(object)) continue;
      places.push(this.placeObject(object, undefined, (x, y) => places.some((other) => areNear({ x, y }, other))));
      objects.push(object);
    }
    this.placeAgent();
    const moved = generator.integers(0, objects.length);
    let target = moved;
    while (target === moved) target = generator.integers(0, objects.length);
    state.sought = objects[moved]!;
    state.places[0] = grid.indexOf(places[target]!);
    state.mission = missionOf(nameOf(objects[moved]!), nameOf(objects[target]!));
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const { grid } = state;
    const held = state.carrying;
    const outcome = super.play(action);
    if (action === PICK_UP && state.carrying !== EMPTY && state.carrying !== state.sought) return 0;
    if (action === DROP && held !== EMPTY) {
      const put = state.carrying === EMPTY;
      return put && areNear(grid.placeOf(aheadOf(state)), grid.placeOf(state.places[0]!)) ? this.success() : 0;
    }
    return outcome;
  }
}

function areNear(one: Place, other: Place): boolean {
  return Math.abs(one.x - other.x) <= 1 && Math.abs(one.y - other.y) <= 1;
}

function missionOf(object: string, other: string): string {
  return `put the ${object} near the ${other}`;
}
