/**
 * Save states of the `ludus` core: a header that says whose they are, then what `kernel/state.ts` writes, which begins with the bytes of
 * the instance from `SAVED` to `VRAM`. They are checked as far as the kernel relies on them: a state may come over a network, and the kernel checks nothing.
 */
import { show } from '../../core/show.ts';
import type { Cartridge } from './cartridge.ts';
import * as at from './layout.ts';

/** 'LNES', the version of the layout, and two words of the cartridge's hash. */
export const STATE_HEADER_BYTES = 16;
const MAGIC = 0x53454e4c;
/** Goes up when what follows the header means something else. */
const VERSION = 2;
/** What every state has behind its header. */
const LEAST_BYTES = at.VRAM - at.SAVED;

const DOTS_PER_FRAME = 341 * 262;

/** @param state [STATE_HEADER_BYTES + ...] */
export function writeStateHeader(state: Uint8Array, { hash }: Cartridge): void {
  const view = new DataView(state.buffer, state.byteOffset);
  [MAGIC, VERSION, ...hash].forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
}

/**
 * @param most bytes of one, its header included
 * @returns what follows the header
 * @throws {RangeError} where it is no state of this version and cartridge
 */
export function readStateHeader(state: Uint8Array, { hash }: Cartridge, most: number): Uint8Array {
  const least = STATE_HEADER_BYTES + LEAST_BYTES;
  if (!(state instanceof Uint8Array) || state.length < least || state.length > most) {
    throw new RangeError(
      `Cannot load a state: one of this cartridge is a Uint8Array of ${least} to ${most} bytes, got ${show(state)}. Take one from saveState.`,
    );
  }
  const view = new DataView(state.buffer, state.byteOffset);
  if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== VERSION) {
    throw new RangeError(
      'Cannot load a state: it is not one of the ludus core, or of another version of it. Take one from saveState.',
    );
  }
  if (view.getUint32(8, true) !== hash[0] || view.getUint32(12, true) !== hash[1]) {
    throw new RangeError('Cannot load a state: it is of another cartridge. Load it into a console with that one.');
  }
  return state.subarray(STATE_HEADER_BYTES);
}

/** Why the kernel cannot run from these bytes, or null. @param saved what follows the header */
export function stateComplaint(saved: Uint8Array): string | null {
  const view = new DataView(saved.buffer, saved.byteOffset, saved.length);
  const byte = (offset: number) => view.getUint8(offset - at.SAVED);
  const word = (offset: number) => view.getInt32(offset - at.SAVED, true);
  const time = (offset: number) => Number(view.getBigInt64(offset - at.SAVED, true));
  const position = word(at.POSITION);
  if (position < 0 || position >= DOTS_PER_FRAME)
    return `the PPU is at dot ${position}, where a frame has ${DOTS_PER_FRAME}`;
  const first = word(at.SPRITE_FIRST);
  const end = word(at.SPRITE_END);
  if (first < 0 || first > 256 || end < 0 || end > 256) return `the sprites are in columns ${first} to ${end} of 256`;
  const clock = time(at.CLOCK);
  if (!Number.isSafeInteger(clock) || clock < 0) return `the clock is at cycle ${clock}`;
  // Each is done up to the present, but for less than a frame.
  const behind: readonly (readonly [string, number])[] = [
    ['PPU', clock - (time(at.FRAME_ZERO) + position) / 3],
    ['APU', clock - time(at.APU_ZERO)],
    ['DMC', clock - time(at.DMC_BYTE_AT)],
  ];
  for (const [name, cycles] of behind) {
    if (Math.abs(cycles) > DOTS_PER_FRAME) return `the ${name} is ${cycles} cycles behind the processor`;
  }
  if (byte(at.APU_STEP) > 5 || byte(at.APU_MODE) > 1) return `the frame counter is at step ${byte(at.APU_STEP)} of 6`;
  if (byte(at.FINE_X) > 7) return `the fine scroll is ${byte(at.FINE_X)}, where it is at most 7`;
  return null;
}
