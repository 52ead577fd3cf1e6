// The PPU dot by dot, for the part of a line before or after an access: fetches, shift registers, pixels.
//
// A tile is fetched in eight dots and loaded into the shift registers at the last of them, which are two tiles ahead of the pixel.

import * as at from '../layout';
import { touchLine } from './canvas';
import { dotMapper } from './mappers/mapper';
import { clearFlags } from './ppu';
import { blankColour, isWatched } from './ppu-line';
import { attributeOf, colourOf, nameTableByte, patternByte } from './ppu-memory';
import { copyHorizontal, copyVertical, incrementCoarseX, incrementY } from './scroll';
import { clearSprites, evaluateOverflow, fetchSlot } from './sprites';
import { DOTS_PER_FRAME, DOTS_PER_LINE } from './time';

/**
 * @param position of the first dot
 * @param dots how many, to the line's end at most
 * @returns the dots done
 */
export function doDots(base: usize, position: i32, dots: i32): i32 {
  const line = position / DOTS_PER_LINE;
  const first = position - line * DOTS_PER_LINE;
  const isDrawn = isWatched(base, line);
  store<u8>(base, 0, at.PREFETCHED);
  if (line < 240 && load<u8>(base, at.DRAWING)) touchLine(base, line);
  for (let dot = first; dot < first + dots; dot++) {
    store<i32>(base, position + dot - first, at.POSITION);
    if (line == 261 && dot == 1) clearFlags(base);
    if (dot == 65) store<u8>(base, load<u8>(base, at.RENDERING), at.SPRITES_EVALUATED);
    if (load<u8>(base, at.RENDERING)) {
      if (line < 240) {
        if (dot == 65) evaluateOverflow(base, line);
        if (isDrawn && dot >= 1 && dot <= 256) renderPixel(base, line, dot - 1);
      }
      pipeline(base, line, dot);
    } else if (line < 240) {
      if (dot >= 1 && dot <= 256 && load<u8>(base, at.DRAWING)) {
        store<u8>(load<u32>(base, at.CANVAS) + (line << 8) + dot - 1, blankColour(base));
      } else if (dot == 257) {
        clearSprites(base);
      }
    }
    if (dot == 256 && line < 240 && load<u8>(base, at.DRAWING)) {
      store<u8>(load<u32>(base, at.CANVAS_EMPHASIS) + line, load<u8>(base, at.MASK) >> 5);
    }
    heedMask(base, dot);
    // The odd frame's line 261 ends a dot early, where rendering is on.
    const isLast = dot == 339 && line == 261 && load<u8>(base, at.ODD) != 0 && load<u8>(base, at.RENDERING) != 0;
    if (isLast) {
      store<i32>(base, DOTS_PER_FRAME + 1, at.POSITION);
      return dot - first + 1;
    }
  }
  store<i32>(base, position + dots, at.POSITION);
  return dots;
}

/** A write to $2001 reaches the pipeline some dots later. */
@inline
function heedMask(base: usize, dot: i32): void {
  const delay = load<u8>(base, at.MASK_DELAY);
  if (!delay) return;
  store<u8>(base, delay - 1, at.MASK_DELAY);
  if (delay != 1) return;
  const isOn = u8((load<u8>(base, at.MASK) & 0x18) != 0);
  store<u8>(base, isOn, at.RENDERING);
  if (!isOn && dot >= 65 && dot <= 256) store<u8>(base, 0, at.SPRITES_EVALUATED);
}

/** What a dot of a line 0 to 239 or 261 does while rendering is on, besides its pixel. */
function pipeline(base: usize, line: i32, dot: i32): void {
  if (dot == 0) return;
  if (dot <= 256 || (dot >= 321 && dot <= 336)) {
    shift(base);
    fetch(base, dot & 7);
    if (dot == 256) store<u16>(base, incrementY(load<u16>(base, at.V)), at.V);
  } else if (dot == 257) {
    store<u16>(base, copyHorizontal(load<u16>(base, at.V), load<u16>(base, at.T)), at.V);
    clearSprites(base);
  } else if (dot < 321 && !(dot & 7) && line < 240) {
    fetchSlot(base, line + 1, (dot - 264) >> 3);
  }
  if (dot >= 257 && dot <= 320) store<u8>(base, 0, at.OAM_ADDRESS);
  if (line == 261 && dot >= 280 && dot <= 304) {
    store<u16>(base, copyVertical(load<u16>(base, at.V), load<u16>(base, at.T)), at.V);
  }
  dotMapper(base, dot);
}

function shift(base: usize): void {
  store<u16>(base, load<u16>(base, at.BG_LOW) << 1, at.BG_LOW);
  store<u16>(base, (load<u16>(base, at.BG_HIGH) << 1) | 1, at.BG_HIGH);
  store<u8>(base, (load<u8>(base, at.ATTRIBUTE_LOW) << 1) | load<u8>(base, at.LATCH_LOW), at.ATTRIBUTE_LOW);
  store<u8>(base, (load<u8>(base, at.ATTRIBUTE_HIGH) << 1) | load<u8>(base, at.LATCH_HIGH), at.ATTRIBUTE_HIGH);
}

/** @param phase of the eight dots that a tile takes, the last of them 0 */
function fetch(base: usize, phase: i32): void {
  const v = <i32>load<u16>(base, at.V);
  const pattern =
    (<i32>load<u8>(base, at.CTRL) & 0x10) << 8 | <i32>load<u8>(base, at.FETCHED_NAME) << 4 | v >> 12;
  switch (phase) {
    case 1:
      store<u8>(base, nameTableByte(base, v), at.FETCHED_NAME);
      break;
    case 3:
      store<u8>(base, attributeOf(base, v), at.FETCHED_ATTRIBUTE);
      break;
    case 5:
      store<u8>(base, patternByte(base, pattern), at.FETCHED_LOW);
      break;
    case 7:
      store<u8>(base, patternByte(base, pattern + 8), at.FETCHED_HIGH);
      break;
    case 0: {
      store<u8>(base, load<u8>(base, at.FETCHED_LOW), at.BG_LOW); // the lower byte of the register
      store<u8>(base, load<u8>(base, at.FETCHED_HIGH), at.BG_HIGH);
      const palette = load<u8>(base, at.FETCHED_ATTRIBUTE);
      store<u8>(base, palette & 1, at.LATCH_LOW);
      store<u8>(base, palette >> 1, at.LATCH_HIGH);
      store<u16>(base, incrementCoarseX(v), at.V);
      break;
    }
  }
}

/** The pixel of a column, and sprite 0's hit. */
function renderPixel(base: usize, line: i32, x: i32): void {
  const mask = load<u8>(base, at.MASK);
  let colour = 0;
  if (mask & 8 && (x >= 8 || mask & 2)) {
    const bit = 7 - <i32>load<u8>(base, at.FINE_X);
    const pixel = (<i32>load<u8>(base, at.BG_LOW + 1) >> bit & 1) | (<i32>load<u8>(base, at.BG_HIGH + 1) >> bit & 1) << 1;
    const palette =
      (<i32>load<u8>(base, at.ATTRIBUTE_LOW) >> bit & 1) | (<i32>load<u8>(base, at.ATTRIBUTE_HIGH) >> bit & 1) << 1;
    if (pixel) colour = palette << 2 | pixel;
  }
  if (mask & 0x10 && x < load<i32>(base, at.SPRITE_END) && x >= load<i32>(base, at.SPRITE_FIRST) && (x >= 8 || mask & 4)) {
    const sprite = <i32>load<u8>(base + x, at.SPRITE_LINE);
    if (sprite) {
      if (sprite & 0x40 && colour && x < 255) hit(base, line, x);
      if (!colour || !(sprite & 0x20)) colour = sprite & 0x1f;
    }
  }
  if (load<u8>(base, at.DRAWING)) store<u8>(load<u32>(base, at.CANVAS) + (line << 8) + x, colourOf(base, colour));
}

/** Sprite 0 meets the background in a column, whose dot is the next. */
@inline
export function hit(base: usize, line: i32, x: i32): void {
  const dot = load<i64>(base, at.FRAME_ZERO) + line * DOTS_PER_LINE + x + 1;
  if (dot < load<i64>(base, at.HIT_AT)) store<i64>(base, dot, at.HIT_AT);
}
