/** What the tests and benchmarks of our core use of jsnes 3.0.0 and look into, beyond what the jsnes engine does. */
declare module 'jsnes' {
  interface NES {
    readonly cpu: { readonly mem: Uint8Array; readonly cycles: number };
    readonly ppu: {
      /** Whether the outer eight pixels are blanked. */
      clipToTvSize: boolean;
      readonly f_bgClipping: number;
      readonly f_spClipping: number;
      readonly palTable: { readonly curTable: Uint32Array };
      readonly buffer: Uint32Array; // [240, 256]
    };
    frame(): void;
    /** Controller 1 or 2; buttons in the order of `BUTTON`. */
    buttonDown(controller: number, button: number): void;
    buttonUp(controller: number, button: number): void;
  }
}
