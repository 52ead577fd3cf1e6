/**
 * The rules of Taxi: its map, how a state is numbered, and what each action does, as a transition table.
 *
 * Source: Gymnasium 1.4 `toy_text/taxi.py`. What its rainy streets do is written out shorter here, with the same outcomes in
 * the same order: who cannot go where the action points stays, whatever the rain.
 */
import type { Generator } from '../../core/seeding/generator.ts';
import { cumulativeSums, type Transition, type TransitionTable, tabulateTransitions } from '../transition-table.ts';

export const SOUTH = 0;
export const NORTH = 1;
export const EAST = 2;
export const WEST = 3;
export const PICKUP = 4;
export const DROPOFF = 5;
export const ACTIONS = 6;

/** What an action does, in the order of the action space. */
export const ACTION_NAMES = ['south', 'north', 'east', 'west', 'pickup', 'dropoff'] as const;

/** As Gymnasium prints it. Cell (row, column) is the letter at [1 + row][1 + 2 * column]; `|` is a wall, `:` an open side. */
export const MAP = [
  '+---------+',
  '|R: | : :G|',
  '| : | : : |',
  '| : : : : |',
  '| | : | : |',
  '|Y| : |B: |',
  '+---------+',
] as const;

/** Cells to a side. */
export const SIZE = 5;

export interface Stand {
  readonly row: number;
  readonly column: number;
}

/** Where passengers wait and go: red, green, yellow, blue. */
export const STANDS: readonly Stand[] = [
  { row: 0, column: 0 },
  { row: 0, column: 4 },
  { row: 4, column: 0 },
  { row: 4, column: 3 },
];

/** The place of a passenger who is in the taxi; else it is an index into `STANDS`. */
export const IN_TAXI = 4;

/** Taxi positions, places of the passenger, destinations. */
export const STATES = SIZE * SIZE * (STANDS.length + 1) * STANDS.length;

const STEP_REWARD = -1;
const DELIVERY_REWARD = 20;
const ILLEGAL_REWARD = -10;

/** Outcomes of one (state, action) at most: as intended, drifting to the left of it, to the right. */
const OUTCOMES = 3;

/** What the number of a state says. */
export interface Trip {
  /** Of the taxi, as `column`. In `[0, 4]`, from the top left. */
  readonly row: number;
  readonly column: number;
  /** Index into `STANDS`, or `IN_TAXI`. */
  readonly passenger: number;
  /** Index into `STANDS`. */
  readonly destination: number;
}

export function encode({ row, column, passenger, destination }: Trip): number {
  return ((row * SIZE + column) * (STANDS.length + 1) + passenger) * STANDS.length + destination;
}

export function decode(state: number): Trip {
  const cell = Math.floor(state / (STANDS.length * (STANDS.length + 1)));
  return {
    row: Math.floor(cell / SIZE),
    column: cell % SIZE,
    passenger: Math.floor(state / STANDS.length) % (STANDS.length + 1),
    destination: state % STANDS.length,
  };
}

/** Whether neither a wall nor the map's end bars the way. `direction` is one of the first four actions. */
export function isOpen(row: number, column: number, direction: number): boolean {
  switch (direction) {
    case SOUTH:
      return row < SIZE - 1;
    case NORTH:
      return row > 0;
    case EAST:
      return MAP[1 + row]![2 * column + 2] === ':';
    default:
      return MAP[1 + row]![2 * column] === ':';
  }
}

/** Taxis of a kind share their table of 9,000 rows. */
let latest: { readonly rainyProbability: number | null; readonly table: TransitionTable } | null = null;

/**
 * The rules as a table, to be read only.
 *
 * @param rainyProbability of going where the action points, half of the rest for either side; null for a dry day
 */
export function tabulate(rainyProbability: number | null): TransitionTable {
  if (latest === null || latest.rainyProbability !== rainyProbability) {
    latest = { rainyProbability, table: makeTable(rainyProbability) };
  }
  return latest.table;
}

function makeTable(rainyProbability: number | null): TransitionTable {
  return tabulateTransitions(STATES, ACTIONS, OUTCOMES, (state, action) => {
    const trip = decode(state);
    if (action === PICKUP) return [pickUp(trip)];
    if (action === DROPOFF) return [dropOff(trip)];
    if (rainyProbability === null) return [drive(trip, action, 1)];
    const drift = (1.0 - rainyProbability) / 2.0;
    const blocked = !isOpen(trip.row, trip.column, action);
    const [left, right] = blocked ? [action, action] : SIDES[action]!;
    return [drive(trip, action, rainyProbability), drive(trip, left, drift), drive(trip, right, drift)];
  });
}

/** Left and right of each direction, as seen by the driver. */
const SIDES: readonly (readonly [left: number, right: number])[] = [
  [EAST, WEST],
  [WEST, EAST],
  [NORTH, SOUTH],
  [SOUTH, NORTH],
];

const ROW_STEP = [1, -1, 0, 0] as const; // by direction
const COLUMN_STEP = [0, 0, 1, -1] as const;

function drive(trip: Trip, direction: number, probability: number): Transition {
  const free = isOpen(trip.row, trip.column, direction);
  const row = free ? trip.row + ROW_STEP[direction]! : trip.row;
  const column = free ? trip.column + COLUMN_STEP[direction]! : trip.column;
  return { probability, nextState: encode({ ...trip, row, column }), reward: STEP_REWARD, terminated: false };
}

function pickUp(trip: Trip): Transition {
  const isThere = trip.passenger !== IN_TAXI && trip.passenger === standAt(trip);
  const nextState = encode(isThere ? { ...trip, passenger: IN_TAXI } : trip);
  return { probability: 1, nextState, reward: isThere ? STEP_REWARD : ILLEGAL_REWARD, terminated: false };
}

/** Any stand will do to let the passenger out; only the destination ends the trip. */
function dropOff(trip: Trip): Transition {
  const stand = standAt(trip);
  if (trip.passenger !== IN_TAXI || stand === -1) {
    return { probability: 1, nextState: encode(trip), reward: ILLEGAL_REWARD, terminated: false };
  }
  const terminated = stand === trip.destination;
  const reward = terminated ? DELIVERY_REWARD : STEP_REWARD;
  return { probability: 1, nextState: encode({ ...trip, passenger: stand }), reward, terminated };
}

/** The index of the stand where the taxi is, or -1. */
function standAt({ row, column }: Trip): number {
  return STANDS.findIndex((stand) => stand.row === row && stand.column === column);
}

/** Sums of the starting probabilities of this state and those before it: all trips with a passenger to fetch alike. */
export const START_CUMULATIVE = startCumulative();

function startCumulative(): Float64Array {
  const isStart = ({ passenger, destination }: Trip) => passenger !== IN_TAXI && passenger !== destination;
  const weights = Float64Array.from({ length: STATES }, (_, state) => (isStart(decode(state)) ? 1 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return cumulativeSums(weights.map((weight) => weight / total));
}

/**
 * What a fickle passenger makes of a transition: where they are driven on, the state with another destination, all equally likely;
 * else `next` itself, and nothing is drawn.
 */
export function changeMind(state: number, next: number, generator: Generator): number {
  const before = decode(state);
  const after = decode(next);
  const hasMoved = before.row !== after.row || before.column !== after.column;
  if (before.passenger !== IN_TAXI || !hasMoved) return next;
  const draw = generator.integers(STANDS.length - 1);
  return encode({ ...after, destination: draw < before.destination ? draw : draw + 1 });
}

/**
 * Which actions would change the state: 1 for each that would, 0 for the others, a new list. Driving needs an open side, picking
 * up the passenger's stand, dropping off any stand and the passenger aboard.
 */
export function actionMask(state: number): number[] {
  masks ??= makeMasks();
  const at = state * ACTIONS;
  return [masks[at]!, masks[at + 1]!, masks[at + 2]!, masks[at + 3]!, masks[at + 4]!, masks[at + 5]!];
}

let masks: Uint8Array | null = null; // [STATES, ACTIONS]

function makeMasks(): Uint8Array {
  return Uint8Array.from({ length: STATES * ACTIONS }, (_, at) => {
    const trip = decode(Math.floor(at / ACTIONS));
    const action = at % ACTIONS;
    const aboard = trip.passenger === IN_TAXI;
    const stand = standAt(trip);
    if (action === PICKUP) return !aboard && trip.passenger === stand ? 1 : 0;
    if (action === DROPOFF) return aboard && stand !== -1 ? 1 : 0;
    return isOpen(trip.row, trip.column, action) ? 1 : 0;
  });
}
