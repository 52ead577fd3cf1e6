/** MiniGrid's BlockedUnlockPickup: `MiniGrid-BlockedUnlockPickup-v0`. */
import type { Kwargs } from '../../core/env.ts';
import { BALL, BOX, doorCell, KEY, LOCKED, objectCell, SORTED_COLOR_NAMES } from './core/cell.ts';
import { MINI_GRID_KWARGS } from './core/mini-grid.ts';
import { MissionSpace } from './core/mission-space.ts';
import { PickUpRooms, pickUpMission } from './core/pick-up-rooms.ts';
import { RIGHT } from './core/room-grid.ts';

const ROOM_SIZE = 6; // cells

/** The keyword arguments and their defaults. */
export const BLOCKED_UNLOCK_PICKUP_KWARGS = MINI_GRID_KWARGS;

/**
 * Two rooms with a locked door between them, and a ball before the door; move the ball, take the key, open the door and pick
 * up the box behind it.
 *
 * - actions: `Discrete(7)`: 0 turn left, 1 turn right, 2 forward, 3 pick up, 4 drop, 5 toggle; 6 done does nothing here
 * - observation: `Dict`: `image`, what the agent sees, `Box(7, 7, 3)` uint8 of (type, colour, state), columns first;
 *   `direction`, `Discrete(4)`; `mission`, a sentence that names the box's colour (its space, as MiniGrid's, has keys as well)
 * - reward: `1 - 0.9 * steps / maxSteps` on picking up the box, else 0
 * - start: box, door, key and agent drawn uniformly, key and agent in the left room, the box in the right one
 * - terminates: when the box is picked up. Truncates itself at `maxSteps`, by default 576
 *
 * Source: MiniGrid 3.1 `envs/blockedunlockpickup.py`.
 */
export class BlockedUnlockPickup extends PickUpRooms {
  /** @throws {RangeError} on a bad argument */
  constructor(kwargs: Kwargs = BLOCKED_UNLOCK_PICKUP_KWARGS) {
    super({
      roomSize: ROOM_SIZE,
      numRows: 1,
      numCols: 2,
      maxSteps: (kwargs.maxSteps ?? 16 * ROOM_SIZE ** 2) as number,
      agentViewSize: kwargs.agentViewSize as number,
      missions: new MissionSpace(pickUpMission, [SORTED_COLOR_NAMES, ['box', 'key']]),
    });
  }

  protected override generate(): void {
    this.layRooms();
    const room = this.room(0, 0);
    this.placeTarget(this.room(1, 0), objectCell(BOX, this.pickColor()));
    const color = this.pickColor();
    const door = this.addDoor(room, RIGHT, doorCell(color, LOCKED));
    this.state.grid.set(door.x - 1, door.y, objectCell(BALL, this.pickColor()));
    this.placeInRoom(room, objectCell(KEY, color));
    this.placeAgentInRoom(room);
  }
}
