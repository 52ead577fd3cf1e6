// The NES core: what ../core.ts calls. A console is an instance of ../layout.ts at `base`; all share one cartridge.

import * as at from '../layout';
import { resetApu } from './apu';
import { touchOwnLines } from './canvas';
import { insert } from './cartridge';
import { mapAll, powerOnMapper } from './mappers/mapper';
import { forgetBackgrounds, prepareSpread } from './ppu-background';
import { unpack } from './state';
import { NEVER, VBLANK_BEGINS } from './time';

export { configure, levels, observationRoom, observe, step } from './observe';
export { run } from './run';
export { mostPacked, pack, packed } from './state';
export { insert };

/** Where free memory begins. */
export function heap(): usize {
  return __heap_base;
}

/** Once, before anything else. */
export function prepare(): void {
  prepareSpread();
}

/** Switches a console on. `stateBytes`: those from SAVED on. */
export function powerOn(base: usize, stateBytes: usize): void {
  memory.fill(base + at.SAVED, 0, stateBytes);
  // What RAM holds at first differs between consoles. As in jsnes, so that both engines begin alike.
  memory.fill(base + at.RAM, 0xff, at.VRAM - at.RAM);
  store<u8>(base, 0xf7, at.RAM + 8);
  store<u8>(base, 0xef, at.RAM + 9);
  store<u8>(base, 0xdf, at.RAM + 10);
  store<u8>(base, 0xbf, at.RAM + 15);
  memory.fill(base + at.PRG_RAM, 0, at.PRG_RAM_BYTES);
  store<i64>(base, NEVER, at.NMI_AT);
  store<i64>(base, NEVER, at.IRQ_SINCE);
  store<i64>(base, NEVER, at.HIT_AT);
  store<i64>(base, NEVER, at.OVERFLOW_AT);
  store<i64>(base, NEVER, at.APU_CLEAR_AT);
  store<i64>(base, NEVER, at.DMC_REQUEST_AT);
  store<i64>(base, 8 * 428, at.DMC_BYTE_AT);
  store<i32>(base, 256, at.SPRITE_FIRST);
  store<u16>(base, 0xc000, at.DMC_START);
  store<u16>(base, 1, at.DMC_LENGTH);
  // The PPU is just past the beginning of a vertical blanking.
  store<i32>(base, VBLANK_BEGINS + 1, at.POSITION);
  store<i64>(base, -(VBLANK_BEGINS + 1), at.FRAME_ZERO);
  powerOnMapper(base);
  derive(base);
  resetProcessor(base);
}

/** Presses reset. */
export function reset(base: usize): void {
  store<u8>(base, 0, at.CTRL);
  store<u8>(base, 0, at.MASK);
  store<u8>(base, 2, at.MASK_DELAY);
  store<u8>(base, 0, at.W);
  resetApu(base);
  store<i64>(base, NEVER, at.NMI_AT);
  store<u8>(base, 0, at.DMA_PENDING);
  store<u8>(base, 0, at.JAMMED);
  derive(base);
  resetProcessor(base);
}

/** The seven cycles of a reset: an interrupt whose three pushes do not write. */
function resetProcessor(base: usize): void {
  store<u8>(base, load<u8>(base, at.REG_S) - 3, at.REG_S);
  store<u8>(base, load<u8>(base, at.REG_P) | 4, at.REG_P);
  store<u16>(base, load<u16>(<usize>load<u32>(base, at.READ_PAGES + 31 * 4) + 0xfffc), at.REG_PC);
  store<i64>(base, load<i64>(base, at.CLOCK) + 7, at.CLOCK);
  store<u8>(base, at.POLL_NOT, at.POLL);
  store<i64>(base, 0, at.LIMIT);
}

/** Goes on from the state of so many bytes that lies where `packed` says. @returns 1, or 0 where it is of another length */
export function restore(base: usize, stateBytes: usize, bytes: usize): i32 {
  if (unpack(base, stateBytes, bytes) === 0) return 0;
  derive(base);
  return 1;
}

/** Makes what is not saved from what is. */
function derive(base: usize): void {
  mapAll(base);
  limitColours(base);
  store<i64>(base, 0, at.QUIET_UNTIL);
  store<i64>(base, 0, at.LIMIT); // as it is between frames; a state that says another might never end one
  store<u8>(base, 0, at.SPRITES_LISTED);
  forgetBackgrounds(base);
  touchOwnLines(base);
}

/** Colours are 0 to 63, whatever a state that was loaded says. */
function limitColours(base: usize): void {
  const bits = v128.splat<u8>(0x3f);
  for (let at16 = base + at.FRAME; at16 < base + at.PRG_RAM; at16 += 16) v128.store(at16, v128.and(v128.load(at16), bits));
}
