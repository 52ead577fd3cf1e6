/**
 * A MiniGrid of equal rooms in rows and columns, with walls between them: what the families share that build doors into
 * those walls and put objects into those rooms.
 *
 * Source: MiniGrid 3.1 `core/roomgrid.py` (`RoomGrid`), with the same draws in the same order. Left out: what only BabyAI
 * uses (distractors, doors on a drawn side).
 */
import { type Cell, CLOSED, doorCell, EMPTY, LOCKED, stateOf, typeOf, WALL } from './cell.ts';
import type { Area, Place } from './grid.ts';
import { MiniGrid, type MiniGridOptions } from './mini-grid.ts';
import { aheadOf } from './rules.ts';

/** The sides of a room, in MiniGrid's order, which is that of directions too. */
export const RIGHT = 0;
export const DOWN = 1;
export const LEFT = 2;
export const UP = 3;
const SIDES = 4;

/** A room with its walls, which it shares with its neighbours. Lists are by side. */
export interface Room extends Area {
  readonly neighbors: (Room | null)[];
  /** Where a door to the neighbour would be. */
  readonly doorPlaces: (Place | null)[];
  /** Whether there is a door or no wall. */
  readonly joined: boolean[];
  /** Whether its last door was built locked: a way into it must not be opened otherwise. */
  locked: boolean;
}

export interface RoomGridOptions extends Omit<MiniGridOptions, 'width' | 'height' | 'seeThroughWalls'> {
  /** Cells to a side of a room, its walls included; an integer of at least 3. */
  readonly roomSize: number;
  readonly numRows: number;
  readonly numCols: number;
}

export abstract class RoomGrid extends MiniGrid {
  protected readonly numRows: number;
  protected readonly numCols: number;
  readonly #roomSize: number;
  /** Of the present episode, row by row. */
  #rooms: Room[] = [];

  constructor({ roomSize, numRows, numCols, ...options }: RoomGridOptions) {
    super({
      ...options,
      width: (roomSize - 1) * numCols + 1,
      height: (roomSize - 1) * numRows + 1,
      seeThroughWalls: false,
    });
    this.numRows = numRows;
    this.numCols = numCols;
    this.#roomSize = roomSize;
  }

  /** Builds the walls, draws where doors may be, and stands the agent in the middle, looking right. */
  protected layRooms(): void {
    const { state, numRows, numCols } = this;
    const stride = this.#roomSize - 1;
    this.#rooms = [];
    for (let row = 0; row < numRows; row++) {
      for (let column = 0; column < numCols; column++) {
        const room = emptyRoom(column * stride, row * stride, this.#roomSize);
        state.grid.wallRect(room.x, room.y, room.width, room.height);
        this.#rooms.push(room);
      }
    }
    for (let row = 0; row < numRows; row++) {
      for (let column = 0; column < numCols; column++) this.#planDoors(column, row);
    }
    const half = Math.floor(this.#roomSize / 2);
    state.x = Math.floor(numCols / 2) * stride + half;
    state.y = Math.floor(numRows / 2) * stride + half;
    state.direction = RIGHT;
  }

  #planDoors(column: number, row: number): void {
    const { generator } = this;
    const room = this.room(column, row);
    const right = room.x + room.width - 1;
    const bottom = room.y + room.height - 1;
    if (column < this.numCols - 1) {
      room.neighbors[RIGHT] = this.room(column + 1, row);
      room.doorPlaces[RIGHT] = { x: right, y: generator.integers(room.y + 1, bottom) };
    }
    if (row < this.numRows - 1) {
      room.neighbors[DOWN] = this.room(column, row + 1);
      room.doorPlaces[DOWN] = { x: generator.integers(room.x + 1, right), y: bottom };
    }
    if (column > 0) {
      room.neighbors[LEFT] = this.room(column - 1, row);
      room.doorPlaces[LEFT] = room.neighbors[LEFT].doorPlaces[RIGHT]!;
    }
    if (row > 0) {
      room.neighbors[UP] = this.room(column, row - 1);
      room.doorPlaces[UP] = room.neighbors[UP].doorPlaces[DOWN]!;
    }
  }

  protected room(column: number, row: number): Room {
    return this.#rooms[row * this.numCols + column]!;
  }

  /** Puts an object somewhere in a room, but not right beside where the agent stands now. Returns where it is. */
  protected placeInRoom(room: Room, cell: Cell): Place {
    const { state } = this;
    return this.placeObject(cell, room, (x, y) => Math.abs(state.x - x) + Math.abs(state.y - y) < 2);
  }

  /** Builds a door between a room and its neighbour on a side. Returns where it is. */
  protected addDoor(room: Room, side: number, door: Cell): Place {
    const place = room.doorPlaces[side]!;
    this.state.grid.set(place.x, place.y, door);
    room.locked = stateOf(door) === LOCKED;
    join(room, side);
    return place;
  }

  /** Takes away the wall between a room and the one above it. */
  protected removeWallAbove(room: Room): void {
    this.state.grid.horizontalWall(room.x + 1, room.y, room.width - 2, EMPTY);
    join(room, UP);
  }

  /** Puts the agent into a room, where it does not look right at an object or a door. */
  protected placeAgentInRoom(room: Room): void {
    const { state } = this;
    for (;;) {
      this.placeAgent(room);
      const ahead = state.grid.cells[aheadOf(state)]!;
      if (ahead === EMPTY || typeOf(ahead) === WALL) return;
    }
  }

  /** Builds closed doors of drawn colours at drawn places until the agent can reach every room; none into a locked room. */
  protected connectAll(): void {
    const { generator, numRows, numCols } = this;
    while (this.#reachable() < numRows * numCols) {
      const column = generator.integers(0, numCols);
      const row = generator.integers(0, numRows);
      const side = generator.integers(0, SIDES);
      const room = this.room(column, row);
      const neighbor = room.neighbors[side] ?? null;
      if (neighbor === null || room.joined[side] || room.locked || neighbor.locked) continue;
      this.addDoor(room, side, doorCell(this.pickColor(), CLOSED));
    }
  }

  /** How many rooms the agent can reach, were every door open. */
  #reachable(): number {
    const { x, y } = this.state;
    const stride = this.#roomSize - 1;
    const stack = [this.room(Math.floor(x / stride), Math.floor(y / stride))];
    const reached = new Set<Room>(stack);
    for (let room = stack.pop(); room !== undefined; room = stack.pop()) {
      for (let side = 0; side < SIDES; side++) {
        const neighbor = room.neighbors[side]!;
        if (!room.joined[side] || reached.has(neighbor)) continue;
        reached.add(neighbor);
        stack.push(neighbor);
      }
    }
    return reached.size;
  }
}

function emptyRoom(x: number, y: number, size: number): Room {
  return {
    x,
    y,
    width: size,
    height: size,
    neighbors: [null, null, null, null],
    doorPlaces: [null, null, null, null],
    joined: [false, false, false, false],
    locked: false,
  };
}

function join(room: Room, side: number): void {
  room.joined[side] = true;
  room.neighbors[side]!.joined[(side + 2) % SIDES] = true;
}
