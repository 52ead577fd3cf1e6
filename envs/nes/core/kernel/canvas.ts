// Where a frame is drawn: [240, 256] colours, 0 to 63, and of each line its emphasis. A canvas keeps what it was shown: a line whose
// background alone it shows already is not drawn again; and which pieces of its lines have changed, for observe.ts.

import * as at from '../layout';
import { madeAt, nextChange } from './ppu-background';

/** Bytes of a canvas besides the consoles' own: LINES_BYTES, then [240] u8 emphasis, then [240, 256] u8. */
export const CANVAS_BYTES: usize = at.LINES_BYTES + 240 + 61440;
/** Of such a canvas, where its picture begins. */
export const CANVAS_PICTURE: usize = at.LINES_BYTES + 240;
const ALL_CHANGED: u16 = 0xffff;

/** Says where frames are drawn. @param canvas 0 for the console's own */
@inline
export function drawTo(base: usize, canvas: usize): void {
  store<u32>(base, <u32>(canvas ? canvas : base + at.OWN_LINES), at.CANVAS_LINES);
  store<u32>(base, <u32>(canvas ? canvas + at.LINES_BYTES : base + at.EMPHASIS), at.CANVAS_EMPHASIS);
  store<u32>(base, <u32>(canvas ? canvas + CANVAS_PICTURE : base + at.FRAME), at.CANVAS);
}

/** Whether the canvas shows a line's background, as it was made last, and nothing else. */
@inline
export function isShown(base: usize, line: i32): bool {
  const shown = load<i64>(<usize>load<u32>(base, at.CANVAS_LINES) + (line << 3), at.LINES_SHOWN);
  return shown > madeAt(base, line) && shown > load<i64>(base, at.COLOURS_AT);
}

/** A line is about to be drawn upon pixel by pixel. */
@inline
export function touchLine(base: usize, line: i32): void {
  const lines = <usize>load<u32>(base, at.CANVAS_LINES);
  store<i64>(lines + (line << 3), 0, at.LINES_SHOWN);
  store<u16>(lines + (line << 1), ALL_CHANGED, at.LINES_CHANGED);
}

/** The console's own frame was written by somebody else: of a state. */
export function touchOwnLines(base: usize): void {
  memory.fill(base + at.OWN_LINES + at.LINES_CHANGED, 0xff, at.LINES_BYTES - at.LINES_CHANGED);
}

/** Draws a line. @param row [256] u8: colours, 0 to 31 @param isBackground whether the row is the line's background alone */
export function showLine(base: usize, line: i32, row: usize, isBackground: bool): void {
  const mask = load<u8>(base, at.MASK);
  const bits = v128.splat<u8>(mask & 1 ? 0x30 : 0x3f);
  const background = v128.and(v128.load(base, at.PALETTE), bits);
  const sprites = v128.and(v128.load(base, at.PALETTE + 16), bits);
  const sixteen = v128.splat<u8>(16);
  const out = <usize>load<u32>(base, at.CANVAS) + (line << 8);
  let changed = 0;
  for (let x: usize = 0; x < 256; x += 16) {
    const colours = v128.load(row + x);
    // An index from 16 on gives 0.
    const ofSprites = i8x16.swizzle(sprites, v128.sub<u8>(colours, sixteen));
    const shown = v128.or(i8x16.swizzle(background, colours), ofSprites);
    changed |= i32(v128.any_true(v128.xor(shown, v128.load(out + x)))) << <i32>(x >> 4);
    v128.store(out + x, shown);
  }
  finish(base, line, mask, changed, isBackground ? nextChange(base) : 0);
}

/** Draws a line of one colour. */
export function showBlank(base: usize, line: i32, colour: u8): void {
  const out = <usize>load<u32>(base, at.CANVAS) + (line << 8);
  const shown = v128.splat<u8>(colour);
  let changed = 0;
  for (let x: usize = 0; x < 256; x += 16) {
    changed |= i32(v128.any_true(v128.xor(shown, v128.load(out + x)))) << <i32>(x >> 4);
    v128.store(out + x, shown);
  }
  finish(base, line, load<u8>(base, at.MASK), changed, 0);
}

@inline
function finish(base: usize, line: i32, mask: u8, changed: i32, shown: i64): void {
  const lines = <usize>load<u32>(base, at.CANVAS_LINES);
  store<i64>(lines + (line << 3), shown, at.LINES_SHOWN);
  const before = load<u16>(lines + (line << 1), at.LINES_CHANGED);
  store<u16>(lines + (line << 1), before | <u16>changed, at.LINES_CHANGED);
  store<u8>(load<u32>(base, at.CANVAS_EMPHASIS) + line, mask >> 5);
}
