/** MiniGrid's UnlockPickup: `MiniGrid-UnlockPickup-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { BOX, doorCell, KEY, LOCKED, objectCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import { MINI_GRID_KWARGS } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { PickUpRooms, pickUpMission } from './core/pick-up-rooms.ts';
import { RIGHT } from './core/room-grid.ts';

const ROOM_SIZE = 6; // cells

/** The keyword arguments and their defaults. */
export const UNLOCK_PICKUP_KWARGS = MINI_GRID_KWARGS;

/**
 * Two rooms with a locked door between them; take the key, open the door and pick up the box behind it.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the box's colour
 * - reward: `1 - 0.9 * steps / maxSteps` on picking up the box, else 0
 * - start: box, door, key and agent drawn uniformly, key and agent in the left room, the box in the right one
 * - terminates: when the box is picked up. Truncates itself at `maxSteps`, by default 288
 *
 * Source: MiniGrid 3.1 `envs/unlockpickup.py`.
 */
export class UnlockPickup extends PickUpRooms {
  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = UNLOCK_PICKUP_KWARGS) {
    super({
      roomSize: ROOM_SIZE,
      numRows: 1,
      numCols: 2,
      maxSteps: (kwargs.maxSteps ?? 8 * ROOM_SIZE ** 2) as number,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace((color) => pickUpMission(color, 'box'), [SORTED_COLOR_NAMES]),
    });
  }

  protected override generate(): void {
    this.layRooms();
    const room = this.room(0, 0);
    this.placeTarget(this.room(1, 0), objectCell(BOX, this.pickColor()));
    const color = this.pickColor();
    this.addDoor(room, RIGHT, doorCell(color, LOCKED));
    this.placeInRoom(room, objectCell(KEY, color));
    this.placeAgentInRoom(room);
  }
}
