/** The loop and the native kernel against single environments, in every autoreset mode. */
import { describe, expect, it } from 'vitest';
import {
  type AutoresetMode,
  type Box,
  Discrete,
  type Env,
  Generator,
  type Info,
  make,
  makeVec,
  type VectorEnv,
} from '../../../envs/index.ts';
import type { VectorizationMode } from '../../../envs/vector/make-vec.ts';

const NUM_ENVS = 7;
const STEPS = 200;

interface Case {
  readonly id: string;
  readonly mode: VectorizationMode;
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Short, so that truncations happen too. */
  readonly maxEpisodeSteps?: number | null;
}

const CASES: readonly Case[] = [
  { id: 'CartPole-v1', mode: 'native', kwargs: {}, maxEpisodeSteps: 25 },
  { id: 'CartPole-v1', mode: 'native', kwargs: {}, maxEpisodeSteps: null },
  { id: 'CartPole-v0', mode: 'native', kwargs: { sutton_barto_reward: true } },
  { id: 'CartPole-v1', mode: 'sync', kwargs: {}, maxEpisodeSteps: 25 },
  { id: 'MountainCar-v0', mode: 'native', kwargs: { goal_velocity: 0.01 }, maxEpisodeSteps: 20 },
  { id: 'MountainCarContinuous-v0', mode: 'native', kwargs: {}, maxEpisodeSteps: 30 },
  { id: 'Acrobot-v1', mode: 'native', kwargs: { torque_noise_max: 0.5 }, maxEpisodeSteps: 40 },
  { id: 'Acrobot-v1', mode: 'native', kwargs: { book_or_nips: 'nips' }, maxEpisodeSteps: 40 },
  { id: 'Pendulum-v1', mode: 'native', kwargs: { g: 9.81 }, maxEpisodeSteps: 20 },
  { id: 'FrozenLake-v1', mode: 'native', kwargs: {}, maxEpisodeSteps: 10 },
  { id: 'FrozenLake8x8-v1', mode: 'native', kwargs: { isSlippery: false }, maxEpisodeSteps: null },
  { id: 'CliffWalkingSlippery-v1', mode: 'native', kwargs: {}, maxEpisodeSteps: 15 },
  { id: 'Taxi-v4', mode: 'native', kwargs: { isRainy: true, ficklePassenger: true }, maxEpisodeSteps: 25 },
  { id: 'Blackjack-v1', mode: 'native', kwargs: { natural: true, sab: false } },
  { id: 'MiniGrid-Dynamic-Obstacles-Random-5x5-v0', mode: 'native', kwargs: { maxSteps: 30 } },
  { id: 'MiniGrid-MultiRoom-N2-S4-v0', mode: 'native', kwargs: { agentViewSize: 5 }, maxEpisodeSteps: 23 },
  { id: 'FrozenLake-v1', mode: 'sync', kwargs: { is_slippery: true }, maxEpisodeSteps: 10 },
  { id: 'MiniGrid-Empty-Random-5x5-v0', mode: 'sync', kwargs: { maxSteps: 30 } },
];
const MODES: readonly AutoresetMode[] = ['next-step', 'same-step', 'disabled'];
const ALL = CASES.flatMap((one) => MODES.map((autoresetMode) => ({ ...one, autoresetMode })));

/** What a step is to be for one environment, by Gymnasium's rules (`vector/sync_vector_env.py`). */
interface Expected {
  readonly observation: unknown;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: Info;
  readonly final: { readonly observation: unknown; readonly info: Info } | null;
}

/** A single environment driven by those rules, written down plainly. */
class Reference {
  readonly env: Env;
  readonly #mode: AutoresetMode;
  ended = false;

  constructor(env: Env, mode: AutoresetMode) {
    this.env = env;
    this.#mode = mode;
  }

  step(action: unknown): Expected {
    if (this.ended && this.#mode === 'next-step') {
      const [observation, info] = this.env.reset();
      this.ended = false;
      return { observation, reward: 0, terminated: false, truncated: false, info, final: null };
    }
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    this.ended = terminated || truncated;
    if (!this.ended || this.#mode !== 'same-step') {
      return { observation, reward, terminated, truncated, info, final: null };
    }
    const [first, firstInfo] = this.env.reset();
    this.ended = false;
    return { observation: first, reward, terminated, truncated, info: firstInfo, final: { observation, info } };
  }
}

/** Row `index` of a batch of observations, told from one of `example`'s form. */
function row(batch: unknown, index: number, example: unknown): unknown {
  if (typeof example === 'number' || typeof example === 'string') return (batch as ArrayLike<unknown>)[index];
  if (ArrayBuffer.isView(example)) {
    const size = (example as Float32Array).length;
    return (batch as Float32Array).slice(index * size, (index + 1) * size);
  }
  if (Array.isArray(example)) return example.map((value, i) => row((batch as unknown[])[i], index, value));
  const fields = Object.entries(example as object);
  return Object.fromEntries(
    fields.map(([key, value]) => [key, row((batch as Record<string, unknown>)[key], index, value)]),
  );
}

function references({ id, kwargs, maxEpisodeSteps, autoresetMode }: (typeof ALL)[number]): Reference[] {
  return Array.from({ length: NUM_ENVS }, () => new Reference(make(id, { ...kwargs, maxEpisodeSteps }), autoresetMode));
}

function vectorOf({ id, kwargs, maxEpisodeSteps, mode, autoresetMode }: (typeof ALL)[number]): VectorEnv {
  return makeVec(id, { numEnvs: NUM_ENVS, vectorizationMode: mode, autoresetMode, kwargs, maxEpisodeSteps });
}

function randomActions(generator: Generator, envs: VectorEnv): Int32Array | Float32Array {
  const space = envs.singleActionSpace;
  if (space instanceof Discrete) return Int32Array.from({ length: NUM_ENVS }, () => generator.integers(space.n));
  const { low, high } = space as Box<Float32Array>; // [1]
  return Float32Array.from({ length: NUM_ENVS }, () => generator.uniform(low[0]!, high[0]!));
}

/** What a single environment takes for row `index`. */
function actionOf(actions: Int32Array | Float32Array, index: number): unknown {
  return actions instanceof Int32Array ? actions[index] : actions.slice(index, index + 1);
}

describe.each(ALL)('$mode $id with $autoresetMode autoreset, limit $maxEpisodeSteps', (one) => {
  it('gives what single environments give, bit for bit', () => {
    const generator = Generator.fromSeed(11);
    const singles = references(one);
    const envs = vectorOf(one);
    const first = envs.reset({ seed: 100 });
    singles.forEach((single, index) => {
      const [observation, info] = single.env.reset({ seed: 100 + index });
      expect(row(first.observations, index, observation)).toEqual(observation);
      expect(first.infos[index]).toEqual(info);
    });
    let ends = 0;
    for (let step = 0; step < STEPS; step++) {
      if (one.autoresetMode === 'disabled' && singles.some((single) => single.ended)) {
        const resetMask = Uint8Array.from(singles, (single) => (single.ended ? 1 : 0));
        const again = envs.reset({ resetMask });
        singles.forEach((single, index) => {
          if (!single.ended) return;
          const [observation, info] = single.env.reset();
          single.ended = false;
          expect(row(again.observations, index, observation)).toEqual(observation);
          expect(again.infos[index]).toEqual(info);
        });
      }
      const actions = randomActions(generator, envs);
      const result = envs.step(actions);
      singles.forEach((single, index) => {
        const expected = single.step(actionOf(actions, index));
        expect({
          observation: row(result.observations, index, expected.observation),
          reward: result.rewards[index],
          terminated: result.terminations[index] === 1,
          truncated: result.truncations[index] === 1,
          info: result.infos[index],
          final:
            result.finalInfos === null || result.finalInfos[index] === null
              ? null
              : {
                  observation: row(result.finalObservations, index, expected.observation),
                  info: result.finalInfos[index],
                },
        }).toEqual(expected);
        if (expected.terminated || expected.truncated) ends++;
      });
    }
    expect(ends).toBeGreaterThan(NUM_ENVS); // the interesting part happened
  });

  it('saves states that single environments restore', () => {
    const generator = Generator.fromSeed(5);
    const envs = vectorOf(one);
    const singles = references(one);
    envs.reset({ seed: 1 });
    singles.forEach((single, index) => {
      single.env.reset({ seed: 1 + index });
    });
    for (let step = 0; step < 13; step++) {
      if (one.autoresetMode === 'disabled' && singles.some((single) => single.ended)) break;
      const actions = randomActions(generator, envs);
      envs.step(actions);
      singles.forEach((single, index) => {
        single.step(actionOf(actions, index));
      });
    }
    singles.forEach((single, index) => {
      const state = envs.getEnvState(index);
      expect(state).toEqual(single.env.getState());
      const { id, kwargs, maxEpisodeSteps } = one;
      const restored = make(id, { ...kwargs, maxEpisodeSteps });
      restored.setState(JSON.parse(JSON.stringify(state)));
      expect(restored.getState()).toEqual(state);
    });
  });

  it('goes on from a saved state as if nothing had happened', () => {
    const envs = vectorOf(one);
    envs.reset({ seed: 3 });
    const [example] = make(one.id, one.kwargs).reset();
    const generator = Generator.fromSeed(8);
    const play = (target: VectorEnv, draws: Generator, steps: number) =>
      Array.from({ length: steps }, () => {
        const actions = randomActions(draws, target);
        try {
          const { finalObservations, finalInfos, ...result } = structuredClone(target.step(actions));
          // Rows of `finalObservations` are told only where an episode ended.
          const finals = finalInfos?.map((info, index) => info && [info, row(finalObservations, index, example)]);
          return { ...result, finals };
        } catch (error) {
          // In disabled mode an episode has ended: begin it again.
          const resetMask = new Uint8Array(NUM_ENVS);
          resetMask[Number(/environment (\d+)/.exec((error as Error).message)![1])] = 1;
          return structuredClone(target.reset({ resetMask }));
        }
      });
    play(envs, generator, 37);
    const saved = JSON.parse(JSON.stringify(envs.getState()));
    const draws = generator.getState();
    const later = play(envs, generator, 60);
    const other = vectorOf(one);
    other.setState(saved);
    expect(other.getState()).toEqual(saved);
    expect(play(other, Generator.fromState(draws), 60)).toEqual(later);
  });

  it('refuses a step before reset and leaves everything where it was on a bad action', () => {
    const envs = vectorOf(one);
    const zeros = new Float64Array(NUM_ENVS);
    expect(() => envs.step(zeros)).toThrow('Call reset() first');
    envs.reset({ seed: 0 });
    const before = envs.getState();
    for (const bad of [99, -99, 0.5, Number.NaN]) {
      if (bad === 0.5 && !(envs.singleActionSpace instanceof Discrete)) continue;
      const actions = new Float64Array(NUM_ENVS);
      actions[4] = bad;
      expect(() => envs.step(actions)).toThrow(/environment 4 .*an action is in (Discrete|Box)/);
    }
    expect(() => envs.step(new Int32Array(NUM_ENVS - 1))).toThrow('got Int32Array of length 6');
    expect(() => envs.step(new BigInt64Array(NUM_ENVS) as unknown as Int32Array)).toThrow('BigInt64Array');
    expect(() => envs.step(null as unknown as Int32Array)).toThrow('got null');
    expect(envs.getState()).toEqual(before);
  });

  it('refuses bad seeds and masks and leaves everything where it was', () => {
    const envs = vectorOf(one);
    expect(() => envs.reset({ resetMask: Uint8Array.of(1, 0, 0, 0, 0, 0, 0) })).toThrow(
      'environment 1 has never been reset',
    );
    envs.reset({ seed: 0 });
    const before = envs.getState();
    expect(() => envs.reset({ seed: -1 })).toThrow(RangeError);
    expect(() => envs.reset({ seed: [1, 2] })).toThrow('one for each of the 7 environments, got 2');
    expect(() => envs.reset({ seed: [1, 2, 3, 4, 5, 6, -7] })).toThrow('got -7');
    expect(() => envs.reset({ resetMask: new Uint8Array(NUM_ENVS) })).toThrow('nonzero for at least one');
    expect(() => envs.reset({ resetMask: new Uint8Array(3).fill(1) })).toThrow('got 3');
    expect(() => envs.getEnvState(NUM_ENVS)).toThrow('numbered 0 to 6, got 7');
    expect(envs.getState()).toEqual(before);
  });

  it('refuses a state of another size or kind, unharmed', () => {
    const envs = vectorOf(one);
    envs.reset({ seed: 0 });
    const before = envs.getState() as { readonly envs: readonly unknown[] };
    expect(() => envs.setState({ format: 'something else' })).toThrow('ludus.vector.v1');
    expect(() => envs.setState(null)).toThrow('got null');
    const { id, kwargs, autoresetMode } = one;
    const fewer = makeVec(id, { numEnvs: 6, autoresetMode, kwargs });
    fewer.reset({ seed: 0 });
    expect(() => envs.setState(fewer.getState())).toThrow('of 7 environments, got 6');
    expect(() => envs.setState({ ...before, envs: [...before.envs.slice(1), { broken: true }] } as never)).toThrow();
    expect(envs.getState()).toEqual(before);
  });
});

describe('a list of seeds', () => {
  it('seeds each environment by its own and leaves those with null alone', () => {
    for (const vectorizationMode of ['native', 'sync'] as const) {
      const envs = makeVec('CartPole-v1', { numEnvs: 3, vectorizationMode });
      envs.reset({ seed: [7, 8, 9] });
      const middle = envs.getEnvState(1) as { env: { env: { generator: unknown } } };
      const { observations } = envs.reset({ seed: [7, null, 2n ** 70n] });
      const single = make('CartPole-v1');
      expect((observations as Float32Array).slice(0, 4)).toEqual(single.reset({ seed: 7 })[0]);
      expect((observations as Float32Array).slice(8)).toEqual(single.reset({ seed: 2n ** 70n })[0]);
      single.setState(middle as never);
      expect((observations as Float32Array).slice(4, 8)).toEqual(single.reset()[0]);
    }
  });

  it('goes on exactly where a seed with its offset is beyond 2^53', () => {
    const seed = Number.MAX_SAFE_INTEGER;
    const envs = makeVec('CartPole-v1', { numEnvs: 2 });
    const { observations } = envs.reset({ seed });
    expect((observations as Float32Array).slice(4)).toEqual(make('CartPole-v1').reset({ seed: BigInt(seed) + 1n })[0]);
  });
});
