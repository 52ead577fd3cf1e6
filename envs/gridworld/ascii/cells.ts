/**
 * Maps of gridworlds: a few lines of text, a letter a cell, and a legend that says what the letters are.
 *
 * The built-in letters cover walls, goals, pits, cliffs, ice and wind; a legend adds others or gives these another meaning. A
 * map is plain data (strings, numbers), so that it travels in keyword arguments, replays and over the wire.
 */
import { show } from '../../core/show.ts';

/** What a letter of the map is. Everything left out is as on plain floor. */
export interface Cell {
  /** Cannot be entered. */
  readonly wall?: boolean;
  /** Episodes begin here; all such cells are equally likely. */
  readonly start?: boolean;
  /** Entering it ends the episode. */
  readonly terminal?: boolean;
  /** Entering it gives this instead of `stepReward`. */
  readonly reward?: number;
  /** Entering it puts one back to the start (a new draw where there are several); it is never observed. */
  readonly backToStart?: boolean;
  /** Probability, in `[0, 1]`, that a move from here goes to one side of where it was meant to go, both sides equally likely. */
  readonly slip?: number;
  /** After a move from here one is pushed by so many cells, rows downwards and columns rightwards. */
  readonly wind?: readonly [rows: number, columns: number];
  /** Any action here gives `reward` and leads to this cell, `[row, column]` from the top left. */
  readonly jump?: { readonly to: readonly [row: number, column: number]; readonly reward: number };
}

export type Legend = Readonly<Record<string, Cell>>;

/** Letters that need no legend. */
export const BUILT_IN_CELLS: Legend = {
  '.': {},
  ' ': {},
  '#': { wall: true },
  S: { start: true },
  G: { terminal: true, reward: 1 },
  P: { terminal: true, reward: -1 },
  C: { backToStart: true, reward: -100 },
  '~': { slip: 2 / 3 },
  '^': { wind: [-1, 0] },
  v: { wind: [1, 0] },
  '<': { wind: [0, -1] },
  '>': { wind: [0, 1] },
};

/** A map that was read: cells are numbered `row * width + column`, rows from the top. */
export interface GridMap {
  readonly height: number;
  readonly width: number;
  /** `[height]`, each of `width` letters. */
  readonly rows: readonly string[];
  /** `[height * width]`. */
  readonly cells: readonly Cell[];
  /** Cells where episodes begin: those marked as start, else every cell one can stand on and go on from. */
  readonly starts: readonly number[];
}

const MAX_CELLS = 10_000; // the transition table has a row for each cell, action and outcome

/**
 * Reads a map and its legend.
 *
 * @param map rows as strings, or one string of lines (a first and a last empty line are left out)
 * @throws {TypeError} on what is no map or no legend
 * @throws {RangeError} on rows of unequal length, an unknown letter, a bad cell, a map without a cell to start in
 */
export function readGridMap(map: unknown, legend: unknown): GridMap {
  const rows = readRows(map);
  const letters = { ...BUILT_IN_CELLS, ...readLegend(legend) };
  const height = rows.length;
  const width = rows[0]!.length;
  if (height * width > MAX_CELLS) {
    throw new RangeError(`Cannot make Gridworld: a map has at most ${MAX_CELLS} cells, got ${height} x ${width}.`);
  }
  const cells: Cell[] = [];
  rows.forEach((row, index) => {
    if (row.length !== width) {
      throw new RangeError(
        `Cannot make Gridworld: all rows of the map are as long as the first (${width}), got ${row.length} letters in row ${index}.`,
      );
    }
    for (let column = 0; column < width; column++) {
      const letter = row[column]!;
      const cell = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
      if (cell === undefined) {
        throw new RangeError(
          `Cannot make Gridworld: the map's letters are ${Object.keys(letters).join('')}, got ${show(letter)} in row ${index}, column ${column}. Give it a meaning in the legend.`,
        );
      }
      cells.push(cell);
    }
  });
  for (const [letter, { jump }] of Object.entries(letters)) {
    if (jump !== undefined && rows.some((row) => row.includes(letter)))
      checkTarget(letter, jump.to, height, width, cells);
  }
  return { height, width, rows, cells, starts: startsOf(cells) };
}

function readRows(map: unknown): readonly string[] {
  const rows = typeof map === 'string' ? map.replace(/^\n|\n[ \t]*$/g, '').split('\n') : map;
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every((row) => typeof row === 'string' && row.length > 0)) {
    throw new TypeError(
      `Cannot make Gridworld: map is a list of rows such as ["S..", ".#.", "..G"], or one string of lines, got ${show(map)}.`,
    );
  }
  return rows;
}

function readLegend(legend: unknown): Legend {
  if (legend === null || legend === undefined) return {};
  if (typeof legend !== 'object' || Array.isArray(legend)) {
    throw new TypeError(
      `Cannot make Gridworld: legend is an object such as { "A": { "reward": 10 } }, got ${show(legend)}.`,
    );
  }
  for (const [letter, cell] of Object.entries(legend)) {
    if ([...letter].length !== 1 || letter.length !== 1) {
      throw new RangeError(`Cannot make Gridworld: the legend's keys are single letters, got ${show(letter)}.`);
    }
    checkCell(letter, cell);
  }
  return legend as Legend;
}

const isFlag = (value: unknown) => typeof value === 'boolean';
const isPair = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);

/** What each property of a cell must be. */
const RULES: Readonly<Record<keyof Cell, readonly [rule: string, holds: (value: unknown) => boolean]>> = {
  wall: ['true or false', isFlag],
  start: ['true or false', isFlag],
  terminal: ['true or false', isFlag],
  backToStart: ['true or false', isFlag],
  reward: ['a finite number', Number.isFinite],
  slip: ['a probability in [0, 1]', (value) => typeof value === 'number' && value >= 0 && value <= 1],
  wind: [
    '[rows, columns], integers in [-100, 100]',
    (value) => isPair(value) && (value as number[]).every((n) => Math.abs(n) <= 100),
  ],
  jump: [
    '{ "to": [row, column], "reward": number }',
    (value) => {
      const { to, reward } = (value ?? {}) as { to?: unknown; reward?: unknown };
      return isPair(to) && Number.isFinite(reward);
    },
  ],
};

function checkCell(letter: string, cell: unknown): void {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) {
    throw new TypeError(`Cannot make Gridworld: legend.${letter} is an object, got ${show(cell)}.`);
  }
  for (const [name, value] of Object.entries(cell)) {
    if (!Object.hasOwn(RULES, name)) {
      throw new RangeError(
        `Cannot make Gridworld: a cell has ${Object.keys(RULES).join(', ')}, got ${show(name)} in legend.${letter}.`,
      );
    }
    const [rule, holds] = RULES[name as keyof Cell];
    if (!holds(value)) {
      throw new RangeError(`Cannot make Gridworld: legend.${letter}.${name} is ${rule}, got ${show(value)}.`);
    }
  }
  const { wall, start, terminal, backToStart, jump } = cell as Cell;
  const roles = Object.entries({ wall, terminal, backToStart, jump }).filter(([, role]) => role);
  if (roles.length > 1 || (start && (wall || terminal || backToStart))) {
    const given = [...(start ? ['start'] : []), ...roles.map(([name]) => name)].join(' and ');
    throw new RangeError(
      `Cannot make Gridworld: a cell is one of wall, terminal, backToStart and jump, and only floor or a jump can be a start; legend.${letter} is ${given}.`,
    );
  }
}

function checkTarget(
  letter: string,
  [row, column]: readonly [number, number],
  height: number,
  width: number,
  cells: readonly Cell[],
): void {
  const inside = row >= 0 && row < height && column >= 0 && column < width;
  const target = inside ? cells[row * width + column]! : null;
  if (target === null || target.wall || target.backToStart) {
    throw new RangeError(
      `Cannot make Gridworld: a jump leads to a cell of the map one can stand on, got legend.${letter}.jump.to [${row}, ${column}] in a map of ${height} x ${width}.`,
    );
  }
}

function startsOf(cells: readonly Cell[]): readonly number[] {
  const numbers = cells.map((_, cell) => cell);
  const marked = numbers.filter((cell) => cells[cell]!.start);
  if (marked.length > 0) return marked;
  const free = numbers.filter((cell) => {
    const { wall, terminal, backToStart } = cells[cell]!;
    return !wall && !terminal && !backToStart;
  });
  if (free.length > 0) return free;
  throw new RangeError('Cannot make Gridworld: the map has no cell to start in. Mark one with S.');
}
