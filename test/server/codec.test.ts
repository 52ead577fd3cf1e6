import { describe, expect, test } from 'vitest';
import { jsonCodec, msgpackCodec } from '../../server/protocol/codec.ts';
import { guardMsgpack } from '../../server/protocol/msgpack-guard.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const codeOf = (call: () => unknown): string | null => {
  try {
    call();
    return null;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
};

describe('the JSON codec', () => {
  test('writes NaN and infinities as strings, bytes as base64, big integers as decimals', () => {
    const message = { a: Number.NaN, b: [Number.POSITIVE_INFINITY, -1 / 0], c: bytes(1, 2, 255), d: 2n ** 64n };
    // base64 of 01 02 ff by `printf '\x01\x02\xff' | base64`
    expect(jsonCodec.encode(message)).toBe(
      '{"a":"NaN","b":["Infinity","-Infinity"],"c":{"u8":"AQL/"},"d":"18446744073709551616"}',
    );
  });

  test('reads bytes back, and Buffers are written as bytes too', () => {
    const long = Uint8Array.from({ length: 20_000 }, (_, i) => i % 256);
    expect(jsonCodec.decode(jsonCodec.encode({ state: long }))).toEqual({ state: long });
    expect(jsonCodec.encode({ b: Buffer.from([0]) })).toBe('{"b":{"u8":"AA=="}}');
  });

  test('writes typed arrays as lists of numbers', () => {
    expect(jsonCodec.encode({ x: Float32Array.of(0.5, Number.NaN) })).toBe('{"x":[0.5,"NaN"]}');
  });

  test('refuses binary frames, broken texts and nesting beyond 64', () => {
    expect(codeOf(() => jsonCodec.decodeUntrusted(bytes(0x80)))).toBe('E_MALFORMED');
    expect(codeOf(() => jsonCodec.decodeUntrusted('{"a":'))).toBe('E_MALFORMED');
    expect(codeOf(() => jsonCodec.decodeUntrusted('{"u8":"*"}'))).toBe('E_MALFORMED');
    expect(jsonCodec.decodeUntrusted(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeTruthy();
    expect(codeOf(() => jsonCodec.decodeUntrusted(`${'['.repeat(65)}${']'.repeat(65)}`))).toBe('E_MALFORMED');
    expect(codeOf(() => jsonCodec.decodeUntrusted('['.repeat(3_000_000)))).toBe('E_MALFORMED');
    // Brackets inside strings are no nesting, whatever is escaped around them.
    expect(jsonCodec.decodeUntrusted(JSON.stringify({ a: `"\\${'['.repeat(100)}` }))).toEqual({
      a: `"\\${'['.repeat(100)}`,
    });
  });
});

describe('the MessagePack codec', () => {
  test('gives and takes what the specification says', () => {
    // {"a": [1, -1, 1.5, nil, true, bin 2]} by hand from the msgpack specification.
    const frame = bytes(0x81, 0xa1, 0x61, 0x96, 1, 0xff, 0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0xc3, 0xc4, 2, 7, 8);
    const decoded = msgpackCodec.decodeUntrusted(frame) as { readonly a: unknown[] };
    expect(decoded.a.slice(0, 5)).toEqual([1, -1, 1.5, null, true]);
    expect(Uint8Array.from(decoded.a[5] as Uint8Array)).toEqual(bytes(7, 8));
    const encoded = msgpackCodec.encode({ a: [1, -1, 1.5, null, true, bytes(7, 8)] }) as Uint8Array;
    // msgpackr writes every map with a 16-bit length, so the bytes differ and the content does not.
    expect(jsonCodec.encode(msgpackCodec.decodeUntrusted(encoded))).toBe(jsonCodec.encode(decoded));
  });

  test('carries integers up to 2^53 exactly, in 64 bits too', () => {
    const int64 = bytes(0xd3, 0xff, 0xe0, 0, 0, 0, 0, 0, 1); // -(2^53 - 1)
    expect(msgpackCodec.decodeUntrusted(int64)).toBe(-Number.MAX_SAFE_INTEGER);
  });

  test.each([
    ['nothing at all', bytes()],
    ['a value that ends early', bytes(0xda, 0xff)],
    ['an array longer than the frame', bytes(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a map longer than the frame', bytes(0xdf, 0x7f, 0xff, 0xff, 0xff, 0xa1, 0x61)],
    ['two values', bytes(1, 2)],
    ['a key that is no string', bytes(0x81, 1, 2)],
    ['an extension (msgpackr record)', bytes(0xd4, 0x72, 0x40)],
    ['a timestamp', bytes(0xd6, 0xff, 0, 0, 0, 0)],
    ['the byte that is never used', bytes(0xc1)],
    ['an integer beyond 2^53', bytes(0xcf, 0, 0x20, 0, 0, 0, 0, 0, 1)],
    ['nesting beyond 64', Uint8Array.from([...new Array<number>(65).fill(0x91), 0])],
    ['nesting without end', new Uint8Array(1_000_000).fill(0x91)],
  ])('refuses %s', (_what, frame) => {
    expect(codeOf(() => guardMsgpack(frame))).toBe('E_MALFORMED');
  });

  test('lets nesting of 64 through', () => {
    expect(codeOf(() => guardMsgpack(Uint8Array.from([...new Array<number>(64).fill(0x91), 0])))).toBeNull();
  });

  test('refuses text frames', () => {
    expect(codeOf(() => msgpackCodec.decodeUntrusted('{}'))).toBe('E_MALFORMED');
  });
});
