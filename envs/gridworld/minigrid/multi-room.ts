/** MiniGrid's MultiRoom family: `MiniGrid-MultiRoom-N2-S4-v0` and its siblings. */
import type { Kwargs } from '../../core/env.ts';
import { CLOSED, COLORS_BY_NAME, doorCell, GREEN_GOAL } from './core/cell.ts';
import type { Area, Place } from './core/grid.ts';
import { MINI_GRID_KWARGS, MiniGrid } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { MAX_SIZE, readInteger } from './core/read-kwargs.ts';
import { DOWN, LEFT, RIGHT, UP } from './core/room-grid.ts';

const MISSION = 'traverse the rooms to get to the goal';
const MIN_ROOM = 4; // cells to a side, walls included; MiniGrid's
const MAX_ROOMS = 64;
const EXITS_TRIED = 8; // a room; MiniGrid's
/** By the side one enters, the sides one may leave by. */
const EXITS: readonly (readonly number[])[] = [
  [DOWN, LEFT, UP],
  [RIGHT, LEFT, UP],
  [RIGHT, DOWN, UP],
  [RIGHT, DOWN, LEFT],
];
/** Rooms tried before a reset gives up: a second's work at most. MultiRoom-N6 took 45 on average, and in 3,000 resets never more than 319. */
const MAX_TRIES = 100_000;

/** The keyword arguments and their defaults. */
export const MULTI_ROOM_KWARGS = {
  minNumRooms: 6,
  maxNumRooms: 6,
  /** Cells to a side of a room, its walls included; the smallest is 4. */
  maxRoomSize: 10,
  /** Cells. */
  width: 25,
  height: 25,
  ...MINI_GRID_KWARGS,
  seeThroughWalls: false,
} as const;

interface ChainedRoom extends Area {
  /** Where one enters it; in the first room there is no door. */
  readonly entry: Place;
}

/**
 * A chain of rooms, each entered by a closed door; reach the green square in the last. The reward is sparse and far.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 5 toggle; 3 pick up, 4 drop and 6 done do nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on reaching the goal, else 0
 * - start: rooms, doors, agent (in the first room) and goal (in the last) are drawn
 * - terminates: on the goal. Truncates itself at `maxSteps`, by default `20 * maxNumRooms`
 * - reset throws `RangeError` where no place is found for that many rooms; MiniGrid then draws on for ever
 *
 * Source: MiniGrid 3.1 `envs/multiroom.py`.
 */
export class MultiRoom extends MiniGrid {
  readonly #minRooms: number;
  readonly #maxRooms: number;
  readonly #maxRoomSize: number;
  #rooms: readonly ChainedRoom[] = [];
  #tries = 0;

  /** @throws {RangeError|TypeError} on a bad argument */
  constructor(kwargs: Kwargs = MULTI_ROOM_KWARGS) {
    const minRooms = readInteger('MultiRoom', kwargs, 'minNumRooms', 1, MAX_ROOMS);
    const maxRooms = readInteger('MultiRoom', kwargs, 'maxNumRooms', minRooms, MAX_ROOMS, ' from minNumRooms on');
    super({
      width: readInteger('MultiRoom', kwargs, 'width', MIN_ROOM, MAX_SIZE),
      height: readInteger('MultiRoom', kwargs, 'height', MIN_ROOM + 1, MAX_SIZE),
      maxSteps: (kwargs.maxSteps ?? 20 * maxRooms) as number,
      seeThroughWalls: kwargs.seeThroughWalls as boolean,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
    });
    this.#minRooms = minRooms;
    this.#maxRooms = maxRooms;
    this.#maxRoomSize = readInteger('MultiRoom', kwargs, 'maxRoomSize', MIN_ROOM, MAX_SIZE);
  }

  override layOut(): void {
    this.#rooms = this.#drawRooms(); // first: where it throws, the present episode is still whole
    super.layOut();
  }

  protected override generate(): void {
    const { state } = this;
    const { grid } = state;
    const rooms = this.#rooms;
    let color: number | null = null;
    for (const [index, room] of rooms.entries()) {
      grid.wallRect(room.x, room.y, room.width, room.height);
      if (index === 0) continue;
      color = this.pick(COLORS_BY_NAME.filter((other) => other !== color)); // never as the door before
      grid.set(room.entry.x, room.entry.y, doorCell(color, CLOSED));
    }
    this.placeAgent(rooms[0]);
    this.placeObject(GREEN_GOAL, rooms.at(-1));
    state.mission = MISSION;
  }

  /** Draws chains of rooms until one is long enough. */
  #drawRooms(): readonly ChainedRoom[] {
    const { generator } = this;
    const { width, height } = this.state.grid;
    const count = generator.integers(this.#minRooms, this.#maxRooms + 1);
    for (this.#tries = 0; this.#tries < MAX_TRIES; ) {
      const entry = { x: generator.integers(0, width - 2), y: generator.integers(0, width - 2) };
      const chain: ChainedRoom[] = [];
      this.#extend(chain, count, LEFT, entry);
      if (chain.length === count) return chain;
    }
    throw new RangeError(
      `Cannot reset ${this.label}: no place was found for ${count} rooms of ${MIN_ROOM} to ${this.#maxRoomSize} cells in a grid of ${width} x ${height}. Make it with fewer rooms, a smaller maxRoomSize or a larger grid.`,
    );
  }

  /**
   * Adds a room at a door, if there is place for it, and beyond it as many as will do.
   *
   * @param missing rooms the chain still lacks, this one included
   * @param entrySide the side of the new room where the door is
   * @returns whether the room was added
   */
  #extend(chain: ChainedRoom[], missing: number, entrySide: number, entry: Place): boolean {
    const { generator } = this;
    this.#tries++;
    const width = generator.integers(MIN_ROOM, this.#maxRoomSize + 1);
    const height = generator.integers(MIN_ROOM, this.#maxRoomSize + 1);
    const { x, y } = this.#corner(chain.length === 0, width, height, entrySide, entry);
    const room = { x, y, width, height, entry };
    if (!this.#fits(room, chain)) return false;
    chain.push(room);
    if (missing === 1) return true;
    for (let tried = 0; tried < EXITS_TRIED; tried++) {
      const exitSide = this.pick(EXITS[entrySide]!);
      if (this.#extend(chain, missing - 1, (exitSide + 2) % 4, this.#drawExit(room, exitSide))) break;
    }
    return true;
  }

  /** The upper left corner of a room with its entry on a side; the first has it in that corner. */
  #corner(first: boolean, width: number, height: number, entrySide: number, { x, y }: Place): Place {
    const { generator } = this;
    if (first) return { x, y };
    switch (entrySide) {
      case RIGHT:
        return { x: x - width + 1, y: generator.integers(y - height + 2, y) };
      case DOWN:
        return { x: generator.integers(x - width + 2, x), y: y - height + 1 };
      case LEFT:
        return { x, y: generator.integers(y - height + 2, y) };
      default:
        return { x: generator.integers(x - width + 2, x), y };
    }
  }

  /** Whether it lies in the grid and overlaps no room but the last, with which it shares a wall. */
  #fits(room: Area, chain: readonly Area[]): boolean {
    const { width, height } = this.state.grid;
    if (room.x < 0 || room.y < 0 || room.x + room.width > width || room.y + room.height >= height) return false;
    for (let i = 0; i < chain.length - 1; i++) {
      const other = chain[i]!;
      const apart =
        room.x + room.width < other.x ||
        other.x + other.width <= room.x ||
        room.y + room.height < other.y ||
        other.y + other.height <= room.y;
      if (!apart) return false;
    }
    return true;
  }

  /** A place in a wall of the room, off its corners. */
  #drawExit({ x, y, width, height }: Area, side: number): Place {
    const { generator } = this;
    switch (side) {
      case RIGHT:
        return { x: x + width - 1, y: y + generator.integers(1, height - 1) };
      case DOWN:
        return { x: x + generator.integers(1, width - 1), y: y + height - 1 };
      case LEFT:
        return { x, y: y + generator.integers(1, height - 1) };
      default:
        return { x: x + generator.integers(1, width - 1), y };
    }
  }
}
