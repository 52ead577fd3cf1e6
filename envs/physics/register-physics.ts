/**
 * Registers, when imported, the physics family. Every world is bundled: matter-js needs neither Node nor a page.
 */
import { register } from '../core/registry.ts';
import { LUNAR_LANDER_KWARGS, LunarLander } from './lunar-lander/lunar-lander.ts';
import { ACTION_NAMES as LUNAR_LANDER_ACTIONS } from './lunar-lander/rules.ts';

declare module '../core/env-types.ts' {
  interface EnvTypes {
    'LunarLander-v0': [observation: Float32Array, action: number | Float32Array];
    'LunarLanderContinuous-v0': [observation: Float32Array, action: number | Float32Array];
  }
}

register({
  id: 'LunarLander-v0',
  entryPoint: (kwargs) => new LunarLander(kwargs),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
  kwargs: LUNAR_LANDER_KWARGS,
  actionNames: LUNAR_LANDER_ACTIONS,
  bundled: true,
});
register({
  id: 'LunarLanderContinuous-v0',
  entryPoint: (kwargs) => new LunarLander(kwargs),
  maxEpisodeSteps: 1000,
  rewardThreshold: 200,
  kwargs: { ...LUNAR_LANDER_KWARGS, continuous: true },
  bundled: true,
});
