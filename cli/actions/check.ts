/** `ludus check`: the contract suite on worlds by id, or on a world of one's own from a module. */
import { checkEnv, type Env, LAWS, make, registeredEnvs, type Violation } from '../../envs/index.ts';
import type { CheckOptions } from '../commands/check.ts';
import { isModulePath, loadModule } from '../load-module.ts';
import { isProfilePath, worldOfProfile } from '../profile.ts';

/** What is checked: a name for the report, and a way to make fresh ones. */
interface Subject {
  readonly name: string;
  readonly create: () => Env;
}

/** A class or a function of a module; which, is told apart by its text. */
type Maker = (...args: unknown[]) => unknown;

const EXPORTS_RULE =
  'a module registers its worlds with register({ ... }), or exports (as default, or alone) a class or a function that makes one';

export async function check(worlds: readonly string[], options: CheckOptions): Promise<void> {
  const { seed, steps, envKwargs: kwargs = {} } = options;
  const subjects: Subject[] = [];
  for (const world of worlds) {
    if (isProfilePath(world)) {
      const { env, kwargs: own } = await worldOfProfile(world, 'check');
      subjects.push({ name: world, create: () => make(env, { ...own, ...kwargs }) });
    } else if (isModulePath(world)) subjects.push(...(await subjectsOf(world, kwargs)));
    else {
      make(world, kwargs).close(); // an unknown id or argument is an error of the command, not of the world
      subjects.push({ name: world, create: () => make(world, kwargs) });
    }
  }
  const reports = subjects.map(({ name, create }) => ({ name, violations: checkEnv(create, { seed, steps }) }));
  if (options.json) console.log(JSON.stringify({ laws: LAWS.length, worlds: reports }, null, 2));
  else for (const { name, violations } of reports) console.log(describe(name, violations));
  if (reports.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
}

function describe(name: string, violations: readonly Violation[]): string {
  if (violations.length === 0) return `${name}: keeps all ${LAWS.length} laws`;
  const lines = violations.map(
    ({ law, step, value, remedy }) =>
      `  ${law}${step === null ? '' : `, step ${step}`}\n    found   ${value}\n    remedy  ${remedy}`,
  );
  return `${name}: breaks ${violations.length} of ${LAWS.length} laws\n${lines.join('\n')}`;
}

/** The worlds that the module registers; where it registers none, the one it exports. */
async function subjectsOf(path: string, kwargs: Record<string, unknown>): Promise<Subject[]> {
  const before = new Set(registeredEnvs().map(({ id }) => id));
  const exported = await loadModule(path, 'check');
  const registered = registeredEnvs().filter(({ id }) => !before.has(id));
  if (registered.length > 0) {
    return registered.map(({ id }) => ({ name: id, create: () => make(id, kwargs) }));
  }
  const makers = Object.entries(exported).filter(([, value]) => typeof value === 'function');
  const chosen = makers.find(([name]) => name === 'default') ?? (makers.length === 1 ? makers[0] : undefined);
  if (chosen === undefined) {
    const names = makers.length === 0 ? 'none' : makers.map(([name]) => name).join(', ');
    throw new Error(`Cannot check ${path}: ${EXPORTS_RULE}; it registers none and of these exports ${names}.`);
  }
  const [name, maker] = chosen as [string, Maker];
  const create = () => instance(maker, kwargs);
  assertLooksLikeEnv(path, create());
  return [{ name: `${path} (${name === 'default' ? maker.name || name : name})`, create }];
}

function instance(maker: Maker, kwargs: Record<string, unknown>): Env {
  const isClass = /^class\b/.test(Function.prototype.toString.call(maker));
  const args = Object.keys(kwargs).length === 0 ? [] : [kwargs];
  return (isClass ? Reflect.construct(maker, args) : Reflect.apply(maker, undefined, args)) as Env;
}

function assertLooksLikeEnv(path: string, made: Partial<Env> | null | undefined): void {
  const missing = (['reset', 'step', 'render', 'observationSpace', 'actionSpace'] as const).filter(
    (member) => made?.[member] === undefined,
  );
  if (missing.length === 0) return;
  throw new Error(`Cannot check ${path}: ${EXPORTS_RULE}; what it makes lacks ${missing.join(', ')}.`);
}
