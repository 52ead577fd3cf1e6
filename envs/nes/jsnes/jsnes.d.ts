/** jsnes' own types name their files without extensions, which Node's module resolution does not find. What we use of the outside: */
declare module 'jsnes' {
  export class NES {
    constructor(options: { readonly emulateSound: boolean });
    /** Throws where the bytes are no iNES file, or of a cartridge that is not supported. */
    loadROM(data: Uint8Array): void;
  }
}
