// The two pads: shift registers of eight buttons, which a strobe loads and each read shifts.

import * as at from '../layout';

/** $4016: while bit 0 is set the shift registers follow the buttons. */
export function writeStrobe(base: usize, value: i32): void {
  if (value & 1) {
    store<u8>(base, 0, at.PAD_1_READ);
    store<u8>(base, 0, at.PAD_2_READ);
  }
  store<u8>(base, value & 1, at.STROBE);
}

/** The next button of a pad, and ones after the eighth. */
@inline
export function readPad(base: usize, pad: usize, read: usize): i32 {
  const count = load<u8>(base + read);
  if (count >= 8) return 1;
  if (!load<u8>(base, at.STROBE)) store<u8>(base + read, count + 1);
  return load<u8>(base + pad) >> count & 1;
}
