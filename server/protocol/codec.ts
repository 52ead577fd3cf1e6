/**
 * The two encodings of the wire, MessagePack and JSON, behind one interface; for Node and browsers.
 *
 * What JSON lacks is written so: NaN and infinities as the strings `"NaN"`, `"Infinity"`, `"-Infinity"`, bytes as
 * `{"u8": "<base64>"}`, an integer beyond 2^53 as a decimal string. Typed arrays other than bytes become arrays of
 * numbers in JSON; in MessagePack `values.ts` has turned those of observations into bytes before.
 */
import { Packr } from 'msgpackr';
import { describe, protocolError } from './errors.ts';
import { guardMsgpack, MAX_DEPTH } from './msgpack-guard.ts';

export type CodecName = 'msgpack' | 'json';
export type WireFrame = string | Uint8Array;

export interface Codec {
  readonly name: CodecName;
  readonly subprotocol: string;
  encode(message: unknown): WireFrame;
  /** Faster where the message holds nothing that JSON lacks: `values.ts` has written obs and info plain already. */
  encodePlain(message: unknown): WireFrame;
  /** Of a peer we trust (a client reading its server). Throws `E_MALFORMED`. */
  decode(frame: WireFrame): unknown;
  /** Of a stranger: plain data only, depth limited. Throws `E_MALFORMED`. */
  decodeUntrusted(frame: WireFrame): unknown;
}

// Records would save bytes but need state shared by both ends (and `new Function`, which a strict CSP forbids).
// 'auto': an int64 is a number where exact, else a bigint (msgpackr's types do not list it).
const packr = new Packr({
  useRecords: false,
  mapsAsObjects: true,
  encodeUndefinedAsNil: true,
  largeBigIntToString: true,
  int64AsType: 'auto' as 'number',
});

export const msgpackCodec: Codec = {
  name: 'msgpack',
  subprotocol: 'ludus.v1.msgpack',
  encode: (message) => packr.pack(message),
  encodePlain: (message) => packr.pack(message),
  decode(frame) {
    if (typeof frame === 'string') throw wrongKind('ludus.v1.msgpack', 'binary', 'text');
    try {
      return packr.unpack(frame);
    } catch (error) {
      throw protocolError('E_MALFORMED', `Reading a MessagePack frame: ${describe(error)}.`, error);
    }
  },
  decodeUntrusted(frame) {
    if (typeof frame !== 'string') guardMsgpack(frame);
    return this.decode(frame);
  },
};

export const jsonCodec: Codec = {
  name: 'json',
  subprotocol: 'ludus.v1.json',
  encode: (message) => JSON.stringify(message, replaceForJSON),
  encodePlain: (message) => JSON.stringify(message),
  decode(frame) {
    if (typeof frame !== 'string') throw wrongKind('ludus.v1.json', 'text', 'binary');
    try {
      return frame.includes('"u8"') ? JSON.parse(frame, reviveBytes) : JSON.parse(frame);
    } catch (error) {
      throw protocolError('E_MALFORMED', `Reading a JSON frame: ${describe(error)}.`, error);
    }
  },
  decodeUntrusted(frame) {
    if (typeof frame === 'string') guardDepth(frame);
    return this.decode(frame);
  },
};

export function codecOf(name: CodecName): Codec {
  return name === 'json' ? jsonCodec : msgpackCodec;
}

/** JSON's way to write a number it lacks. */
export function numberToJSON(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** The number behind a JSON number or one of the three strings; NaN for anything else. */
export function numberFromWire(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  return Number.NaN;
}

function wrongKind(subprotocol: string, expected: string, got: string): Error {
  return protocolError('E_MALFORMED', `Reading a frame: ${subprotocol} has ${expected} frames; got a ${got} frame.`);
}

/** `this` is the object that holds the value: a Buffer's own `toJSON` has already run on `value`. */
function replaceForJSON(this: Record<string, unknown>, key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return numberToJSON(value);
    case 'bigint':
      return value.toString();
    case 'object': {
      const held = this[key];
      if (held instanceof Uint8Array) return { u8: toBase64(held) };
      if (ArrayBuffer.isView(held)) return Array.from(held as unknown as ArrayLike<number | bigint>);
      return value;
    }
    default:
      return value;
  }
}

function reviveBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const encoded = (value as { readonly u8?: unknown }).u8;
  return typeof encoded === 'string' && Object.keys(value).length === 1 ? fromBase64(encoded) : value;
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // `fromCharCode` takes its bytes as arguments; 8,192 stay well below every engine's limit.
  for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(text);
}

function fromBase64(encoded: string): Uint8Array {
  return Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
}

/** Brackets outside strings, counted: no recursion over a hostile text. */
function guardDepth(text: string): void {
  if (text.length <= MAX_DEPTH) return;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (++depth > MAX_DEPTH) {
        throw protocolError('E_MALFORMED', `Reading a JSON frame: nesting is deeper than ${MAX_DEPTH}.`);
      }
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
