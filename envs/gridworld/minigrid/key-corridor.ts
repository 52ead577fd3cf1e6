/** MiniGrid's KeyCorridor family: `MiniGrid-KeyCorridorS3R1-v0` and larger. */
import type { Kwargs } from '../../core/env.ts';
import { show } from '../../core/show.ts';
import { BALL, BOX, doorCell, KEY, LOCKED, objectCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import { MINI_GRID_KWARGS } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { PickUpRooms, pickUpMission } from './core/pick-up-rooms.ts';
import { MAX_SIZE, readChoice, readInteger } from './core/read-kwargs.ts';
import { LEFT } from './core/room-grid.ts';

const COLUMNS = 3; // rooms on the left, the corridor, rooms on the right
const MIN_ROOM = 3;
const MAX_ROOM = Math.floor((MAX_SIZE - 1) / COLUMNS) + 1;
/** MiniGrid gives up linking the rooms after 5,000 draws, which so many rows never take. */
const MAX_ROWS = 32;

const TYPES = { ball: BALL, key: KEY, box: BOX } as const;

/** The keyword arguments and their defaults. */
export const KEY_CORRIDOR_KWARGS = {
  /** Rooms on either side of the corridor. */
  numRows: 3,
  /** What is to be picked up: `ball`, `key` or `box`. */
  objType: 'ball',
  /** Cells to a side of a room, its walls included. */
  roomSize: 6,
  ...MINI_GRID_KWARGS,
} as const;

/**
 * A corridor with rooms on either side; find the key in one, open the locked room and pick up the object in it.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the object
 * - reward: `1 - 0.9 * steps / maxSteps` on picking up the object, else 0
 * - start: the agent in the corridor; the object behind a locked door on the right, the key on the left, other doors drawn
 *   until every room can be reached
 * - terminates: when the object is picked up. Truncates itself at `maxSteps`, by default `30 * roomSize^2`
 *
 * Source: MiniGrid 3.1 `envs/keycorridor.py`.
 */
export class KeyCorridor extends PickUpRooms {
  readonly #type: number;

  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = KEY_CORRIDOR_KWARGS) {
    const numRows = readInteger('KeyCorridor', kwargs, 'numRows', 1, MAX_ROWS);
    const roomSize = readInteger('KeyCorridor', kwargs, 'roomSize', MIN_ROOM, MAX_ROOM);
    const type = readChoice('KeyCorridor', kwargs, 'objType', ['ball', 'key', 'box']);
    if ((roomSize - 1) * numRows >= MAX_SIZE) {
      throw new RangeError(
        `Cannot make KeyCorridor: the grid has at most ${MAX_SIZE} rows of cells, got numRows ${show(numRows)} of roomSize ${show(roomSize)}.`,
      );
    }
    super({
      roomSize,
      numRows,
      numCols: COLUMNS,
      maxSteps: (kwargs.maxSteps ?? 30 * roomSize ** 2) as number,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(pickUpMission, [SORTED_COLOR_NAMES, [type]]),
    });
    this.#type = TYPES[type];
  }

  protected override generate(): void {
    const { generator, numRows } = this;
    this.layRooms();
    for (let row = 1; row < numRows; row++) this.removeWallAbove(this.room(1, row));
    const lockedRoom = this.room(2, generator.integers(0, numRows));
    const color = this.pickColor();
    this.addDoor(lockedRoom, LEFT, doorCell(color, LOCKED));
    this.placeTarget(lockedRoom, objectCell(this.#type, this.pickColor()));
    this.placeInRoom(this.room(0, generator.integers(0, numRows)), objectCell(KEY, color));
    this.placeAgentInRoom(this.room(1, Math.floor(numRows / 2)));
    this.connectAll();
  }
}
