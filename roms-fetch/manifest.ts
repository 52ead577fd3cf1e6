/**
 * The cartridges that `ludus roms fetch` knows: free games whose licence lets anyone copy them. A new one is one entry here; what is
 * fetched must match its size and hash to the bit, wherever it came from.
 */

export interface RomEntry {
  /** What users call it: lower-case letters, digits, hyphens. */
  readonly name: string;
  readonly title: string;
  readonly author: string;
  /** SPDX expression. */
  readonly license: string;
  /** Where its source and its licence are. */
  readonly home: string;
  /** Of the file, at a commit that does not move. */
  readonly address: string;
  readonly bytes: number;
  /** Hexadecimal, of the whole file. */
  readonly sha256: string;
}

const JSNES_ROMS = 'https://raw.githubusercontent.com/bfirsh/jsnes/70e2c5cd365dcf50e9463646e247da19c01d2b3d/roms';

export const MANIFEST: readonly RomEntry[] = [
  {
    name: 'croom',
    title: 'Concentration Room',
    author: 'Damian Yerrick',
    // With an exception for exact copies of the program.
    license: 'GPL-3.0-or-later',
    home: 'https://github.com/pinobatch/croom-nes',
    address: `${JSNES_ROMS}/croom/croom.nes`,
    bytes: 24_592,
    sha256: '33905b739d4886b59f5e56973af036c37fff86d0509d8ccabb8df18b6153758f',
  },
  {
    name: 'falling',
    title: 'Falling',
    author: 'Jesse Williams',
    license: 'MIT',
    home: 'https://github.com/xram64/falling-nes',
    address:
      'https://raw.githubusercontent.com/xram64/falling-nes/48f22c8c5479d28ee9d664409d7f947d7b49e037/falling.nes',
    bytes: 40_976,
    sha256: 'e22b947542c2d7e595bf84725b333be7af8189c5965b9c53e356a249c7d79943',
  },
  {
    name: 'lj65',
    title: 'LJ65',
    author: 'Damian Yerrick',
    license: 'GPL-2.0-or-later',
    home: 'https://pineight.com/lj65/',
    address: `${JSNES_ROMS}/lj65/lj65.nes`,
    bytes: 24_592,
    sha256: 'b38e0b3fe7351966ae091fd05348c4ddf3f0d71c4c80062c2cd0147078595afb',
  },
];
