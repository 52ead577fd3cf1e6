/**
 * Sections: large typed arrays taken out of a checkpoint's payload, so that they are written from where they lie and read one by
 * one. A replay memory of gigabytes is never copied as a whole.
 *
 * In the payload an array that was taken out is `{ "ludus.section": [index, kind, bytes] }`.
 */

const KEY = 'ludus.section';
/** Below, an array stays in the payload: there is nothing to gain. */
const SMALLEST_SECTION = 2 ** 20; // bytes

const KINDS = { Uint8Array, Int32Array, Float32Array, Float64Array } as const;
type Kind = keyof typeof KINDS;
type Reference = readonly [index: number, kind: Kind, bytes: number];

/** The payload with references in place of its large arrays, and these as bytes: views, not copies. */
export function takeOutSections(payload: unknown): { readonly payload: unknown; readonly sections: Uint8Array[] } {
  const sections: Uint8Array[] = [];
  const visit = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (ArrayBuffer.isView(value)) {
      const kind = value.constructor.name;
      if (value.byteLength < SMALLEST_SECTION || !(kind in KINDS)) return value;
      sections.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return { [KEY]: [sections.length - 1, kind, value.byteLength] };
    }
    if (Array.isArray(value)) return value.map(visit);
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry)]));
  };
  return { payload: visit(payload), sections };
}

/** Lengths in bytes of the sections that a payload refers to, in their order. */
export function sectionLengths(payload: unknown): readonly number[] {
  const lengths: number[] = [];
  replaceReferences(payload, ([index, , bytes]) => {
    lengths[index] = bytes;
    return null;
  });
  return lengths;
}

/** The payload as it was. @param sections what was read, each in a buffer of its own. */
export function putBackSections(payload: unknown, sections: readonly Uint8Array[]): unknown {
  if (sections.length === 0) return payload;
  return replaceReferences(payload, ([index, kind]) => new KINDS[kind](sections[index]!.buffer as ArrayBuffer));
}

function replaceReferences(value: unknown, replace: (reference: Reference) => unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((entry) => replaceReferences(entry, replace));
  if (KEY in value) return replace(value[KEY] as Reference);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaceReferences(entry, replace)]));
}
