/**
 * All that worlds take of the platform they run in: what browsers, workers and Node have in common. Typed here, because
 * this folder is compiled without the types of either.
 */
/** A WebAssembly module that keeps its memory to itself, compiled. */
export type WasmModule = Readonly<Record<typeof wasmModule, true>>;
declare const wasmModule: unique symbol;

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By so many pages of 64 KiB. Throws `RangeError` where there is no room. */
  grow(pages: number): number;
}

interface Platform {
  readonly crypto: { getRandomValues(array: Uint32Array): Uint32Array };
  readonly performance: { now(): number };
  atob(base64: string): string;
  btoa(bytes: string): string;
  /** Absent from an engine that was told to generate no code. */
  readonly WebAssembly?: {
    /** Throws where the code is not understood, or not allowed by a page's Content-Security-Policy. */
    readonly Module: new (
      bytes: Uint8Array,
    ) => WasmModule;
    readonly Instance: new (
      module: WasmModule,
      imports: Readonly<Record<string, Readonly<Record<string, (x: number) => number>>>>,
    ) => { readonly exports: unknown };
  };
}

export const platform = globalThis as unknown as Platform;
