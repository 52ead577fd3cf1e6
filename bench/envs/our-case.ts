/** The side of Ludus: one case a process, stepped for as long as it is told, as often as it is told. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Box, Discrete, type Env, make, makeVec, type Space, type VectorEnv } from 'ludus/envs';

/** Steps, and the processor's seconds they took: user and system, all threads. */
export interface Measured {
  readonly steps: number;
  readonly seconds: number;
}

const CHUNK = 2048; // steps of a single environment between looks at the clock
const ACTION_BATCHES = 32;

/** The process of one case. */
export class OurCase {
  readonly #child: ChildProcess;

  /** @param name `single:ID` or `vector:ID:NUM_ENVS` */
  constructor(name: string) {
    this.#child = fork(fileURLToPath(import.meta.url), [name], { execArgv: ['--import', 'tsx'] });
  }

  async run(seconds: number): Promise<Measured> {
    this.#child.send(seconds);
    const [measured] = (await Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(() => [null]),
    ])) as [Measured | null];
    if (measured === null) throw new Error('A process of ours stopped while measuring.');
    return measured;
  }

  stop(): void {
    this.#child.disconnect();
  }
}

function clock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function stepperOf(name: string): { readonly stepChunk: () => void; readonly steps: number } {
  const [kind, id = '', count = '1'] = name.split(':');
  return kind === 'single' ? single(make(id)) : vector(makeVec(id, { numEnvs: Number(count) }));
}

function single(env: Env) {
  env.reset({ seed: 0 });
  env.actionSpace.seed(0);
  const actions = Array.from({ length: CHUNK }, () => env.actionSpace.sample());
  const stepChunk = () => {
    for (let i = 0; i < CHUNK; i++) {
      const result = env.step(actions[i]);
      if (result[2] || result[3]) env.reset();
    }
  };
  return { stepChunk, steps: CHUNK };
}

function vector(envs: VectorEnv) {
  envs.reset({ seed: 0 });
  envs.singleActionSpace.seed(0);
  const batches = Array.from({ length: ACTION_BATCHES }, () => actionBatch(envs.singleActionSpace, envs.numEnvs));
  const rounds = Math.max(1, Math.floor(CHUNK / ACTION_BATCHES / envs.numEnvs));
  const stepChunk = () => {
    for (let round = 0; round < rounds; round++) for (const batch of batches) envs.step(batch);
  };
  return { stepChunk, steps: envs.numEnvs * ACTION_BATCHES * rounds };
}

function actionBatch(space: Space, numEnvs: number): Int32Array | Float32Array {
  if (space instanceof Discrete) return Int32Array.from({ length: numEnvs }, () => space.sample());
  if (space instanceof Box) return Float32Array.from({ length: numEnvs }, () => (space.sample() as Float32Array)[0]!);
  throw new Error(`This benchmark draws no actions from ${space}.`);
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const { stepChunk, steps } = stepperOf(process.argv[2]!);
  process.on('message', (seconds: number) => {
    const start = clock();
    const end = performance.now() + seconds * 1000;
    let done = 0;
    // By the wall's clock, which is cheap to read: asking for the processor's time takes up to a millisecond in some containers.
    while (performance.now() < end) {
      stepChunk();
      done += steps;
    }
    process.send?.({ steps: done, seconds: clock() - start } satisfies Measured);
  });
  process.on('disconnect', () => process.exit(0));
}
