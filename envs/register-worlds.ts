/**
 * Registers, when imported, the worlds that ship with Ludus. A new world is one entry here.
 *
 * Ids, limits and thresholds are those of Gymnasium 1.4 `gymnasium/envs/__init__.py`. MiniGrid's worlds have a table of their own.
 */
import { ACROBOT_KWARGS, Acrobot } from './classic-control/acrobot/acrobot.ts';
import { ACTION_NAMES as ACROBOT_ACTIONS } from './classic-control/acrobot/rules.ts';
import { CART_POLE_KWARGS, CartPole } from './classic-control/cart-pole/cart-pole.ts';
import { CartPoleKernel } from './classic-control/cart-pole/kernel.ts';
import { ACTION_NAMES as CART_POLE_ACTIONS } from './classic-control/cart-pole/rules.ts';
import { MOUNTAIN_CAR_KWARGS, MountainCar } from './classic-control/mountain-car/mountain-car.ts';
import { MountainCarContinuous } from './classic-control/mountain-car/mountain-car-continuous.ts';
import { ACTION_NAMES as MOUNTAIN_CAR_ACTIONS } from './classic-control/mountain-car/rules.ts';
import { PENDULUM_KWARGS, Pendulum } from './classic-control/pendulum/pendulum.ts';
import { register } from './core/registry.ts';
import './gridworld/ascii/register-gridworld.ts';
import './gridworld/minigrid/register-minigrid.ts';
import './nes/register-nes.ts';
import './nes/profile/register-nes-env.ts';
import './physics/register-physics.ts';
import { AcrobotKernel } from './classic-control/acrobot/kernel.ts';
import { MountainCarContinuousKernel, MountainCarKernel } from './classic-control/mountain-car/kernel.ts';
import { PendulumKernel } from './classic-control/pendulum/kernel.ts';
import { BLACKJACK_KWARGS, Blackjack, type BlackjackObservation } from './toy-text/blackjack/blackjack.ts';
import { BlackjackKernel } from './toy-text/blackjack/kernel.ts';
import { ACTION_NAMES as BLACKJACK_ACTIONS } from './toy-text/blackjack/rules.ts';
import { CLIFF_WALKING_KWARGS, CliffWalking } from './toy-text/cliff-walking/cliff-walking.ts';
import { CliffWalkingKernel } from './toy-text/cliff-walking/kernel.ts';
import { ACTION_NAMES as CLIFF_WALKING_ACTIONS } from './toy-text/cliff-walking/rules.ts';
import { FROZEN_LAKE_KWARGS, FrozenLake } from './toy-text/frozen-lake/frozen-lake.ts';
import { FrozenLakeKernel } from './toy-text/frozen-lake/kernel.ts';
import { ACTION_NAMES as FROZEN_LAKE_ACTIONS } from './toy-text/frozen-lake/rules.ts';
import { TaxiKernel } from './toy-text/taxi/kernel.ts';
import { ACTION_NAMES as TAXI_ACTIONS } from './toy-text/taxi/rules.ts';
import { TAXI_KWARGS, Taxi } from './toy-text/taxi/taxi.ts';
import { KernelVectorEnv } from './vector/kernel-vector-env.ts';

declare module './core/env-types.ts' {
  interface EnvTypes {
    'Acrobot-v1': [observation: Float32Array, action: number];
    'Blackjack-v1': [observation: BlackjackObservation, action: number];
    'CartPole-v0': [observation: Float32Array, action: number];
    'CartPole-v1': [observation: Float32Array, action: number];
    'CliffWalking-v1': [observation: number, action: number];
    'CliffWalkingSlippery-v1': [observation: number, action: number];
    'FrozenLake-v1': [observation: number, action: number];
    'FrozenLake8x8-v1': [observation: number, action: number];
    'MountainCar-v0': [observation: Float32Array, action: number];
    'MountainCarContinuous-v0': [observation: Float32Array, action: Float32Array];
    'Pendulum-v1': [observation: Float32Array, action: Float32Array];
    'Taxi-v4': [observation: number, action: number];
  }
}

registerCartPole('CartPole-v0', 200, 195);
registerCartPole('CartPole-v1', 500, 475);
register({
  id: 'MountainCar-v0',
  entryPoint: (kwargs) => new MountainCar(kwargs),
  vectorEntryPoint: (args) =>
    new KernelVectorEnv(new MountainCarKernel(args.numEnvs, new MountainCar(args.kwargs)), args),
  maxEpisodeSteps: 200,
  rewardThreshold: -110,
  kwargs: MOUNTAIN_CAR_KWARGS,
  actionNames: MOUNTAIN_CAR_ACTIONS,
  bundled: true,
});
register({
  id: 'MountainCarContinuous-v0',
  entryPoint: (kwargs) => new MountainCarContinuous(kwargs),
  vectorEntryPoint: (args) =>
    new KernelVectorEnv(new MountainCarContinuousKernel(args.numEnvs, new MountainCarContinuous(args.kwargs)), args),
  maxEpisodeSteps: 999,
  rewardThreshold: 90,
  kwargs: MOUNTAIN_CAR_KWARGS,
  bundled: true,
});
register({
  id: 'Acrobot-v1',
  entryPoint: (kwargs) => new Acrobot(kwargs),
  vectorEntryPoint: (args) => new KernelVectorEnv(new AcrobotKernel(args.numEnvs, new Acrobot(args.kwargs)), args),
  maxEpisodeSteps: 500,
  rewardThreshold: -100,
  kwargs: ACROBOT_KWARGS,
  actionNames: ACROBOT_ACTIONS,
  controls: {
    keys: [
      { key: 'ArrowLeft', label: ACROBOT_ACTIONS[0], action: 0 },
      { key: 'ArrowRight', label: ACROBOT_ACTIONS[2], action: 2 },
    ],
    idle: [1],
  },
  bundled: true,
});
register({
  id: 'Pendulum-v1',
  entryPoint: (kwargs) => new Pendulum(kwargs),
  vectorEntryPoint: (args) => new KernelVectorEnv(new PendulumKernel(args.numEnvs, new Pendulum(args.kwargs)), args),
  maxEpisodeSteps: 200,
  kwargs: PENDULUM_KWARGS,
  bundled: true,
});
register({
  id: 'Blackjack-v1',
  entryPoint: (kwargs) => new Blackjack(kwargs),
  vectorEntryPoint: (args) => new KernelVectorEnv(new BlackjackKernel(args.numEnvs, new Blackjack(args.kwargs)), args),
  kwargs: BLACKJACK_KWARGS,
  actionNames: BLACKJACK_ACTIONS,
  bundled: true,
});
registerCliffWalking('CliffWalking-v1', {});
registerCliffWalking('CliffWalkingSlippery-v1', { isSlippery: true });
registerFrozenLake('FrozenLake-v1', '4x4', 100, 0.7);
registerFrozenLake('FrozenLake8x8-v1', '8x8', 200, 0.85);
register({
  id: 'Taxi-v4',
  entryPoint: (kwargs) => new Taxi(kwargs),
  vectorEntryPoint: (args) => new KernelVectorEnv(new TaxiKernel(args.numEnvs, new Taxi(args.kwargs)), args),
  maxEpisodeSteps: 200,
  rewardThreshold: 8,
  kwargs: TAXI_KWARGS,
  actionNames: TAXI_ACTIONS,
  bundled: true,
});

function registerCartPole(id: string, maxEpisodeSteps: number, rewardThreshold: number): void {
  register({
    id,
    entryPoint: (kwargs) => new CartPole(kwargs),
    vectorEntryPoint: (args) => {
      const kernel = CartPoleKernel.create(args.numEnvs, new CartPole(args.kwargs));
      return kernel === null ? null : new KernelVectorEnv(kernel, args);
    },
    maxEpisodeSteps,
    rewardThreshold,
    kwargs: CART_POLE_KWARGS,
    actionNames: CART_POLE_ACTIONS,
    bundled: true,
  });
}

function registerCliffWalking(id: string, kwargs: { readonly isSlippery?: true }): void {
  register({
    id,
    entryPoint: (given) => new CliffWalking(given),
    vectorEntryPoint: (args) =>
      new KernelVectorEnv(new CliffWalkingKernel(args.numEnvs, new CliffWalking(args.kwargs)), args),
    kwargs: { ...CLIFF_WALKING_KWARGS, ...kwargs },
    actionNames: CLIFF_WALKING_ACTIONS,
    bundled: true,
  });
}

function registerFrozenLake(id: string, mapName: string, maxEpisodeSteps: number, rewardThreshold: number): void {
  register({
    id,
    entryPoint: (kwargs) => new FrozenLake(kwargs),
    vectorEntryPoint: (args) => new KernelVectorEnv(new FrozenLakeKernel(args.numEnvs, args.kwargs), args),
    maxEpisodeSteps,
    rewardThreshold,
    kwargs: { ...FROZEN_LAKE_KWARGS, mapName },
    actionNames: FROZEN_LAKE_ACTIONS,
    bundled: true,
  });
}
