/** MiniGrid's LockedRoom: `MiniGrid-LockedRoom-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { show } from '../../core/show.ts';
import {
  CLOSED,
  COLOR_NAMES,
  COLORS_BY_NAME,
  doorCell,
  GREEN_GOAL,
  KEY,
  LOCKED,
  objectCell,
  SORTED_COLOR_NAMES,
} from './core/cell.ts';
import type { Area, Place } from './core/grid.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';

const MIN_SIZE = 13; // rooms as high as their doors need
const ROWS = 3; // of rooms, on either side of the hallway
const DOOR_ROW = 3; // of a door, below its room's upper wall

/** The keyword arguments and their defaults. */
export const LOCKED_ROOM_KWARGS = {
  /** Cells to a side, the surrounding wall included: odd and no multiple of 3. */
  size: 19,
  ...MINI_GRID_KWARGS,
  seeThroughWalls: false,
} as const;

interface DooredRoom extends Area {
  readonly door: Place;
}

/**
 * Six rooms along a hallway, one of them locked; get its key from the room that the mission names, open it and reach the
 * green square in it.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the rooms' colours
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: the agent in the hallway; the doors' colours, key and goal drawn
 * - terminates: on the goal. Truncates itself at `maxSteps`, by default `10 * size`
 *
 * Source: MiniGrid 3.1 `envs/lockedroom.py`.
 */
export class LockedRoom extends MiniGrid {
  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = LOCKED_ROOM_KWARGS) {
    const size = readInteger('LockedRoom', kwargs, 'size', MIN_SIZE, MAX_SIZE);
    if (size % 2 === 0 || size % ROWS === 0) {
      // With others MiniGrid's rooms reach into the surrounding wall, and so do the key and the goal.
      throw new RangeError(`Cannot make LockedRoom: size is odd and no multiple of ${ROWS}, got ${show(size)}.`);
    }
    super({
      width: size,
      height: size,
      maxSteps: (kwargs.maxSteps ?? 10 * size) as number,
      seeThroughWalls: kwargs.seeThroughWalls as boolean,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(missionOf, [SORTED_COLOR_NAMES, SORTED_COLOR_NAMES, SORTED_COLOR_NAMES]),
    });
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    const size = grid.width;
    const left = Math.floor(size / 2) - 2; // the hallway's walls
    const right = Math.floor(size / 2) + 2;
    const rooms = this.#build(left, right);

    const locked = this.pick(rooms);
    const goal = this.#drawInside(locked);
    grid.set(goal.x, goal.y, GREEN_GOAL);
    const colors: number[] = [...COLORS_BY_NAME];
    const colorOfRoom = new Map<DooredRoom, number>();
    for (const room of rooms) {
      const color = this.pick(colors);
      colors.splice(colors.indexOf(color), 1);
      colorOfRoom.set(room, color);
      grid.set(room.door.x, room.door.y, doorCell(color, room === locked ? LOCKED : CLOSED));
    }
    let keyRoom = locked;
    while (keyRoom === locked) keyRoom = this.pick(rooms);
    const key = this.#drawInside(keyRoom);
    grid.set(key.x, key.y, objectCell(KEY, colorOfRoom.get(locked)!));
    this.placeAgent({ x: left, y: 0, width: right - left, height: size });

    const nameOfRoom = (room: DooredRoom) => COLOR_NAMES[colorOfRoom.get(room)!]!;
    state.mission = missionOf(nameOfRoom(locked), nameOfRoom(keyRoom), nameOfRoom(locked));
  }

  /** The walls. Returns the rooms, from above, left before right. */
  #build(left: number, right: number): readonly DooredRoom[] {
    const { grid } = this.state;
    const size = grid.width;
    const height = Math.floor(size / ROWS);
    grid.wallRect(0, 0, size, size);
    grid.verticalWall(left, 0, size);
    grid.verticalWall(right, 0, size);
    const rooms: DooredRoom[] = [];
    for (let row = 0; row < ROWS; row++) {
      const y = row * height;
      grid.horizontalWall(0, y, left);
      grid.horizontalWall(right, y, size - right);
      const shape = { y, width: left + 1, height: height + 1 };
      rooms.push({ ...shape, x: 0, door: { x: left, y: y + DOOR_ROW } });
      rooms.push({ ...shape, x: right, door: { x: right, y: y + DOOR_ROW } });
    }
    return rooms;
  }

  #drawInside({ x, y, width, height }: Area): Place {
    const { generator } = this;
    return { x: generator.integers(x + 1, x + width - 1), y: generator.integers(y + 1, y + height - 1) };
  }
}

function missionOf(lockedRoom: string, keyRoom: string, door: string): string {
  return `get the ${lockedRoom} key from the ${keyRoom} room, unlock the ${door} door and go to the goal`;
}
