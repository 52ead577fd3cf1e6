// What we use of WebAssembly's JavaScript interface. The project compiles without the DOM's types, where TypeScript keeps it.

export interface WasmMemory {
  /** Shared, though typed as the plain kind: TypeScript keeps the two apart where typed arrays do not care. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module: opaque, and the same native code wherever it is sent. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

interface WebAssemblyNamespace {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(
    module: WasmModule,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ readonly exports: Record<string, unknown> }>;
}

export const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly;
