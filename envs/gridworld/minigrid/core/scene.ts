/**
 * The drawings of a MiniGrid: a scene of one unit a cell with the mission below it, and MiniGrid's text.
 *
 * Shapes of the objects follow MiniGrid's renderer (`core/world_object.py`); its colours are toned so that they stand out
 * on a dark and on a light ground, and the floor is the theme's own.
 */
import type { Color, Scene, Shape } from '../../../core/scene.ts';
import {
  BALL,
  BOX,
  type Cell,
  COLOR_NAMES,
  colorOf,
  DOOR,
  EMPTY,
  FLOOR,
  GOAL,
  KEY,
  LAVA,
  LOCKED,
  nameOf,
  OPEN,
  stateOf,
  typeOf,
  WALL,
} from './cell.ts';
import type { GridState } from './rules.ts';
import type { AgentView } from './view.ts';

/** By colour index: red, green, blue, purple, yellow, grey. */
const COLORS: readonly Color[] = ['#e5484d', '#2f9e5f', '#3b76e1', '#8e4ec6', '#e0ac00', '#8b8f98'];
const LAVA_COLOR = '#f2711c';
const LAVA_WAVE = '#7a2e00';
const HANDLE_COLOR = '#1b1b1f';
const MARGIN = 0.2;
const MISSION_HEIGHT = 0.9; // cells
/** Mean width of a letter over the font's size, for fitting the mission to the grid. */
const LETTER_WIDTH = 0.56;

/** Draws the grid, what the agent sees marked, the agent and, below, the mission and what it carries. */
export function drawMiniGrid(state: GridState, view: AgentView): Scene {
  const { grid } = state;
  const { width, height } = grid;
  const shapes: Shape[] = [];
  drawGround(shapes, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = grid.get(x, y);
      if (typeOf(cell) === WALL) {
        // One rectangle for a run of equal walls: a big room would be hundreds of shapes.
        const start = x;
        while (x + 1 < width && grid.get(x + 1, y) === cell) x++;
        shapes.push({ type: 'rect', x: start, y, width: x + 1 - start, height: 1, fill: wallColor(cell) });
      } else {
        drawObject(shapes, cell, x, y, ballId(state, cell, y * width + x));
      }
    }
  }
  drawSight(shapes, state, view);
  drawAgent(shapes, state);
  drawMission(shapes, state);
  return {
    view: { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + MARGIN + MISSION_HEIGHT },
    shapes,
  };
}

function drawGround(shapes: Shape[], width: number, height: number): void {
  for (let x = 1; x < width; x++) shapes.push(gridLine([x, 0, x, height]));
  for (let y = 1; y < height; y++) shapes.push(gridLine([0, y, width, y]));
}

function gridLine(points: readonly number[]): Shape {
  return { type: 'line', points, stroke: 'muted', strokeWidth: 0.02, opacity: 0.35 };
}

function wallColor(wall: Cell): Color {
  return COLOR_NAMES[colorOf(wall)] === 'grey' ? 'muted' : COLORS[colorOf(wall)]!;
}

/** A ball that the family's rules watch is the same ball wherever it rolls. */
function ballId({ places }: GridState, cell: Cell, index: number): string | null {
  if (typeOf(cell) !== BALL) return null;
  const which = places.indexOf(index);
  return which === -1 ? null : `ball-${which}`;
}

function drawObject(shapes: Shape[], cell: Cell, x: number, y: number, id: string | null): void {
  const color = COLORS[colorOf(cell)]!;
  const rect = (left: number, top: number, right: number, bottom: number, fill: Color, opacity = 1) =>
    shapes.push({ type: 'rect', x: x + left, y: y + top, width: right - left, height: bottom - top, fill, opacity });
  const frame = (inset: number, strokeWidth: number, radius = 0) =>
    shapes.push({
      type: 'rect',
      x: x + inset,
      y: y + inset,
      width: 1 - 2 * inset,
      height: 1 - 2 * inset,
      radius,
      stroke: color,
      strokeWidth,
    });
  switch (typeOf(cell)) {
    case FLOOR:
      rect(0.03, 0.03, 0.97, 0.97, color, 0.35);
      break;
    case GOAL:
      rect(0.03, 0.03, 0.97, 0.97, COLOR_NAMES[colorOf(cell)] === 'green' ? 'goal' : color, 0.9);
      break;
    case LAVA:
      rect(0, 0, 1, 1, LAVA_COLOR);
      for (let wave = 0; wave < 3; wave++) {
        const low = y + 0.3 + 0.2 * wave;
        const points = [x + 0.1, low, x + 0.3, low + 0.1, x + 0.5, low, x + 0.7, low + 0.1, x + 0.9, low];
        shapes.push({ type: 'line', points, stroke: LAVA_WAVE, strokeWidth: 0.05 });
      }
      break;
    case DOOR:
      if (stateOf(cell) === OPEN) {
        rect(0.86, 0, 1, 1, color);
      } else if (stateOf(cell) === LOCKED) {
        rect(0, 0, 1, 1, color, 0.5);
        frame(0.04, 0.08);
        rect(0.52, 0.48, 0.75, 0.56, HANDLE_COLOR);
      } else {
        frame(0.03, 0.05);
        frame(0.12, 0.05);
        shapes.push({ type: 'circle', x: x + 0.75, y: y + 0.5, radius: 0.08, fill: color });
      }
      break;
    case KEY:
      rect(0.5, 0.4, 0.62, 0.88, color);
      rect(0.38, 0.59, 0.5, 0.66, color);
      rect(0.38, 0.81, 0.5, 0.88, color);
      shapes.push({ type: 'circle', x: x + 0.56, y: y + 0.28, radius: 0.13, stroke: color, strokeWidth: 0.11 });
      break;
    case BALL:
      // Where it is goes into the transform, which is what a viewer interpolates.
      shapes.push({
        ...(id === null ? {} : { id }),
        type: 'circle',
        x: 0,
        y: 0,
        radius: 0.31,
        fill: color,
        transform: { x: x + 0.5, y: y + 0.5 },
      });
      break;
    case BOX:
      frame(0.15, 0.07, 0.04);
      rect(0.15, 0.47, 0.85, 0.53, color);
      break;
    default:
      break; // an empty cell
  }
}

/** Marks the cells in sight: one translucent rectangle for each run along a row. */
function drawSight(shapes: Shape[], { grid }: GridState, view: AgentView): void {
  const { width, height } = grid;
  const seen = new Uint8Array(width * height);
  for (let index = 0; index < view.visible.length; index++) {
    const x = view.worldX[index]!;
    const y = view.worldY[index]!;
    if (view.visible[index] === 1 && x >= 0 && x < width && y >= 0 && y < height) seen[y * width + x] = 1;
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (seen[y * width + x] === 0) continue;
      const start = x;
      while (x + 1 < width && seen[y * width + x + 1] === 1) x++;
      shapes.push({ type: 'rect', x: start, y, width: x + 1 - start, height: 1, fill: 'ink', opacity: 0.12 });
    }
  }
}

function drawAgent(shapes: Shape[], state: GridState): void {
  shapes.push({
    id: 'agent',
    type: 'polygon',
    points: [-0.38, -0.31, 0.37, 0, -0.38, 0.31],
    fill: 'accent',
    stroke: 'paper',
    strokeWidth: 0.03,
    transform: { x: state.x + 0.5, y: state.y + 0.5, rotation: (state.direction * Math.PI) / 2 },
  });
}

function drawMission(shapes: Shape[], { grid, mission, carrying }: GridState): void {
  const held = carrying === EMPTY ? '' : ` (holding a ${nameOf(carrying)})`;
  const text = mission + held;
  const size = Math.min(0.42, grid.width / (LETTER_WIDTH * Math.max(text.length, 1)));
  shapes.push({
    type: 'text',
    x: grid.width / 2,
    y: grid.height + MISSION_HEIGHT / 2,
    text,
    size,
    color: 'ink',
    align: 'center',
    baseline: 'middle',
  });
}

// MiniGrid's `pprint_grid`: two characters a cell.
const AGENT_TEXT = ['>>', 'VV', '<<', '^^'] as const;
const TYPE_TEXT: Readonly<Record<number, string>> = {
  [WALL]: 'W',
  [FLOOR]: 'F',
  [KEY]: 'K',
  [BALL]: 'A',
  [BOX]: 'B',
  [GOAL]: 'G',
  [LAVA]: 'V',
};

/** MiniGrid's text: a letter for the object and one for its colour, `__` an open door, `>>` the agent. */
export function printMiniGrid({ grid, x: agentX, y: agentY, direction }: GridState): string {
  const lines: string[] = [];
  for (let y = 0; y < grid.height; y++) {
    let line = '';
    for (let x = 0; x < grid.width; x++) {
      line += x === agentX && y === agentY ? AGENT_TEXT[direction]! : cellText(grid.get(x, y));
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function cellText(cell: Cell): string {
  const type = typeOf(cell);
  if (type === EMPTY) return '  ';
  const color = COLOR_NAMES[colorOf(cell)]![0]!.toUpperCase();
  if (type !== DOOR) return TYPE_TEXT[type]! + color;
  const state = stateOf(cell);
  return state === OPEN ? '__' : state === LOCKED ? `L${color}` : `D${color}`;
}
