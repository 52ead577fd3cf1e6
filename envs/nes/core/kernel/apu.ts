// What programs see of the APU: the frame counter and its interrupt, the length counters, the DMC's reads and its interrupt. No
// sound is made. Counted lazily: `apuCatchUp` does what has happened since it was last asked.
//
// Source: https://www.nesdev.org/wiki/APU_Frame_Counter, https://www.nesdev.org/wiki/APU_DMC. The DMC's reads halt the processor at
// the next instruction, not at the next read of the one that runs.

import * as at from '../layout';
import { pullIrq, releaseIrq } from './irq';
import { NEVER } from './time';

/** The cycles at which the frame counter does something, the last where it begins anew: four steps, five steps. */
const STEPS = memory.data<i32>([7457, 14913, 22371, 29828, 29829, 29830, 7457, 14913, 22371, 29829, 37281, 37282]);
/** In a mode of four steps, those that set the interrupt. */
const FIRST_IRQ_STEP: i32 = 3;
const IRQ_COUNT: i64 = 29828;
const LAST_STEP: i32 = 5;

/** What a length counter is loaded with, by the upper five bits written. */
const LENGTH_TABLE = memory.data<u8>([
  10, 254, 20, 2, 40, 4, 80, 6, 160, 8, 60, 10, 14, 12, 26, 14, 12, 16, 24, 18, 48, 20, 96, 22, 192, 24, 72, 26, 16, 28, 32, 30,
]);

/** Cycles between two bits of the DMC (NTSC). */
const DMC_PERIODS = memory.data<u16>([428, 380, 340, 320, 286, 254, 226, 214, 190, 160, 142, 128, 106, 84, 72, 54]);

/** Does all that happens up to and including a cycle. */
export function apuCatchUp(base: usize, cycle: i64): void {
  while (true) {
    const step = <i32>load<u8>(base, at.APU_STEP);
    const mode = <i32>load<u8>(base, at.APU_MODE);
    const next = load<i64>(base, at.APU_ZERO) + load<i32>(STEPS + ((mode * 6 + step) << 2));
    const clear = load<i64>(base, at.APU_CLEAR_AT);
    if (clear <= min(cycle, next)) {
      store<i64>(base, NEVER, at.APU_CLEAR_AT);
      setFrameFlag(base, false, clear);
    } else if (next <= cycle) {
      doStep(base, mode, step, next);
    } else {
      break;
    }
  }
  drainDmc(base, cycle);
}

function doStep(base: usize, mode: i32, step: i32, cycle: i64): void {
  store<u8>(base, step == LAST_STEP ? 0 : step + 1, at.APU_STEP);
  if (step == 1 || step == 4) clockLengths(base);
  if (step == LAST_STEP) store<i64>(base, cycle, at.APU_ZERO);
  if (mode == 0 && step >= FIRST_IRQ_STEP) {
    // Set for three cycles; only the last of them heeds the inhibition.
    store<i64>(base, NEVER, at.APU_CLEAR_AT);
    setFrameFlag(base, step != LAST_STEP || !load<u8>(base, at.APU_INHIBITED), cycle);
  }
}

function setFrameFlag(base: usize, isSet: bool, cycle: i64): void {
  store<u8>(base, isSet, at.APU_FLAG);
  if (isSet && !load<u8>(base, at.APU_INHIBITED)) pullIrq(base, at.IRQ_APU, cycle);
  else releaseIrq(base, at.IRQ_APU);
}

function clockLengths(base: usize): void {
  const halted = <i32>load<u8>(base, at.LENGTHS_HALTED);
  for (let channel = 0; channel < 4; channel++) {
    const length = load<u8>(base + channel, at.LENGTHS);
    if (length && !(halted >> channel & 1)) store<u8>(base + channel, length - 1, at.LENGTHS);
  }
}

/** The next cycle after which the APU may pull its line or halt the processor. @param i the I flag */
export function nextApuEvent(base: usize, i: i32): i64 {
  let next = load<i64>(base, at.DMC_REQUEST_AT);
  if (load<u16>(base, at.DMC_LEFT)) next = min(next, load<i64>(base, at.DMC_BYTE_AT));
  if (i || load<u8>(base, at.APU_MODE) || load<u8>(base, at.APU_INHIBITED)) return next;
  const zero = load<i64>(base, at.APU_ZERO);
  const later = <i32>load<u8>(base, at.APU_STEP) > FIRST_IRQ_STEP ? IRQ_COUNT + 2 : 0;
  return min(next, zero + IRQ_COUNT + later);
}

/** $4015, less its open bit. Reading it clears the frame interrupt, a cycle or two later. */
export function readStatus(base: usize): i32 {
  const cycle = load<i64>(base, at.CLOCK);
  apuCatchUp(base, cycle);
  let value = <i32>load<u8>(base, at.APU_FLAG) << 6 | <i32>load<u8>(base, at.DMC_FLAG) << 7;
  for (let channel = 0; channel < 4; channel++) {
    value |= i32(load<u8>(base + channel, at.LENGTHS) != 0) << channel;
  }
  if (load<u16>(base, at.DMC_LEFT)) value |= 0x10;
  if (load<u8>(base, at.APU_FLAG)) {
    store<i64>(base, cycle + 2 - (cycle & 1), at.APU_CLEAR_AT);
    store<i64>(base, 0, at.LIMIT);
  }
  return value;
}

/** $4000 to $4017, but those that are not the APU's. */
export function writeApu(base: usize, address: i32, value: i32): void {
  const cycle = load<i64>(base, at.CLOCK);
  apuCatchUp(base, cycle);
  store<i64>(base, 0, at.LIMIT);
  if (address < 0x4010) {
    writeChannel(base, address >> 2 & 3, address & 3, value);
    return;
  }
  switch (address) {
    case 0x4010:
      writeDmcControl(base, value, cycle);
      break;
    case 0x4012:
      store<u16>(base, 0xc000 | value << 6, at.DMC_START);
      break;
    case 0x4013:
      store<u16>(base, value << 4 | 1, at.DMC_LENGTH);
      break;
    case 0x4015:
      writeChannels(base, value, cycle);
      break;
    case 0x4017:
      writeFrameCounter(base, value, cycle);
      break;
  }
}

/** A length counter's halt flag, and its load. */
function writeChannel(base: usize, channel: i32, register: i32, value: i32): void {
  if (register == 0) {
    const isHalted = channel == 2 ? value >> 7 : value >> 5 & 1;
    const others = <i32>load<u8>(base, at.LENGTHS_HALTED) & ~(1 << channel);
    store<u8>(base, others | isHalted << channel, at.LENGTHS_HALTED);
  } else if (register == 3 && <i32>load<u8>(base, at.CHANNELS) >> channel & 1) {
    store<u8>(base + channel, load<u8>(LENGTH_TABLE + (value >> 3)), at.LENGTHS);
  }
}

function writeChannels(base: usize, value: i32, cycle: i64): void {
  store<u8>(base, value, at.CHANNELS);
  for (let channel = 0; channel < 4; channel++) {
    if (!(value >> channel & 1)) store<u8>(base + channel, 0, at.LENGTHS);
  }
  store<u8>(base, 0, at.DMC_FLAG);
  releaseIrq(base, at.IRQ_DMC);
  if (!(value & 0x10)) {
    store<u16>(base, 0, at.DMC_LEFT);
    store<i64>(base, NEVER, at.DMC_REQUEST_AT);
  } else if (!load<u16>(base, at.DMC_LEFT)) {
    restartDmc(base);
    if (!load<u8>(base, at.DMC_FULL)) store<i64>(base, cycle + 3 - (cycle & 1), at.DMC_REQUEST_AT);
  }
}

/** $4017: the counter begins anew some cycles later; with five steps it clocks at once. */
function writeFrameCounter(base: usize, value: i32, cycle: i64): void {
  store<u8>(base, value >> 7, at.APU_MODE);
  store<u8>(base, value >> 6 & 1, at.APU_INHIBITED);
  store<u8>(base, 0, at.APU_STEP);
  store<i64>(base, cycle + 4 - (cycle & 1), at.APU_ZERO);
  if (value & 0x40) store<i64>(base, NEVER, at.APU_CLEAR_AT);
  setFrameFlag(base, !(value & 0x40) && load<u8>(base, at.APU_FLAG), cycle);
  if (value & 0x80) clockLengths(base);
}

/** What reset does: $4015 is cleared, $4017 written anew with what was written last. */
export function resetApu(base: usize): void {
  const cycle = load<i64>(base, at.CLOCK);
  apuCatchUp(base, cycle);
  writeChannels(base, 0, cycle);
  store<u8>(base, 0, at.APU_FLAG);
  writeFrameCounter(base, <i32>load<u8>(base, at.APU_MODE) << 7 | <i32>load<u8>(base, at.APU_INHIBITED) << 6, cycle);
}

// The DMC

@inline
function periodOf(base: usize): i64 {
  return load<u16>(DMC_PERIODS + (<usize>(load<u8>(base, at.DMC_CONTROL) & 15) << 1));
}

/** $4010. A new period holds from the next bit on. */
function writeDmcControl(base: usize, value: i32, cycle: i64): void {
  const before = periodOf(base);
  const left = load<i64>(base, at.DMC_BYTE_AT) - cycle;
  const bits = (left - 1) / before; // whole ones after the one that runs
  store<u8>(base, value, at.DMC_CONTROL);
  store<i64>(base, cycle + left - bits * before + bits * periodOf(base), at.DMC_BYTE_AT);
  if (!(value & 0x80)) {
    store<u8>(base, 0, at.DMC_FLAG);
    releaseIrq(base, at.IRQ_DMC);
  }
}

function restartDmc(base: usize): void {
  store<u16>(base, load<u16>(base, at.DMC_START), at.DMC_ADDRESS);
  store<u16>(base, load<u16>(base, at.DMC_LENGTH), at.DMC_LEFT);
}

/** The shift register takes the buffer's byte every eight bits, and the buffer asks for the next. */
function drainDmc(base: usize, cycle: i64): void {
  let byteAt = load<i64>(base, at.DMC_BYTE_AT);
  if (byteAt > cycle) return;
  const eight = 8 * periodOf(base);
  if (load<u8>(base, at.DMC_FULL)) {
    store<u8>(base, 0, at.DMC_FULL);
    if (load<u16>(base, at.DMC_LEFT)) store<i64>(base, byteAt, at.DMC_REQUEST_AT);
    byteAt += eight;
  }
  if (byteAt <= cycle) byteAt += ((cycle - byteAt) / eight + 1) * eight;
  store<i64>(base, byteAt, at.DMC_BYTE_AT);
}

/** The DMC has read the byte it asked for. */
export function dmcRead(base: usize, cycle: i64): void {
  store<i64>(base, NEVER, at.DMC_REQUEST_AT);
  const left = load<u16>(base, at.DMC_LEFT);
  if (!left) return;
  store<u8>(base, 1, at.DMC_FULL);
  const address = load<u16>(base, at.DMC_ADDRESS);
  store<u16>(base, address == 0xffff ? 0x8000 : address + 1, at.DMC_ADDRESS);
  store<u16>(base, left - 1, at.DMC_LEFT);
  if (left > 1) return;
  const control = load<u8>(base, at.DMC_CONTROL);
  if (control & 0x40) {
    restartDmc(base);
  } else if (control & 0x80) {
    store<u8>(base, 1, at.DMC_FLAG);
    pullIrq(base, at.IRQ_DMC, cycle);
  }
}

/** Before an access to a register, the DMC's read that came due within the instruction: it puts the access off. */
export function delayByDmc(base: usize): void {
  const cycles = 3 + (load<i64>(base, at.DMC_REQUEST_AT) + 1 & 1);
  const clock = load<i64>(base, at.CLOCK) + cycles;
  store<i64>(base, clock, at.CLOCK);
  dmcRead(base, clock - 1);
  store<u8>(base, load<u8>(base, at.DMC_OWED) + <u8>cycles, at.DMC_OWED);
  store<i64>(base, 0, at.LIMIT);
}
