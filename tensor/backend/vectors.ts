// 256-bit vectors. WebAssembly's are 128 bits; V8 can merge neighbouring operations into 256-bit ones ("revectorization", on x64 with AVX2). It
// does so behind a flag, which can be raised after the start as long as the module has not been compiled, and then concerns all WebAssembly that the
// process compiles. The bits of results stay what they are: each 256-bit operation is two 128-bit ones.
//
// Node has it from 24 on: 22 knows the flag, but was built without what it stands for. How much it gives: docs/training-backend.md.

import { nodeModule } from './workers.ts';

const FLAG = '--experimental-wasm-revectorize';
const FIRST_NODE = 24;
/** As many as fill the vectors that `isAscii` works with. */
const SOME_BYTES = new Uint8Array(64);
const isAscii = nodeModule('buffer')?.isAscii;

/** Why there are no 256-bit vectors here, as the end of a sentence; null: there are. */
export function whyNarrow(): string | null {
  const { process } = globalThis as { process?: NodeJS.Process };
  const version = Number.parseInt(process?.versions?.node ?? '', 10);
  if (process === undefined || Number.isNaN(version)) return 'a browser does not let itself be asked for them';
  if (process.versions.bun !== undefined) return 'Bun has no V8';
  if (version < FIRST_NODE) return `Node has them from version ${FIRST_NODE} on`;
  if (process.arch !== 'x64') return `V8 has them on x64 only, this is ${process.arch}`;
  return hasAvx2(process.platform) ? null : 'this processor has no AVX2';
}

/** Raises V8's flag. To be called where `whyNarrow` is null, before the kernels are compiled. */
export function allowWide(): void {
  nodeModule('v8')?.setFlagsFromString(FLAG);
}

/**
 * Clears the upper halves of the vector registers, which V8 leaves as its 256-bit code has filled them. While they are filled, each instruction
 * of the older kind (SSE) that writes a register waits for what it held before, and V8's own C++ is made of those: 200 pairs of `Math.exp`
 * and `Math.log` take 110 microseconds instead of 7 (Xeon, Node 24). The instruction that clears them, `vzeroupper`, cannot be had in JavaScript; a function
 * compiled for 256 bits ends with it, and the cheapest of those in Node is `isAscii`: 0.6 microseconds.
 */
export function clearUpperHalves(): void {
  isAscii?.(SOME_BYTES);
}

/** Elsewhere than on Linux nobody says; the processors of 2013 and later that run Node 24 have it, but for a few Celerons and Atoms. */
function hasAvx2(platform: string): boolean {
  if (platform !== 'linux') return true;
  try {
    return /^flags\s*:.*\bavx2\b/m.test(nodeModule('fs')?.readFileSync('/proc/cpuinfo', 'latin1') ?? '');
  } catch {
    return true; // a sandbox without /proc
  }
}
