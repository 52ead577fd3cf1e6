/**
 * The inside of jsnes 3.0.0, as far as the engine uses it: its own types tell only the outside. And how a console is put together so
 * that it is fast: what changes there changes no RAM, no cycle and no drawn pixel (`test/envs/nes/jsnes`).
 *
 * - No rounds of a loop that waits for an interrupt (`idle-loops.ts`).
 * - No looking for sprites on lines that have none (`empty-lines.ts`).
 * - No pixels on frames that nobody observes: a whole line then only moves the picture unit's address, unless sprite 0 could be hit.
 * - No pause at every line for the cartridge's scanline counter where the cartridge has none.
 * - Colours as NES colours instead of red, green and blue, and no cut edges.
 */
import { NES } from 'jsnes';
import { readHeader } from '../core/cartridge.ts';
import { EmptyLines } from './empty-lines.ts';
import { IdleLoops, isShort } from './idle-loops.ts';

export interface JsnesCpu {
  readonly mem: Uint8Array; // [65536]
  cycles: number;
  readonly REG_PC: number;
  readonly REG_ACC: number;
  readonly REG_X: number;
  readonly REG_Y: number;
  readonly F_CARRY: number;
  readonly F_ZERO: number;
  readonly F_SIGN: number;
  readonly F_OVERFLOW: number;
  readonly dmaNeedHalt: boolean;
  readonly needNmi: boolean;
  readonly prevNeedNmi: boolean;
  readonly runIrq: boolean;
  readonly prevRunIrq: boolean;
  readonly nmiLine: boolean;
  readonly directPrgReads: boolean;
  readonly resetPending: boolean;
  readonly IRQ_RESET: number;
  _lastDmaReadAddr?: number | null;
  emulate(): void;
  requestIrq(type: number): void;
}

export interface JsnesPpu {
  readonly buffer: Uint32Array; // [240, 256]
  clipToTvSize: boolean;
  frameEnded: boolean;
  dotTarget: number;
  readonly nextEventDot: number;
  readonly nmiOutput: boolean;
  vramAddress: number;
  readonly f_color: number;
  readonly sprite0Line: boolean;
  readonly sprite0HitFlag: number;
  readonly sprLineValid: boolean;
  readonly sprCount: number;
  readonly spriteSkipGlitch: boolean;
  readonly spriteMem: Uint8Array; // [256]
  readonly secondaryOAM: Uint8Array; // [32]
  sramAddress: number;
  readonly f_spriteSize: number;
  secIdx: number;
  secFull: boolean;
  evalDone: boolean;
  evalOvfStep: number;
  sprite0Next: boolean;
  oamLatch: number;
  readonly palTable: { getEntry(color: number): number };
  endFrame(): void;
  updatePalettes(): void;
  _incY(): void;
  sramWrite(value: number): void;
  _performOamCorruption(): void;
  _renderBackgroundSpan(line: number, from: number, to: number): void;
  _evaluateSpan(line: number, from: number, to: number): void;
}

export interface JsnesMapper {
  irqClockDot: number;
}

/** One console of jsnes with a cartridge in it. */
export interface JsnesConsole {
  readonly cpu: JsnesCpu;
  readonly ppu: JsnesPpu;
  readonly papu: { readonly nextEventCycle: number };
  readonly mmap: JsnesMapper;
  readonly controllers: readonly [{ readonly state: number[] }, { readonly state: number[] }];
  /** Whether the frame that runs is drawn. */
  drawing: boolean;
  /** Colour emphasis of each line of the frame that was drawn last. */
  readonly emphasis: Uint8Array; // [240]
  readonly idleLoops: IdleLoops;
  readonly emptyLines: EmptyLines;
}

/** Cartridges without a counter of lines. */
const WITHOUT_LINE_COUNTER: readonly number[] = [0, 1, 2, 3, 7, 11, 66];
/** Cartridges that watch which tiles are fetched, so that none may be left out. */
const WATCHES_TILES: readonly number[] = [5, 9, 10];
const NEVER = 1e6; // a dot that no line has
const LINE_DOTS = 256;
/** The bit of the picture unit's address that changes when 32 tiles have been passed. */
const NEXT_SCREEN = 0x400;

/** @throws {RangeError} where it is no cartridge, is cut off (which jsnes would run), or jsnes does not take it */
export function createConsole(rom: Uint8Array): JsnesConsole {
  readHeader(rom);
  const nes = new NES({ emulateSound: false });
  try {
    nes.loadROM(rom);
  } catch (error) {
    throw new RangeError(
      `Cannot put in a cartridge: jsnes does not take it (${(error as Error).message}). Give another.`,
    );
  }
  const inner = (name: string): unknown => Reflect.get(nes, name);
  const pads = inner('controllers') as { readonly 1: { state: number[] }; readonly 2: { state: number[] } };
  const { mapperType } = inner('rom') as { readonly mapperType: number };
  const console: JsnesConsole = {
    cpu: inner('cpu') as JsnesCpu,
    ppu: inner('ppu') as JsnesPpu,
    papu: inner('papu') as JsnesConsole['papu'],
    mmap: inner('mmap') as JsnesMapper,
    controllers: [pads[1], pads[2]],
    drawing: false,
    emphasis: new Uint8Array(240),
    idleLoops: new IdleLoops(),
    emptyLines: new EmptyLines(),
  };
  const { cpu, ppu, mmap, emptyLines } = console;
  // A field that jsnes adds at the first DMA: here from the start, so that a state's fields are always the same.
  cpu._lastDmaReadAddr ??= null;
  ppu.clipToTvSize = false;
  ppu.endFrame = () => {};
  ppu.palTable.getEntry = (color) => color;
  ppu.updatePalettes();
  if (WITHOUT_LINE_COUNTER.includes(mapperType)) mmap.irqClockDot = NEVER;
  const drawSpan = ppu._renderBackgroundSpan.bind(ppu);
  const mustFetch = WATCHES_TILES.includes(mapperType);
  ppu._renderBackgroundSpan = (line, from, to) => {
    if (console.drawing) console.emphasis[line] = ppu.f_color;
    const isWhole = from === 1 && to === LINE_DOTS + 1;
    const mayHit = ppu.sprite0Line && ppu.sprite0HitFlag === 0;
    const countsSprites = !ppu.sprLineValid && (ppu.sprCount !== 0 || ppu.spriteSkipGlitch);
    if (console.drawing || !isWhole || mayHit || countsSprites || mustFetch) {
      drawSpan(line, from, to);
      return;
    }
    // 32 tiles on, and down a line. The tiles in the shift registers are replaced before the next line begins.
    ppu.vramAddress ^= NEXT_SCREEN;
    ppu._incY();
  };
  const evaluateSpan = ppu._evaluateSpan.bind(ppu);
  ppu._evaluateSpan = (line, from, to) => {
    if (!emptyLines.evaluate(ppu, line, from, to)) evaluateSpan(line, from, to);
  };
  const [writeSprites, corruptSprites] = [ppu.sramWrite.bind(ppu), ppu._performOamCorruption.bind(ppu)];
  ppu.sramWrite = (value) => {
    emptyLines.forget();
    writeSprites(value);
  };
  ppu._performOamCorruption = () => {
    emptyLines.forget();
    corruptSprites();
  };
  return console;
}

/** Runs until vertical blanking begins. Throws as jsnes does where the processor locks up. */
export function runFrame(console: JsnesConsole): void {
  const { cpu, ppu, idleLoops } = console;
  idleLoops.forget();
  while (!ppu.frameEnded) {
    const before = cpu.REG_PC;
    cpu.emulate();
    if (isShort(cpu.REG_PC, before)) idleLoops.jumped(console, before);
  }
  ppu.frameEnded = false;
}
