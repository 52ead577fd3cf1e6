/** Runs killed for real, with SIGKILL, and resumed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../agents/core/checkpoint.ts';
import { resumeTraining, train } from '../../../agents/index.ts';
import { SMALL_RUNS } from './fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ludus-kill-'));
});
afterAll(() => rm(folder, { recursive: true }));

function start(script: string, ...args: string[]) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe.each(SMALL_RUNS.map((run) => [run.agent, run] as const))('%s', (agent, config) => {
  test('killed at half and resumed from its last checkpoint ends with the same weights and the same curve', async () => {
    const killed = join(folder, `${agent}-killed`);
    const child = start('killed-run.ts', JSON.stringify({ ...config, out: killed }), '800');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    const { step } = (await readCheckpoint(join(killed, 'checkpoint.ludus'))) as { step: number };
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThanOrEqual(1000);

    const resumed = await resumeTraining(killed);
    const whole = await train({ ...config, out: join(folder, `${agent}-whole`) });
    expect(resumed.step).toBe(whole.step);
    expect(await readCheckpoint(resumed.checkpoint)).toEqual(await readCheckpoint(whole.checkpoint));
    const curve = (directory: string) => readFile(join(directory, 'metrics.jsonl'), 'utf8');
    expect(await curve(resumed.directory)).toBe(await curve(whole.directory));
    expect((await curve(whole.directory)).split('\n').length).toBeGreaterThan(3);
  });
});

test('a process killed while it writes leaves a whole checkpoint', async () => {
  const path = join(folder, 'busy.ludus');
  const child = start('killed-write.ts', path);
  await once(child.stdout, 'data');
  await sleep(150);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { version, weights } = (await readCheckpoint(path)) as { version: number; weights: Float32Array };
  expect(weights.every((weight) => weight === version)).toBe(true);
});
