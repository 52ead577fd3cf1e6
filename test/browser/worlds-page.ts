/**
 * What worlds.test.ts runs inside the page, bundled by esbuild: the worlds as a browser has them. Everything is hung on `globalThis.worlds`.
 */

import { rasterise } from '../../envs/core/rasterise/rasterise.ts';
import type { Scene } from '../../envs/core/scene.ts';
import { checkEnv, make, registeredEnvs, type Violation } from '../../envs/index.ts';

const worlds = {
  ids: () => registeredEnvs().map(({ id }) => id),

  check: (id: string, steps: number): Violation[] => checkEnv(() => make(id), { steps }),

  /** Pixels of the world after some steps, base64. */
  pixels(id: string, steps: number): { width: number; height: number; data: string } {
    const env = make(id, { renderWidth: 300 });
    env.reset({ seed: 7 });
    env.actionSpace.seed(7);
    for (let step = 0; step < steps; step++) {
      const [, , terminated, truncated] = env.step(env.actionSpace.sample());
      if (terminated || truncated) break;
    }
    const { width, height, data } = env.render('rgb_array');
    return { width, height, data: base64(data) };
  },

  rasterise: (scene: Scene, width: number, height: number): string => base64(rasterise(scene, { width, height }).data),
};

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

Object.assign(globalThis, { worlds });
