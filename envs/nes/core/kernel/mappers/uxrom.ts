// UxROM (mapper 2): a switched 16 KiB of PRG at $8000, the last fixed at $c000. Source: https://www.nesdev.org/wiki/UxROM.

import * as at from '../../layout';
import { mapPrg } from './banks';

const BANK = at.MAPPER;

export function map(base: usize): void {
  const bank = <i32>load<u8>(base, BANK) << 1;
  mapPrg(base, 0, bank);
  mapPrg(base, 1, bank + 1);
  mapPrg(base, 2, -2);
  mapPrg(base, 3, -1);
}

export function write(base: usize, value: i32): void {
  store<u8>(base, value, BANK);
  map(base);
}
