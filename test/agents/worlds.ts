/** Small worlds for the agents' tests: pixels to learn from, and several choices at once. */
import { MissionSpace } from '../../envs/gridworld/minigrid/core/mission-space.ts';
import {
  Box,
  Dict,
  Discrete,
  MultiDiscrete,
  type ResetResult,
  register,
  type State,
  type StepResult,
  World,
} from '../../envs/index.ts';

export const CATCH = 'test/Catch-v0';
export const DIALS = 'test/Dials-v0';
export const ORDERS = 'test/Orders-v0';

export function registerTestWorlds(): void {
  register({
    id: CATCH,
    entryPoint: (kwargs) => new Catch(kwargs.side as number, kwargs.stack as number, kwargs.stackFirst as boolean),
    kwargs: { side: 10, stack: 2, stackFirst: false },
  });
  register({ id: DIALS, entryPoint: () => new Dials(), maxEpisodeSteps: 20 });
  register({ id: ORDERS, entryPoint: () => new Orders(), maxEpisodeSteps: 20 });
}

interface CatchState {
  readonly ball: readonly [x: number, y: number];
  readonly paddle: number;
  readonly frames: readonly Uint8Array[];
}

/**
 * Catch (Mnih et al. 2014, "Recurrent models of visual attention", section 4.2; bsuite's `catch`), from pixels: a ball falls
 * one row a step, straight down from a random column; a paddle of three cells in the last row stays, goes left or right. The
 * episode ends when the ball arrives: +1 caught, -1 missed. Chance: about -0.5.
 *
 * Observed is a stack of the last frames `[side, side, stack]` (or the stack first), bytes 0, 255; before the first, black.
 */
class Catch extends World<Uint8Array, number> {
  readonly observationSpace: Box<Uint8Array>;
  readonly actionSpace = new Discrete(3);
  readonly metadata = { renderModes: [], renderFps: 10 };
  readonly #side: number;
  readonly #stack: number;
  readonly #stackFirst: boolean;
  #state: CatchState = { ball: [0, 0], paddle: 0, frames: [] };

  constructor(side: number, stack: number, stackFirst: boolean) {
    super();
    this.#side = side;
    this.#stack = stack;
    this.#stackFirst = stackFirst;
    const shape = stackFirst ? [stack, side, side] : [side, side, stack];
    this.observationSpace = new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
  }

  protected begin(): ResetResult<Uint8Array> {
    const ball: [number, number] = [this.generator.integers(0, this.#side), 0];
    const black = new Uint8Array(this.#side * this.#side);
    this.#state = { ball, paddle: this.#side >> 1, frames: new Array<Uint8Array>(this.#stack).fill(black) };
    return [this.#observe(), {}];
  }

  step(action: number): StepResult<Uint8Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const { ball, paddle, frames } = this.#state;
    const [x, y] = [ball[0], ball[1] + 1];
    const moved = Math.min(Math.max(paddle + action - 1, 1), this.#side - 2);
    this.#state = { ball: [x, y], paddle: moved, frames };
    const arrived = y === this.#side - 1;
    if (arrived) this.phase = 'ended';
    return [this.#observe(), arrived ? (Math.abs(x - moved) <= 1 ? 1 : -1) : 0, arrived, false, {}];
  }

  #observe(): Uint8Array {
    const { ball, paddle, frames } = this.#state;
    const side = this.#side;
    const frame = new Uint8Array(side * side);
    for (let dx = -1; dx <= 1; dx++) frame[(side - 1) * side + paddle + dx] = 255;
    frame[ball[1] * side + ball[0]] = 255;
    this.#state = { ...this.#state, frames: [...frames.slice(1), frame] };
    const stacked = new Uint8Array(frame.length * this.#stack);
    for (const [k, each] of this.#state.frames.entries()) {
      for (let p = 0; p < each.length; p++)
        stacked[this.#stackFirst ? k * each.length + p : p * this.#stack + k] = each[p]!;
    }
    return stacked;
  }

  protected saveWorld(): State {
    const { ball, paddle, frames } = this.#state;
    return { ball, paddle, frames };
  }

  protected checkWorld(): void {}

  protected loadWorld(state: State): void {
    this.#state = state as State & CatchState;
  }
}

/** Two dials to be set as shown: reward for each that is. Observation and action are MultiDiscrete([3, 4]). */
class Dials extends World<Int32Array, Int32Array> {
  readonly observationSpace = new MultiDiscrete([3, 4]);
  readonly actionSpace = new MultiDiscrete([3, 4]);
  readonly metadata = { renderModes: [], renderFps: 10 };
  #shown = new Int32Array(2);

  protected begin(): ResetResult<Int32Array> {
    return [this.#show(), {}];
  }

  step(action: Int32Array): StepResult<Int32Array> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const reward = Number(action[0] === this.#shown[0]) + Number(action[1] === this.#shown[1]);
    return [this.#show(), reward, false, false, {}];
  }

  #show(): Int32Array {
    this.#shown = Int32Array.from([this.generator.integers(0, 3), this.generator.integers(0, 4)]);
    return this.#shown.slice();
  }

  protected saveWorld(): State {
    return [...this.#shown];
  }

  protected checkWorld(): void {}

  protected loadWorld(state: State): void {
    this.#shown = Int32Array.from(state as readonly number[]);
  }
}

const COLORS = ['blue', 'green', 'red'];
const SIDES = ['left', 'right'];

type DictValue = Record<string, unknown>;

/** A mission says which of six keys to press; nothing else does. Reward 1 for each that is; a new mission each step. */
class Orders extends World<DictValue, number> {
  readonly observationSpace = new Dict<DictValue>({
    lamp: new Discrete(2),
    mission: new MissionSpace((side, color) => `press the ${side} key of those that are ${color}`, [SIDES, COLORS]),
  });
  readonly actionSpace = new Discrete(6);
  readonly metadata = { renderModes: [], renderFps: 10 };
  #wanted = 0;

  protected begin(): ResetResult<DictValue> {
    return [this.#order(), {}];
  }

  step(action: number): StepResult<DictValue> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    const reward = Number(action === this.#wanted);
    return [this.#order(), reward, false, false, {}];
  }

  #order(): DictValue {
    this.#wanted = this.generator.integers(0, 6);
    const [side, color] = [SIDES[this.#wanted % 2], COLORS[this.#wanted >> 1]];
    return { lamp: this.generator.integers(0, 2), mission: `press the ${side} key of those that are ${color}` };
  }

  protected saveWorld(): State {
    return this.#wanted;
  }

  protected checkWorld(): void {}

  protected loadWorld(state: State): void {
    this.#wanted = state as number;
  }
}
