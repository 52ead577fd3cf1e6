/**
 * The environment contract: Gymnasium's `Env`, in TypeScript.
 *
 * An environment is a world an agent acts in. `reset` begins an episode, `step` advances it by one action, and the
 * two ways an episode ends are kept apart: *terminated* is the world's own end (the pole fell, the goal was reached:
 * the value of what follows is zero), *truncated* is an end from outside (a time limit: the value of what follows is
 * whatever it would have been, so learners bootstrap from the final observation).
 *
 * Beyond Gymnasium every environment can say and restore its whole state (`getState`, `setState`), generator
 * included, and `render` takes the mode, so a scene and pixels can be had of the same moment.
 *
 * Source: Farama Gymnasium 1.4, `gymnasium/core.py`. Left out: `np_random_seed` (see `getState`).
 */

import type { Space } from '../spaces/space.ts';
import type { Controls } from './controls.ts';
import type { Scene } from './scene.ts';

/** Diagnostic values beside an observation, as Gymnasium's `info`. Keys are Gymnasium's own (`prob`, `episode`). */
export type Info = Record<string, unknown>;

/**
 * A serialisable snapshot: plain JSON values, plus `Uint8Array` for binary states. `structuredClone`-able; contains
 * no reference into the environment it came from. A `bigint` is written as a decimal string.
 */
export type State =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly State[]
  | { readonly [key: string]: State };

/** Non-negative integer; above `Number.MAX_SAFE_INTEGER` as a `bigint`. The same seed starts Gymnasium's episode. */
export type Seed = number | bigint;

export interface ResetArgs {
  /** Re-seeds the generator. Without it the generator goes on from where it is (the first reset draws entropy). */
  readonly seed?: Seed | undefined;
  /** World-specific options, as Gymnasium's `options` (CartPole: `low`, `high`). */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

export type ResetResult<Obs> = [obs: Obs, info: Info];

export type StepResult<Obs> = [obs: Obs, reward: number, terminated: boolean, truncated: boolean, info: Info];

/**
 * - `scene`: the world as data (`Scene`), what the viewer draws.
 * - `ansi`: text. - `rgb_array`: pixels rasterised from the scene. - `human`: shown by the viewer.
 */
export type RenderMode = 'scene' | 'ansi' | 'rgb_array' | 'human';

/** 8-bit RGB, rows from the top, `data.length === width * height * 3`. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array; // [height, width, 3] uint8
}

export interface RenderSize {
  readonly width: number; // pixels
  readonly height: number;
}

export type Frame = Scene | string | Pixels;

export interface EnvMetadata {
  readonly renderModes: readonly RenderMode[];
  /** Frames per second at which one step per frame looks like real time. */
  readonly renderFps: number;
  /** Of `rgb_array` where `make` is asked for no size (`renderWidth`, `renderHeight`); absent: from the scene's proportions. */
  readonly renderSize?: RenderSize | undefined;
  /** Of a world that several agents play: their seats by name, in the order of actions, observations and rewards (`Seats`). */
  readonly seats?: readonly string[] | undefined;
  /** What each discrete action does, where that depends on the arguments; absent: as registered. */
  readonly actionNames?: readonly string[] | undefined;
  /** How a person plays it, where that depends on the arguments; absent: as registered. */
  readonly controls?: Controls | undefined;
}

/** Keyword arguments of a world, camelCase (`isSlippery`) or in Gymnasium's spelling (`is_slippery`). */
export type Kwargs = Readonly<Record<string, unknown>>;

/** What the registry knows of a world; on a made environment, also how it was made. */
export interface EnvSpec {
  /** `namespace/Name-vN`, or `Name-vN` for Gymnasium's own. */
  readonly id: string;
  /** Mean return over 100 episodes that counts as solved, or null. */
  readonly rewardThreshold: number | null;
  /** Steps after which `TimeLimit` truncates, or null for no limit from outside. */
  readonly maxEpisodeSteps: number | null;
  /** The keyword arguments given, canonical (camelCase) names. */
  readonly kwargs: Kwargs;
  /**
   * True where the world ships with Ludus, so that any browser can re-simulate its episodes from (start, actions);
   * false for a user's own, whose scenes are streamed instead.
   */
  readonly bundled: boolean;
}

/**
 * An environment. `Obs` and `Act` are what its spaces contain: a `Box` value is a flat typed array of the space's dtype
 * in C order (its shape is the space's), `Discrete` a number, `Dict` an object, `Tuple` an array, `Text` a string.
 *
 * Observations returned are the caller's: no later step writes into them.
 */
export interface Env<Obs = unknown, Act = unknown> {
  readonly observationSpace: Space<Obs>;
  readonly actionSpace: Space<Act>;
  readonly metadata: EnvMetadata;
  /** Null only for an environment made without the registry. */
  readonly spec: EnvSpec | null;
  /** The innermost environment, wrappers taken off. */
  readonly unwrapped: Env<unknown, unknown>;

  /** Begins an episode. Throws `RangeError`/`TypeError` on a bad seed or option, leaving the environment unharmed. */
  reset(args?: ResetArgs): ResetResult<Obs>;

  /** Advances by one action. Throws on an action outside `actionSpace`, before `reset` and after an episode's end. */
  step(action: Act): StepResult<Obs>;

  /** Draws the present moment. Throws `RangeError` on a mode not in `metadata.renderModes`. */
  render(mode: 'scene'): Scene;
  render(mode: 'ansi'): string;
  render(mode: 'rgb_array'): Pixels;
  render(mode?: RenderMode): Frame | null;

  /** The whole state, generator and wrappers' counters included: `setState(getState())` changes nothing. */
  getState(): State;

  /** Restores a state of an environment of the same id and kwargs, bit for bit. Throws on any other, unharmed. */
  setState(state: State): void;

  /** Frees what the environment holds. Calling it twice is harmless. */
  close(): void;
}
