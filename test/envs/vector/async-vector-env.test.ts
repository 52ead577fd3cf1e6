/** Worker threads against the loop over single environments, and what happens where they fail. */
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AutoresetMode,
  type Box,
  Discrete,
  Generator,
  type MakeVecOptions,
  makeVec as makeAnyVec,
  type VectorEnv,
  WorkerError,
} from '../../../envs/index.ts';
import type { AsyncVectorEnv } from '../../../envs/vector/async/async-vector-env.ts';
import { AUTORESET_MODES } from '../../../envs/vector/reset-args.ts';
import './faulty-world.ts';

const NUM_ENVS = 5;
const FAULTY = fileURLToPath(new URL('./faulty-world.ts', import.meta.url));

const open: AsyncVectorEnv[] = [];
function makeAsync(id: string, options: MakeVecOptions & { readonly [name: string]: unknown }): AsyncVectorEnv {
  const envs = makeAnyVec(id, { ...options, vectorizationMode: 'async' });
  open.push(envs);
  return envs;
}
afterEach(() => {
  for (const envs of open.splice(0)) envs.close();
});

function actionsFor(envs: VectorEnv, generator: Generator): Int32Array | Float32Array {
  const space = envs.singleActionSpace;
  if (space instanceof Discrete) return Int32Array.from({ length: NUM_ENVS }, () => generator.integers(space.n));
  const { low, high } = space as Box<Float32Array>;
  return Float32Array.from({ length: NUM_ENVS }, () => generator.uniform(low[0]!, high[0]!));
}

/** All that a step tells, the rows of `finalObservations` only where there is one. */
function told(envs: VectorEnv, actions: Int32Array | Float32Array): unknown {
  const { finalObservations, ...result } = envs.step(actions);
  const over = Array.from(result.terminations, (one, index) => one === 1 || result.truncations[index] === 1);
  const finals = finalObservations === null ? null : structuredClone(rowsWhere(finalObservations, over));
  return structuredClone({ ...result, finals });
}

function rowsWhere(batch: unknown, chosen: readonly boolean[]): unknown {
  if (ArrayBuffer.isView(batch)) {
    const rows = batch as Float32Array;
    const size = rows.length / chosen.length;
    return chosen.map((one, index) => (one ? Array.from(rows.slice(index * size, (index + 1) * size)) : null));
  }
  if (Array.isArray(batch) && typeof batch[0] === 'string')
    return batch.map((one, index) => (chosen[index] ? one : null));
  return Object.values(batch as object).map((part) => rowsWhere(part, chosen));
}

const WORLDS = [
  { id: 'MountainCarContinuous-v0', kwargs: {}, maxEpisodeSteps: 20 },
  { id: 'Taxi-v4', kwargs: { isRainy: true }, maxEpisodeSteps: 15 }, // an info each step
  { id: 'MiniGrid-Fetch-5x5-N2-v0', kwargs: { maxSteps: 20 } }, // missions
];
/** A mode each: starting workers from sources takes a second. `bench/long-run.ts` takes all worlds in all modes, from the package. */
const CASES = WORLDS.map((world, i) => ({ ...world, autoresetMode: AUTORESET_MODES[i]! }));

describe.each(CASES)('$id on worker threads, $autoresetMode', ({ id, ...options }) => {
  const both = (autoresetMode: AutoresetMode) => {
    const common = { ...options, numEnvs: NUM_ENVS, autoresetMode };
    return [
      makeAsync(id, { ...common, numWorkers: 2 }),
      makeAnyVec(id, { ...common, vectorizationMode: 'sync' }),
    ] as const;
  };

  it('gives what the loop gives, states and errors included', () => {
    const [threads, loop] = both(options.autoresetMode);
    const seed = [7, null, 2n ** 70n, 3, 4];
    const zeros = threads.singleActionSpace instanceof Discrete ? new Int32Array(NUM_ENVS) : new Float32Array(NUM_ENVS);
    expect(() => threads.step(zeros)).toThrow('Call reset() first');
    threads.reset({ seed: 0 });
    loop.reset({ seed: 0 });
    expect(structuredClone(threads.reset({ seed }))).toEqual(loop.reset({ seed }));
    const generator = Generator.fromSeed(1);
    let ends = 0;
    for (let step = 0; step < 60; step++) {
      if (step === 30) {
        const saved = JSON.parse(JSON.stringify(threads.getState()));
        expect(saved).toEqual(JSON.parse(JSON.stringify(loop.getState())));
        threads.step(zeros.map(() => 0)); // elsewhere
        threads.setState(saved);
        expect(threads.getEnvState(4)).toEqual(loop.getEnvState(4));
      }
      const actions = actionsFor(loop, generator);
      expect(told(threads, actions)).toEqual(told(loop, actions));
      const over = loop.getState() as { readonly ended: readonly number[] };
      if (options.autoresetMode !== 'disabled' || !over.ended.includes(1)) continue;
      ends++;
      expect(() => threads.step(actions)).toThrow('autoresetMode is disabled');
      const resetMask = Uint8Array.from(over.ended);
      expect(structuredClone(threads.reset({ resetMask }))).toEqual(loop.reset({ resetMask }));
    }
    if (options.autoresetMode === 'disabled') expect(ends).toBeGreaterThan(1);
    const before = threads.getState();
    expect(() => threads.step(zeros.map(() => 99))).toThrow('environment 0 of');
    expect(() => threads.step(new Int32Array(2))).toThrow('length 2');
    expect(threads.getState()).toEqual(before);
  });
});

describe('send and recv', () => {
  it('step some while others wait, each as it would be stepped alone', async () => {
    const envs = makeAsync('CartPole-v1', {
      numEnvs: NUM_ENVS,
      numWorkers: 2,
      batchSize: 2,
      autoresetMode: 'same-step',
    });
    const singles = Array.from({ length: NUM_ENVS }, (_, index) => {
      const alone = makeAnyVec('CartPole-v1', { numEnvs: 1, autoresetMode: 'same-step' });
      alone.reset({ seed: 9 + index });
      return alone;
    });
    envs.reset({ seed: 9 });
    expect(() => envs.recv()).toThrow('0 environments have been sent');
    const generator = Generator.fromSeed(4);
    const draw = (count: number) => Int32Array.from({ length: count }, () => generator.integers(2));
    const sent = draw(NUM_ENVS);
    envs.send(sent);
    expect(() => envs.send(Int32Array.of(0), [3])).toThrow('environment 3 is still at its last action');
    expect(() => envs.step(sent)).toThrow('5 environments have been sent');
    expect(() => envs.getState()).toThrow('Call recv()');
    const seen = new Array<number>(NUM_ENVS).fill(0);
    for (let round = 0; round < 200; round++) {
      const { envIds, observations, rewards, terminations, finalInfos } =
        round % 2 === 0 ? envs.recv() : await envs.recvAsync();
      envIds.forEach((id, k) => {
        const alone = singles[id]!.step(Int32Array.of(sent[id]!));
        seen[id]!++;
        expect((observations as Float32Array).slice(4 * k, 4 * k + 4)).toEqual(alone.observations);
        expect([rewards[k], terminations[k], finalInfos![k]]).toEqual([
          alone.rewards[0],
          alone.terminations[0],
          alone.finalInfos![0],
        ]);
      });
      const actions = draw(envIds.length);
      envIds.forEach((id, k) => {
        sent[id] = actions[k]!;
      });
      envs.send(actions, envIds);
    }
    for (const count of seen) expect(count).toBeGreaterThan(20);
    // What is under way is dropped by a reset.
    expect(structuredClone(envs.reset({ seed: 9 }).observations)).toEqual(
      makeAnyVec('CartPole-v1', { numEnvs: NUM_ENVS }).reset({ seed: 9 }).observations,
    );
    expect(() => envs.send(Int32Array.of(0, 0), [1, 1])).toThrow('got 1 twice');
    expect(() => envs.send(Int32Array.of(0), [9])).toThrow('numbered 0 to 4, got 9');
    expect(() => envs.send(Int32Array.of(7), [2])).toThrow('environment 2 of');
  });
});

describe('a world that goes wrong in a worker', () => {
  const faulty = (fault: string, numWorkers: number, timeout = 60) => {
    const envs = makeAsync('test/Faulty-v0', {
      numEnvs: 3,
      numWorkers,
      modules: [FAULTY],
      kwargs: { fault },
      timeout,
    });
    envs.reset({ seed: 0 });
    envs.step(new Int32Array(3));
    envs.step(new Int32Array(3));
    return envs;
  };
  const second = Int32Array.of(0, 1, 0);

  it('is named with what it threw, and all go on after a reset', () => {
    const envs = faulty('throw', 1);
    expect(() => envs.step(second)).toThrow(
      'Environment 1 failed in its worker: RangeError: Cannot step the faulty world: the third step is too much.',
    );
    expect(() => envs.step(second)).toThrow('Call reset() first');
    expect(() => envs.reset({ options: { bad: true } })).toThrow('told not to');
    envs.reset();
    expect(envs.step(second).observations).toEqual(Int32Array.of(1, 1, 1));
    expect(() => envs.setState({ ...(envs.getState() as object), envs: [null, null, null] } as never)).toThrow(
      WorkerError,
    );
    expect(envs.step(second).observations).toEqual(Int32Array.of(2, 2, 2));
  });

  it('that tells what cannot be told is named too', () => {
    expect(() => faulty('unclonable', 1).step(second)).toThrow(/Environment 1 failed in its worker: DataCloneError/);
  });

  it('that ends its thread, or hangs, ends the batch with one error and no wait for ever', async () => {
    const ended = faulty('exit', 2);
    expect(() => ended.step(second)).toThrow(/worker 1 has ended, and with it environments 1 to 2/);
    expect(() => ended.reset()).toThrow(/worker 1 has ended/);
    const hanging = faulty('hang', 1, 0.5);
    hanging.send(second);
    await expect(hanging.recvAsync()).rejects.toThrow('nothing has come from its workers for 0.5 s (timeout)');
    hanging.close();
    expect(() => hanging.step(second)).toThrow('timeout');
  });
});

describe('making it', () => {
  it('says what is wrong with what it is asked for', () => {
    const make = (options: object) => makeAsync('CartPole-v1', { numEnvs: 2, ...options });
    expect(() => make({ numWorkers: 3 })).toThrow('numWorkers is an integer in [1, 2] (numEnvs), got 3');
    expect(() => make({ batchSize: 0 })).toThrow('batchSize is an integer in [1, 2] (numEnvs), got 0');
    expect(() => make({ timeout: 0 })).toThrow('timeout is seconds');
    expect(() => make({ modules: [7] })).toThrow('a path or a file URL');
    expect(() => make({ kwargs: { gravity: 1 } })).toThrow('gravity');
    expect(() => makeAnyVec('CartPole-v1', { batchSize: 1 } as MakeVecOptions)).toThrow(
      'batchSize is for vectorizationMode async',
    );
    const lost = make({ modules: ['/nowhere/at-all.ts'] });
    expect(() => lost.reset()).toThrow(/A worker could not begin: .*at-all/);
    const closed = make({});
    closed.close();
    closed.close();
    expect(() => closed.reset()).toThrow('it has been closed');
  });
});
