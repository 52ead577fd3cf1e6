/**
 * All that worlds take of the platform they run in: what browsers, workers and Node have in common. Typed here, because
 * this folder is compiled without the types of either.
 */
interface Platform {
  readonly crypto: { getRandomValues(array: Uint32Array): Uint32Array };
  readonly performance: { now(): number };
  atob(base64: string): string;
  btoa(bytes: string): string;
}

export const platform = globalThis as unknown as Platform;
