/** That types follow through wrappers: these are checked by the compiler, not at run time. */
import { expectTypeOf, it } from 'vitest';
import {
  ClipAction,
  DelayObservation,
  DiscretizeAction,
  DtypeObservation,
  FlattenObservation,
  FrameStackObservation,
  make,
  NormalizeObservation,
  RescaleAction,
  StickyAction,
} from '../../../envs/index.ts';

const actionOf = <Act>(env: { step(action: Act): unknown; actionSpace: { sample(): Act } }): Act =>
  env.actionSpace.sample();

it('observations and actions have the types that the wrappers make of the inner ones', () => {
  const cartPole = make('CartPole-v1');
  const pendulum = make('Pendulum-v1');
  const lake = make('FrozenLake-v1');
  expectTypeOf(new FrameStackObservation(cartPole, 2).reset()[0]).toEqualTypeOf<Float32Array>();
  expectTypeOf(new FrameStackObservation(lake, 2).reset()[0]).toEqualTypeOf<Int32Array>();
  expectTypeOf(new DelayObservation(lake, 2).reset()[0]).toEqualTypeOf<number>();
  expectTypeOf(new DtypeObservation(lake, 'float64').reset()[0]).toExtend<Float64Array>();
  expectTypeOf(new NormalizeObservation(lake).reset()[0]).toEqualTypeOf<Float32Array>();
  expectTypeOf(new FlattenObservation(make('Blackjack-v1')).reset()[0]).toExtend<ArrayLike<number>>();
  expectTypeOf(actionOf(new ClipAction(pendulum))).toEqualTypeOf<Float32Array>();
  expectTypeOf(actionOf(new RescaleAction(pendulum, -1, 1))).toEqualTypeOf<Float32Array>();
  expectTypeOf(actionOf(new StickyAction(lake, 0.5))).toEqualTypeOf<number>();
  expectTypeOf(actionOf(new DiscretizeAction<Float32Array, number, Float32Array>(pendulum, 3))).toEqualTypeOf<number>();
});
