// CNROM (mapper 3): 8 KiB of CHR, switched. Source: https://www.nesdev.org/wiki/CNROM. Left out: bus conflicts.

import * as at from '../../layout';
import { mapChr } from './banks';

const BANK = at.MAPPER;

export function map(base: usize): void {
  const bank = <i32>load<u8>(base, BANK) << 3;
  for (let slot: usize = 0; slot < 8; slot++) mapChr(base, slot, bank + <i32>slot);
}

export function write(base: usize, value: i32): void {
  store<u8>(base, value, BANK);
  map(base);
}
