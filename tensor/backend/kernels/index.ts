// The kernels' entry: what JavaScript calls (engine.ts).

import { HEADER_WORDS, RUN_OK, SCRATCH, SCRATCH_BYTES } from '../layout';
import { execute } from './execute';
import { setWide } from './gemm';
import { setScratch } from './scratch';
import { configure, share, work as workerLoop } from './threads';

/** `thread` 0 is the caller; `block`: whether it may sleep (not on a page's main thread); `wide`: whether the engine merges vectors to 256 bits. */
export function init(thread: i32, block: bool, patience: f64, wide: bool): void {
  setScratch(SCRATCH + thread * SCRATCH_BYTES);
  configure(block, patience);
  setWide(wide);
}

/** Executes the commands in `[command, end)`; returns one of RUN_*. */
export function run(command: usize, end: usize): i32 {
  while (command < end) {
    const parts = load<i32>(command, 8);
    const state =
      parts <= 1 ? execute(load<i32>(command), command + (HEADER_WORDS << 2), 0, 1) : share(command, parts);
    if (state != RUN_OK) return state;
    command += load<i32>(command, 4) << 2;
  }
  return RUN_OK;
}

export function work(): void {
  workerLoop();
}

// Exported so that the optimiser does not inline every kernel into the one dispatching function.
export * from './execute';
