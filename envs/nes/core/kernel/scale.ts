// Pictures to observations: colours to grey or to red, green and blue, the brighter of two frames, cut out, scaled down by averaging
// the area that each pixel covers. Only what has changed since the last time is done, by pieces of 16 pixels.
//
// In whole numbers: weights of 7 bits down and 14 across, which add up exactly, so that an even area keeps its value and the
// result is the same on every machine; it is less than 2 from the exact average.

const LINE: usize = 256;
/** The brightness of the 64 colours, for each channel: [channels, 64] u8. */
const LEVELS: usize = memory.data(192, 16);
/** The lines of an output row, weighted and added: [256 + 16] i16. */
const ADDED: usize = memory.data(544, 16);

const DOWN_BITS: i32 = 7;
const ACROSS_BITS: i32 = 14;
/** Taps that one SIMD product takes. */
const LANES: i32 = 8;
/** Columns that are averaged together. */
const GROUP: i32 = 4;
/** Pieces that a line has, of 16 pixels. */
const PIECES: i32 = 16;

const MOST_ROW_BYTES: usize = 240 * 8 + 2 * 3 * 240;
const MOST_COLUMN_BYTES: usize = 256 * (8 + 2 * 264);
/** What `prepareScale` takes of the room, for any crop and any size. */
export const SCALE_BYTES: usize = MOST_ROW_BYTES + MOST_COLUMN_BYTES;

let left: usize = 0;
let top: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let channels: i32 = 1;
/** Of each output row: its first line (i32), how many (i32), their weights (i16). */
let rows: usize = 0;
let rowBytes: usize = 0;
/** Of each output column, padded to whole groups: its first input column (i32), its end (i32), `tapGroups` times eight weights (i16). */
let columns: usize = 0;
let columnBytes: usize = 0;
let tapGroups: i32 = 1;
/** The groups of columns that a piece of a line is part of: [PIECES] first (i32) and end (i32). */
const TOUCHED: usize = memory.data(128, 16);

/** Where the 64 levels of each channel are to be written. */
export function levels(): usize {
  return LEVELS;
}

/** Sets what `scale` does. @param room of SCALE_BYTES */
export function prepareScale(
  room: usize,
  cropLeft: i32,
  cropTop: i32,
  cropWidth: i32,
  cropHeight: i32,
  outWidth: i32,
  outHeight: i32,
  outChannels: i32,
): void {
  left = cropLeft;
  top = cropTop;
  width = outWidth;
  height = outHeight;
  channels = outChannels;
  rows = room;
  rowBytes = 8 + 2 * <usize>((cropHeight + height - 1) / height + 1);
  columns = room + MOST_ROW_BYTES;
  tapGroups = ((cropWidth + width - 1) / width + 1 + LANES - 1) / LANES;
  columnBytes = 8 + <usize>tapGroups * LANES * 2;
  for (let row = 0; row < height; row++) {
    const entry = rows + rowBytes * row;
    const first = row * cropHeight / height;
    const end = ((row + 1) * cropHeight + height - 1) / height;
    store<i32>(entry, first);
    store<i32>(entry, end - first, 4);
    for (let tap = first; tap < end; tap++) {
      store<i16>(entry + (<usize>(tap - first) << 1), weight(tap, row, cropHeight, height, DOWN_BITS), 8);
    }
  }
  memory.fill(columns, 0, MOST_COLUMN_BYTES);
  for (let column = 0; column < width; column++) {
    const entry = columns + columnBytes * column;
    const first = column * cropWidth / width;
    const end = ((column + 1) * cropWidth + width - 1) / width;
    store<i32>(entry, first);
    store<i32>(entry, end, 4);
    for (let tap = first; tap < end; tap++) {
      store<i16>(entry + (<usize>(tap - first) << 1), weight(tap, column, cropWidth, width, ACROSS_BITS), 8);
    }
  }
  for (let piece = 0; piece < PIECES; piece++) {
    const start = piece * 16 - cropLeft;
    let first = 0;
    while (first < width && load<i32>(columns + columnBytes * first, 4) <= start) first++;
    let end = first;
    while (end < width && load<i32>(columns + columnBytes * end) < start + 16) end++;
    store<i32>(TOUCHED + (piece << 3), first / GROUP);
    store<i32>(TOUCHED + (piece << 3), (end + GROUP - 1) / GROUP, 4);
  }
}

/** What input `tap` weighs in output `index` where `inputs` are scaled to `outputs`; all of an output's add up to 2^bits. */
@inline
function weight(tap: i32, index: i32, inputs: i32, outputs: i32, bits: i32): i16 {
  return <i16>(share(tap + 1, index, inputs, outputs, bits) - share(tap, index, inputs, outputs, bits));
}

/** The share of output `index` that lies before input `edge`, rounded. */
@inline
function share(edge: i32, index: i32, inputs: i32, outputs: i32, bits: i32): i32 {
  const covered = min(max(edge * outputs - index * inputs, 0), inputs);
  return ((covered << (bits + 1)) + inputs) / (inputs << 1);
}

/**
 * Brings an observation up to its picture.
 *
 * @param frame [240, 256] u8
 * @param changed [240] u16: the pieces of its lines in which it has changed since
 * @param other a second frame of which the brighter counts, or 0
 * @param otherChanged of the second frame
 * @param out [height, width, channels] u8
 */
export function scale(frame: usize, changed: usize, other: usize, otherChanged: usize, out: usize): void {
  for (let row = 0; row < height; row++) {
    const entry = rows + rowBytes * row;
    const first = top + load<i32>(entry);
    const end = first + load<i32>(entry, 4);
    let pieces = 0;
    for (let line = first; line < end; line++) {
      pieces |= <i32>load<u16>(changed + (line << 1));
      if (other) pieces |= <i32>load<u16>(otherChanged + (line << 1));
    }
    const pixels = out + width * channels * row;
    const offset = left + <usize>first * LINE;
    let done = 0;
    while (pieces) {
      const piece = ctz(pieces);
      const run = ctz(~(pieces >> piece));
      pieces = pieces >> (piece + run) << (piece + run);
      const group = max(done, load<i32>(TOUCHED + (piece << 3)));
      done = max(group, load<i32>(TOUCHED + (piece + run - 1 << 3), 4));
      if (done == group) continue;
      const from = <usize>load<i32>(columns + columnBytes * (group * GROUP)) & ~15;
      const to = <usize>load<i32>(columns + columnBytes * (min(done * GROUP, width) - 1), 4);
      for (let channel = 0; channel < channels; channel++) {
        addLines(LEVELS + (channel << 6), frame + offset, other ? other + offset : 0, entry, from, to);
        for (let index = group; index < done; index++) put(pixels + channel, index * GROUP, averages(index * GROUP));
      }
    }
  }
}

/** Adds the brightness of a row's lines, or of the brighter of two, from an input column to another. */
@inline
function addLines(table: usize, line: usize, other: usize, entry: usize, from: usize, to: usize): void {
  const level0 = v128.load(table);
  const level1 = v128.load(table, 16);
  const level2 = v128.load(table, 32);
  const level3 = v128.load(table, 48);
  const end = entry + (<usize>load<i32>(entry, 4) << 1);
  for (let x = from; x < to; x += 16) {
    let at = x;
    let low = i16x8.splat(0);
    let high = low;
    for (let weights = entry; weights < end; weights += 2) {
      let bright = look(level0, level1, level2, level3, v128.load(line + at));
      if (other) bright = v128.max<u8>(bright, look(level0, level1, level2, level3, v128.load(other + at)));
      const factor = v128.load16_splat(weights, 8);
      low = i16x8.add(low, i16x8.mul(i16x8.extend_low_i8x16_u(bright), factor));
      high = i16x8.add(high, i16x8.mul(i16x8.extend_high_i8x16_u(bright), factor));
      at += LINE;
    }
    v128.store(ADDED + (x << 1), low);
    v128.store(ADDED + (x << 1), high, 16);
  }
}

/** Sixteen entries of a table of 64: an index outside a quarter's 16 gives 0 there. */
@inline
function look(level0: v128, level1: v128, level2: v128, level3: v128, colours: v128): v128 {
  const sixteen = v128.splat<u8>(16);
  const from1 = v128.sub<u8>(colours, sixteen);
  const from2 = v128.sub<u8>(from1, sixteen);
  const from3 = v128.sub<u8>(from2, sixteen);
  return v128.or(
    v128.or(i8x16.swizzle(level0, colours), i8x16.swizzle(level1, from1)),
    v128.or(i8x16.swizzle(level2, from2), i8x16.swizzle(level3, from3)),
  );
}

/** The weighted averages of four output columns' parts of the added lines, a byte each. */
@inline
function averages(column: i32): u32 {
  const entry = columns + columnBytes * column;
  const a = products(entry);
  const b = products(entry + columnBytes);
  const c = products(entry + 2 * columnBytes);
  const d = products(entry + 3 * columnBytes);
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  const sums = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
  const half = i32x4.splat(1 << (DOWN_BITS + ACROSS_BITS - 1));
  const means = i32x4.shr_u(i32x4.add(sums, half), DOWN_BITS + ACROSS_BITS);
  const words = i16x8.narrow_i32x4_u(means, means);
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
}

/** An output column's products, to be added up: [4] i32. */
@inline
function products(entry: usize): v128 {
  let from = ADDED + (<usize>load<i32>(entry) << 1);
  let sums = i32x4.dot_i16x8_s(v128.load(from), v128.load(entry, 8));
  for (let group = 1; group < tapGroups; group++) {
    from += 16;
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(from), v128.load(entry + (<usize>group << 4), 8)));
  }
  return sums;
}

/** Writes four columns of a row, or as many as there are. */
@inline
function put(pixels: usize, column: i32, four: u32): void {
  if (channels == 1 && column + GROUP <= width) {
    store<u32>(pixels + column, four);
    return;
  }
  const end = min(column + GROUP, width);
  for (let next = column; next < end; next++) {
    store<u8>(pixels + next * channels, four);
    four >>= 8;
  }
}
