/**
 * The core's WebAssembly as JavaScript sees it: one module instance with a memory of its own, in which lie the ROMs of one
 * cartridge, the consoles that run it, and room for a batch's arrays. The memory is made once and never grows, so that views of it
 * stay valid.
 *
 * Its source is AssemblyScript, in `kernel/`; `scripts/build-kernels.mjs` compiles it into `generated/core.ts`.
 */
import { platform, type WasmMemory, type WasmModule } from '../../core/platform.ts';
import type { Cartridge } from './cartridge.ts';
import { CORE } from './generated/core.ts';
import { CHR_RAM, PRG_RAM, PRG_RAM_BYTES, SAVED } from './layout.ts';

const PAGE = 65536; // bytes
/** What 32-bit addresses reach. */
const MOST_BYTES = 65536 * PAGE;
/** Consoles and arrays begin at multiples of this: a cache line. */
const ALIGNMENT = 64;

/** What `kernel/index.ts` exports. Addresses are byte offsets into `memory`; booleans are 0 or 1. */
interface Exports {
  readonly memory: WasmMemory;
  readonly heap: () => number;
  readonly prepare: () => void;
  readonly insert: (
    mapper: number,
    mirroring: number,
    prg: number,
    prgBytes: number,
    chr: number,
    chrBytes: number,
  ) => void;
  readonly powerOn: (base: number, stateBytes: number) => void;
  readonly reset: (base: number) => void;
  readonly packed: () => number;
  readonly mostPacked: (stateBytes: number) => number;
  readonly pack: (base: number, stateBytes: number) => number;
  readonly restore: (base: number, stateBytes: number, bytes: number) => number;
  readonly run: (base: number, frames: number, isLastDrawn: number) => number;
  readonly levels: () => number;
  readonly observationRoom: (count: number, planeBytes: number, isMaxOfTwo: number) => number;
  readonly configure: (
    room: number,
    count: number,
    left: number,
    top: number,
    cropWidth: number,
    cropHeight: number,
    width: number,
    height: number,
    channels: number,
    stack: number,
    isMaxOfTwo: number,
  ) => void;
  readonly step: (
    first: number,
    stride: number,
    count: number,
    frames: number,
    pads: number,
    resting: number,
    observations: number,
  ) => number;
  readonly observe: (base: number, index: number, observation: number) => void;
}

export interface Core {
  readonly exports: Exports;
  readonly buffer: ArrayBuffer;
  readonly cartridge: Cartridge;
  /** Where the first console lies, and how many bytes further each other. */
  readonly consoles: number;
  readonly stride: number;
  /** Bytes of a console's state, from `SAVED` on. */
  readonly stateBytes: number;
  /** Where the bytes that were asked for lie. */
  readonly room: number;
}

/** Null where the platform refused it, undefined before it was asked. */
let compiled: WasmModule | null | undefined;

/**
 * @param numConsoles at least 1; all are switched on
 * @param roomFor bytes of further room, given the kernel's own say
 * @throws {Error} where the platform does not let WebAssembly with SIMD run
 * @throws {RangeError} where the consoles do not fit into a memory of 4 GiB, or the machine's
 */
export function createCore(
  cartridge: Cartridge,
  numConsoles: number,
  roomFor: (exports: Pick<Exports, 'observationRoom'>) => number = () => 0,
): Core {
  compiled ??= compile();
  if (compiled === null) {
    throw new Error(
      'Cannot make a console of the ludus core: this platform does not run WebAssembly with SIMD, or forbids it. Use the jsnes engine.',
    );
  }
  const exports = new platform.WebAssembly!.Instance(compiled, {}).exports as Exports;
  const { prg, chr } = cartridge;
  const stateBytes = (chr.length > 0 ? PRG_RAM + PRG_RAM_BYTES : CHR_RAM + PRG_RAM_BYTES) - SAVED;
  const stride = align(SAVED + stateBytes);
  const prgAt = align(exports.heap());
  const chrAt = prgAt + prg.length;
  const consoles = align(chrAt + chr.length);
  const room = consoles + numConsoles * stride;
  const end = room + roomFor(exports) + ALIGNMENT; // kernels read a vector past an array's end
  if (end > MOST_BYTES) {
    throw new RangeError(
      `Cannot make ${numConsoles} consoles in one memory: they and what they observe take ${end} bytes, at most ${MOST_BYTES} fit. Make several batches.`,
    );
  }
  const { memory } = exports;
  memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / PAGE)));
  const { buffer } = memory;
  new Uint8Array(buffer, prgAt, prg.length).set(prg);
  new Uint8Array(buffer, chrAt, chr.length).set(chr);
  exports.prepare();
  exports.insert(cartridge.mapper, cartridge.mirroring, prgAt, prg.length, chrAt, chr.length);
  for (let index = 0; index < numConsoles; index++) exports.powerOn(consoles + index * stride, stateBytes);
  return { exports, buffer, cartridge, consoles, stride, stateBytes, room };
}

/** The next address at which something may begin. */
export function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function compile(): WasmModule | null {
  if (platform.WebAssembly === undefined) return null;
  try {
    return new platform.WebAssembly.Module(Uint8Array.from(platform.atob(CORE), (char) => char.charCodeAt(0)));
  } catch {
    return null; // no SIMD, or forbidden by a page's Content-Security-Policy
  }
}
