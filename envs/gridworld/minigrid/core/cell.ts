/**
 * What stands on a cell of a MiniGrid: the world objects, as integers.
 *
 * MiniGrid encodes an object for the agent as three bytes (type, colour, state). Here that encoding is the object: a cell
 * is `type | colour << 8 | state << 16`, so a grid is one `Int32Array`, an observation copies bytes, a state is a list of
 * numbers and nothing is shared by reference. A box also holds what is in it, `type | colour << 4` in the bits above its
 * state byte (0: nothing), which the agent does not see.
 *
 * Source: MiniGrid 3.1 `core/constants.py`, `core/world_object.py`.
 */

/** `OBJECT_TO_IDX`. */
export const UNSEEN = 0;
export const EMPTY = 1;
export const WALL = 2;
export const FLOOR = 3;
export const DOOR = 4;
export const KEY = 5;
export const BALL = 6;
export const BOX = 7;
export const GOAL = 8;
export const LAVA = 9;

/** Names of the types, in order. */
export const TYPE_NAMES = [
  'unseen',
  'empty',
  'wall',
  'floor',
  'door',
  'key',
  'ball',
  'box',
  'goal',
  'lava',
  'agent',
] as const;

/** `COLOR_TO_IDX`. */
export const RED = 0;
export const GREEN = 1;
export const BLUE = 2;
export const PURPLE = 3;
export const YELLOW = 4;
export const GREY = 5;

/** Names of the colours, in order. */
export const COLOR_NAMES = ['red', 'green', 'blue', 'purple', 'yellow', 'grey'] as const;

/** `STATE_TO_IDX`, the states of a door. */
export const OPEN = 0;
export const CLOSED = 1;
export const LOCKED = 2;

/** The colours in the order in which MiniGrid draws one: by name (its `COLOR_NAMES`). */
export const COLORS_BY_NAME = [BLUE, GREEN, GREY, PURPLE, RED, YELLOW] as const;

/** Their names, the words of a mission's colour. */
export const SORTED_COLOR_NAMES = COLORS_BY_NAME.map((color) => COLOR_NAMES[color]!);

const COLOR_SHIFT = 8;
const STATE_SHIFT = 16;
const CONTENT_SHIFT = 24;

/** An object as an integer: see this file's head. `EMPTY` is the cell without one. */
export type Cell = number;

/** An object of a type and colour, in state 0; a box with nothing in it. */
export function objectCell(type: number, color: number): Cell {
  return type | (color << COLOR_SHIFT);
}

export const GREY_WALL: Cell = objectCell(WALL, GREY);
export const GREEN_GOAL: Cell = objectCell(GOAL, GREEN);
export const RED_LAVA: Cell = objectCell(LAVA, RED);

/** A door that is `OPEN`, `CLOSED` or `LOCKED`. */
export function doorCell(color: number, state: number): Cell {
  return objectCell(DOOR, color) | (state << STATE_SHIFT);
}

/** A box with an object in it (a key, a ball: anything but a box or a door), or `EMPTY`. */
export function boxCell(color: number, content: Cell = EMPTY): Cell {
  const bits = content === EMPTY ? 0 : typeOf(content) | (colorOf(content) << 4);
  return objectCell(BOX, color) | (bits << CONTENT_SHIFT);
}

export function typeOf(cell: Cell): number {
  return cell & 0xff;
}

export function colorOf(cell: Cell): number {
  return (cell >> COLOR_SHIFT) & 0xff;
}

export function stateOf(cell: Cell): number {
  return (cell >> STATE_SHIFT) & 0xff;
}

/** What a mission calls an object, such as `red key`. */
export function nameOf(cell: Cell): string {
  return `${COLOR_NAMES[colorOf(cell)]} ${TYPE_NAMES[typeOf(cell)]}`;
}

/** What is in a box: `EMPTY` or an object. */
export function contentOf(box: Cell): Cell {
  const content = box >>> CONTENT_SHIFT;
  return content === 0 ? EMPTY : objectCell(content & 0xf, content >> 4);
}

/** Whether the agent may stand on it. */
export function canOverlap(cell: Cell): boolean {
  switch (typeOf(cell)) {
    case EMPTY:
    case FLOOR:
    case GOAL:
    case LAVA:
      return true;
    case DOOR:
      return stateOf(cell) === OPEN;
    default:
      return false;
  }
}

/** Whether the agent may pick it up. */
export function canPickUp(cell: Cell): boolean {
  const type = typeOf(cell);
  return type === KEY || type === BALL || type === BOX;
}

/** Whether the agent sees what is behind it. */
export function canSeeBehind(cell: Cell): boolean {
  const type = typeOf(cell);
  return type !== WALL && !(type === DOOR && stateOf(cell) !== OPEN);
}

/**
 * What toggling makes of a cell: a door opens or closes, a locked one opens for a key of its colour, a box is replaced by
 * what is in it; anything else stays.
 *
 * @param carrying what the agent holds, or `EMPTY`
 */
export function toggled(cell: Cell, carrying: Cell): Cell {
  switch (typeOf(cell)) {
    case DOOR: {
      const color = colorOf(cell);
      switch (stateOf(cell)) {
        case OPEN:
          return doorCell(color, CLOSED);
        case CLOSED:
          return doorCell(color, OPEN);
        default:
          return typeOf(carrying) === KEY && colorOf(carrying) === color ? doorCell(color, OPEN) : cell;
      }
    }
    case BOX:
      return contentOf(cell);
    default:
      return cell;
  }
}

/** Whether an integer is a cell that this file makes. */
export function isCell(value: unknown): value is Cell {
  if (typeof value !== 'number' || !Number.isInteger(value) || value !== (value | 0)) return false;
  const type = typeOf(value);
  if (type < EMPTY || type > LAVA || colorOf(value) >= COLOR_NAMES.length) return false;
  const content = value >>> CONTENT_SHIFT;
  if (type === DOOR) return stateOf(value) <= LOCKED && content === 0;
  if (stateOf(value) !== 0) return false;
  return content === 0 || (type === BOX && isBoxContent(contentOf(value)));
}

function isBoxContent(content: Cell): boolean {
  const type = typeOf(content);
  return type > EMPTY && type <= LAVA && type !== BOX && type !== DOOR && colorOf(content) < COLOR_NAMES.length;
}
