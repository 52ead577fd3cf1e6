/**
 * FrozenLake: the world. Its rules are in `rules.ts`, its maps in `maps.ts`, its drawings in `scene.ts`, its batches in
 * `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Mdp, TabularWorld } from '../../core/mdp.ts';
import type { Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { mdpOfTable } from '../table-mdp.ts';
import { pickIndex, pickTransition } from '../transition-table.ts';
import { generateRandomMap, LAKE_MAPS, type LakeMap, readMap } from './maps.ts';
import { ACTIONS, type LakeRules, type LakeTable, type RewardSchedule, tabulate } from './rules.ts';
import { drawFrozenLake, type LakePicture, printFrozenLake } from './scene.ts';

const METADATA: EnvMetadata = { renderModes: ['scene', 'rgb_array', 'ansi'], renderFps: 4 };
/** Pixels of `rgb_array`, Gymnasium's: of a tile, and of a side at most. */
const TILE_SIDE = 64;
const LONGEST_SIDE = 512;

/** The keyword arguments and their defaults. */
export const FROZEN_LAKE_KWARGS = {
  /** A map, rows of S, F, H and G; null takes `mapName`. */
  desc: null,
  /** `4x4` or `8x8`; null (and no `desc`) draws a random 8x8 map. */
  mapName: '4x4',
  isSlippery: true,
  successRate: 1 / 3,
  rewardSchedule: [1, 0, 0],
} as const;

/**
 * Cross a frozen lake from the start to the goal without falling into a hole. The ice is slippery.
 *
 * - actions: `Discrete(4)`: 0 left, 1 down, 2 right, 3 up. Where `isSlippery` one moves as intended with probability
 *   `successRate`, else to either side of it; at the shore one stays
 * - observation: `Discrete(rows * columns)`: `row * columns + column`
 * - reward: `rewardSchedule` for stepping on the goal, into a hole, on ice; 1, 0, 0
 * - info: `prob`, the probability of the transition that happened (1 after a reset)
 * - start: a start tile, all equally likely
 * - terminates: on the goal or in a hole. `make` truncates at 100 steps (`FrozenLake-v1`), 200 (`FrozenLake8x8-v1`)
 *
 * Source: Gymnasium 1.4's `FrozenLake-v1`. Differs: bad maps and arguments are refused, and so is a step after the end.
 * A random map (`desc` and `mapName` null) is part of the state, since nothing else could tell it again; to have it
 * again from a seed, give `desc: generateRandomMap({ seed })`.
 */
export class FrozenLake extends World<number, number> implements TabularWorld {
  override readonly observationSpace: Discrete;
  override readonly actionSpace = new Discrete(ACTIONS);
  override readonly metadata: EnvMetadata;
  #rules: LakeRules;
  #table: LakeTable;
  #tile = 0;
  #lastAction: number | null = null;

  /** @throws {TypeError|RangeError} a bad argument: see `readRules` */
  constructor(kwargs: Kwargs = FROZEN_LAKE_KWARGS) {
    super();
    this.#rules = readRules(kwargs);
    this.#table = tabulate(this.#rules);
    const { width, height } = this.#table;
    this.observationSpace = new Discrete(height * width);
    const side = (tiles: number) => Math.min(TILE_SIDE * tiles, LONGEST_SIDE);
    this.metadata = { ...METADATA, renderSize: { width: side(width), height: side(height) } };
  }

  /** This lake's: a random map is drawn when the world is made. */
  get rules(): LakeRules {
    return this.#rules;
  }

  exactMdp(): Mdp {
    return mdpOfTable(this.#table.transitions, this.#table.startCumulative);
  }

  protected override begin(): ResetResult<number> {
    this.#tile = pickIndex(this.#table.startCumulative, this.generator.random());
    this.#lastAction = null;
    return [this.#tile, { prob: 1 }];
  }

  override step(action: number): StepResult<number> {
    if (this.phase !== 'running' || !(action === 0 || action === 1 || action === 2 || action === 3)) {
      throw this.refusal(action);
    }
    const table = this.#table.transitions;
    const row = pickTransition(table, this.#tile, action, this.generator.random());
    this.#tile = table.nextState[row]!;
    this.#lastAction = action;
    const terminated = table.terminated[row] === 1;
    if (terminated) this.phase = 'ended';
    return [this.#tile, table.reward[row]!, terminated, false, { prob: table.probability[row]! }];
  }

  protected override drawScene(): Scene {
    return drawFrozenLake(this.#picture());
  }

  protected override drawText(): string {
    return printFrozenLake(this.#picture());
  }

  protected override saveWorld(): State {
    return { map: this.#rules.map, tile: this.#tile, lastAction: this.#lastAction };
  }

  protected override checkWorld(state: State): void {
    const { map, tile, lastAction } = (state ?? {}) as { readonly [key: string]: State };
    const { height, width } = this.#table;
    let rows: LakeMap | null = null;
    try {
      rows = readMap(map);
    } catch {
      // told below
    }
    const isSize = rows !== null && rows.length === height && rows[0]!.length === width;
    const isTile = Number.isInteger(tile) && (tile as number) >= 0 && (tile as number) < height * width;
    const isAction = lastAction === null || this.actionSpace.contains(lastAction);
    if (!isSize || !isTile || !isAction) {
      throw this.badState(
        `a map of ${height} rows of ${width} tiles, a tile in [0, ${height * width}) and the last action or null`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    const { map, tile, lastAction } = state as { map: LakeMap; tile: number; lastAction: number | null };
    if (map.join() !== this.#rules.map.join()) {
      this.#rules = { ...this.#rules, map };
      this.#table = tabulate(this.#rules);
    }
    this.#tile = tile;
    this.#lastAction = lastAction;
  }

  #picture(): LakePicture {
    return { map: this.#rules.map, tile: this.#tile, lastAction: this.#lastAction };
  }
}

/** Reads the keyword arguments. Throws `TypeError` on one of a wrong kind, `RangeError` on one out of range. */
function readRules(kwargs: Kwargs): LakeRules {
  const { isSlippery, successRate, rewardSchedule } = kwargs;
  if (typeof isSlippery !== 'boolean') {
    throw new TypeError(
      `Cannot make FrozenLake: isSlippery is true or false, got ${show(isSlippery)}. Give one of them.`,
    );
  }
  if (typeof successRate !== 'number' || !(successRate >= 0 && successRate <= 1)) {
    throw new RangeError(
      `Cannot make FrozenLake: successRate is a probability in [0, 1], got ${show(successRate)}. Give 1/3 for Gymnasium's.`,
    );
  }
  if (!Array.isArray(rewardSchedule) || rewardSchedule.length !== 3 || !rewardSchedule.every(Number.isFinite)) {
    throw new TypeError(
      `Cannot make FrozenLake: rewardSchedule is three finite numbers (goal, hole, frozen), got ${show(rewardSchedule)}. Give [1, 0, 0] for Gymnasium's.`,
    );
  }
  return {
    map: readMapOf(kwargs),
    isSlippery,
    successRate,
    rewardSchedule: rewardSchedule as unknown as RewardSchedule,
  };
}

function readMapOf({ desc, mapName }: Kwargs): LakeMap {
  if (desc !== null) return readMap(desc);
  if (mapName === null) return generateRandomMap();
  const map = Object.hasOwn(LAKE_MAPS, String(mapName)) ? LAKE_MAPS[String(mapName)] : undefined;
  if (map !== undefined) return map;
  throw new RangeError(
    `Cannot make FrozenLake: mapName is one of ${Object.keys(LAKE_MAPS).join(', ')}, or null for a random map, got ${show(mapName)}. Give another map as desc.`,
  );
}
