import { describe, expect, it } from 'vitest';
import { actionNames, registeredControls } from '../../../envs/core/registry.ts';
import { Box, controlsFor, Dict, Discrete, make, registeredEnvs } from '../../../envs/index.ts';

function controlsOf(id: string) {
  const env = make(id);
  const { actionSpace, metadata } = env;
  return (
    registeredControls(id) ?? controlsFor({ actionSpace, actionNames: actionNames(id), renderFps: metadata.renderFps })
  );
}

const keysOf = (id: string) => Object.fromEntries(controlsOf(id)!.keys.map(({ key, action }) => [key, action]));

describe('controlsFor', () => {
  // Actions are those of the worlds' datasheets.
  it.each<[string, Record<string, unknown>, readonly unknown[] | null]>([
    ['CartPole-v1', { ArrowLeft: 0, ArrowRight: 1 }, [0, 1]],
    ['MountainCar-v0', { ArrowLeft: 0, ArrowRight: 2 }, [1]],
    ['Acrobot-v1', { ArrowLeft: 0, ArrowRight: 2 }, [1]],
    ['Pendulum-v1', { ArrowLeft: [-2], ArrowRight: [2] }, [[0]]],
    ['FrozenLake-v1', { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2, ArrowUp: 3 }, null],
    ['CliffWalking-v1', { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 }, null],
    ['Taxi-v4', { ArrowDown: 0, ArrowUp: 1, ArrowRight: 2, ArrowLeft: 3, p: 4, d: 5 }, null],
    ['Blackjack-v1', { s: 0, h: 1 }, null],
    ['MiniGrid-DoorKey-5x5-v0', { ArrowLeft: 0, ArrowRight: 1, ArrowUp: 2, p: 3, d: 4, ' ': 5, Enter: 6 }, null],
  ])('of %s are its arrows, and what happens without a key', (id, keys, idle) => {
    expect(keysOf(id)).toEqual(keys);
    expect(controlsOf(id)!.idle).toEqual(idle);
  });

  it('gives digits to actions without a known name, from the start of the space', () => {
    const actionSpace = new Discrete(3, { start: 5 });
    expect(controlsFor({ actionSpace, actionNames: null, renderFps: 4 })).toEqual({
      keys: [5, 6, 7].map((action, i) => ({ key: String(i), label: String(action), action })),
      idle: null,
    });
  });

  it('never gives a key twice', () => {
    const names = ['left', 'left and fire', 'up left'];
    const controls = controlsFor({ actionSpace: new Discrete(3), actionNames: names, renderFps: 4 })!;
    expect(controls.keys.map(({ key }) => key)).toEqual(['ArrowLeft', '1', 'ArrowUp']);
  });

  it('has none for spaces that keys cannot play', () => {
    const of = (actionSpace: Parameters<typeof controlsFor>[0]['actionSpace']) =>
      controlsFor({ actionSpace, actionNames: null, renderFps: 30 });
    expect(of(new Box({ low: -1, high: 1, shape: [2] }))).toBeNull();
    expect(of(new Box({ low: -Infinity, high: Infinity, shape: [1] }))).toBeNull();
    expect(of(new Dict({ a: new Discrete(2) }))).toBeNull();
  });

  it('gives every registered world with discrete actions keys that are in its space', () => {
    for (const { id } of registeredEnvs()) {
      const env = make(id);
      if (!(env.actionSpace instanceof Discrete)) continue;
      const controls = controlsOf(id);
      expect(controls, id).not.toBeNull();
      const actions = [...controls!.keys.map(({ action }) => action), ...(controls!.idle ?? [])];
      for (const action of actions) expect(env.actionSpace.contains(env.actionSpace.valueFromJSON(action))).toBe(true);
    }
  });
});
