import { describe, expect, it } from 'vitest';
import {
  BALL,
  BLUE,
  BOX,
  boxCell,
  type Cell,
  CLOSED,
  canOverlap,
  canSeeBehind,
  colorOf,
  contentOf,
  DOOR,
  doorCell,
  EMPTY,
  FLOOR,
  GREEN_GOAL,
  GREY_WALL,
  isCell,
  KEY,
  LOCKED,
  OPEN,
  objectCell,
  RED,
  RED_LAVA,
  stateOf,
  toggled,
  typeOf,
  UNSEEN,
  YELLOW,
} from '../../../../envs/gridworld/minigrid/core/cell.ts';
import { Grid } from '../../../../envs/gridworld/minigrid/core/grid.ts';
import { act, type GridState } from '../../../../envs/gridworld/minigrid/core/rules.ts';
import { drawMiniGrid, printMiniGrid } from '../../../../envs/gridworld/minigrid/core/scene.ts';
import { AgentView } from '../../../../envs/gridworld/minigrid/core/view.ts';
import { bytes, readJson } from '../../golden.ts';

/** [type, colour, state, content type, content colour] */
type GoldenCell = readonly [number, number, number, number, number];

interface DynamicsRun {
  readonly width: number;
  readonly height: number;
  readonly see_through_walls: boolean;
  readonly view_size: number;
  readonly cells: readonly GoldenCell[];
  readonly agent: readonly [number, number, number];
  readonly carrying: GoldenCell;
  readonly image: string;
  readonly text: string;
  readonly steps: readonly {
    readonly action: number;
    readonly image: string;
    readonly agent: readonly [number, number, number];
    readonly carrying: GoldenCell;
    readonly terminated: boolean;
  }[];
  readonly final_cells: readonly GoldenCell[];
}

// Random rooms stepped by MiniGrid 3.1.0: test/golden/make_minigrid_dynamics.py.
const { runs } = readJson('minigrid-dynamics') as { readonly runs: readonly DynamicsRun[] };

function cellOf([type, color, state, contentType, contentColor]: GoldenCell): Cell {
  if (type === DOOR) return doorCell(color, state);
  if (type === BOX) return boxCell(color, contentType === 0 ? EMPTY : objectCell(contentType, contentColor));
  return objectCell(type, color);
}

function stateOfRun(run: DynamicsRun): GridState {
  const grid = new Grid(run.width, run.height);
  grid.cells.set(run.cells.map(cellOf));
  const [x, y, direction] = run.agent;
  return {
    grid,
    x,
    y,
    direction,
    carrying: cellOf(run.carrying),
    steps: 0,
    mission: 'wander',
    places: [],
    sought: EMPTY,
  };
}

function encoded(view: AgentView): Uint8Array {
  const image = new Uint8Array(view.size * view.size * 3);
  view.encode(image, 0);
  return image;
}

describe('the core of MiniGrid', () => {
  it.each(runs.map((run, index) => [index, run] as const))('acts and sees as MiniGrid does in room %i', (_, run) => {
    const state = stateOfRun(run);
    const view = new AgentView(run.view_size, run.see_through_walls);
    view.look(state);
    expect(encoded(view)).toEqual(bytes(run.image));
    for (const step of run.steps) {
      const encounter = act(state, step.action);
      view.look(state);
      expect(encoded(view)).toEqual(bytes(step.image));
      expect([state.x, state.y, state.direction]).toEqual(step.agent);
      expect(state.carrying).toBe(cellOf(step.carrying));
      expect(encounter !== 'nothing').toBe(step.terminated);
    }
    expect(Array.from(state.grid.cells)).toEqual(run.final_cells.map(cellOf));
  });

  it.each(runs.map((run, index) => [index, run] as const))('prints room %i as MiniGrid does', (_, run) => {
    expect(printMiniGrid(stateOfRun(run))).toBe(run.text);
  });

  it('draws every room as finite shapes with unique ids', () => {
    for (const run of runs) {
      const state = stateOfRun(run);
      const view = new AgentView(run.view_size, run.see_through_walls);
      view.look(state);
      const scene = drawMiniGrid(state, view);
      const ids = scene.shapes.flatMap((shape) => (shape.id === undefined ? [] : [shape.id]));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toContain('agent');
      // JSON turns a NaN or an infinity into null.
      expect(JSON.stringify(scene)).not.toContain('null');
    }
  });

  it('marks in the scene exactly the cells in sight', () => {
    const run = runs[0]!;
    const state = stateOfRun(run);
    const view = new AgentView(run.view_size, run.see_through_walls);
    view.look(state);
    let seen = 0;
    view.visible.forEach((flag, index) => {
      const x = view.worldX[index]!;
      const y = view.worldY[index]!;
      if (flag === 1 && x >= 0 && x < run.width && y >= 0 && y < run.height) seen++;
    });
    const area = drawMiniGrid(state, view)
      .shapes.flatMap((shape) => (shape.type === 'rect' && shape.fill === 'ink' ? [shape.width * shape.height] : []))
      .reduce((sum, one) => sum + one, 0);
    expect(area).toBe(seen);
  });
});

describe('a cell', () => {
  it('says its type, colour, state and content', () => {
    const locked = doorCell(YELLOW, LOCKED);
    expect([typeOf(locked), colorOf(locked), stateOf(locked)]).toEqual([DOOR, YELLOW, LOCKED]);
    const box = boxCell(RED, objectCell(KEY, BLUE));
    expect([typeOf(box), colorOf(box), stateOf(box)]).toEqual([BOX, RED, 0]);
    expect(contentOf(box)).toBe(objectCell(KEY, BLUE));
    expect(contentOf(boxCell(RED))).toBe(EMPTY);
  });

  it('can be walked on or seen past as in MiniGrid', () => {
    // can_overlap and see_behind in MiniGrid's core/world_object.py
    expect([EMPTY, objectCell(FLOOR, BLUE), GREEN_GOAL, RED_LAVA, doorCell(RED, OPEN)].every(canOverlap)).toBe(true);
    expect([GREY_WALL, doorCell(RED, CLOSED), objectCell(KEY, RED), boxCell(RED)].some(canOverlap)).toBe(false);
    expect([GREY_WALL, doorCell(RED, CLOSED), doorCell(RED, LOCKED)].some(canSeeBehind)).toBe(false);
    expect([doorCell(RED, OPEN), objectCell(BALL, RED), RED_LAVA].every(canSeeBehind)).toBe(true);
  });

  it('opens a locked door for a key of its colour only', () => {
    const door = doorCell(RED, LOCKED);
    expect(toggled(door, EMPTY)).toBe(door);
    expect(toggled(door, objectCell(KEY, BLUE))).toBe(door);
    expect(toggled(door, objectCell(BALL, RED))).toBe(door);
    expect(toggled(door, objectCell(KEY, RED))).toBe(doorCell(RED, OPEN));
  });

  it('is told from other integers', () => {
    expect([EMPTY, GREY_WALL, doorCell(RED, LOCKED), boxCell(RED, objectCell(KEY, BLUE))].every(isCell)).toBe(true);
    const wrong = [UNSEEN, 10, -1, 1.5, NaN, '1', null, objectCell(KEY, 6), doorCell(RED, 3), GREY_WALL | (1 << 24)];
    expect(wrong.some(isCell)).toBe(false);
  });
});
