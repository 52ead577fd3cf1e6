// What a batch observes: colours to grey or to red, green and blue, the brighter of two frames, cut out, scaled down by averaging
// the area that each pixel covers, stacked.
//
// In whole numbers: weights of 7 bits down and 14 across, which add up exactly, so that an even area keeps its value and the
// result is the same on every machine; it is less than 2 from the exact average.
//
// Cost: bench/nes.ts.

import { CANVAS_BYTES, CANVAS_PICTURE, drawTo } from './canvas';
import { runOne } from './run';
import * as at from '../layout';

const LINE: usize = 256;
/** The brightness of the 64 colours, for each channel: [channels, 64] u8. */
const LEVELS: usize = memory.data(192, 16);
/** One line, bright or brighter: [256 + 16] u8. */
const BRIGHT: usize = memory.data(272, 16);
/** The lines of an output row, weighted and added: [256 + 16] i16. */
const ADDED: usize = memory.data(544, 16);

const DOWN_BITS: i32 = 7;
const ACROSS_BITS: i32 = 14;
/** Taps that one SIMD product takes. */
const LANES: i32 = 8;

let left: usize = 0;
let top: i32 = 0;
let cropWidth: i32 = 0;
let cropHeight: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let channels: i32 = 1;
let stack: i32 = 1;
let isMaxOfTwo: bool = false;
/** Of each output column: its first input column (i32) and then `tapGroups` times eight weights (i16). */
let across: usize = 0;
let tapGroups: i32 = 1;
/** A canvas besides the consoles' own, which they share. */
let canvas: usize = 0;

/** Sets what is observed; `ObservationOptions` says what each is. @param room of `observationRoom` bytes */
export function configure(
  room: usize,
  cropLeft: i32,
  cropTop: i32,
  cropColumns: i32,
  cropLines: i32,
  columns: i32,
  lines: i32,
  channelCount: i32,
  stacked: i32,
  maxOfTwo: bool,
): void {
  canvas = room;
  across = room + CANVAS_BYTES;
  left = cropLeft;
  top = cropTop;
  cropWidth = cropColumns;
  cropHeight = cropLines;
  width = columns;
  height = lines;
  channels = channelCount;
  stack = stacked;
  isMaxOfTwo = maxOfTwo;
  tapGroups = ((cropWidth + width - 1) / width + 1 + LANES - 1) / LANES;
  prepareColumns();
}

/** Where the 64 levels of each channel are to be written. */
export function levels(): usize {
  return LEVELS;
}

/** Bytes that `configure` wants, for any crop and any size. */
export function observationRoom(): usize {
  return CANVAS_BYTES + 256 * (4 + 2 * 264);
}

@inline
function columnBytes(): usize {
  return 4 + <usize>tapGroups * LANES * 2;
}

function prepareColumns(): void {
  memory.fill(across, 0, columnBytes() * width);
  for (let column = 0; column < width; column++) {
    const entry = across + columnBytes() * column;
    const first = column * cropWidth / width;
    const end = ((column + 1) * cropWidth + width - 1) / width;
    store<i32>(entry, first);
    for (let tap = first; tap < end; tap++) {
      store<i16>(entry + 4 + (<usize>(tap - first) << 1), weight(tap, column, cropWidth, width, ACROSS_BITS));
    }
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
 * One step of a batch: every console that does not rest runs `frames` frames with its pads and pushes what it sees.
 *
 * @param first the first console, the others `stride` bytes apart
 * @param pads [count, frames, 2] u8
 * @param resting [count] u8
 * @param observations [count, stack, height, width, channels] u8
 * @returns the first console whose processor locked up, or -1
 */
export function step(
  first: usize,
  stride: usize,
  count: i32,
  frames: i32,
  pads: usize,
  resting: usize,
  observations: usize,
): i32 {
  const plane = <usize>(width * height * channels);
  const drawn = isMaxOfTwo ? 2 : 1;
  let jammed = -1;
  for (let index = 0; index < count; index++) {
    if (load<u8>(resting + index)) continue;
    const base = first + <usize>index * stride;
    memory.fill(canvas, 0, at.LINES_CHANGED); // it shows another console's lines
    let left = frames;
    for (; left > 0; left--) {
      store<u16>(base, load<u16>(pads + (<usize>(index * frames + frames - left) << 1)), at.PAD_1);
      drawTo(base, left > 1 ? canvas : 0);
      if (!runOne(base, left <= drawn)) break;
    }
    if (left) {
      if (jammed < 0) jammed = index;
      continue;
    }
    const row = observations + plane * stack * index;
    memory.copy(row, row + plane, plane * (stack - 1));
    scale(base + at.FRAME, isMaxOfTwo ? canvas + CANVAS_PICTURE : 0, row + plane * (stack - 1));
  }
  return jammed;
}

/** Fills a console's stack with what it shows. @param observation [stack, height, width, channels] u8 */
export function observe(base: usize, observation: usize): void {
  const plane = <usize>(width * height * channels);
  scale(base + at.FRAME, 0, observation);
  for (let index = 1; index < stack; index++) memory.copy(observation + plane * index, observation, plane);
}

/** @param other a second frame of which the brighter counts, or 0 */
function scale(frame: usize, other: usize, out: usize): void {
  for (let channel = 0; channel < channels; channel++) {
    scaleChannel(LEVELS + (channel << 6), frame, other, out + channel);
  }
}

function scaleChannel(table: usize, frame: usize, other: usize, out: usize): void {
  const rowBytes = <usize>(width * channels);
  let bright = -1; // the line in BRIGHT
  let isPlain = false; // whether the last output row was of lines like that in BRIGHT alone
  for (let row = 0; row < height; row++) {
    const first = row * cropHeight / height;
    const end = ((row + 1) * cropHeight + height - 1) / height;
    // Lines that are alike are added as one, and rows of none but such are copied: most pictures have many.
    let weights: i16 = 0;
    let isFirst = true;
    let isAlike = isPlain;
    for (let line = first; line < end; line++) {
      const offset = left + <usize>(top + line) * LINE;
      if (line != bright && (line != bright + 1 || bright < 0 || !isLikeLast(frame + offset, other ? other + offset : 0))) {
        if (weights) {
          addLine(i16x8.splat(weights), isFirst);
          isFirst = false;
          weights = 0;
        }
        brighten(table, frame + offset, other ? other + offset : 0);
        isAlike = false;
      }
      bright = line;
      weights += weight(line, row, cropHeight, height, DOWN_BITS);
    }
    const pixels = out + rowBytes * row;
    isPlain = isFirst;
    if (isAlike && isFirst) {
      for (let column: usize = 0; column < rowBytes; column += channels) {
        store<u8>(pixels + column, load<u8>(pixels + column - rowBytes));
      }
      continue;
    }
    addLine(i16x8.splat(weights), isFirst);
    for (let column = 0; column < width; column++) {
      store<u8>(pixels + column * channels, average(across + columnBytes() * column));
    }
  }
}

/** Whether a line, and the other frame's, are those above them. */
@inline
function isLikeLast(line: usize, other: usize): bool {
  let differs = i32x4.splat(0);
  for (let x: usize = 0; x < <usize>cropWidth; x += 16) {
    differs = v128.or(differs, v128.xor(v128.load(line + x), v128.load(line + x - LINE)));
    if (other) differs = v128.or(differs, v128.xor(v128.load(other + x), v128.load(other + x - LINE)));
  }
  return !v128.any_true(differs);
}

/** The brightness of a line, or of the brighter of two. */
@inline
function brighten(table: usize, line: usize, other: usize): void {
  const level0 = v128.load(table);
  const level1 = v128.load(table, 16);
  const level2 = v128.load(table, 32);
  const level3 = v128.load(table, 48);
  for (let x: usize = 0; x < <usize>cropWidth; x += 16) {
    let bright = look(level0, level1, level2, level3, v128.load(line + x));
    if (other) bright = v128.max<u8>(bright, look(level0, level1, level2, level3, v128.load(other + x)));
    v128.store(BRIGHT + x, bright);
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

/** Adds the line to the output row. */
@inline
function addLine(weights: v128, isFirst: bool): void {
  for (let x: usize = 0; x < <usize>cropWidth; x += 16) {
    const bright = v128.load(BRIGHT + x);
    const to = ADDED + (x << 1);
    const low = i16x8.mul(i16x8.extend_low_i8x16_u(bright), weights);
    const high = i16x8.mul(i16x8.extend_high_i8x16_u(bright), weights);
    v128.store(to, isFirst ? low : i16x8.add(v128.load(to), low));
    v128.store(to, isFirst ? high : i16x8.add(v128.load(to, 16), high), 16);
  }
}

/** The weighted average of an output column's part of the added lines. */
@inline
function average(entry: usize): u8 {
  let from = ADDED + (<usize>load<i32>(entry) << 1);
  let sums = i32x4.dot_i16x8_s(v128.load(from), v128.load(entry, 4));
  for (let group = 1; group < tapGroups; group++) {
    from += 16;
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(from), v128.load(entry + (<usize>group << 4), 4)));
  }
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  const sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
  return <u8>((sum + (1 << (DOWN_BITS + ACROSS_BITS - 1))) >> (DOWN_BITS + ACROSS_BITS));
}
