/**
 * Taxi: the world. Its rules are in `rules.ts`, its drawings in `scene.ts`, its batches in `kernel.ts`.
 */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../core/env.ts';
import type { Mdp, TabularWorld } from '../../core/mdp.ts';
import { readBoolean, readProbability } from '../../core/read-kwargs.ts';
import type { Scene } from '../../core/scene.ts';
import { World } from '../../core/world.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { mdpOfTable } from '../table-mdp.ts';
import { pickIndex, pickTransition, type TransitionTable } from '../transition-table.ts';
import { ACTIONS, actionMask, changeMind, decode, SOUTH, START_CUMULATIVE, STATES, tabulate, WEST } from './rules.ts';
import { drawTaxi, printTaxi, type TaxiPicture } from './scene.ts';

const METADATA: EnvMetadata = {
  renderModes: ['scene', 'rgb_array', 'ansi'],
  renderFps: 4,
  renderSize: { width: 536, height: 456 },
};

/** The keyword arguments and their defaults. */
export const TAXI_KWARGS = {
  isRainy: false,
  ficklePassenger: false,
  rainyProbability: 0.8,
  fickleProbability: 0.3,
} as const;

/**
 * Drive a taxi through a walled town: fetch the passenger at one of four stands and take them to another.
 *
 * - actions: `Discrete(6)`: 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off. With `isRainy` the taxi goes where it is
 *   told with probability `rainyProbability`, else to either side of it; into a wall it stays
 * - observation: `Discrete(500)`: `((row * 5 + column) * 5 + passenger) * 4 + destination`; the passenger's place is 0 red,
 *   1 green, 2 yellow, 3 blue or 4 in the taxi, the destination one of the first four
 * - reward: 20 for the delivery, -10 for picking up or dropping off where that cannot be done, else -1 a step. Letting the
 *   passenger out at another stand can be done, for -1
 * - info: `prob`, the probability of the transition that happened (1 after a reset); `action_mask`, 1 for each action that would
 *   change the state, 0 for the others: what `actionSpace.sample({ mask })` takes
 * - start: one of 300 states, all equally likely: any cell, any stand for the passenger, any other as destination
 * - terminates: on the delivery. `make` truncates at 200 steps
 * - `ficklePassenger`: with probability `fickleProbability` an episode's passenger picks another destination when first driven
 *   from one cell to the next
 *
 * Source: Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition" (2000), as in Gymnasium
 * 1.4's `Taxi-v4`. Differs: a step after the end is refused.
 */
export class Taxi extends World<number, number> implements TabularWorld {
  override readonly observationSpace = new Discrete(STATES);
  override readonly actionSpace = new Discrete(ACTIONS);
  override readonly metadata = METADATA;
  readonly table: TransitionTable;
  /** Null where passengers keep to their word. */
  readonly fickleProbability: number | null;
  #state = 0;
  /** Whether this episode's passenger is yet to pick another destination. */
  #isFickle = false;
  #lastAction: number | null = null;
  /** The last direction taken, one of the first four actions. */
  #heading = SOUTH;

  /** @throws {TypeError|RangeError} an argument that is no boolean, or no probability */
  constructor(kwargs: Kwargs = TAXI_KWARGS) {
    super();
    const rainyProbability = readProbability('Taxi', kwargs, 'rainyProbability');
    const fickleProbability = readProbability('Taxi', kwargs, 'fickleProbability');
    this.table = tabulate(readBoolean('Taxi', kwargs, 'isRainy') ? rainyProbability : null);
    this.fickleProbability = readBoolean('Taxi', kwargs, 'ficklePassenger') ? fickleProbability : null;
  }

  /** @throws {Error} with `ficklePassenger`: what it does next depends on more than the state observed */
  exactMdp(): Mdp {
    if (this.fickleProbability === null) return mdpOfTable(this.table, START_CUMULATIVE);
    throw new Error(
      `Cannot give the MDP of ${this.label}: with ficklePassenger the transitions depend on more than the observed state. Leave ficklePassenger out.`,
    );
  }

  protected override begin(): ResetResult<number> {
    this.#state = pickIndex(START_CUMULATIVE, this.generator.random());
    this.#isFickle = this.fickleProbability !== null && this.generator.random() < this.fickleProbability;
    this.#lastAction = null;
    this.#heading = SOUTH;
    return [this.#state, { prob: 1, action_mask: actionMask(this.#state) }];
  }

  override step(action: number): StepResult<number> {
    if (this.phase !== 'running' || !(action >= 0 && action < ACTIONS && (action | 0) === action)) {
      throw this.refusal(action);
    }
    const table = this.table;
    const row = pickTransition(table, this.#state, action, this.generator.random());
    let next = table.nextState[row]!;
    if (this.#isFickle) {
      const driven = next;
      next = changeMind(this.#state, driven, this.generator);
      this.#isFickle = next === driven;
    }
    this.#state = next;
    this.#lastAction = action;
    if (action <= WEST) this.#heading = action;
    const terminated = table.terminated[row] === 1;
    if (terminated) this.phase = 'ended';
    const info = { prob: table.probability[row]!, action_mask: actionMask(next) };
    return [next, table.reward[row]!, terminated, false, info];
  }

  protected override drawScene(): Scene {
    return drawTaxi(this.#picture());
  }

  protected override drawText(): string {
    return printTaxi(this.#picture());
  }

  protected override saveWorld(): State {
    return { state: this.#state, isFickle: this.#isFickle, lastAction: this.#lastAction, heading: this.#heading };
  }

  protected override checkWorld(world: State): void {
    const { state, isFickle, lastAction, heading } = (world ?? {}) as { readonly [key: string]: State };
    const isAction = lastAction === null || this.actionSpace.contains(lastAction);
    const isHeading = this.actionSpace.contains(heading) && heading <= WEST;
    if (!this.observationSpace.contains(state) || typeof isFickle !== 'boolean' || !isAction || !isHeading) {
      throw this.badState(
        `a state in [0, ${STATES}), isFickle, the last action in [0, ${ACTIONS}) or null and a heading in [0, ${WEST}]`,
        world,
      );
    }
  }

  protected override loadWorld(world: State): void {
    const { state, isFickle, lastAction, heading } = world as {
      readonly state: number;
      readonly isFickle: boolean;
      readonly lastAction: number | null;
      readonly heading: number;
    };
    this.#state = state;
    this.#isFickle = isFickle;
    this.#lastAction = lastAction;
    this.#heading = heading;
  }

  #picture(): TaxiPicture {
    return { ...decode(this.#state), lastAction: this.#lastAction, heading: this.#heading };
  }
}
