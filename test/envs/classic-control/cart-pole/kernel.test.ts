/** The batched kernel against the rules and the generators in TypeScript, whose bits it is to give. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { ANGLE_LIMIT, STATE_SIZE } from '../../../../envs/classic-control/cart-pole/constants.ts';
import { advance, hasFallen } from '../../../../envs/classic-control/cart-pole/rules.ts';
import { type CartPoleWasm, createWasm } from '../../../../envs/classic-control/cart-pole/wasm.ts';
import { Generator, type GeneratorState } from '../../../../envs/core/seeding/generator.ts';
import { PCG64_WORDS } from '../../../../envs/core/seeding/pcg64.ts';
import { makeVec, SyncVectorEnv } from '../../../../envs/index.ts';
import { fc } from '../../../fast-check.ts';

/** Around the numbers of rows that fill pairs and blocks. */
const SIZES = [1, 2, 3, 15, 16, 17, 32, 33, 100] as const;

function kernelOf(numEnvs: number): CartPoleWasm {
  const kernel = createWasm(numEnvs);
  if (kernel === null) throw new Error('This platform does not let the kernel run.');
  return kernel;
}

/** Steps without a limit, in `disabled` mode, so that nothing is begun. */
function stepOnce(kernel: CartPoleWasm, numEnvs: number): number {
  return kernel.step(numEnvs, Number.POSITIVE_INFINITY, 0, 1, -1);
}

/** What of a state is told apart: -0 from 0 too. */
function bitsOf(numbers: ArrayLike<number>): BigUint64Array {
  return new BigUint64Array(Float64Array.from(numbers).buffer);
}

describe('the kernel of CartPole', () => {
  const angle = fc.oneof(
    fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    fc.double({ min: -10, max: 10, noNaN: true }),
    fc.double({ min: -1e7, max: 1e7, noNaN: true }), // beyond what trig.ts reduces itself
    fc.constantFrom(0, -0, Math.PI / 4, -Math.PI / 4, 0.7853981633974484, 5e-324, -1e-300),
  );
  const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const row = fc.record({ x: number, xDot: number, theta: angle, thetaDot: number, action: fc.constantFrom(0, 1) });

  it('advances and judges any states as the rules do, bit for bit', () => {
    const kernels = new Map(SIZES.map((size) => [size, kernelOf(size)]));
    fc.assert(
      fc.property(
        fc.constantFrom(...SIZES).chain((size) => fc.array(row, { minLength: size, maxLength: size })),
        (rows) => {
          const size = rows.length as (typeof SIZES)[number];
          const kernel = kernels.get(size)!;
          const states = Float64Array.from(rows.flatMap(({ x, xDot, theta, thetaDot }) => [x, xDot, theta, thetaDot]));
          const actions = Int32Array.from(rows, ({ action }) => action);
          kernel.phases.fill(0);
          kernel.states.set(states);
          kernel.actions.set(actions);
          const count = stepOnce(kernel, size);
          for (let i = 0; i < size; i++) advance(states.subarray(i * STATE_SIZE, (i + 1) * STATE_SIZE), actions[i]!);
          expect(bitsOf(kernel.states)).toEqual(bitsOf(states));
          expect(kernel.observations).toEqual(Float32Array.from(states));
          const fallen = rows.map((_, index) => hasFallen(states, index * STATE_SIZE));
          expect(Array.from(kernel.terminations, Boolean)).toEqual(fallen);
          expect(Array.from(kernel.rewards)).toEqual(fallen.map((one) => (one ? -1 : 1)));
          const indices = fallen.flatMap((one, index) => (one ? [index] : []));
          expect(Array.from(kernel.finished.subarray(0, count))).toEqual(indices);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('ends an episode strictly beyond 2.4 m and 12 degrees', () => {
    const beyond = (limit: number) => limit * (1 + Number.EPSILON);
    const rows = [
      [2.4, 0, 0, 0],
      [-2.4, 0, 0, 0],
      [0, 0, ANGLE_LIMIT, 0],
      [0, 0, -ANGLE_LIMIT, 0],
      [beyond(2.4), 0, 0, 0],
      [-beyond(2.4), 0, 0, 0],
      [0, 0, beyond(ANGLE_LIMIT), 0],
      [0, 0, -beyond(ANGLE_LIMIT), 0],
    ];
    const kernel = kernelOf(rows.length);
    kernel.states.set(rows.flat());
    expect(stepOnce(kernel, rows.length)).toBe(4); // at rest, a step leaves position and angle where they were
    expect(Array.from(kernel.terminations)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('begins an episode with what the generator of its row draws next, and leaves its half-used word alone', () => {
    const kernel = kernelOf(3);
    const words = (index: number) => kernel.generators.subarray(index * PCG64_WORDS, (index + 1) * PCG64_WORDS);
    const generators = [0, 1, 2].map((index) => Generator.fromSeed(77 + index, words(index)));
    const alone = [0, 1, 2].map((index) => Generator.fromSeed(77 + index));
    for (const generator of [generators[1]!, alone[1]!]) generator.fillRandom(new Float32Array(1)); // half a draw
    kernel.phases.fill(1); // all have ended
    for (let episode = 0; episode < 500; episode++) {
      expect(stepOnce(kernel, 3)).toBe(0);
      const expected = alone.flatMap((generator) => Array.from({ length: 4 }, () => generator.uniform(-0.05, 0.05)));
      expect(Array.from(kernel.states)).toEqual(expected);
      expect(Array.from(kernel.observations)).toEqual(Array.from(Float32Array.from(expected)));
      expect(Array.from(kernel.phases)).toEqual([0, 0, 0]);
      kernel.phases.fill(1);
    }
    const states = generators.map((generator) => generator.getState());
    expect(states).toEqual(alone.map((generator) => generator.getState()));
    expect((states[1] as GeneratorState).has_uint32).toBe(1);
  });

  it('counts the steps of an episode beyond 32 bits', () => {
    const kernel = kernelOf(1);
    kernel.elapsed[0] = 2 ** 40 - 2;
    expect(kernel.step(1, 2 ** 40, 0, 1, 1)).toBe(0);
    expect(kernel.step(1, 2 ** 40, 0, 1, 1)).toBe(1);
    expect(kernel.truncations[0]).toBe(1);
    expect(kernel.terminations[0]).toBe(0);
  });

  it('says how many environments it holds where more are asked for', () => {
    // 4 GiB of 139 bytes a row, less what lies before the rows
    expect(() => createWasm(40_000_000)).toThrow(/at most 308\d{5} environments, got 40000000\. Make several/);
  });
});

describe('a batch of CartPoles', () => {
  it('takes its actions from any kind of array', () => {
    const actions = [0, 1, 1, 0, 1];
    const results = [
      Int32Array.from(actions),
      actions,
      Uint8Array.from(actions),
      Float32Array.from(actions),
      [-0, 1, 1, -0, 1],
    ].map((given) => {
      const envs = makeVec('CartPole-v1', { numEnvs: 5 });
      envs.reset({ seed: 4 });
      return Array.from(envs.step(given as Int32Array).observations as Float32Array);
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('refuses what is no number as an action', () => {
    const envs = makeVec('CartPole-v1', { numEnvs: 2 });
    envs.reset({ seed: 4 });
    const before = envs.getState();
    for (const bad of [true, '1', null, undefined, 1n]) {
      expect(() => envs.step([0, bad] as unknown as Int32Array)).toThrow(
        /environment 1 .*an action is in Discrete\(2\)/,
      );
    }
    expect(envs.getState()).toEqual(before);
  });

  it('lets an environment that begins anew have any action', () => {
    const envs = makeVec('CartPole-v1', { numEnvs: 2, maxEpisodeSteps: 1 });
    envs.reset({ seed: 4 });
    envs.step(Int32Array.of(0, 1));
    expect(envs.step(Int32Array.of(99, -7)).rewards).toEqual(Float64Array.of(0, 0));
    expect(() => envs.step(Int32Array.of(0, -7))).toThrow('environment 1');
  });

  it('draws entropy where a restored episode has no generator', () => {
    const envs = makeVec('CartPole-v1', { numEnvs: 2, autoresetMode: 'same-step', maxEpisodeSteps: 3 });
    envs.reset({ seed: 4 });
    const state = envs.getState() as { readonly envs: readonly { readonly env: { readonly env: object } }[] };
    const bare = state.envs.map((one) => ({ ...one, env: { ...one.env, env: { ...one.env.env, generator: null } } }));
    envs.setState({ ...state, envs: bare } as never);
    const { observations } = [0, 1, 2].map(() => envs.step(Int32Array.of(0, 1))).at(-1)!;
    for (const one of observations as Float32Array) {
      expect(Math.abs(one)).toBeLessThanOrEqual(Math.fround(0.05));
      expect(one).not.toBe(Math.fround(-0.05)); // what a generator of zeros would draw
    }
  });
});

describe('where WebAssembly is refused', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  /** As the engine has none, and as a Content-Security-Policy or an engine without SIMD refuses it. */
  const refusals = [
    ['absent', undefined],
    [
      'forbidden',
      {
        Module: class {
          constructor() {
            throw new Error('Refused to compile or instantiate WebAssembly module');
          }
        },
      },
    ],
  ] as const;

  it.each(refusals)('%s, the loop over single environments takes over', async (_, WebAssembly) => {
    vi.stubGlobal('WebAssembly', WebAssembly);
    vi.resetModules();
    const envs = await import('../../../../envs/index.ts');
    const vector = envs.makeVec('CartPole-v1', { numEnvs: 2 });
    expect(vector.constructor.name).toBe(SyncVectorEnv.name);
    expect(() => envs.makeVec('CartPole-v1', { vectorizationMode: 'native' })).toThrow(
      'runs as WebAssembly with SIMD, which this platform refuses. Take sync.',
    );
    vi.unstubAllGlobals();
    const native = makeVec('CartPole-v1', { numEnvs: 2 });
    expect(vector.reset({ seed: 6 }).observations).toEqual(native.reset({ seed: 6 }).observations);
  });
});
