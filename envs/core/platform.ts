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
  readonly console: { warn(message: string): void };
  setTimeout(act: () => void, milliseconds: number): unknown;
  atob(base64: string): string;
  btoa(bytes: string): string;
  /** Node's; absent elsewhere. */
  readonly process?: { getBuiltinModule?(id: string): unknown };
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

/**
 * A module of Node itself, such as `node:fs`; null where there is no Node. Not an import: `envs` is bundled for browsers, where an
 * import of Node's would fail even in a file that is never called.
 */
export function nodeModule<Module>(id: `node:${string}`): Module | null {
  return (platform.process?.getBuiltinModule?.(id) ?? null) as Module | null;
}
