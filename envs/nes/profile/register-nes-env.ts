/** Registers, when imported, `NES-v0`: a world made of a cartridge and a profile, Pong's where none are given. */
import { register } from '../../core/registry.ts';
import { NES_KWARGS, NesEnv } from './nes-env.ts';

declare module '../../core/env-types.ts' {
  interface EnvTypes {
    'NES-v0': [observation: Uint8Array | Float32Array, action: number];
  }
}

register({ id: 'NES-v0', entryPoint: (kwargs) => new NesEnv(kwargs), kwargs: NES_KWARGS, bundled: true });
