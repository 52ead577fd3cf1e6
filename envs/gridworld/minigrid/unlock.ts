/** MiniGrid's Unlock: `MiniGrid-Unlock-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { DOOR, doorCell, KEY, LOCKED, OPEN, objectCell, stateOf, typeOf } from './core/cell.ts';
import { MINI_GRID_KWARGS } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { RIGHT, RoomGrid } from './core/room-grid.ts';
import { TOGGLE } from './core/rules.ts';

const MISSION = 'open the door';
const ROOM_SIZE = 6; // cells

/** The keyword arguments and their defaults. */
export const UNLOCK_KWARGS = MINI_GRID_KWARGS;

/**
 * Two rooms with a locked door between them; take the key and open the door.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence
 * - reward: `1 - 0.9 * steps / maxSteps` on opening the door, else 0
 * - start: door, key and agent drawn uniformly, key and agent in the left room
 * - terminates: when the door is open. Truncates itself at `maxSteps`, by default 288
 *
 * Source: MiniGrid 3.1 `envs/unlock.py`.
 */
export class Unlock extends RoomGrid {
  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = UNLOCK_KWARGS) {
    super({
      roomSize: ROOM_SIZE,
      numRows: 1,
      numCols: 2,
      maxSteps: (kwargs.maxSteps ?? 8 * ROOM_SIZE ** 2) as number,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(() => MISSION),
      places: 1, // the door
    });
  }

  protected override generate(): void {
    const { state } = this;
    this.layRooms();
    const room = this.room(0, 0);
    const color = this.pickColor();
    state.places[0] = state.grid.indexOf(this.addDoor(room, RIGHT, doorCell(color, LOCKED)));
    this.placeInRoom(room, objectCell(KEY, color));
    this.placeAgentInRoom(room);
    state.mission = MISSION;
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const outcome = super.play(action);
    const door = state.grid.cells[state.places[0]!]!;
    return action === TOGGLE && typeOf(door) === DOOR && stateOf(door) === OPEN ? this.success() : outcome;
  }
}
