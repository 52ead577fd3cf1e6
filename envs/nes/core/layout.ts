/**
 * Where a console's parts lie in the core's memory: byte offsets from the beginning of its instance. Compiled by tsc and by
 * AssemblyScript.
 *
 * An instance is, in this order: what is derived (pointers and caches, never saved), the saved state of a fixed size, the
 * cartridge's RAM at $6000 and, if the cartridge has no CHR ROM, its CHR RAM. A save state is all from `SAVED` to the end, what
 * repeats left out (`kernel/state.ts`). Cycles count from power-on, as `i64`: cycle c is the c-th. Dots are the PPU's, three a cycle, counted
 * from line 0, dot 0 of the frame in which the console was switched on.
 */

// What is derived from the rest.
/** [32] u32: where the 2 KiB page n of the processor's addresses lies, less n * 2048; 0 where a read has to be asked for. */
export const READ_PAGES = 0;
/** [32] u32: the same for writes. */
export const WRITE_PAGES = 128;
/** [8] u32: where each KiB of the pattern tables lies. */
export const CHR_BANKS = 256;
/** [4] u32: where each name table lies. */
export const NAME_TABLES = 288;
/** i64: the dot until which a read of $2002 finds what it found last, if nothing is written. */
export const QUIET_UNTIL = 304;
/** u8: whether LINE_COUNTS and LINE_SPRITES are those of the OAM. */
export const SPRITES_LISTED = 312;
/** u8: the most sprites to a line, counted up to 9. */
export const MOST_SPRITES = 313;
/** u8: what a loop has done since it was begun: bits DID_*. */
export const DEEDS = 314;
/** u8: whether the frame that runs is to be drawn. */
export const DRAWING = 315;
/** [241] u8: how many sprites are on each line, at most 8; on the one after the last, which is evaluated too, as well. */
export const LINE_COUNTS = 320;
/** [241, 8] u8: which ones. */
export const LINE_SPRITES = 568;
/** u32: where the frame is drawn to. */
export const CANVAS = 2496;
/** u32: where the emphasis of its lines goes. */
export const CANVAS_EMPHASIS = 2500;
/** u32: where what is known of its lines is kept: LINES_* below. */
export const CANVAS_LINES = 2504;
/** u8: whether the shift registers hold what a whole line fetches for the next, nothing having happened since. */
export const PREFETCHED = 2508;

// The backgrounds of lines, kept for as long as nothing that they are made of changes (kernel/ppu-background.ts).
/** i64: counts what happens to pictures, since the console was made; each event has its number. */
export const CHANGES = 2512;
/** i64: the number of the last change of a colour: of the palette, greys alone, emphasis. */
export const COLOURS_AT = 2520;
/** i64: the number of the last change of a pattern. */
export const PATTERNS_AT = 2528;
/** [128] i64: the number of the last change of each row of 32 bytes of the VRAM, or of its attributes. */
export const ROWS_AT = 2544;
/** [240] of 64 bytes, KEY_* below: what the background of each line was made of. */
export const LINE_KEYS = 3568;
export const KEY_BYTES = 64;
export const KEY_REGISTERS = 0; // u64: the shift registers at its beginning, as they lie from BG_LOW on
export const KEY_LOOK = 8; // u32: V, the fine scroll, bits of $2000 and $2001
export const KEY_PREFETCHED = 12; // u8: PREFETCHED then
export const KEY_MADE = 16; // i64: the number of its making, 0 for never
export const KEY_NAMES = 32; // [4] u32: NAME_TABLES then
export const KEY_BANKS = 48; // [4] u32: the CHR_BANKS of its pattern table then
/** [240, BACKGROUND_PITCH] u8: colours, 0 to 15, 0 the backdrop; a line begins at its fine scroll. */
export const BACKGROUND = 18928;
export const BACKGROUND_PITCH = 288;
/** LINES_BYTES of the console's own frame. */
export const OWN_LINES = BACKGROUND + 240 * BACKGROUND_PITCH;
/** What is known of a canvas' lines: [240] i64, the number of when it was shown a line's background alone, else 0. */
export const LINES_SHOWN = 0;
/** [240] u16: which of a line's 16 pieces of 16 pixels have changed since it was observed, bit 0 the left one. */
export const LINES_CHANGED = 1920;
export const LINES_BYTES = 2400;

// What is saved.
export const SAVED = OWN_LINES + 2416;

// The processor.
export const CLOCK = SAVED; // i64, cycles done; inside an access, the number of its own cycle
export const LIMIT = SAVED + 8; // i64, the first cycle at whose end something is to be looked at between instructions
export const NMI_AT = SAVED + 16; // i64, the cycle that saw the NMI's edge; NEVER if there is none to serve
export const IRQ_SINCE = SAVED + 24; // i64, the cycle that first saw the IRQ line pulled; NEVER while it is not
export const REG_A = SAVED + 32; // u8
export const REG_X = SAVED + 33; // u8
export const REG_Y = SAVED + 34; // u8
export const REG_S = SAVED + 35; // u8
export const REG_P = SAVED + 36; // u8, NV1BDIZC, the bits 4 and 5 meaningless
export const POLL = SAVED + 37; // u8, how interrupts are polled after this instruction: POLL_*
export const DMA_PAGE = SAVED + 38; // u8, of a pending OAM DMA
export const DMA_PENDING = SAVED + 39; // u8, 0 or 1
export const REG_PC = SAVED + 40; // u16
export const IRQ_LINES = SAVED + 42; // u8, who pulls the line: bits IRQ_*
export const JAMMED = SAVED + 43; // u8, whether the processor has locked up
export const FRAME_ENDED = SAVED + 44; // u8, whether vertical blanking began since `run` looked
export const LAST_OP = SAVED + 45; // u8
export const LAST_CYCLES = SAVED + 46; // u8, that the last instruction took
export const FRAMES = SAVED + 48; // i64

// The PPU.
export const FRAME_ZERO = SAVED + 56; // i64, the dot at which this frame's line 0 begins
export const HIT_AT = SAVED + 64; // i64, the dot that set the sprite-0 hit; NEVER while it is not set
export const OVERFLOW_AT = SAVED + 72; // i64, the dot that set the sprite overflow
export const POSITION = SAVED + 80; // i32, line * 341 + dot, the next to be done
export const V = SAVED + 84; // u16, the VRAM address
export const T = SAVED + 86; // u16, the one to come
export const FINE_X = SAVED + 88; // u8
export const W = SAVED + 89; // u8, whether the next write of a pair is the second
export const CTRL = SAVED + 90; // u8, $2000
export const MASK = SAVED + 91; // u8, $2001
export const VBLANK = SAVED + 92; // u8, 0 or 1
export const OAM_ADDRESS = SAVED + 93; // u8
export const READ_BUFFER = SAVED + 94; // u8, of $2007
export const BUS = SAVED + 95; // u8, the PPU's data bus, which keeps what was on it
export const BUS_FRAMES = SAVED + 96; // u8, until it has faded
export const ODD = SAVED + 97; // u8, whether this frame is an odd one
export const RENDERING = SAVED + 98; // u8, whether the pipeline runs
export const MASK_DELAY = SAVED + 99; // u8, dots until it heeds $2001
export const BG_LOW = SAVED + 100; // u16, the pattern shift registers
export const BG_HIGH = SAVED + 102; // u16
export const ATTRIBUTE_LOW = SAVED + 104; // u8, the attribute shift registers
export const ATTRIBUTE_HIGH = SAVED + 105; // u8
export const LATCH_LOW = SAVED + 106; // u8, what is shifted into them, 0 or 1
export const LATCH_HIGH = SAVED + 107; // u8
export const FETCHED_NAME = SAVED + 108; // u8
export const FETCHED_ATTRIBUTE = SAVED + 109; // u8, 0 to 3
export const FETCHED_LOW = SAVED + 110; // u8
export const FETCHED_HIGH = SAVED + 111; // u8
/** [256] u8: the sprites of this line: colour (0 to 31), bit 5 behind the background, bit 6 of sprite 0. */
export const SPRITE_LINE = SAVED + 112;
export const SPRITE_FIRST = SAVED + 368; // i32, the columns of SPRITE_LINE that are not empty: from here
export const SPRITE_END = SAVED + 372; // i32, to before here
export const PALETTE = SAVED + 376; // [32] u8

// The rest of the 2A03.
export const APU_ZERO = SAVED + 408; // i64, the cycle at which the frame counter counts 0
export const APU_CLEAR_AT = SAVED + 416; // i64, the cycle at which a read of $4015 clears the frame IRQ; NEVER
export const DMC_BYTE_AT = SAVED + 424; // i64, the cycle at which the DMC's shift register takes the next byte
export const DMC_REQUEST_AT = SAVED + 432; // i64, the cycle of the DMC's request for a byte; NEVER if there is none
export const APU_STEP = SAVED + 440; // u8, the next step of the frame counter
export const APU_MODE = SAVED + 441; // u8, 1 for five steps
export const APU_INHIBITED = SAVED + 442; // u8, $4017's bit 6
export const APU_FLAG = SAVED + 443; // u8, the frame interrupt
export const LENGTHS = SAVED + 444; // [4] u8: two pulses, triangle, noise
export const LENGTHS_HALTED = SAVED + 448; // u8, a bit each
export const CHANNELS = SAVED + 449; // u8, $4015 as written
export const DMC_CONTROL = SAVED + 450; // u8, $4010
export const DMC_FULL = SAVED + 451; // u8, whether its buffer holds a byte
export const DMC_FLAG = SAVED + 452; // u8, its interrupt
export const STROBE = SAVED + 453; // u8
export const PAD_1 = SAVED + 454; // u8, the buttons held
export const PAD_2 = SAVED + 455; // u8
export const PAD_1_READ = SAVED + 456; // u8, how many of them were shifted out
export const PAD_2_READ = SAVED + 457; // u8
export const DMC_START = SAVED + 458; // u16, $4012 as an address
export const DMC_LENGTH = SAVED + 460; // u16, $4013 in bytes
export const DMC_ADDRESS = SAVED + 462; // u16
export const DMC_LEFT = SAVED + 464; // u16, bytes
export const DMC_OWED = SAVED + 467; // u8, cycles that the DMC took within an instruction that still runs
export const SUPPRESSED = SAVED + 466; // u8, whether a read of $2002 keeps the coming vertical blanking's flag from being set
export const SPRITES_EVALUATED = SAVED + 468; // u8, in a line that an access falls into: whether rendering was on in all of dots 65 to 256

// The mapper's registers, each mapper's in its own way.
export const MAPPER = SAVED + 480; // [32] bytes

export const OAM = SAVED + 512; // [256] u8
export const RAM = SAVED + 768; // [2048] u8
export const VRAM = RAM + 2048; // [4096] u8, as much as four-screen cartridges have
export const EMPHASIS = VRAM + 4096; // [240] u8
export const FRAME = EMPHASIS + 240; // [240, 256] u8
export const PRG_RAM = FRAME + 61440; // [8192] u8
export const CHR_RAM = PRG_RAM + 8192; // [8192] u8, absent where there is CHR ROM

export const PRG_RAM_BYTES = 8192;
export const CHR_RAM_BYTES = 8192;

/** A time that never comes. */
export const NEVER_LOW = 0xffffffff;
export const NEVER_HIGH = 0x7fffffff;

export const IRQ_MAPPER = 1;
export const IRQ_APU = 2;
export const IRQ_DMC = 4;

/** By the I flag as it is now. */
export const POLL_NOW = 0;
/** Not at all: BRK, and an interrupt that was just entered. */
export const POLL_NOT = 1;
/** By the I flag as it was before the instruction, which was clear or set: CLI, SEI, PLP. */
export const POLL_CLEAR = 2;
export const POLL_SET = 3;

/** It wrote, or read something that reading changes. */
export const DID_CHANGE = 1;
/** It read $2002, and reading it again finds the same until the PPU sets or clears a flag. */
export const DID_POLL = 2;

// How a name table lies in the VRAM.
export const MIRROR_HORIZONTAL = 0;
export const MIRROR_VERTICAL = 1;
export const MIRROR_LOW = 2;
export const MIRROR_HIGH = 3;
export const MIRROR_NONE = 4;
