import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgent } from '../../../agents/create.ts';
import { restoreAgent } from '../../../agents/load.ts';
import { useDevice } from '../../../tensor/index.ts';
import { CATCH, registerTestWorlds } from '../worlds.ts';

let folder: string;
beforeAll(async () => {
  registerTestWorlds();
  await useDevice('cpu');
  folder = await mkdtemp(join(tmpdir(), 'ludus-replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HYPERPARAMETERS = { hidden: [8], batchSize: 8, bufferSize: 800, learningStarts: 50, numEnvs: 2, nStep: 2 };
/** 20 x 20 pixels, four a stack: 400 bytes a step. */
const setup = { env: CATCH, kwargs: { side: 20, stack: 4 }, seed: 1 };

test('a checkpoint without the replay memory is small, and the run goes on with a new memory', async () => {
  const sizes: number[] = [];
  for (const saveReplay of [true, false]) {
    const agent = createAgent('dqn', setup, { ...HYPERPARAMETERS, network: 'minatar', saveReplay });
    await agent.learn({ totalSteps: 600, stopAtMeanReturn: null });
    const path = join(folder, `${saveReplay}.ludus`);
    await agent.save(path);
    agent.dispose();
    sizes.push((await stat(path)).size);

    const resumed = await restoreAgent(path);
    const losses: (number | undefined)[] = [];
    const metrics = ({ values }: { values: Readonly<Record<string, number>> }) => losses.push(values.loss);
    // 600 to 1,000 steps: past the 50 in which a new memory is filled.
    await resumed.learn({ totalSteps: 1_000, stopAtMeanReturn: null, listener: { metrics } });
    expect(resumed.step).toBe(1_000);
    expect(losses.every((loss) => loss !== undefined && Number.isFinite(loss))).toBe(true);
    resumed.dispose();
  }
  // The frames of 600 steps and their episodes' first stacks: above 600 * 400 bytes.
  expect(sizes[0]! - sizes[1]!).toBeGreaterThan(240_000);
});
