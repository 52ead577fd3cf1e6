/**
 * Registers, when imported, the physics family. Every world is bundled: matter-js needs neither Node nor a page.
 */
import { register } from '../core/registry.ts';
import { ACROBAT_KWARGS, Acrobat } from './acrobat/acrobat.ts';
import { ACTION_NAMES as ACROBAT_ACTIONS } from './acrobat/rules.ts';
import { BILLIARD_KWARGS, Billiard } from './billiard/billiard.ts';
import { ACTION_NAMES as BILLIARD_ACTIONS } from './billiard/rules.ts';
import { CartPoleRigid } from './cart-pole-rigid/cart-pole-rigid.ts';
import { ACTION_NAMES as CART_POLE_RIGID_ACTIONS } from './cart-pole-rigid/rules.ts';
import { LUNAR_LANDER_KWARGS, LunarLander } from './lunar-lander/lunar-lander.ts';
import { ACTION_NAMES as LUNAR_LANDER_ACTIONS } from './lunar-lander/rules.ts';

declare module '../core/env-types.ts' {
  interface EnvTypes {
    'Acrobat-v0': [observation: Float32Array, action: number | Float32Array];
    'Billiard-v0': [observation: Float32Array, action: number | Float32Array];
    'CartPoleRigid-v0': [observation: Float32Array, action: number];
    'LunarLander-v0': [observation: Float32Array, action: number | Float32Array];
    'LunarLanderContinuous-v0': [observation: Float32Array, action: number | Float32Array];
  }
}

register({
  id: 'CartPoleRigid-v0',
  entryPoint: () => new CartPoleRigid(),
  maxEpisodeSteps: 500,
  rewardThreshold: 475,
  actionNames: CART_POLE_RIGID_ACTIONS,
  bundled: true,
});
register({
  id: 'Acrobat-v0',
  entryPoint: (kwargs) => new Acrobat(kwargs),
  maxEpisodeSteps: 500,
  kwargs: ACROBAT_KWARGS,
  actionNames: ACROBAT_ACTIONS,
  bundled: true,
});
register({
  id: 'Billiard-v0',
  entryPoint: (kwargs) => new Billiard(kwargs),
  maxEpisodeSteps: 20,
  kwargs: BILLIARD_KWARGS,
  actionNames: BILLIARD_ACTIONS,
  bundled: true,
});
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
