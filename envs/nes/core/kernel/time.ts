// Times: cycles of the processor and dots of the PPU since power-on.

/** One that never comes. */
export const NEVER: i64 = 0x7fffffffffffffff;

export const DOTS_PER_LINE: i32 = 341;
export const LINES: i32 = 262;
export const DOTS_PER_FRAME: i32 = DOTS_PER_LINE * LINES;
/** The positions at which vertical blanking begins, and at which the flags are cleared (line 261, dot 1). */
export const VBLANK_BEGINS: i32 = 241 * DOTS_PER_LINE + 1;
export const FLAGS_CLEARED: i32 = 261 * DOTS_PER_LINE + 1;

/** The cycle in which a dot is done: the three of a cycle follow its bus access. */
@inline
export function cycleOf(dot: i64): i64 {
  return dot / 3 + 1;
}

/** The dots that are done before the bus access of a cycle. */
@inline
export function dotsBefore(cycle: i64): i64 {
  return 3 * (cycle - 1);
}
