/**
 * CliffWalking: the world. Its rules are in `rules.ts`, its drawings in `scene.ts`, its batches in `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Mdp, TabularWorld } from '../../core/mdp.ts';
import { readBoolean } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { mdpOfTable } from '../table-mdp.ts';
import { pickTransition, type TransitionTable } from '../transition-table.ts';
import { ACTIONS, isCliff, START, TILES, tabulate } from './rules.ts';
import { drawCliffWalking, printCliffWalking } from './scene.ts';

const METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array', 'ansi'],
  renderFps: 4,
  renderSize: { width: 768, height: 256 },
};

/** The keyword arguments and their defaults. */
export const CLIFF_WALKING_KWARGS = { isSlippery: false } as const;

/**
 * Walk along a cliff from the bottom left to the bottom right. Who falls is put back to the start.
 *
 * - actions: `Discrete(4)`: 0 up, 1 right, 2 down, 3 left; at the edge of the board one stays. With `isSlippery`
 *   (`CliffWalkingSlippery-v1`) one goes as intended or to either side of it, with probability 1/3 each
 * - observation: `Discrete(48)`: `row * 12 + column`, rows from the top. The ten tiles of the cliff are never observed
 * - reward: -1 a step; -100 for a step off the cliff, after which one is at the start
 * - info: `prob`, the probability of the transition that happened (1 after a reset)
 * - start: tile 36, bottom left
 * - terminates: on tile 47, bottom right. There is no limit from outside
 *
 * Source: Sutton and Barto, "Reinforcement Learning: An Introduction" (2018), example 6.6, as in Gymnasium 1.4's
 * `CliffWalking-v1`. Differs: a step after the end is refused.
 */
export class CliffWalking extends World<number, number> implements TabularWorld {
  override readonly observationSpace = new Discrete(TILES);
  override readonly actionSpace = new Discrete(ACTIONS);
  override readonly metadata = METADATA;
  readonly table: TransitionTable;
  #tile = START;
  #lastAction: number | null = null;

  /** @throws {TypeError} where `isSlippery` is no boolean */
  constructor(kwargs: Kwargs = CLIFF_WALKING_KWARGS) {
    super();
    this.table = tabulate(readBoolean('CliffWalking', kwargs, 'isSlippery'));
  }

  exactMdp(): Mdp {
    const startCumulative = Float64Array.from({ length: TILES }, (_, tile) => (tile < START ? 0 : 1));
    return mdpOfTable(this.table, startCumulative);
  }

  protected override begin(): ResetResult<number> {
    this.generator.random(); // Gymnasium draws the start, though there is only one
    this.#tile = START;
    this.#lastAction = null;
    return [this.#tile, { prob: 1 }];
  }

  override step(action: number): StepResult<number> {
    if (this.phase !== 'running' || !(action === 0 || action === 1 || action === 2 || action === 3)) {
      throw this.refusal(action);
    }
    const table = this.table;
    const row = pickTransition(table, this.#tile, action, this.generator.random());
    this.#tile = table.nextState[row]!;
    this.#lastAction = action;
    const terminated = table.terminated[row] === 1;
    if (terminated) this.phase = 'ended';
    return [this.#tile, table.reward[row]!, terminated, false, { prob: table.probability[row]! }];
  }

  protected override drawScene(): Scene {
    return drawCliffWalking({ tile: this.#tile, lastAction: this.#lastAction });
  }

  protected override drawText(): string {
    return printCliffWalking({ tile: this.#tile, lastAction: this.#lastAction });
  }

  protected override saveWorld(): State {
    return { tile: this.#tile, lastAction: this.#lastAction };
  }

  protected override checkWorld(state: State): void {
    const { tile, lastAction } = (state ?? {}) as { readonly [key: string]: State };
    const isTile = this.observationSpace.contains(tile) && !isCliff(tile);
    if (!isTile || !(lastAction === null || this.actionSpace.contains(lastAction))) {
      throw this.badState(
        `a tile in [0, ${TILES}) that is not of the cliff and the last action in [0, ${ACTIONS}) or null`,
        state,
      );
    }
  }

  protected override loadWorld(state: State): void {
    const { tile, lastAction } = state as { readonly tile: number; readonly lastAction: number | null };
    this.#tile = tile;
    this.#lastAction = lastAction;
  }
}
