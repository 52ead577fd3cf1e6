/**
 * The drawings of Taxi: a scene of one unit a cell, the town seen from above, and Gymnasium's text.
 */
import type { Color, Scene, Shape, Transform } from '../../core/scene.ts';
import { highlighted, TURN, tileShape } from '../board.ts';
import { ACTION_NAMES, EAST, IN_TAXI, isOpen, MAP, NORTH, SIZE, SOUTH, STANDS, type Trip, WEST } from './rules.ts';

/** What there is to draw. */
export interface TaxiPicture extends Trip {
  /** The action that led here, null right after a reset. */
  readonly lastAction: number | null;
  /** One of the first four actions. */
  readonly heading: number;
}

/** By stand, toned so that they stand out on a dark and on a light ground. */
const STAND_COLORS: readonly Color[] = ['#e5484d', '#2f9e5f', '#e0ac00', '#3b76e1'];
const STAND_LETTERS = 'RGYB';
const STREET_OPACITY = 0.13;
const STAND_OPACITY = 0.42;
const WALL_WIDTH = 0.09;
const MARGIN = 0.18; // around the town

const TAXI_BODY = '#f2b90c';
const TAXI_OUTLINE = '#4a3800';
const TAXI_GLASS = '#33414d';
const TAXI_SIGN = '#fff7d6';
const PASSENGER = '#8e4ec6';
/** Aboard, the passenger fits on the roof. */
const ABOARD_SCALE = 0.62;

/** Radians by which a taxi that heads right is turned. */
const HEADING_TURN: Readonly<Record<number, number>> = {
  [EAST]: TURN.right,
  [SOUTH]: TURN.down,
  [WEST]: TURN.left,
  [NORTH]: TURN.up,
};

/** What does not move. */
const TOWN: readonly Shape[] = [...streetShapes(), ...standShapes(), ...wallShapes()];

/** Draws the town, the destination marked, the taxi turned where it last headed, and the passenger, on its roof when aboard. */
export function drawTaxi({ row, column, passenger, destination, heading }: TaxiPicture): Scene {
  const taxi = { x: column + 0.5, y: row + 0.5, rotation: HEADING_TURN[heading]! };
  const aboard = passenger === IN_TAXI;
  const waiting = aboard ? null : STANDS[passenger]!;
  return {
    view: { x: -MARGIN, y: -MARGIN, width: SIZE + 2 * MARGIN, height: SIZE + 2 * MARGIN },
    shapes: [
      ...TOWN,
      ...destinationShapes({ x: STANDS[destination]!.column + 0.5, y: STANDS[destination]!.row + 0.5 }),
      ...taxiShapes(taxi),
      ...passengerShapes(
        waiting === null
          ? { x: taxi.x, y: taxi.y, scale: ABOARD_SCALE }
          : { x: waiting.column + 0.5, y: waiting.row + 0.5 },
      ),
    ],
  };
}

function streetShapes(): Shape[] {
  return Array.from({ length: SIZE * SIZE }, (_, cell) =>
    tileShape(cell % SIZE, Math.floor(cell / SIZE), 'muted', STREET_OPACITY),
  );
}

function standShapes(): Shape[] {
  return STANDS.flatMap(({ row, column }, index): Shape[] => [
    tileShape(column, row, STAND_COLORS[index]!, STAND_OPACITY),
    {
      type: 'text',
      x: column + 0.16,
      y: row + 0.19,
      text: STAND_LETTERS[index]!,
      size: 0.2,
      color: 'ink',
      align: 'center',
      baseline: 'middle',
    },
  ]);
}

function wallShapes(): Shape[] {
  const walls: Shape[] = [
    { type: 'rect', x: 0, y: 0, width: SIZE, height: SIZE, radius: 0.1, stroke: 'ink', strokeWidth: WALL_WIDTH },
  ];
  for (let column = 0; column < SIZE - 1; column++) {
    for (let row = 0; row < SIZE; row++) {
      if (isOpen(row, column, EAST)) continue;
      const top = row;
      while (row + 1 < SIZE && !isOpen(row + 1, column, EAST)) row++;
      const x = column + 1;
      walls.push({ type: 'line', points: [x, top, x, row + 1], stroke: 'ink', strokeWidth: WALL_WIDTH });
    }
  }
  return walls;
}

function destinationShapes(transform: Transform): Shape[] {
  return [
    { id: 'destination', type: 'circle', x: 0, y: 0, radius: 0.34, stroke: 'goal', strokeWidth: 0.07, transform },
    { id: 'destination-middle', type: 'circle', x: 0, y: 0, radius: 0.12, fill: 'goal', transform },
  ];
}

/** Seen from above, heading right. */
function taxiShapes(transform: Transform): Shape[] {
  return [
    {
      id: 'taxi',
      type: 'rect',
      x: -0.36,
      y: -0.2,
      width: 0.72,
      height: 0.4,
      radius: 0.11,
      fill: TAXI_BODY,
      stroke: TAXI_OUTLINE,
      strokeWidth: 0.025,
      transform,
    },
    {
      id: 'taxi-windscreen',
      type: 'polygon',
      points: [0.2, -0.16, 0.2, 0.16, 0.09, 0.12, 0.09, -0.12],
      fill: TAXI_GLASS,
      transform,
    },
    {
      id: 'taxi-rear-window',
      type: 'polygon',
      points: [-0.27, -0.15, -0.27, 0.15, -0.19, 0.12, -0.19, -0.12],
      fill: TAXI_GLASS,
      transform,
    },
    { id: 'taxi-light-left', type: 'circle', x: 0.31, y: -0.13, radius: 0.035, fill: TAXI_SIGN, transform },
    { id: 'taxi-light-right', type: 'circle', x: 0.31, y: 0.13, radius: 0.035, fill: TAXI_SIGN, transform },
    {
      id: 'taxi-sign',
      type: 'rect',
      x: -0.1,
      y: -0.09,
      width: 0.12,
      height: 0.18,
      radius: 0.03,
      fill: TAXI_SIGN,
      transform,
    },
  ];
}

function passengerShapes(transform: Transform): Shape[] {
  const paint = { fill: PASSENGER, stroke: '#ffffff', strokeWidth: 0.025, transform } as const;
  return [
    {
      id: 'passenger',
      type: 'polygon',
      points: [-0.15, 0.21, -0.14, 0.1, -0.08, 0.03, 0.08, 0.03, 0.14, 0.1, 0.15, 0.21],
      ...paint,
    },
    { id: 'passenger-head', type: 'circle', x: 0, y: -0.09, radius: 0.1, ...paint },
  ];
}

// Gymnasium's `utils.colorize`, as ANSI attributes.
const BOLD_BLUE = '34;1';
const MAGENTA = '35';
const GREEN_GROUND = '42';
const YELLOW_GROUND = '43';

/**
 * Gymnasium's text: the map, the taxi on a yellow ground (green with the passenger), the passenger's stand in blue, the
 * destination in magenta; below, the last action in parentheses.
 */
export function printTaxi({ row, column, passenger, destination, lastAction }: TaxiPicture): string {
  const letters = MAP.map((line) => [...line]);
  const mark = (at: { readonly row: number; readonly column: number }, code: string) => {
    const line = letters[1 + at.row]!;
    line[1 + 2 * at.column] = highlighted(line[1 + 2 * at.column]!, code);
  };
  if (passenger === IN_TAXI) {
    const line = letters[1 + row]!;
    if (line[1 + 2 * column] === ' ') line[1 + 2 * column] = '_';
    mark({ row, column }, GREEN_GROUND);
  } else {
    mark({ row, column }, YELLOW_GROUND);
    mark(STANDS[passenger]!, BOLD_BLUE);
  }
  mark(STANDS[destination]!, MAGENTA);
  const name = lastAction === null ? null : ACTION_NAMES[lastAction]!;
  const caption = name === null ? '' : `  (${name[0]!.toUpperCase()}${name.slice(1)})`;
  return `${letters.map((line) => line.join('')).join('\n')}\n${caption}\n`;
}
