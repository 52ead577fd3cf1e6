import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  readCheckpoint,
  writeCheckpoint,
} from '../../../agents/core/checkpoint.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ludus-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

const payload = {
  text: 'ludus',
  numbers: [0, 1.5, -7, 2 ** 40, Number.NaN, Number.NEGATIVE_INFINITY],
  floats: new Float32Array([0.1, -0, Number.NaN]),
  doubles: new Float64Array([Math.PI]),
  ints: new Int32Array([-1, 2 ** 31 - 1]),
  bytes: new Uint8Array([0, 255]),
  nested: { nothing: null, yes: true, list: [{ a: 1 }] },
};

function codeOf(bytes: Uint8Array): string {
  try {
    decodeCheckpoint(bytes, 'test.ludus');
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as CheckpointError).message).toContain('test.ludus');
    return (error as CheckpointError).code;
  }
  return 'loaded';
}

describe('the checkpoint container', () => {
  test('gives back every kind of value bit for bit', () => {
    const back = decodeCheckpoint(encodeCheckpoint(payload), 'x') as typeof payload;
    expect(back).toEqual(payload); // toEqual tells -0 from 0 and one typed array class from another
    expect(back.floats).toBeInstanceOf(Float32Array);
    expect(back.ints).toBeInstanceOf(Int32Array);
  });

  test('refuses a file cut at any length', () => {
    const whole = encodeCheckpoint(payload);
    for (let length = 0; length < whole.length; length++) {
      expect(codeOf(whole.subarray(0, length)), `cut to ${length} bytes`).toBe(
        length === 0 ? 'E_FOREIGN' : 'E_TRUNCATED',
      );
    }
  });

  test('refuses a file with any one byte changed', () => {
    const whole = encodeCheckpoint(payload);
    for (let at = 0; at < whole.length; at++) {
      const broken = Uint8Array.from(whole);
      broken[at]! ^= 0x01;
      expect(codeOf(broken), `byte ${at} changed`).not.toBe('loaded');
    }
  });

  test('refuses a file with bytes after its end', () => {
    expect(codeOf(Buffer.concat([encodeCheckpoint(payload), Buffer.from([0])]))).toBe('E_CORRUPT');
  });

  test('says that a newer file needs a newer Ludus and that another file is foreign', () => {
    const newer = Buffer.from(encodeCheckpoint(payload));
    newer.writeUInt32LE(99, 8);
    expect(codeOf(newer)).toBe('E_NEWER');
    expect(codeOf(Buffer.from('PK\x03\x04 a zip file, much longer than the header of a checkpoint'))).toBe('E_FOREIGN');
  });

  test('writing replaces the file and leaves no temporary one behind', async () => {
    const path = join(folder, 'a.ludus');
    await writeCheckpoint(path, { version: 'old' });
    await writeCheckpoint(path, { version: 'new' });
    expect(await readCheckpoint(path)).toEqual({ version: 'new' });
    expect(await readdir(folder)).toEqual(['a.ludus']);
  });

  test('a write that fails leaves the old file as it was', async () => {
    const path = join(folder, 'b.ludus');
    await writeCheckpoint(path, { version: 'old' });
    const before = await readFile(path);
    await expect(
      writeCheckpoint(path, {
        get broken() {
          throw new Error('while encoding');
        },
      }),
    ).rejects.toThrow('while encoding');
    expect(await readFile(path)).toEqual(before);
  });

  test('a missing file and a file of another program are refused by name', async () => {
    await expect(readCheckpoint(join(folder, 'none.ludus'))).rejects.toThrow(/none\.ludus/);
    await writeFile(join(folder, 'text.ludus'), 'hello');
    await expect(readCheckpoint(join(folder, 'text.ludus'))).rejects.toThrow(/not a Ludus checkpoint/);
  });
});
