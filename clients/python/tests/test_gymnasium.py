"""The same as Gymnasium sees it, which must be installed: its classes, its checks, its wrappers. LUDUS_SERVER as in
test_client.py."""

import os
import unittest
import warnings

import gymnasium
import numpy
from gymnasium.utils.env_checker import check_env

import ludus_client

URL = os.environ["LUDUS_SERVER"]


class Gymnasium(unittest.TestCase):
    def test_takes_the_worlds_for_its_own(self) -> None:
        for env_id in ("CartPole-v1", "Pendulum-v1", "FrozenLake-v1", "Blackjack-v1", "PongDuel-v0"):
            with self.subTest(env_id), ludus_client.make(env_id, url=URL) as env, warnings.catch_warnings():
                warnings.simplefilter("ignore")  # advice about render modes and wide ranges, which are the world's own
                self.assertIsInstance(env, gymnasium.Env)
                check_env(env, skip_render_check=True)

    def test_plays_a_world_of_its_own_to_the_same_end(self) -> None:
        for env_id in ("CartPole-v1", "Acrobot-v1", "MountainCarContinuous-v0", "CliffWalking-v1"):
            ours, theirs = ludus_client.make(env_id, url=URL), gymnasium.make(env_id)
            self.assertEqual(
                (ours.observation_space, ours.action_space), (theirs.observation_space, theirs.action_space)
            )
            one, other = ours.reset(seed=5), theirs.reset(seed=5)
            numpy.testing.assert_array_equal(one[0], other[0])
            theirs.action_space.seed(1)
            for _ in range(100):
                action = theirs.action_space.sample()
                one, other = ours.step(action), theirs.step(action)
                numpy.testing.assert_allclose(one[0], other[0], rtol=1e-5)  # roundings of float32 add up
                self.assertAlmostEqual(one[1], other[1], places=6)
                self.assertEqual(one[2:4], other[2:4])
                if one[2] or one[3]:
                    break
            ours.close()

    def test_wraps_them(self) -> None:
        env = gymnasium.wrappers.RecordEpisodeStatistics(
            gymnasium.wrappers.TimeLimit(ludus_client.make("CartPole-v1", url=URL), 5)
        )
        env.reset(seed=1)
        ended = False
        while not ended:
            *_, terminated, truncated, info = env.step(env.action_space.sample())
            ended = terminated or truncated
        self.assertEqual((truncated, info["episode"]["l"]), (True, 5))
        env.close()

    def test_takes_batches_for_its_own(self) -> None:
        envs = ludus_client.make_vec("CartPole-v1", 4, url=URL)
        self.assertIsInstance(envs, gymnasium.vector.VectorEnv)
        self.assertEqual(envs.metadata["autoreset_mode"], gymnasium.vector.AutoresetMode.NEXT_STEP)
        theirs = gymnasium.make_vec("CartPole-v1", 4, vectorization_mode="sync")
        self.assertEqual((envs.observation_space, envs.action_space), (theirs.observation_space, theirs.action_space))
        numpy.testing.assert_array_equal(envs.reset(seed=9)[0], theirs.reset(seed=9)[0])
        wrapped = gymnasium.wrappers.vector.RecordEpisodeStatistics(envs)
        wrapped.reset(seed=9)
        lengths: list[int] = []
        envs.action_space.seed(2)
        while len(lengths) < 8:
            infos = wrapped.step(envs.action_space.sample())[4]
            if "episode" in infos:
                lengths += infos["episode"]["l"][infos["_episode"]].tolist()
        self.assertTrue(all(8 <= length <= 200 for length in lengths), lengths)  # by random actions
        wrapped.close()


if __name__ == "__main__":
    unittest.main()
