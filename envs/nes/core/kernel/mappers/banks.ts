// What mappers do: say which banks of the ROMs are where. All of it is derived from a mapper's registers, so that it is made
// anew where a state is loaded.

import * as at from '../../layout';
import { chrBytes, chrRom, prgBytes, prgRom } from '../cartridge';

/** Pages of 2 KiB in 8. */
const PAGES_PER_BANK: usize = 4;

/**
 * Puts 8 KiB of PRG ROM at $8000, $a000, $c000 or $e000.
 *
 * @param slot 0 to 3
 * @param bank counted around the ROM's end; negative from the end
 */
export function mapPrg(base: usize, slot: usize, bank: i32): void {
  const banks = prgBytes >> 13;
  const from = prgRom + (<usize>((bank % banks + banks) % banks) << 13) - (0x8000 + (slot << 13));
  const first: usize = 16 + slot * PAGES_PER_BANK;
  for (let page = first; page < first + PAGES_PER_BANK; page++) store<u32>(base + (page << 2), <u32>from, at.READ_PAGES);
}

/**
 * Puts a KiB of CHR ROM or RAM into the pattern tables.
 *
 * @param slot 0 to 7
 * @param bank counted around the memory's end
 */
export function mapChr(base: usize, slot: usize, bank: i32): void {
  const banks = chrBytes ? chrBytes >> 10 : at.CHR_RAM_BYTES >> 10;
  const memory = chrBytes ? chrRom : base + at.CHR_RAM;
  store<u32>(base + (slot << 2), <u32>(memory + (<usize>(bank % banks) << 10)), at.CHR_BANKS);
}

/** @param mirroring MIRROR_* */
export function mapNames(base: usize, mirroring: i32): void {
  for (let table = 0; table < 4; table++) {
    let half = table;
    if (mirroring == at.MIRROR_HORIZONTAL) half = table >> 1;
    else if (mirroring == at.MIRROR_VERTICAL) half = table & 1;
    else if (mirroring != at.MIRROR_NONE) half = mirroring - at.MIRROR_LOW;
    store<u32>(base + (table << 2), <u32>(base + at.VRAM + (half << 10)), at.NAME_TABLES);
  }
}

/** The console's RAM, and the cartridge's at $6000: where no mapper has a say. */
export function mapRam(base: usize): void {
  memory.fill(base + at.READ_PAGES, 0, 256);
  for (let page: usize = 0; page < 4; page++) mapBoth(base, page, base + at.RAM - (page << 11));
  for (let page: usize = 12; page < 16; page++) mapBoth(base, page, base + at.PRG_RAM - 0x6000);
}

function mapBoth(base: usize, page: usize, from: usize): void {
  store<u32>(base + (page << 2), <u32>from, at.READ_PAGES);
  store<u32>(base + (page << 2), <u32>from, at.WRITE_PAGES);
}
