/** Registers, when imported, the worlds on the emulated console. */
import type { Kwargs } from '../core/env.ts';
import { register } from '../core/registry.ts';
import { KernelVectorEnv } from '../vector/kernel-vector-env.ts';
import { PONG_PIXELS_KWARGS, Pong } from './pong/pong.ts';
import { PONG_DUEL_KWARGS, PongDuel } from './pong/pong-duel.ts';
import { PongFeatures } from './pong/pong-features.ts';
import { PongKernel } from './pong/pong-kernel.ts';
import { PongRam } from './pong/pong-ram.ts';
import { ACTION_NAMES } from './pong/pong-world.ts';
import { PONG_KWARGS } from './pong/settings.ts';

declare module '../core/env-types.ts' {
  interface EnvTypes {
    'Pong-v0': [observation: Uint8Array, action: number];
    'Pong-ram-v0': [observation: Uint8Array, action: number];
    'Pong-features-v0': [observation: Float32Array, action: number];
    /** With the default `obsType`; pictures are a Uint8Array. */
    'PongDuel-v0': [observation: Float32Array, action: Int32Array];
  }
}

/** That of Atari's worlds: 108,000 frames at a frameskip of 4, half an hour. */
const MAX_STEPS = 27_000;
/** The mean score that counts as solved, of 11 points. */
const SOLVED = 8;

type SinglePlayer = Pong | PongRam | PongFeatures;

registerPong('Pong-v0', PONG_PIXELS_KWARGS, (kwargs) => new Pong(kwargs));
registerPong('Pong-ram-v0', PONG_KWARGS, (kwargs) => new PongRam(kwargs));
registerPong('Pong-features-v0', PONG_KWARGS, (kwargs) => new PongFeatures(kwargs));
register({
  id: 'PongDuel-v0',
  entryPoint: (kwargs) => new PongDuel(kwargs),
  maxEpisodeSteps: MAX_STEPS,
  kwargs: PONG_DUEL_KWARGS,
  actionNames: ACTION_NAMES,
  bundled: true,
});

function registerPong(id: string, defaults: Kwargs, create: (kwargs: Kwargs) => SinglePlayer): void {
  register({
    id,
    entryPoint: create,
    vectorEntryPoint: (args) => {
      const world = create(args.kwargs);
      const kernel =
        world instanceof PongFeatures ? new PongKernel(args.numEnvs, world) : new PongKernel(args.numEnvs, world);
      return new KernelVectorEnv(kernel, args);
    },
    maxEpisodeSteps: MAX_STEPS,
    rewardThreshold: SOLVED,
    kwargs: defaults,
    actionNames: ACTION_NAMES,
    bundled: true,
  });
}
