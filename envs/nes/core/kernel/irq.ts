// The IRQ line: pulled by whoever wants, low for as long as one of them does.

import * as at from '../layout';
import { NEVER } from './time';

/** @param cycle the one that first sees it */
export function pullIrq(base: usize, source: i32, cycle: i64): void {
  if (!load<u8>(base, at.IRQ_LINES)) store<i64>(base, cycle, at.IRQ_SINCE);
  store<u8>(base, <i32>load<u8>(base, at.IRQ_LINES) | source, at.IRQ_LINES);
}

export function releaseIrq(base: usize, source: i32): void {
  const lines = <i32>load<u8>(base, at.IRQ_LINES) & ~source;
  store<u8>(base, lines, at.IRQ_LINES);
  if (!lines) store<i64>(base, NEVER, at.IRQ_SINCE);
}
