/**
 * Exact binary snapshots of a jsnes console. jsnes' own `toJSON` loses a table on its way through text, takes milliseconds, and its `fromJSON`
 * replaces parts that others still hold; here every field of every part is written in the order in which the parts have them, and
 * restored in place.
 *
 * A field is a number, boolean, string or null with a tag before it, or a typed array as its bytes. Left out: what refers back to the
 * console or to the cartridge, the picture (the engine keeps it), and jsnes' decoded tiles, which nothing that is drawn
 * is made from.
 */

/** References to what is no part of the state, or is walked elsewhere. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'nes',
  'rom',
  'cpu',
  'ppu',
  'papu',
  'mmap',
  'buffer',
  'ptTile',
  'palTable',
]);

const TAG = { null: 0, false: 1, true: 2, number: 3, string: 4, bytes: 5 } as const;

type Fields = Record<string, unknown>;

/** Where a field's value is to be written or read, in the order of the fields. */
interface Visitor {
  scalar(value: Scalar): Scalar;
  bytes(bytes: Uint8Array): void;
}

type Scalar = null | undefined | boolean | number | string;

/** Calls the visitor for each field of the parts, and sets the field to what `scalar` gives. */
function visit(part: object, visitor: Visitor, seen: Set<object>): void {
  if (seen.has(part)) return;
  seen.add(part);
  const fields = part as Fields;
  for (const name of Object.keys(fields)) {
    if (LEFT_OUT.has(name)) continue;
    const value = fields[name];
    if (typeof value === 'function') continue;
    if (ArrayBuffer.isView(value)) visitor.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (typeof value === 'object' && value !== null) visit(value, visitor, seen);
    else {
      const after = visitor.scalar(value as Scalar);
      if (after !== value) fields[name] = after;
    }
  }
}

/** The parts' state. */
export function takeSnapshot(parts: readonly object[]): Uint8Array {
  let size = 0;
  const measure: Visitor = {
    scalar: (value) => {
      size += 1 + (typeof value === 'number' ? 8 : typeof value === 'string' ? 2 + 2 * value.length : 0);
      return value;
    },
    bytes: (bytes) => {
      size += 5 + bytes.length;
    },
  };
  visitAll(parts, measure);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  visitAll(parts, {
    scalar: (value) => {
      if (typeof value === 'number') {
        view.setUint8(at, TAG.number);
        view.setFloat64(at + 1, value);
        at += 9;
      } else if (typeof value === 'string') {
        view.setUint8(at, TAG.string);
        view.setUint16(at + 1, value.length);
        for (let i = 0; i < value.length; i++) view.setUint16(at + 3 + 2 * i, value.charCodeAt(i));
        at += 3 + 2 * value.length;
      } else view.setUint8(at++, value === true ? TAG.true : value === false ? TAG.false : TAG.null);
      return value;
    },
    bytes: (bytes) => {
      view.setUint8(at, TAG.bytes);
      view.setUint32(at + 1, bytes.length);
      out.set(bytes, at + 5);
      at += 5 + bytes.length;
    },
  });
  return out;
}

/** Restores what `takeSnapshot` gave. Throws `RangeError` where the bytes are none of these parts, which then are as before. */
export function restoreSnapshot(parts: readonly object[], snapshot: Uint8Array): void {
  const reader = new SnapshotReader(snapshot);
  visitAll(parts, {
    scalar: (value) => {
      reader.scalar();
      return value;
    },
    bytes: (bytes) => {
      reader.bytes(bytes.length);
    },
  });
  if (!reader.atEnd) throw foreign('it goes on after the last field');
  const again = new SnapshotReader(snapshot);
  visitAll(parts, {
    scalar: (value) => {
      const restored = again.scalar();
      return restored === null && value === undefined ? undefined : restored;
    },
    bytes: (bytes) => bytes.set(again.bytes(bytes.length)),
  });
}

function visitAll(parts: readonly object[], visitor: Visitor): void {
  const seen = new Set<object>();
  for (const part of parts) visit(part, visitor, seen);
}

function foreign(why: string): RangeError {
  return new RangeError(`Cannot load a state: it is none of this engine and cartridge, since ${why}. Take another.`);
}

class SnapshotReader {
  readonly #source: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  }

  get atEnd(): boolean {
    return this.#at === this.#source.length;
  }

  scalar(): Scalar {
    const tag = this.#take(1)[0];
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.number:
        return this.#view.getFloat64(this.#take(8).byteOffset - this.#source.byteOffset);
      case TAG.string: {
        const length = this.#view.getUint16(this.#take(2).byteOffset - this.#source.byteOffset);
        const letters = this.#take(2 * length);
        let text = '';
        for (let i = 0; i < length; i++) text += String.fromCharCode((letters[2 * i]! << 8) | letters[2 * i + 1]!);
        return text;
      }
      default:
        throw foreign(`byte ${this.#at - 1} is no field`);
    }
  }

  bytes(length: number): Uint8Array {
    if (this.#take(1)[0] !== TAG.bytes) throw foreign(`byte ${this.#at - 1} begins no array`);
    const given = this.#view.getUint32(this.#take(4).byteOffset - this.#source.byteOffset);
    if (given !== length) throw foreign(`an array has ${given} bytes where the console has ${length}`);
    return this.#take(length);
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#source.length) throw foreign('it ends early');
    this.#at += length;
    return this.#source.subarray(this.#at - length, this.#at);
  }
}
