/**
 * The interface of an emulated console, which both engines implement: the `ludus` core (`ludus-engine.ts`, our own, in
 * WebAssembly) and jsnes. A console runs one cartridge; time passes only in `run`, and what it does is decided by the
 * cartridge, the pads and the pokes alone, so that the same calls give the same bytes on every machine.
 *
 * Everything is NTSC: 60.0988 frames and 1,789,773 CPU cycles a second, 29,780.5 cycles a frame.
 */

/** Pixels to a line and lines to a frame, nothing cut off at the edges. */
export const FRAME_WIDTH = 256;
export const FRAME_HEIGHT = 240;
export const FRAME_PIXELS = FRAME_WIDTH * FRAME_HEIGHT;
/** Bytes of the console's work RAM, at $0000 to $07ff. */
export const RAM_BYTES = 2048;

/** A pad is the sum of the buttons held, in the order in which the console shifts them out. */
export const BUTTON = {
  a: 1,
  b: 2,
  select: 4,
  start: 8,
  up: 16,
  down: 32,
  left: 64,
  right: 128,
} as const;
export type Button = keyof typeof BUTTON;

export type EngineName = 'ludus' | 'jsnes';

/** One console with a cartridge in it. Made by `createLudusEngine(rom)` or `createJsnesEngine(rom)`. */
export interface NesEngine {
  readonly engine: EngineName;
  /** The work RAM, live: always what it is now. Write through `poke`. */
  readonly ram: Uint8Array; // [2048] uint8
  /**
   * The picture that `run` drew last, live: NES colours, 0 to 63 (`NES_PALETTE`). All zero until one is drawn. To be read alone:
   * what has not changed since the frame before is not drawn again.
   */
  readonly frame: Uint8Array; // [240, 256] uint8
  /** Colour emphasis of each line of `frame`: bits 5 to 7 of $2001 (red, green, blue) shifted to 0 to 2. Nearly always 0. */
  readonly emphasis: Uint8Array; // [240] uint8
  /** CPU cycles since power-on. */
  readonly cycles: number;
  /** Frames since power-on: how often vertical blanking began. */
  readonly frames: number;

  /** Switches the console off and on: every bit of it as at creation, battery RAM too. */
  powerOn(): void;
  /** Presses reset: the program starts anew, RAM and battery RAM stay. */
  reset(): void;
  /** Holds buttons from now on: each pad in the range `[0, 255]`, a sum of `BUTTON`. */
  setPads(pad1: number, pad2: number): void;
  /**
   * Runs until vertical blanking has begun `frames` times (the instruction in which it begins is finished), which is the moment
   * before a game's NMI handler runs.
   *
   * @param frames a whole number, at least 1
   * @param draw whether the last of them is drawn into `frame`; the others never are. It changes nothing else
   * @throws {Error} where the program executes an opcode at which the processor locks up; only `powerOn`, `reset` and
   * `loadState` help then
   */
  run(frames: number, draw: boolean): void;
  /** Sets a byte of the work RAM; address in the range `[0, 2047]`, value in `[0, 255]`. */
  poke(address: number, value: number): void;
  /**
   * The whole console, its picture included: `loadState` on any console of the same engine and cartridge goes on from it exactly.
   * Bytes of one engine mean nothing to the other. How many there are depends on what is shown and used: what repeats is left out.
   */
  saveState(): Uint8Array;
  /** @throws {RangeError} where it is no state of this engine and cartridge; the console is then as before */
  loadState(state: Uint8Array): void;
}

/** What a batch observes of a picture: cut out, scaled down by averaging areas, made grey or coloured, stacked. */
export interface ObservationOptions {
  /** Frames run by one `step`, at least 1. The last is observed. */
  readonly frameSkip: number;
  /** Whether a pixel is the brighter of the last two frames' (of each colour channel), for sprites that flicker. */
  readonly maxOfTwo: boolean;
  /** What is cut out of the picture before scaling, in pixels: within 256 x 240. */
  readonly crop: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** Size after scaling, at most the crop's. */
  readonly width: number;
  readonly height: number;
  /** `grayscale`: luma by ITU-R BT.601, one byte; `rgb`: three bytes a pixel. */
  readonly color: 'grayscale' | 'rgb';
  /** How many observations are stacked, the oldest first; 1 for none. */
  readonly stack: number;
}

/**
 * Consoles with the same cartridge, stepped together: what is behind a native vector world. Made by
 * `createLudusBatch(rom, numInstances, options)`. All arrays lie in one memory and are live for as long as the batch.
 */
export interface NesBatch {
  readonly numInstances: number;
  /** Each console on its own: to power on, poke, run, save and load. `run` on it leaves its observations as they are. */
  readonly instances: readonly NesEngine[]; // [numInstances]
  /** For `step`: the pads held during each frame of it, pad 1 before pad 2. They stay until overwritten. */
  readonly pads: Uint8Array; // [numInstances, frameSkip, 2] uint8
  /** For `step`: nonzero where the console is left alone, its observation too. Zero at first. */
  readonly resting: Uint8Array; // [numInstances] uint8
  /** Contiguous; written by `step` and `observe`. To restore a row with its console, copy it back. */
  readonly observations: Uint8Array; // [numInstances, stack, height, width] uint8, `rgb`: [..., width, 3]
  /** Runs every console that is not resting for `frameSkip` frames and pushes its observation on its stack. */
  step(): void;
  /** Fills the stack of one console with its picture as it is now: the first observation of an episode. */
  observe(index: number): void;
}
