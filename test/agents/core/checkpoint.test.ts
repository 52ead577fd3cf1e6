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

function encode(contents: unknown): Buffer {
  return Buffer.concat(encodeCheckpoint(contents));
}

function decode(bytes: Uint8Array, name: string): Promise<unknown> {
  let at = 0;
  const read = async (length: number) => {
    at += length;
    return bytes.slice(at - length, at);
  };
  return decodeCheckpoint({ size: bytes.length, read }, name);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await decode(Uint8Array.from(bytes), 'test.ludus');
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as CheckpointError).message).toContain('test.ludus');
    return (error as CheckpointError).code;
  }
  return 'loaded';
}

describe('the checkpoint container', () => {
  test('gives back every kind of value bit for bit', async () => {
    const back = (await decode(Uint8Array.from(encode(payload)), 'x')) as typeof payload;
    expect(back).toEqual(payload); // toEqual tells -0 from 0 and one typed array class from another
    expect(back.floats).toBeInstanceOf(Float32Array);
    expect(back.ints).toBeInstanceOf(Int32Array);
  });

  test('refuses a file cut at any length', async () => {
    const whole = encode(payload);
    for (let length = 0; length < whole.length; length++) {
      expect(await codeOf(whole.subarray(0, length)), `cut to ${length} bytes`).toBe(
        length === 0 ? 'E_FOREIGN' : 'E_TRUNCATED',
      );
    }
  });

  test('refuses a file with any one byte changed', async () => {
    const whole = encode(payload);
    for (let at = 0; at < whole.length; at++) {
      const broken = Uint8Array.from(whole);
      broken[at]! ^= 0x01;
      expect(await codeOf(broken), `byte ${at} changed`).not.toBe('loaded');
    }
  });

  test('refuses a file with bytes after its end', async () => {
    expect(await codeOf(Buffer.concat([encode(payload), Buffer.from([0])]))).toBe('E_CORRUPT');
  });

  test('holds large arrays outside of its payload, and gives them back bit for bit', async () => {
    const large = {
      pieces: [new Uint8Array(2 ** 20 + 3).fill(7), new Uint8Array(5).fill(1)],
      deep: { floats: new Float32Array(2 ** 18).fill(-0), doubles: new Float64Array(2 ** 17 + 1).fill(Math.E) },
      view: new Uint8Array(2 ** 21).fill(9).subarray(1000, 1000 + 2 ** 20),
    };
    const parts = encodeCheckpoint(large);
    expect(parts.map((part) => part.length).slice(3)).toEqual([2 ** 20 + 3, 2 ** 20, 2 ** 20 + 8, 2 ** 20]);
    expect(parts[3]!.buffer).toBe(large.pieces[0]!.buffer); // no copy
    const whole = encode(large);
    const back = (await decode(Uint8Array.from(whole), 'x')) as typeof large;
    const arrays = ({ pieces, deep, view }: typeof large) => [...pieces, deep.floats, deep.doubles, view];
    for (const [i, array] of arrays(back).entries()) {
      const before = arrays(large)[i]!;
      expect(array.constructor).toBe(before.constructor);
      expect(Buffer.compare(bytesOf(array), bytesOf(before))).toBe(0); // toEqual takes seconds a megabyte
    }
    for (const length of [parts[1]!.length + 60, whole.length - 2 ** 20, whole.length - 1]) {
      expect(await codeOf(whole.subarray(0, length))).toBe('E_TRUNCATED');
    }
    for (const at of [52, 70, whole.length >> 1, whole.length - 1]) {
      const broken = Uint8Array.from(whole);
      broken[at]! ^= 0x10;
      expect(await codeOf(broken), `byte ${at} changed`).toBe('E_CORRUPT');
    }
  });

  test('says that a newer file needs a newer Ludus, an older one an older, and that another file is foreign', async () => {
    const other = encode(payload);
    other.writeUInt32LE(99, 8);
    expect(await codeOf(other)).toBe('E_NEWER');
    other.writeUInt32LE(1, 8);
    expect(await codeOf(other)).toBe('E_INCOMPATIBLE');
    expect(await codeOf(Buffer.from('PK\x03\x04 a zip file, much longer than the header of a checkpoint'))).toBe(
      'E_FOREIGN',
    );
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
