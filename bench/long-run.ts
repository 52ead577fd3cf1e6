/**
 * Millions of random steps through every registered world, looking for a violation of the contract.
 *
 *   npm run build:lib && node --import tsx bench/long-run.ts [--steps 10000000] [--seed 0] [--only MiniGrid] [--threads]
 *
 * The worlds take turns of a quarter of a second, so that slow ones do not take all the time. Of each step: the observation is in the
 * space, the reward finite, the flags boolean. Of some episodes: another environment gives the same from the same seed and actions,
 * and from a state saved in the middle. Then, in each autoreset mode, batches against each other: the native kernel (and, with
 * `--threads`, worker threads) against the loop, states included. Prints what broke, with the seed that shows it; the exit status is 1
 * then.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type AutoresetMode, type Env, Generator, make, makeVec, registeredEnvs, type VectorEnv } from 'ludus/envs';

const TURN = 250; // milliseconds
const EPISODE_LIMIT = 2_000; // steps, where a world has no end of its own
/** One in so many episodes is played again from its seed, and one from a state in its middle. */
const SAMPLED = 8;
const AFTER_STATE = 25; // steps compared after a restored state
const BATCH = 5;
const BATCH_STEPS = 120;
const MODES: readonly AutoresetMode[] = ['next-step', 'same-step', 'disabled'];

class Violation extends Error {}

/** One world and its twin. */
class Session {
  readonly id: string;
  readonly #env: Env;
  readonly #twin: Env;
  readonly #draws: Generator;
  steps = 0;
  episodes = 0;

  constructor(id: string, seed: number) {
    this.id = id;
    this.#env = make(id);
    this.#twin = make(id);
    this.#draws = Generator.fromSeed(seed);
    this.#env.actionSpace.seed(seed);
  }

  /** Plays one episode and checks it. */
  playEpisode(): void {
    const env = this.#env;
    const seed = this.#draws.integers(2 ** 31);
    const compares = this.episodes % SAMPLED === 0;
    const savesAt = this.episodes % SAMPLED === 1 ? this.#draws.integers(60) : -1;
    const [first] = env.reset({ seed });
    this.#checkObservation(first, seed, 0);
    const actions: unknown[] = [];
    const results: unknown[] = [structuredClone(first)];
    let saved: { readonly state: unknown; readonly step: number } | null = null;
    for (let step = 1; step <= EPISODE_LIMIT; step++) {
      if (step === savesAt) saved = { state: structuredClone(env.getState()), step };
      const action = env.actionSpace.sample();
      const result = env.step(action);
      this.steps++;
      this.#checkResult(result, seed, step);
      if (compares || saved !== null) {
        actions.push(action);
        results.push(structuredClone(result));
      }
      if (result[2] || result[3] || (saved !== null && step - saved.step >= AFTER_STATE)) break;
    }
    if (compares) this.#replay(seed, actions, results);
    if (saved !== null) this.#goOn(saved.state, seed, saved.step, actions, results);
    this.episodes++;
  }

  #checkObservation(observation: unknown, seed: number, step: number): void {
    if (this.#env.observationSpace.contains(observation)) return;
    throw new Violation(
      `${this.id}, seed ${seed}, step ${step}: the observation ${String(observation)} is outside its space`,
    );
  }

  #checkResult(result: readonly unknown[], seed: number, step: number): void {
    const [observation, reward, terminated, truncated, info] = result;
    this.#checkObservation(observation, seed, step);
    const isWhole = typeof terminated === 'boolean' && typeof truncated === 'boolean' && typeof info === 'object';
    if (Number.isFinite(reward) && isWhole) return;
    throw new Violation(`${this.id}, seed ${seed}, step ${step}: gives ${String(result.slice(1))}`);
  }

  #replay(seed: number, actions: readonly unknown[], results: readonly unknown[]): void {
    const [first] = this.#twin.reset({ seed });
    this.#compare([first, ...actions.map((action) => this.#twin.step(action))], results, `seed ${seed}, played again`);
  }

  #goOn(state: unknown, seed: number, from: number, actions: readonly unknown[], results: readonly unknown[]): void {
    this.#twin.setState(state as never);
    const again = actions.map((action) => this.#twin.step(action));
    this.#compare(again, results.slice(1), `seed ${seed}, restored before step ${from}`);
  }

  #compare(again: readonly unknown[], before: readonly unknown[], what: string): void {
    const step = before.findIndex((result, i) => !isDeepStrictEqual(again[i], result));
    if (step !== -1) throw new Violation(`${this.id}, ${what}: differs ${step} steps on`);
  }
}

/** What a batch tells of a step: the rows of `finalObservations` that mean nothing are left out. */
function told(envs: VectorEnv, actions: never): unknown {
  const { finalObservations, finalInfos, ...rest } = envs.step(actions);
  return structuredClone({ ...rest, finalInfos, hasFinals: finalObservations !== null });
}

/** Steps two kinds of batches by the same actions. */
function compareBatches(id: string, mode: AutoresetMode, kind: 'native' | 'async', seed: number): number {
  const options = { numEnvs: BATCH, autoresetMode: mode } as const;
  const loop = makeVec(id, { ...options, vectorizationMode: 'sync' });
  const other =
    kind === 'async'
      ? makeVec(id, { ...options, vectorizationMode: 'async', numWorkers: 2 })
      : makeVec(id, { ...options, vectorizationMode: 'native' });
  const differs = (step: number) =>
    new Violation(`${id}, ${kind}, ${mode}, seed ${seed}: differs from the loop at ${step}`);
  try {
    const same = (a: { observations: unknown }, b: { observations: unknown }) =>
      isDeepStrictEqual(structuredClone(a), structuredClone(b));
    if (!same(loop.reset({ seed }), other.reset({ seed }))) throw differs(0);
    loop.singleActionSpace.seed(seed);
    for (let step = 1; step <= BATCH_STEPS; step++) {
      const samples = Array.from({ length: BATCH }, () => loop.singleActionSpace.sample());
      const isArray = ArrayBuffer.isView(samples[0]);
      const actions = (
        isArray
          ? Float32Array.from(samples.flatMap((row) => Array.from(row as Float32Array)))
          : Int32Array.from(samples as number[])
      ) as never;
      if (!isDeepStrictEqual(told(other, actions), told(loop, actions))) throw differs(step);
      if (step % 40 === 0) {
        const state = loop.getState();
        if (!isDeepStrictEqual(other.getState(), state)) throw differs(step);
        other.setState(state);
      }
      const { ended } = loop.getState() as { readonly ended: readonly number[] };
      if (mode !== 'disabled' || !ended.includes(1)) continue;
      const resetMask = Uint8Array.from(ended);
      if (!same(loop.reset({ resetMask }), other.reset({ resetMask }))) throw differs(step);
    }
  } finally {
    other.close();
  }
  return BATCH * BATCH_STEPS;
}

/** Whether a world has a native kernel. */
function hasKernel(id: string): boolean {
  try {
    makeVec(id, { vectorizationMode: 'native' }).close();
    return true;
  } catch {
    return false;
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.error(error instanceof Violation ? `VIOLATION ${error.message}` : error);
    process.exitCode = 1;
  }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      steps: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: '0' },
      only: { type: 'string', default: '' },
      threads: { type: 'boolean', default: false },
    },
  });
  const target = Number(values.steps);
  const seed = Number(values.seed);
  const ids = registeredEnvs()
    .map(({ id }) => id)
    .filter((id) => id.includes(values.only));
  let sessions = ids.map((id) => new Session(id, seed));
  let total = 0;
  while (total < target && sessions.length > 0) {
    for (const session of [...sessions]) {
      const before = session.steps;
      const end = performance.now() + TURN;
      attempt(() => {
        try {
          while (performance.now() < end && total + session.steps - before < target) session.playEpisode();
        } catch (error) {
          sessions = sessions.filter((other) => other !== session); // once is enough
          throw error;
        }
      });
      total += session.steps - before;
    }
  }
  console.log(`${total.toLocaleString('en-US')} steps of single environments in ${ids.length} worlds.`);
  let batched = 0;
  const kinds = values.threads ? (['native', 'async'] as const) : (['native'] as const);
  for (const id of ids) {
    for (const kind of kinds) {
      if (kind === 'native' && !hasKernel(id)) continue;
      for (const mode of MODES) attempt(() => (batched += compareBatches(id, mode, kind, seed)));
    }
  }
  console.log(`${batched.toLocaleString('en-US')} steps of batches (${kinds.join(', ')}) against the loop.`);
  console.log(process.exitCode === 1 ? 'There are violations: see above.' : 'No violation.');
}

main();
