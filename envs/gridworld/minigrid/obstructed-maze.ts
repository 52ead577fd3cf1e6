/**
 * MiniGrid's ObstructedMaze family: `MiniGrid-ObstructedMaze-1Dl-v0` to `MiniGrid-ObstructedMaze-Full-v1`.
 *
 * Source: MiniGrid 3.1 `envs/obstructedmaze.py` and `envs/obstructedmaze_v1.py`.
 */
import type { Kwargs } from '../../core/env.ts';
import { readBoolean } from '../../core/read-kwargs.ts';
import { show } from '../../core/show.ts';
import {
  BALL,
  BLUE,
  boxCell,
  CLOSED,
  COLORS_BY_NAME,
  doorCell,
  GREEN,
  GREY,
  KEY,
  LOCKED,
  nameOf,
  objectCell,
} from './core/cell.ts';
import { MINI_GRID_KWARGS } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { PickUpRooms, pickUpMission } from './core/pick-up-rooms.ts';
import { readInteger } from './core/read-kwargs.ts';
import { RIGHT, type Room } from './core/room-grid.ts';
import { DIRECTION_X, DIRECTION_Y } from './core/rules.ts';

const ROOM_SIZE = 6; // cells
const TARGET = objectCell(BALL, BLUE);
const BLOCKING_BALL = objectCell(BALL, GREEN);
const MAX_ROOMS_VISITED = 1_000_000;

/** Of the worlds of two rooms: keyword arguments and defaults. */
export const SMALL_MAZE_KWARGS = {
  /** Whether keys are hidden in boxes. */
  keyInBox: true,
  /** Whether a ball lies before each locked door. */
  blocked: true,
  ...MINI_GRID_KWARGS,
} as const;

/** Of the worlds of nine rooms: keyword arguments and defaults. */
export const FULL_MAZE_KWARGS = {
  /** `[column, row]` of the room where the agent begins. */
  agentRoom: [1, 1],
  ...SMALL_MAZE_KWARGS,
  /** How many of the rooms beside the middle one have doors: the right one, then clockwise. */
  numQuarters: 4,
  /** Rooms one passes at most; the limit of steps grows with it. */
  numRoomsVisited: 25,
} as const;

type RoomPlace = readonly [column: number, row: number];

/** The rooms beside the middle one, clockwise from the right, and the corner that each adds to where the ball may be. */
const QUARTERS: readonly { readonly side: RoomPlace; readonly corner: RoomPlace }[] = [
  { side: [2, 1], corner: [2, 0] },
  { side: [1, 2], corner: [2, 2] },
  { side: [0, 1], corner: [0, 2] },
  { side: [1, 0], corner: [0, 0] },
];
const CENTER = 1;

interface MazeOptions {
  readonly kwargs: Kwargs;
  readonly numRows: number;
  readonly numCols: number;
  readonly numRoomsVisited: number;
}

/** What both mazes share: the mission, locked doors, and keys that may be hidden. */
abstract class ObstructedMaze extends PickUpRooms {
  readonly #keyInBox: boolean;
  readonly #blocked: boolean;

  constructor({ kwargs, numRows, numCols, numRoomsVisited }: MazeOptions) {
    super({
      roomSize: ROOM_SIZE,
      numRows,
      numCols,
      maxSteps: (kwargs.maxSteps ?? 4 * numRoomsVisited * ROOM_SIZE ** 2) as number,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => pickUpMission(nameOf(TARGET))),
    });
    this.#keyInBox = readBoolean('ObstructedMaze', kwargs, 'keyInBox');
    this.#blocked = readBoolean('ObstructedMaze', kwargs, 'blocked');
  }

  /** The six colours in a drawn order. */
  protected drawColors(): readonly number[] {
    const left: number[] = [...COLORS_BY_NAME];
    return Array.from({ length: left.length }, () => left.splice(this.generator.integers(0, left.length), 1)[0]!);
  }

  /** Builds a locked door, and puts a ball before it in the room, over whatever is there. */
  protected addLockedDoor(room: Room, side: number, color: number): void {
    const { x, y } = this.addDoor(room, side, doorCell(color, LOCKED));
    if (this.#blocked) this.state.grid.set(x - DIRECTION_X[side]!, y - DIRECTION_Y[side]!, BLOCKING_BALL);
  }

  protected addKey(room: Room, color: number): void {
    const key = objectCell(KEY, color);
    this.placeInRoom(room, this.#keyInBox ? boxCell(GREY, key) : key);
  }

  protected addTarget(room: Room): void {
    this.placeTarget(room, TARGET);
  }
}

/**
 * Two rooms, a locked door between them and a blue ball behind it. The key may be hidden in a box, the door obstructed by a
 * ball: `l` in the id stands for a locked door, `h` for a hidden key, `b` for a blocking ball.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on picking up the blue ball, else 0
 * - start: the agent and the key in the left room; places and the door's colour drawn
 * - terminates: when the blue ball is picked up. Truncates itself at `maxSteps`, by default 288
 */
export class SmallObstructedMaze extends ObstructedMaze {
  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = SMALL_MAZE_KWARGS) {
    super({ kwargs, numRows: 1, numCols: 2, numRoomsVisited: 2 });
  }

  protected override generate(): void {
    this.layRooms();
    const [color] = this.drawColors();
    const room = this.room(0, 0);
    this.addLockedDoor(room, RIGHT, color!);
    this.addKey(room, color!);
    this.addTarget(this.room(1, 0));
    this.placeAgentInRoom(room);
  }
}

/**
 * Nine rooms; closed doors lead from the middle to one to four side rooms, locked doors from those to the corners, in one of
 * which the blue ball is. Keys may be hidden in boxes, doors obstructed by balls.
 *
 * - actions, observation, reward, termination: as `SmallObstructedMaze`
 * - start: the agent in `agentRoom`; each side room has the keys of its doors; places and colours drawn
 * - truncates itself at `maxSteps`, by default `144 * numRoomsVisited`
 * - versions: in 0 a ball before a side room's second door may come to lie on the key of the first, which then is gone; in 1
 *   keys are put last
 */
export class FullObstructedMaze extends ObstructedMaze {
  readonly #agentRoom: RoomPlace;
  readonly #quarters: number;
  readonly #version: 0 | 1;

  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = FULL_MAZE_KWARGS, version: 0 | 1 = 1) {
    const numRoomsVisited = readInteger('ObstructedMaze', kwargs, 'numRoomsVisited', 1, MAX_ROOMS_VISITED);
    super({ kwargs, numRows: 3, numCols: 3, numRoomsVisited });
    this.#agentRoom = readRoom(kwargs.agentRoom);
    this.#quarters = readInteger('ObstructedMaze', kwargs, 'numQuarters', 1, QUARTERS.length);
    this.#version = version;
  }

  protected override generate(): void {
    this.layRooms();
    const colors = this.drawColors();
    const center = this.room(CENTER, CENTER);
    const quarters = QUARTERS.slice(0, this.#quarters);
    for (const [side, { side: place }] of quarters.entries()) {
      this.addDoor(center, side, doorCell(colors[side]!, CLOSED));
      const room = this.room(...place);
      // The side room's own sides left and right of the one that leads away from the middle.
      const doors = [-1, 1].map((turn) => ({
        side: (side + turn + 4) % 4,
        color: colors[(side + turn + colors.length) % colors.length]!,
      }));
      for (const door of doors) {
        this.addLockedDoor(room, door.side, door.color);
        if (this.#version === 0) this.addKey(room, door.color);
      }
      if (this.#version === 1) for (const door of doors) this.addKey(room, door.color);
    }
    this.addTarget(this.room(...this.pick(quarters).corner));
    this.placeAgentInRoom(this.room(...this.#agentRoom));
  }
}

function readRoom(value: unknown): RoomPlace {
  const valid = (part: unknown) => Number.isInteger(part) && (part as number) >= 0 && (part as number) <= 2;
  if (Array.isArray(value) && value.length === 2 && value.every(valid)) return [value[0], value[1]];
  throw new RangeError(
    `Cannot make ObstructedMaze: agentRoom is [column, row] of a room, each in [0, 2], got ${show(value)}.`,
  );
}
