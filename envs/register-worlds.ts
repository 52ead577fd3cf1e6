/**
 * Registers, when imported, the worlds that ship with Ludus. A new world is one entry here.
 *
 * Ids, limits and thresholds are those of Gymnasium 1.4 `gymnasium/envs/__init__.py` and MiniGrid 3.1
 * `minigrid/__init__.py`.
 */
import { CART_POLE_KWARGS, CartPole } from './classic-control/cart-pole/cart-pole.ts';
import { ACTION_NAMES as CART_POLE_ACTIONS } from './classic-control/cart-pole/rules.ts';
import { VectorCartPole } from './classic-control/cart-pole/vector-cart-pole.ts';
import { register } from './core/registry.ts';
import { ACTION_NAMES as MINI_GRID_ACTIONS } from './gridworld/minigrid/core/rules.ts';
import { EMPTY_KWARGS, Empty } from './gridworld/minigrid/empty.ts';
import { FROZEN_LAKE_KWARGS, FrozenLake } from './toy-text/frozen-lake/frozen-lake.ts';
import { ACTION_NAMES as FROZEN_LAKE_ACTIONS } from './toy-text/frozen-lake/rules.ts';

registerCartPole('CartPole-v0', 200, 195);
registerCartPole('CartPole-v1', 500, 475);
registerFrozenLake('FrozenLake-v1', '4x4', 100, 0.7);
registerFrozenLake('FrozenLake8x8-v1', '8x8', 200, 0.85);
registerEmpty('MiniGrid-Empty-5x5-v0', { size: 5 });
registerEmpty('MiniGrid-Empty-6x6-v0', { size: 6 });
registerEmpty('MiniGrid-Empty-8x8-v0', {});
registerEmpty('MiniGrid-Empty-16x16-v0', { size: 16 });
registerEmpty('MiniGrid-Empty-Random-5x5-v0', { size: 5, agentStartPos: null });
registerEmpty('MiniGrid-Empty-Random-6x6-v0', { size: 6, agentStartPos: null });

function registerCartPole(id: string, maxEpisodeSteps: number, rewardThreshold: number): void {
  register({
    id,
    entryPoint: (kwargs) => new CartPole(kwargs),
    vectorEntryPoint: (args) => new VectorCartPole(args),
    maxEpisodeSteps,
    rewardThreshold,
    kwargs: CART_POLE_KWARGS,
    actionNames: CART_POLE_ACTIONS,
    bundled: true,
  });
}

function registerFrozenLake(id: string, mapName: string, maxEpisodeSteps: number, rewardThreshold: number): void {
  register({
    id,
    entryPoint: (kwargs) => new FrozenLake(kwargs),
    maxEpisodeSteps,
    rewardThreshold,
    kwargs: { ...FROZEN_LAKE_KWARGS, mapName },
    actionNames: FROZEN_LAKE_ACTIONS,
    bundled: true,
  });
}

/** The world truncates itself, so there is no limit from outside. */
function registerEmpty(id: string, kwargs: { readonly size?: number; readonly agentStartPos?: null }): void {
  register({
    id,
    entryPoint: (given) => new Empty(given),
    kwargs: { ...EMPTY_KWARGS, ...kwargs },
    actionNames: MINI_GRID_ACTIONS,
    bundled: true,
  });
}
