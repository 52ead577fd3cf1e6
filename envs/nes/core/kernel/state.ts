// A console's state as it is saved: what lies from SAVED to VRAM as it is, and the rest, which is mostly the picture, in pieces of 16
// bytes of which those are left out that are the same as 256 bytes before. A line of a picture has 256 bytes and mostly looks like
// the line above; memory that nobody uses is all zeros. A state then has a fifth of its bytes or less, and most of what saving one
// costs is the system's handing out memory for it.

import * as at from '../layout';

/** What is saved as it is: all that has no repetitions. */
const PLAIN_BYTES: usize = at.VRAM - at.SAVED;
const PIECE: usize = 16;
const LINE: usize = 256;
const PIECES_A_LINE: i32 = 16;
/** Of a console with CHR RAM, which are the most. */
const MOST_REST: usize = at.CHR_RAM + at.CHR_RAM_BYTES - at.VRAM;
const MOST_LINES: usize = (MOST_REST + LINE - 1) / LINE;
/** Before a state, for what ../state.ts writes there. */
const HEADER_BYTES: usize = 16;
/** [PLAIN_BYTES], then [lines] u16: which pieces follow, bit 0 the first of a line; then these, and room for one that does not count. */
const STATE: usize = memory.data(<i32>(HEADER_BYTES + PLAIN_BYTES + MOST_LINES * 2 + MOST_REST + PIECE), 16) + HEADER_BYTES;

/** Where `pack` writes and `unpack` reads: there is room for a header, then the state. */
export function packed(): usize {
  return STATE - HEADER_BYTES;
}

/** The most bytes that a state takes there. @param stateBytes those from SAVED on */
export function mostPacked(stateBytes: usize): usize {
  return piecesAt(stateBytes) - STATE + (stateBytes - PLAIN_BYTES);
}

/** Where the pieces begin. */
@inline
function piecesAt(stateBytes: usize): usize {
  return STATE + PLAIN_BYTES + ((stateBytes - PLAIN_BYTES + LINE - 1) / LINE) * 2;
}

/** Writes a console's state. @returns its bytes */
export function pack(base: usize, stateBytes: usize): usize {
  memory.copy(STATE, base + at.SAVED, PLAIN_BYTES);
  let marks = STATE + PLAIN_BYTES;
  let out = piecesAt(stateBytes);
  const end = base + at.SAVED + stateBytes;
  for (let line = base + at.VRAM; line < end; line += LINE, marks += 2) {
    const pieces = <i32>(min(LINE, end - line) / PIECE);
    // Four at a time, since most are the same. What may be read behind the console's last piece is memory too (`createCore`).
    let differ = 0;
    for (let piece = 0; piece < pieces; piece += 4) {
      const before = line - LINE + (<usize>piece << 4);
      const d0 = v128.xor(v128.load(before), v128.load(before, LINE));
      const d1 = v128.xor(v128.load(before, 16), v128.load(before, LINE + 16));
      const d2 = v128.xor(v128.load(before, 32), v128.load(before, LINE + 32));
      const d3 = v128.xor(v128.load(before, 48), v128.load(before, LINE + 48));
      if (!v128.any_true(v128.or(v128.or(d0, d1), v128.or(d2, d3)))) continue;
      differ |= i32(v128.any_true(d0)) << piece;
      differ |= i32(v128.any_true(d1)) << (piece + 1);
      differ |= i32(v128.any_true(d2)) << (piece + 2);
      differ |= i32(v128.any_true(d3)) << (piece + 3);
    }
    if (pieces < PIECES_A_LINE) differ &= (1 << pieces) - 1;
    store<u16>(marks, <u16>differ);
    for (let left = differ; left !== 0; left &= left - 1, out += PIECE) {
      v128.store(out, v128.load(line + (<usize>i32.ctz(left) << 4)));
    }
  }
  return out - STATE;
}

/** Reads a console's state of so many bytes. @returns 1, or 0 and the console as before where it is of another length */
export function unpack(base: usize, stateBytes: usize, bytes: usize): i32 {
  let marks = STATE + PLAIN_BYTES;
  let from = piecesAt(stateBytes);
  if (bytes < from - STATE) return 0;
  let follow = 0;
  for (let mark = marks; mark < from; mark += 2) follow += i32.popcnt(load<u16>(mark));
  // Marks beyond the last piece are none.
  const beyond = <i32>((stateBytes - PLAIN_BYTES) / PIECE) % PIECES_A_LINE;
  if (beyond !== 0 && <i32>load<u16>(from - 2) >> beyond !== 0) return 0;
  if (bytes !== from - STATE + (<usize>follow << 4)) return 0;

  memory.copy(base + at.SAVED, STATE, PLAIN_BYTES);
  const end = base + at.SAVED + stateBytes;
  for (let line = base + at.VRAM; line < end; line += LINE, marks += 2) {
    memory.copy(line, line - LINE, min(LINE, end - line));
    for (let left = <i32>load<u16>(marks); left !== 0; left &= left - 1, from += PIECE) {
      v128.store(line + (<usize>i32.ctz(left) << 4), v128.load(from));
    }
  }
  return 1;
}
