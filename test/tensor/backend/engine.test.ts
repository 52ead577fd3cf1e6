import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Engine, floatBits } from '../../../tensor/backend/engine.ts';
import { CONTROL_READY } from '../../../tensor/backend/layout.ts';
import * as op from '../../../tensor/backend/opcodes.ts';
import { createEngine, type EngineOptions } from '../../../tensor/backend/wasm.ts';

const open: Engine[] = [];
const make = async (options: EngineOptions): Promise<Engine> => {
  const engine = await createEngine(options);
  open.push(engine);
  return engine;
};

afterEach(() => {
  for (const engine of open.splice(0)) engine.close();
});

describe('Engine', () => {
  it('shows the recorder each command, and replays what it kept', async () => {
    const engine = await make({ threads: 1 });
    const [x, y] = [engine.allocate(16), engine.allocate(16)];
    const words: number[] = [];
    engine.recorder = { command: (command) => words.push(...command) };
    engine.emit(op.FILL, 1, x, 4, floatBits(1.5));
    engine.emit(op.UNARY, 1, op.UNARY_SQUARE, y, x, 4, 0, 0);
    engine.recorder = null;
    engine.emit(op.FILL, 1, y, 4, 0); // unseen
    expect(words).toEqual([op.FILL, 6, 1, x, 4, floatBits(1.5), op.UNARY, 9, 1, op.UNARY_SQUARE, y, x, 4, 0, 0]);
    const program = engine.load(Int32Array.from(words));
    expect(program.commands).toBe(2);
    engine.f32(x, 4).fill(9);
    program.run();
    expect([...engine.f32(y, 4)]).toEqual([2.25, 2.25, 2.25, 2.25]);
    const before = engine.bytesInUse;
    program.release();
    expect(engine.bytesInUse).toBeLessThan(before);
  });

  it('keeps earlier views valid when the memory grows', async () => {
    const engine = await make({ threads: 1 });
    const x = engine.allocate(16);
    const view = engine.f32(x, 4);
    const { byteLength } = engine.memory.buffer;
    const large = engine.allocate(byteLength * 2);
    expect(engine.memory.buffer.byteLength).toBeGreaterThan(byteLength);
    engine.emit(op.FILL, 1, x, 4, floatBits(3));
    engine.emit(op.FILL_BYTES, 1, large, byteLength * 2, 7);
    expect([...view]).toEqual([3, 3, 3, 3]);
    expect(engine.u8(large + byteLength * 2 - 1, 1)[0]).toBe(7);
  });

  it('refuses an unknown opcode, alone and shared', async () => {
    const engine = await make({ threads: 2 });
    expect(() => engine.emit(999, 1)).toThrow('unknown opcode');
    expect(() => engine.emit(999, 8)).toThrow('unknown opcode'); // starts the worker
    await vi.waitFor(() => expect(Atomics.load(engine.i32(CONTROL_READY, 1), 0)).toBe(1), { timeout: 20_000 });
    for (let i = 0; i < 100; i++) expect(() => engine.emit(999, 8)).toThrow('unknown opcode');
    const x = engine.allocate(16);
    engine.emit(op.FILL, 8, x, 4, floatBits(2)); // goes on
    expect([...engine.f32(x, 4)]).toEqual([2, 2, 2, 2]);
  });

  it('refuses to load what is not commands', async () => {
    const engine = await make({ threads: 1 });
    expect(() => engine.load(Int32Array.from([op.FILL, 0, 1]))).toThrow('load: no command at word 0');
  });

  it('runs the plain build when asked for results that do not depend on the machine', async () => {
    expect((await make({ threads: 1, deterministic: true })).build).toBe('plain');
  });

  it('splits only work that pays', async () => {
    const [one, two] = [await make({ threads: 1 }), await make({ threads: 2 })];
    expect(one.partsFor(1e12)).toBe(1);
    expect(two.partsFor(64 ** 3)).toBe(1);
    expect(two.partsFor(512 ** 3)).toBeGreaterThanOrEqual(2);
    expect(one.foldsFor(64 ** 3)).toBe(1);
    expect(one.foldsFor(512 ** 3)).toBe(two.foldsFor(512 ** 3));
  });
});
