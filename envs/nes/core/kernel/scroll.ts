// The VRAM address as a scroll position: yyy NN YYYYY XXXXX are the fine Y, the name table, the coarse Y and the coarse X.
// Source: https://www.nesdev.org/wiki/PPU_scrolling#Wrapping_around.

/** To the next tile on the right. */
@inline
export function incrementCoarseX(v: i32): i32 {
  return (v & 0x1f) == 31 ? (v & ~0x1f) ^ 0x400 : v + 1;
}

/** To the next line. Rows 30 and 31 hold attributes; counting through them goes back to row 0 in the same name table. */
@inline
export function incrementY(v: i32): i32 {
  if ((v & 0x7000) != 0x7000) return v + 0x1000;
  const fine = v & ~0x7000;
  const row = fine & 0x3e0;
  if (row == 29 << 5) return (fine & ~0x3e0) ^ 0x800;
  if (row == 31 << 5) return fine & ~0x3e0;
  return fine + 0x20;
}

/** With the horizontal bits of t, as at dot 257. */
@inline
export function copyHorizontal(v: i32, t: i32): i32 {
  return (v & 0x7be0) | (t & 0x041f);
}

/** With the vertical bits of t, as in dots 280 to 304 of the line before the picture. */
@inline
export function copyVertical(v: i32, t: i32): i32 {
  return (v & 0x041f) | (t & 0x7be0);
}
