/**
 * The emulated console for programs of one's own, as `nes` of `ludus/envs`: engines, batches, what they show, and profiles. The worlds
 * made of it come by `make`. docs/nes.md shows how to use it.
 */

export { MAPPERS } from './core/cartridge.ts';
export {
  BUTTON,
  type Button,
  type EngineName,
  FRAME_HEIGHT,
  FRAME_PIXELS,
  FRAME_WIDTH,
  type NesBatch,
  type NesEngine,
  type ObservationOptions,
  RAM_BYTES,
} from './core/engine.ts';
export { createLudusBatch } from './core/ludus-batch.ts';
export { createLudusEngine } from './core/ludus-engine.ts';
export { NES_LUMA, NES_PALETTE, NES_PALETTE_HEX } from './core/palette.ts';
export { createJsnesBatch } from './jsnes/jsnes-batch.ts';
export { createJsnesEngine } from './jsnes/jsnes-engine.ts';
export { pongRom } from './pong/rom.ts';
export { NES_KWARGS, type NesEnv } from './profile/nes-env.ts';
export { PONG_PROFILE } from './profile/pong-profile.ts';
export { type Profile, readProfile } from './profile/profile.ts';
