// The PPU's registers as the processor sees them, $2000 to $2007. Each access first brings the PPU to the dot of the access.
//
// Source: https://www.nesdev.org/wiki/PPU_registers, https://www.nesdev.org/wiki/PPU_scrolling.

import * as at from '../layout';
import { addressMapper } from './mappers/mapper';
import { catchUp } from './ppu';
import { coloursChanged } from './ppu-background';
import { colourOf, isCharWritable, nameTableByte, patternByte, writeColour, writeName, writePattern } from './ppu-memory';
import { incrementCoarseX, incrementY } from './scroll';
import { isRenderingLine } from './ppu-line';
import { isSpriteZeroOn, listSprites, mayOverflow } from './sprites';
import { DOTS_PER_LINE, dotsBefore, FLAGS_CLEARED, NEVER, VBLANK_BEGINS } from './time';

/** Frames after which what was on the PPU's bus has faded: about 600 ms. */
const BUS_FADES: u8 = 36;
const VBLANK_BIT: i32 = 0x80;
/** What `nextStatusChange` undoes: the saved state up to the OAM. */
const UNDONE_BYTES: usize = at.OAM - at.SAVED;
const UNDONE: usize = memory.data(512, 16);
/** Of $2001: greys alone, and the emphasis of each colour. */
const COLOUR_BITS: u8 = 0xe1;

/** @param register 0 to 7 */
export function readPpu(base: usize, register: i32): i32 {
  const dots = dotsBefore(load<i64>(base, at.CLOCK));
  if (register == 2) return readStatusFlags(base, dots);
  store<u8>(base, load<u8>(base, at.DEEDS) | at.DID_CHANGE, at.DEEDS);
  catchUp(base, dots);
  if (register == 4) return putOnBus(base, readOam(base));
  if (register == 7) return putOnBus(base, readData(base));
  return load<u8>(base, at.BUS);
}

/** @param register 0 to 7 */
export function writePpu(base: usize, register: i32, value: i32): void {
  if (register == 4) {
    writeOam(base, value);
    return;
  }
  const clock = load<i64>(base, at.CLOCK);
  catchUp(base, dotsBefore(clock));
  store<i64>(base, 0, at.QUIET_UNTIL);
  store<u8>(base, 0, at.PREFETCHED);
  putOnBus(base, value);
  switch (register) {
    case 0:
      writeControl(base, value, clock);
      break;
    case 1:
      if ((load<u8>(base, at.MASK) ^ <u8>value) & COLOUR_BITS) coloursChanged(base);
      store<u8>(base, value, at.MASK);
      store<u8>(base, 2, at.MASK_DELAY); // dots until the pipeline heeds it
      store<i64>(base, 0, at.LIMIT);
      break;
    case 3:
      store<u8>(base, value, at.OAM_ADDRESS);
      break;
    case 5:
      writeScroll(base, value);
      break;
    case 6:
      writeAddress(base, value);
      break;
    case 7:
      writeData(base, value);
      break;
  }
}

@inline
function putOnBus(base: usize, value: i32): i32 {
  store<u8>(base, value, at.BUS);
  store<u8>(base, BUS_FADES, at.BUS_FRAMES);
  return value;
}

// $2000

function writeControl(base: usize, value: i32, clock: i64): void {
  const before = load<u8>(base, at.CTRL);
  store<i64>(base, 0, at.LIMIT); // a mapper that counts lines counts by the pattern tables
  if ((before ^ value) & 0x20) store<u8>(base, 0, at.SPRITES_LISTED); // their height
  store<u8>(base, value, at.CTRL);
  store<u16>(base, (load<u16>(base, at.T) & 0x73ff) | (value & 3) << 10, at.T);
  if (!load<u8>(base, at.VBLANK)) return;
  if (value & ~before & VBLANK_BIT) {
    if (load<i32>(base, at.POSITION) == FLAGS_CLEARED) return; // cleared again before the line is sampled
    store<i64>(base, clock, at.NMI_AT); // an edge, because both are set now
  } else if (before & ~value & VBLANK_BIT) {
    forgetUnseenNmi(base, clock);
  }
}

/** The line is released in a cycle: an edge that it would have seen is none. */
@inline
function forgetUnseenNmi(base: usize, cycle: i64): void {
  const nmi = load<i64>(base, at.NMI_AT);
  if (nmi >= cycle) store<i64>(base, NEVER, at.NMI_AT);
}

// $2002

function readStatusFlags(base: usize, dots: i64): i32 {
  if (dots > load<i64>(base, at.QUIET_UNTIL)) {
    catchUp(base, dots);
    store<i64>(base, quietUntil(base, dots), at.QUIET_UNTIL);
    // Read in the dot before vertical blanking, it gives a clear flag and keeps it from being set.
    const position = load<i32>(base, at.POSITION);
    if (position == VBLANK_BEGINS && load<i64>(base, at.FRAME_ZERO) + position == dots) store<u8>(base, 1, at.SUPPRESSED);
  }
  const before = load<u8>(base, at.BUS);
  const isBlanking = load<u8>(base, at.VBLANK);
  const hit = i32(load<i64>(base, at.HIT_AT) < dots);
  const overflow = i32(load<i64>(base, at.OVERFLOW_AT) < dots);
  const value = <i32>isBlanking << 7 | hit << 6 | overflow << 5 | (before & 0x1f);
  const changes = isBlanking | load<u8>(base, at.W) | u8(value != before);
  store<u8>(base, load<u8>(base, at.DEEDS) | (changes ? at.DID_CHANGE : at.DID_POLL), at.DEEDS);
  if (isBlanking) forgetUnseenNmi(base, load<i64>(base, at.CLOCK));
  store<u8>(base, 0, at.VBLANK);
  store<u8>(base, 0, at.W);
  return putOnBus(base, value);
}

/** A dot before which, or at which, no flag changes after `dots`, where the PPU has just been brought. */
function quietUntil(base: usize, dots: i64): i64 {
  const zero = load<i64>(base, at.FRAME_ZERO);
  const position = load<i32>(base, at.POSITION);
  if (position > VBLANK_BEGINS) return position <= FLAGS_CLEARED ? zero + FLAGS_CLEARED : 0;
  const blanking = zero + VBLANK_BEGINS - 1;
  const mask = load<u8>(base, at.MASK);
  if (!(mask & 0x18) && !load<u8>(base, at.RENDERING)) return blanking;
  listSprites(base);
  const hit = load<i64>(base, at.HIT_AT);
  const overflow = load<i64>(base, at.OVERFLOW_AT);
  if (overflow >= dots && load<u8>(base, at.MOST_SPRITES) >= 8) return 0;
  if (hit < dots || (mask & 0x18) != 0x18) return blanking;
  if (hit != NEVER) return 0;
  const line = position / DOTS_PER_LINE;
  const top = <i32>load<u8>(base, at.OAM) + 1;
  if (line < top) return min(blanking, zero + top * DOTS_PER_LINE);
  return line > top + 15 ? blanking : 0;
}

/**
 * The dot that next sets or clears a flag of $2002 if nothing is written; found by running the PPU ahead of the processor, line by
 * line. A line in which a flag changes is undone: the program will go on within it, and may change how the rest of it looks.
 *
 * @param from dots that were done when $2002 was last read, or fewer
 * @param limit where to look no further; before vertical blanking
 */
export function nextStatusChange(base: usize, from: i64, limit: i64): i64 {
  const zero = load<i64>(base, at.FRAME_ZERO);
  const position = load<i32>(base, at.POSITION);
  if (position > VBLANK_BEGINS) return position <= FLAGS_CLEARED ? zero + FLAGS_CLEARED : from;
  let change = firstFlagSince(base, from);
  while (change == NEVER) {
    const now = load<i32>(base, at.POSITION);
    const hasHit = load<i64>(base, at.HIT_AT) < from;
    const hasOverflow = load<i64>(base, at.OVERFLOW_AT) < from;
    if (hasHit && (hasOverflow || load<u8>(base, at.MOST_SPRITES) < 8) && load<u8>(base, at.SPRITES_LISTED)) {
      return zero + VBLANK_BEGINS;
    }
    if (now >= 240 * DOTS_PER_LINE) return zero + VBLANK_BEGINS;
    const line = now / DOTS_PER_LINE;
    const target = min(zero + (line + 1) * DOTS_PER_LINE, limit - 3);
    if (target <= zero + now) return zero + now;
    const mayChange = isSpriteZeroOn(base, line) || mayOverflow(base);
    if (mayChange) memory.copy(UNDONE, base + at.SAVED, UNDONE_BYTES);
    catchUp(base, target);
    change = firstFlagSince(base, from);
    if (mayChange && change != NEVER) {
      memory.copy(base + at.SAVED, UNDONE, UNDONE_BYTES);
      store<u8>(base, 0, at.PREFETCHED);
    }
  }
  return change;
}

/** The dot that set a flag of $2002 from a dot on, or NEVER. */
@inline
function firstFlagSince(base: usize, from: i64): i64 {
  const hit = load<i64>(base, at.HIT_AT);
  const overflow = load<i64>(base, at.OVERFLOW_AT);
  return min(hit >= from ? hit : NEVER, overflow >= from ? overflow : NEVER);
}

// $2003, $2004

/** What the sprite logic has on its bus while it works, roughly: it clears its list in the first dots of a line. */
function readOam(base: usize): i32 {
  if (isRenderingLine(base)) {
    const dot = load<i32>(base, at.POSITION) % DOTS_PER_LINE;
    if (dot >= 1 && dot <= 64) return 0xff;
  }
  return load<u8>(base + load<u8>(base, at.OAM_ADDRESS), at.OAM);
}

/** A write to $2004, in the cycle that CLOCK says. */
export function writeOam(base: usize, value: i32): void {
  catchUp(base, dotsBefore(load<i64>(base, at.CLOCK)));
  store<i64>(base, 0, at.QUIET_UNTIL);
  putOnBus(base, value);
  const address = <i32>load<u8>(base, at.OAM_ADDRESS);
  if (isRenderingLine(base)) {
    store<u8>(base, (address + 4) & 0xfc, at.OAM_ADDRESS); // it only moves on, as evaluation would
    return;
  }
  // Three bits of the attributes do not exist.
  store<u8>(base + address, (address & 3) == 2 ? value & 0xe3 : value, at.OAM);
  store<u8>(base, address + 1, at.OAM_ADDRESS);
  store<u8>(base, 0, at.SPRITES_LISTED);
}

/** 256 writes to $2004 while the PPU leaves its OAM alone. */
export function copyToOam(base: usize, from: usize): void {
  store<i64>(base, 0, at.QUIET_UNTIL);
  store<u8>(base, 0, at.SPRITES_LISTED);
  const first = <usize>load<u8>(base, at.OAM_ADDRESS);
  memory.copy(base + at.OAM + first, from, 256 - first);
  memory.copy(base + at.OAM, from + 256 - first, first);
  const bits = v128.splat<u32>(0xffe3ffff);
  for (let index: usize = 0; index < 256; index += 16) {
    const four = base + at.OAM + index;
    v128.store(four, v128.and(v128.load(four), bits));
  }
  putOnBus(base, load<u8>(from, 255));
}

// $2005, $2006

function writeScroll(base: usize, value: i32): void {
  const t = <i32>load<u16>(base, at.T);
  if (load<u8>(base, at.W)) {
    store<u16>(base, (t & 0x0c1f) | (value & 0xf8) << 2 | (value & 7) << 12, at.T);
    store<u8>(base, 0, at.W);
  } else {
    store<u16>(base, (t & 0x7fe0) | value >> 3, at.T);
    store<u8>(base, value & 7, at.FINE_X);
    store<u8>(base, 1, at.W);
  }
}

function writeAddress(base: usize, value: i32): void {
  const t = <i32>load<u16>(base, at.T);
  if (load<u8>(base, at.W)) {
    const v = (t & 0x7f00) | value;
    addressMapper(base, load<u16>(base, at.V), v);
    store<u16>(base, v, at.T);
    store<u16>(base, v, at.V);
    store<u8>(base, 0, at.W);
  } else {
    store<u16>(base, (t & 0x00ff) | (value & 0x3f) << 8, at.T);
    store<u8>(base, 1, at.W);
  }
}

// $2007

function readData(base: usize): i32 {
  store<u8>(base, 0, at.PREFETCHED); // the address moves on
  const address = <i32>load<u16>(base, at.V) & 0x3fff;
  let value: i32 = load<u8>(base, at.READ_BUFFER);
  if (address < 0x2000) {
    store<u8>(base, patternByte(base, address), at.READ_BUFFER);
  } else {
    // The palette answers at once; behind it the buffer takes what the name table has there.
    if (address >= 0x3f00) value = colourOf(base, address & 0x1f) | (load<u8>(base, at.BUS) & 0xc0);
    store<u8>(base, nameTableByte(base, address), at.READ_BUFFER);
  }
  advance(base);
  return value;
}

function writeData(base: usize, value: i32): void {
  const address = <i32>load<u16>(base, at.V) & 0x3fff;
  if (address >= 0x3f00) {
    writeColour(base, address & 0x1f, value & 0x3f);
  } else if (address >= 0x2000) {
    writeName(base, address, value);
  } else if (isCharWritable()) {
    writePattern(base, address, value);
  }
  advance(base);
}

/** After an access to $2007. While the PPU uses the address itself, both its parts move. */
function advance(base: usize): void {
  const v = <i32>load<u16>(base, at.V);
  if (isRenderingLine(base)) {
    store<u16>(base, incrementY(incrementCoarseX(v)), at.V);
    return;
  }
  const next = (v + (load<u8>(base, at.CTRL) & 4 ? 32 : 1)) & 0x7fff;
  addressMapper(base, v, next);
  store<u16>(base, next, at.V);
}
