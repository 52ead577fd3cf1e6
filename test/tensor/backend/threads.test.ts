import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../tensor/backend/engine.ts';
import { CONTROL_READY } from '../../../tensor/backend/layout.ts';
import * as op from '../../../tensor/backend/opcodes.ts';
import { createEngine, type EngineOptions } from '../../../tensor/backend/wasm.ts';
import { Numbers } from './kernels/support.ts';

const open: Engine[] = [];

async function started(options: EngineOptions): Promise<Engine> {
  const engine = await createEngine(options);
  open.push(engine);
  engine.emit(op.FILL, 2, engine.allocate(64), 16, 0); // the first shared command starts the workers
  const ready = (): number => Atomics.load(engine.i32(CONTROL_READY, 1), 0);
  await vi.waitFor(() => expect(ready()).toBe(engine.threads - 1), { timeout: 20_000 });
  return engine;
}

afterEach(() => {
  for (const engine of open.splice(0)) engine.close();
});

/** A product in eight parts, a thousand of them: the result of the last. */
function work(engine: Engine, repetitions: number): Float32Array {
  const [m, n, k] = [96, 64, 200];
  const numbers = new Numbers(3);
  const a = engine.allocate(m * k * 4);
  const b = engine.allocate(k * n * 4);
  const out = engine.allocate(m * n * 4);
  engine.f32(a, m * k).set(numbers.floats(m * k));
  engine.f32(b, k * n).set(numbers.floats(k * n));
  const command = [op.MATMUL, 18, 8, out, a, b, 0, m, n, k, 0, 0, 1, 0, 0, op.ACTIVATION_NONE, 0, 0];
  const words = Int32Array.from(
    { length: command.length * repetitions },
    (_, i) => command[i % command.length] as number,
  );
  const program = engine.load(words);
  program.run();
  const result = engine.f32(out, m * n).slice();
  for (const pointer of [a, b, out]) engine.release(pointer);
  program.release();
  return result;
}

describe('threads', () => {
  it('give the bits of one thread, run after run', async () => {
    const alone = work(await started({ threads: 1 }), 1);
    for (const threads of [2, 3]) {
      const engine = await started({ threads });
      for (let run = 0; run < 5; run++) expect(work(engine, 300)).toEqual(alone);
    }
  });

  it('can be more than the cores', async () => {
    const alone = work(await started({ threads: 1 }), 1);
    expect(work(await started({ threads: 7 }), 200)).toEqual(alone);
  });

  it('are not needed to begin: a command before the workers are up is done by the caller', async () => {
    const engine = await createEngine({ threads: 2 });
    open.push(engine);
    expect(work(engine, 3)).toEqual(work(await started({ threads: 1 }), 1));
  });

  it('are not started before there is work for them', async () => {
    const spy = vi.spyOn(Worker.prototype, 'unref');
    const engine = await createEngine({ threads: 2 });
    open.push(engine);
    const x = engine.allocate(64);
    engine.emit(op.FILL, 1, x, 16, 0);
    expect(spy).not.toHaveBeenCalled();
    engine.emit(op.FILL, 2, x, 16, 0);
    engine.emit(op.FILL, 2, x, 16, 0);
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
  });

  it('lost give one clear error, and the engine goes on with one thread', async () => {
    const workers: Worker[] = [];
    const spy = vi.spyOn(Worker.prototype, 'unref').mockImplementation(function (this: Worker) {
      workers.push(this);
    });
    const engine = await started({ threads: 3 });
    spy.mockRestore();
    await workers[1]?.terminate();
    expect(() => work(engine, 1)).toThrow(/A compute thread of the training backend was lost: it ended with code 1/);
    expect(work(engine, 3)).toEqual(work(await started({ threads: 1 }), 1));
  });

  it('whose command traps end with the trap, and the engine goes on with one thread', async () => {
    const engine = await started({ threads: 2 });
    const beyond = 2 ** 31 - 2 ** 16;
    expect(() => engine.emit(op.FILL, 8, beyond, 4096, 0)).toThrow(/out of bounds|was lost/);
    expect(work(engine, 3)).toEqual(work(await started({ threads: 1 }), 1));
  });

  it('that never finish a part give an error after the patience asked for, not a hang', async () => {
    const engine = await createEngine({ threads: 2, patience: 200 });
    open.push(engine);
    engine.emit(op.FILL, 2, engine.allocate(64), 16, 0);
    await vi.waitFor(() => expect(Atomics.load(engine.i32(CONTROL_READY, 1), 0)).toBe(1), { timeout: 20_000 });
    engine.close();
    // Somebody who says to be ready and takes a part, but is not there: the ticket of the command is bumped from outside.
    const ghost = new Worker(
      `const { workerData: memory } = require('node:worker_threads');
       const ticket = new BigInt64Array(memory.buffer, 64, 1);
       const ready = new Int32Array(memory.buffer, ${CONTROL_READY}, 1);
       Atomics.store(ready, 0, 1);
       for (;;) {
         const now = Atomics.load(ticket, 0);
         const left = (now & 0xffffn) < ((now >> 16n) & 0xffffn);
         if (left && Atomics.compareExchange(ticket, 0, now, now + 1n) === now) break;
       }`,
      { eval: true, workerData: engine.memory },
    );
    await vi.waitFor(() => expect(Atomics.load(engine.i32(CONTROL_READY, 1), 0)).toBe(1), { timeout: 20_000 });
    const before = performance.now();
    expect(() => work(engine, 100_000)).toThrow(/was lost: it did not answer in time/);
    expect(performance.now() - before).toBeGreaterThan(190);
    await ghost.terminate();
    expect(work(engine, 3)).toEqual(work(await started({ threads: 1 }), 1));
  });

  it('do not keep the process alive', () => {
    const program = `
      import { createEngine } from ${JSON.stringify(new URL('../../../tensor/backend/wasm.ts', import.meta.url).href)};
      createEngine({ threads: 3 }).then((engine) => {
        engine.emit(${op.FILL}, 2, engine.allocate(64), 16, 0);
        setTimeout(() => console.log(engine.threads), 300);
      });`;
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      timeout: 30_000,
      encoding: 'utf8',
    });
    expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: '3' });
  });

  it('number at least one', async () => {
    await expect(createEngine({ threads: 0 })).rejects.toThrow('threads must be an integer in [1, 64], got 0');
  });
});
