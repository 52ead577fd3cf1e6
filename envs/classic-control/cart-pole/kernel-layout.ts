/**
 * Where the arrays of the batched kernel lie in its memory: one after the other, each of `capacity` rows, so that an array
 * begins at `base + capacity * OFFSET`, the offset being the bytes that one row takes in the arrays before. Compiled by tsc
 * and by AssemblyScript.
 */

/** Rows the kernel takes at a time. `capacity` is a multiple of it, which aligns every array to 16 bytes. */
export const BLOCK = 16;

export const GENERATORS = 0; // [capacity, 12] uint32, the words of a `Pcg64`
export const STATES = 48; // [capacity, 4] float64
export const OBSERVATIONS = 80; // [capacity, 4] float32
export const FINAL_OBSERVATIONS = 96; // [capacity, 4] float32
export const REWARDS = 112; // [capacity] float64
export const ELAPSED = 120; // [capacity] float64, steps of the running episode
export const ACTIONS = 128; // [capacity] int32
export const FINISHED = 132; // [capacity] int32, the rows whose episode ended in this step
export const TERMINATIONS = 136; // [capacity] uint8, 0 or 1
export const TRUNCATIONS = 137; // [capacity] uint8, 0 or 1
export const PHASES = 138; // [capacity] uint8, see ../../vector/row-phase.ts
export const ROW_BYTES = 139;

export const GENERATOR_BYTES = 48;
