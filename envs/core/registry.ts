/**
 * The registry: environments by id, and how they are made.
 *
 * An id is `namespace/Name-vN`, or `Name-vN` for Gymnasium's own worlds; a world whose behaviour changes gets a new
 * version, so results stay comparable. `make` puts Gymnasium's wrappers around the world in Gymnasium's order.
 *
 * Source: Gymnasium 1.4 `gymnasium/envs/registration.py`. Differs: an id without a version is refused, where Gymnasium
 * warns and takes the latest; a keyword argument the world does not know is refused by name. Left out: entry points
 * as strings, wrappers in specs.
 */
import type { AutoresetMode, VectorEnv } from '../vector/vector-env.ts';
import { OrderEnforcing } from '../wrappers/order-enforcing.ts';
import { PassiveEnvChecker } from '../wrappers/passive-env-checker.ts';
import { TimeLimit } from '../wrappers/time-limit.ts';
import type { Controls } from './controls.ts';
import type { Env, EnvSpec, Kwargs, RenderMode } from './env.ts';
import type { ActionOf, ObservationOf } from './env-types.ts';
import { UnknownEnvError } from './errors.ts';
import { canonicalKwargs } from './kwargs.ts';
import { suggestion } from './nearest.ts';
import { checkSide, type WantedSize } from './rasterise/rasterise.ts';
import { show } from './show.ts';
import { World } from './world.ts';

export interface VectorEntryPointArgs {
  readonly numEnvs: number;
  /** Defaults filled in. */
  readonly kwargs: Kwargs;
  readonly autoresetMode: AutoresetMode;
  readonly maxEpisodeSteps: number | null;
  readonly spec: EnvSpec;
}

export interface Registration {
  readonly id: string;
  /** Makes the bare world. `kwargs` has every known keyword argument, defaults filled in. */
  readonly entryPoint: (kwargs: Kwargs) => Env;
  /** Makes a native batched kernel, if the world has one; null where the platform does not let it run. */
  readonly vectorEntryPoint?: ((args: VectorEntryPointArgs) => VectorEnv | null) | undefined;
  /** Steps after which `TimeLimit` truncates; default null, none. */
  readonly maxEpisodeSteps?: number | null | undefined;
  /** Mean return over 100 episodes that counts as solved; default null. */
  readonly rewardThreshold?: number | null | undefined;
  /** The keyword arguments the world knows, camelCase, with their defaults. */
  readonly kwargs?: Kwargs | undefined;
  /** What each discrete action does, for display; with seats, what each of a seat's does. */
  readonly actionNames?: readonly string[] | undefined;
  /** How a person plays it; default from the actions' names and the frame rate (`controlsFor`). */
  readonly controls?: Controls | undefined;
  /** True for worlds that ship with Ludus; default false. */
  readonly bundled?: boolean | undefined;
}

/** Beside these, every key is a keyword argument of the world. Gymnasium's spellings (`max_episode_steps`) are accepted too. */
export interface MakeOptions {
  /** Overrides the registered limit; null or -1 for none. */
  readonly maxEpisodeSteps?: number | null | undefined;
  /** What `render()` without a mode gives. */
  readonly renderMode?: RenderMode | null | undefined;
  /** Pixels of `rgb_array`, in the range `[1, 8192]`. One of the two keeps the scene's proportions; both fit the scene in. */
  readonly renderWidth?: number | null | undefined;
  readonly renderHeight?: number | null | undefined;
  /** True leaves out `PassiveEnvChecker`. */
  readonly disableEnvChecker?: boolean | undefined;
  readonly [kwarg: string]: unknown;
}

/** What `make` and `makeVec` have in common: the id looked up, the options read. */
export interface ResolvedMake {
  readonly registration: Registration;
  readonly spec: EnvSpec;
  /** Defaults filled in. */
  readonly kwargs: Kwargs;
  readonly renderMode: RenderMode | null;
  readonly renderSize: WantedSize;
  readonly disableEnvChecker: boolean;
}

const ID = /^(?:(?<namespace>[\w:-]+)\/)?(?<name>[\w:.-]+?)-v(?<version>\d+)$/;
const registry = new Map<string, Registration>();
const names = new Map<string, { readonly of: string; readonly options: MakeOptions }>();

/**
 * Adds an environment, or replaces the one of the same id (so that a module may be reloaded).
 *
 * @throws {RangeError} on a malformed id or limit.
 */
export function register(registration: Registration): void {
  const { id, maxEpisodeSteps = null } = registration;
  if (!ID.test(id)) throw malformed('register', id);
  checkLimit(`register ${id}`, maxEpisodeSteps);
  registry.set(id, registration);
}

/**
 * Gives a world with arguments a name of its own, so that what is long (a cartridge) need not be said again: `make(id)` is
 * `make(of, options)`, and so says the `spec` of what it makes. It is listed nowhere.
 *
 * @throws {RangeError} on a malformed id
 */
export function registerName(id: string, of: string, options: MakeOptions): void {
  if (!ID.test(id)) throw malformed('register', id);
  names.set(id, { of, options });
}

export function isRegistered(id: string): boolean {
  return registry.has(id);
}

/** Specs of all registered environments, ordered by id. */
export function registeredEnvs(): EnvSpec[] {
  return [...registry.keys()].sort().map((id) => spec(id));
}

/** Throws `UnknownEnvError` with the nearest names where nothing of that id is registered. */
export function spec(id: string): EnvSpec {
  return specOf(lookUp(id), {}, undefined);
}

/** What each action does, where the world says so. Throws as `spec` does. */
export function actionNames(id: string): readonly string[] | null {
  return lookUp(id).actionNames ?? null;
}

/** How a person plays the world, where it says so itself. Throws as `spec` does. */
export function registeredControls(id: string): Controls | null {
  return lookUp(id).controls ?? null;
}

/**
 * Makes an environment: the world in `PassiveEnvChecker`, `OrderEnforcing` and, if it has a limit, `TimeLimit`.
 *
 * @param id `Name-vN` or `namespace/Name-vN`.
 * @param options Keyword arguments of the world, and `MakeOptions`.
 * @throws {UnknownEnvError|UnknownKwargError|RangeError} naming what was wrong and the nearest known names.
 *
 * @example
 * const env = make('FrozenLake-v1', { isSlippery: false, maxEpisodeSteps: 50 });
 */
export function make<const Id extends string>(id: Id, options: MakeOptions = {}): Env<ObservationOf<Id>, ActionOf<Id>> {
  const { registration, spec, kwargs, renderMode, renderSize, disableEnvChecker } = resolveMake(id, options);
  const world = registration.entryPoint(kwargs);
  // As in Gymnasium: inside the time limit there is none.
  const bare: EnvSpec = Object.freeze({ ...spec, maxEpisodeSteps: null });
  if (world instanceof World) world.spec = bare;
  if (renderMode !== null) setRenderMode(world, renderMode);
  if (renderSize.width !== null || renderSize.height !== null) setRenderSize(world, renderSize);
  let env: Env = disableEnvChecker ? world : new PassiveEnvChecker(world);
  env = new OrderEnforcing(env, bare);
  if (spec.maxEpisodeSteps !== null) env = new TimeLimit(env, spec.maxEpisodeSteps);
  return env as Env<ObservationOf<Id>, ActionOf<Id>>;
}

/** Reads id and options as `make` does, and makes nothing. For `makeVec`. */
export function resolveMake(id: string, options: MakeOptions): ResolvedMake {
  const named = names.get(id);
  if (named !== undefined) return resolveMake(named.of, { ...named.options, ...options });
  const registration = lookUp(id);
  const reserved: Record<string, unknown> = {};
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    const name = RESERVED[key];
    if (name === undefined) given[key] = value;
    else if (value !== undefined) reserved[name] = value;
  }
  const known = registration.kwargs ?? {};
  const canonical = canonicalKwargs(id, given, known);
  const limit = reserved.maxEpisodeSteps as number | null | undefined;
  checkLimit(`make ${id}`, limit === -1 ? null : (limit ?? null));
  const { renderWidth: width = null, renderHeight: height = null } = reserved;
  checkSide(id, 'renderWidth', width);
  checkSide(id, 'renderHeight', height);
  return {
    registration,
    spec: specOf(registration, canonical, limit === -1 ? null : limit),
    kwargs: { ...known, ...canonical },
    renderMode: (reserved.renderMode ?? null) as RenderMode | null,
    renderSize: { width, height },
    disableEnvChecker: reserved.disableEnvChecker === true,
  };
}

const RESERVED: Readonly<Record<string, string>> = {
  maxEpisodeSteps: 'maxEpisodeSteps',
  max_episode_steps: 'maxEpisodeSteps',
  renderMode: 'renderMode',
  render_mode: 'renderMode',
  renderWidth: 'renderWidth',
  render_width: 'renderWidth',
  renderHeight: 'renderHeight',
  render_height: 'renderHeight',
  disableEnvChecker: 'disableEnvChecker',
  disable_env_checker: 'disableEnvChecker',
};

function specOf(registration: Registration, kwargs: Kwargs, limit: number | null | undefined): EnvSpec {
  return Object.freeze({
    id: registration.id,
    rewardThreshold: registration.rewardThreshold ?? null,
    maxEpisodeSteps: limit === undefined ? (registration.maxEpisodeSteps ?? null) : limit,
    kwargs: Object.freeze(kwargs),
    bundled: registration.bundled ?? false,
  });
}

function setRenderMode(world: Env, mode: RenderMode): void {
  if (!world.metadata.renderModes.includes(mode)) {
    const modes = world.metadata.renderModes.join(', ');
    throw new RangeError(`Cannot make ${world.spec?.id}: renderMode is one of ${modes}, got ${show(mode)}.`);
  }
  if (!(world instanceof World)) {
    throw new TypeError(
      'Cannot make with a renderMode: the world does not extend World. Give render() its mode instead.',
    );
  }
  world.renderMode = mode;
}

function setRenderSize(world: Env, size: WantedSize): void {
  if (!(world instanceof World)) {
    throw new TypeError(
      `Cannot make ${world.spec?.id} with renderWidth or renderHeight: the world does not extend World. Leave them out.`,
    );
  }
  world.wantedSize = size;
}

function checkLimit(action: string, limit: number | null): void {
  if (limit === null || (Number.isSafeInteger(limit) && limit > 0)) return;
  throw new RangeError(
    `Cannot ${action}: maxEpisodeSteps is a positive integer, or null for no limit, got ${show(limit)}.`,
  );
}

function lookUp(id: string): Registration {
  const found = registry.get(id);
  if (found !== undefined) return found;
  throw typeof id === 'string'
    ? unknownEnv(id)
    : new TypeError(`Cannot make an environment: its id is a string, got ${show(id)}.`);
}

function malformed(action: string, id: string): UnknownEnvError {
  return new UnknownEnvError(
    `Cannot ${action} ${show(id)}: an id is Name-vN or namespace/Name-vN, such as CartPole-v1.`,
  );
}

function unknownEnv(id: string): UnknownEnvError {
  const ids = [...registry.keys()];
  const versionsOf = (name: string) => ids.filter((known) => /^(.*)-v\d+$/.exec(known)?.[1] === name).sort();
  const versioned = /^(.*)-v\d+$/.exec(id);
  const versions = versionsOf(versioned?.[1] ?? id);
  if (versions.length > 0) {
    const fault = versioned === null ? `${show(id)} lacks its version` : `there is no such version of ${versioned[1]}`;
    return new UnknownEnvError(`Cannot make ${show(id)}: ${fault}. Registered: ${versions.join(', ')}.`);
  }
  const near = suggestion(id, ids);
  if (!ID.test(id) && near === '') return malformed('make', id);
  return new UnknownEnvError(
    `Cannot make ${show(id)}: no environment of that name is registered.${near} \`ludus envs\` lists all.`,
  );
}
