/**
 * Rooms with one object to pick up: what UnlockPickup, BlockedUnlockPickup, KeyCorridor and ObstructedMaze share.
 *
 * MiniGrid knows the object by identity. Here objects are integers, so it is known by where it was put: no agent moves it
 * without picking it up, and that ends the episode. (A box that was toggled away is gone, and its place means nothing.)
 */
import { type Cell, EMPTY, nameOf } from './cell.ts';
import { type Room, RoomGrid, type RoomGridOptions } from './room-grid.ts';
import { aheadOf, PICK_UP } from './rules.ts';

export abstract class PickUpRooms extends RoomGrid {
  constructor(options: Omit<RoomGridOptions, 'places'>) {
    super({ ...options, places: 1 }); // where the object was put
  }

  /** Puts the object to pick up into a room, and makes it the mission. */
  protected placeTarget(room: Room, cell: Cell): void {
    const { state } = this;
    state.places[0] = state.grid.indexOf(this.placeInRoom(room, cell));
    state.sought = cell;
    state.mission = pickUpMission(nameOf(cell));
  }

  protected override play(action: number): number | null {
    const { state } = this;
    const outcome = super.play(action);
    const place = state.places[0]!;
    const taken =
      action === PICK_UP &&
      aheadOf(state) === place &&
      state.carrying === state.sought &&
      state.grid.cells[place] === EMPTY;
    return taken ? this.success() : outcome;
  }
}

/** @param words colour and kind, as one word or two */
export function pickUpMission(...words: readonly string[]): string {
  return `pick up the ${words.join(' ')}`;
}
