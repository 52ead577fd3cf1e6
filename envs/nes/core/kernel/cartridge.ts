// The cartridge that all consoles of this memory run: what its header says and where its ROMs lie.

/** The iNES mapper number. */
export let mapper: i32 = 0;
/** MIRROR_* of layout.ts, as the board is soldered. */
export let mirroring: i32 = 0;
export let prgRom: usize = 0;
/** Bytes, a multiple of 16 KiB. */
export let prgBytes: i32 = 0;
/** 0 where there is CHR RAM instead. */
export let chrRom: usize = 0;
/** Bytes, a multiple of 8 KiB; 0 where there is CHR RAM. */
export let chrBytes: i32 = 0;

export function insert(number: i32, soldered: i32, prg: usize, prgSize: i32, chr: usize, chrSize: i32): void {
  mapper = number;
  mirroring = soldered;
  prgRom = prg;
  prgBytes = prgSize;
  chrRom = chr;
  chrBytes = chrSize;
}
