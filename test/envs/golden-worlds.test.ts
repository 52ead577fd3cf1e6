/** Every world against episodes recorded from Gymnasium itself, through `make`. */
import { describe, expect, it } from 'vitest';
import { make, spec } from '../../envs/index.ts';
import { actionOf, type Golden, observationOf, readGolden } from './golden.ts';

const NAMES = [
  'Acrobot-v1',
  'Blackjack-v1',
  'Blackjack-v1_natural=True',
  'CartPole-v0',
  'CartPole-v1',
  'CartPole-v1_sutton_barto_reward=True',
  'CliffWalking-v1',
  'CliffWalking-v1_is_slippery=True',
  'FrozenLake-v1',
  'FrozenLake-v1_is_slippery=False',
  'FrozenLake8x8-v1',
  'MountainCar-v0',
  'MountainCarContinuous-v0',
  'Taxi-v4',
  'Taxi-v4_is_rainy=True',
  'MiniGrid-Empty-5x5-v0',
  'MiniGrid-Empty-16x16-v0',
  'MiniGrid-Empty-Random-6x6-v0',
  'MiniGrid-FourRooms-v0',
  'MiniGrid-DoorKey-5x5-v0',
  'MiniGrid-DoorKey-8x8-v0',
  'MiniGrid-LavaGapS5-v0',
  'MiniGrid-LavaGapS7-v0',
  'MiniGrid-LavaCrossingS9N2-v0',
  'MiniGrid-SimpleCrossingS9N3-v0',
  'MiniGrid-DistShift1-v0',
  'MiniGrid-DistShift2-v0',
  'MiniGrid-Dynamic-Obstacles-6x6-v0',
  'MiniGrid-Unlock-v0',
  'MiniGrid-UnlockPickup-v0',
  'MiniGrid-BlockedUnlockPickup-v0',
  'MiniGrid-KeyCorridorS3R2-v0',
  'MiniGrid-KeyCorridorS6R3-v0',
  'MiniGrid-MultiRoom-N4-S5-v1',
  'MiniGrid-Fetch-5x5-N2-v0',
  'MiniGrid-GoToDoor-6x6-v0',
  'MiniGrid-GoToObject-6x6-N2-v0',
  'MiniGrid-PutNear-6x6-N2-v0',
  'MiniGrid-RedBlueDoors-6x6-v0',
  'MiniGrid-MemoryS7-v0',
  'MiniGrid-MemoryS17Random-v0',
  'MiniGrid-LockedRoom-v0',
  'MiniGrid-ObstructedMaze-1Dlhb-v0',
  'MiniGrid-Playground-v0',
];

describe.each(NAMES)('golden %s', (name) => {
  const golden: Golden = readGolden(name);

  it('has the recorded limit and threshold', () => {
    const { maxEpisodeSteps, rewardThreshold } = spec(golden.id);
    expect(maxEpisodeSteps).toBe(golden.max_episode_steps);
    expect(rewardThreshold).toBe(golden.reward_threshold);
  });

  it.each(golden.runs)('plays seed $seed bit for bit', (run) => {
    // The keyword arguments are in Gymnasium's spelling. The observations of classic control too are equal in every bit of
    // float32, though numpy's sine and cosine may differ from ours in the last bit of float64.
    const env = make(golden.id, golden.kwargs);
    const [observation, info] = env.reset({ seed: run.seed });
    expect(observation).toEqual(observationOf(run.reset.obs, env.observationSpace));
    expect(info).toEqual(run.reset.info);
    run.actions.forEach((action, index) => {
      const expected = run.steps[index]!;
      expect(env.step(actionOf(action))).toEqual([
        observationOf(expected.obs, env.observationSpace),
        expected.reward,
        expected.terminated,
        expected.truncated,
        expected.info ?? {},
      ]);
      if (expected.reset === undefined) {
        expect(expected.terminated || expected.truncated).toBe(false);
      } else {
        expect(env.reset()).toEqual([observationOf(expected.reset.obs, env.observationSpace), expected.reset.info]);
      }
    });
  });
});
