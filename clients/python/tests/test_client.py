"""The client against a server, whose address is in LUDUS_SERVER. `test/clients/python.test.ts` starts one and runs
this; by hand:

npx ludus serve &
LUDUS_SERVER=ws://127.0.0.1:7766/ws PYTHONPATH=clients/python python3 -m unittest discover clients/python/tests
"""

import os
import pickle
import threading
import unittest

import numpy

import ludus_client
from ludus_client import LudusError
from ludus_client.connection import socket_url
from ludus_client.spaces import space_of
from ludus_client.vector import infos_of

URL = os.environ["LUDUS_SERVER"]

# gymnasium.make("CartPole-v1").reset(seed=42), then step(1): Gymnasium 1.4; also in docs/protocol.md.
FIRST = [0.02739560417830944, -0.006112155970185995, 0.03585979342460632, 0.019736802205443382]
SECOND = [0.02727336250245571, 0.18847766518592834, 0.036254528909921646, -0.26141977310180664]


class OneWorld(unittest.TestCase):
    def test_plays_as_gymnasium_does_from_the_same_seed(self) -> None:
        with ludus_client.make("CartPole-v1", url=URL) as env:
            observation, info = env.reset(seed=42)
            self.assertEqual((observation.dtype, observation.shape, info), (numpy.float32, (4,), {}))
            numpy.testing.assert_array_equal(observation, numpy.float32(FIRST))
            observation, reward, terminated, truncated, info = env.step(1)
            numpy.testing.assert_array_equal(observation, numpy.float32(SECOND))
            self.assertEqual((reward, terminated, truncated, info), (1.0, False, False, {}))
            observation[0] = 7  # the caller's to keep
            self.assertEqual((env.spec.id, env.spec.max_episode_steps), ("CartPole-v1", 500))
            self.assertEqual((env.action_names, env.metadata["render_fps"]), (["left", "right"], 50))

    def test_passes_arguments_and_a_time_limit(self) -> None:
        with ludus_client.make("FrozenLake-v1", url=URL, is_slippery=False, max_episode_steps=2) as env:
            self.assertEqual(env.reset(seed=1), (0, {"prob": 1}))
            self.assertEqual(env.step(numpy.int64(1)), (4, 0.0, False, False, {"prob": 1}))
            self.assertEqual(env.step(0)[2:4], (False, True))
            self.assertEqual(env.spec.kwargs, {"isSlippery": False})

    def test_goes_on_from_a_state(self) -> None:
        with ludus_client.make("CartPole-v1", url=URL) as env:
            env.reset(seed=3)
            state = env.get_state()
            first = [env.step(step % 2)[0].tolist() for step in range(10)]
            env.set_state(state)
            self.assertEqual([env.step(step % 2)[0].tolist() for step in range(10)], first)

    def test_renders_as_it_was_made_to(self) -> None:
        with ludus_client.make("FrozenLake-v1", url=URL, render_mode="ansi") as env:
            env.reset(seed=1)
            self.assertIn("FHFH", env.render())
        with ludus_client.make("CartPole-v1", url=URL, render_mode="scene") as env:
            env.reset(seed=1)
            self.assertIn("shapes", env.render())
        with self.assertRaisesRegex(ValueError, "render_mode 'human': it is one of"):
            ludus_client.make("CartPole-v1", url=URL, render_mode="human")

    def test_takes_and_gives_every_kind_of_space(self) -> None:
        with ludus_client.make("Pendulum-v1", url=URL) as env:
            env.reset(seed=1)
            self.assertEqual(env.step(numpy.array([0.5]))[0].shape, (3,))  # float64, sent as float32
            with self.assertRaisesRegex(ValueError, r"has the shape \(1,\), got \(2,\)"):
                env.step(numpy.zeros(2, numpy.float32))
        with ludus_client.make("Blackjack-v1", url=URL) as env:
            observation, _ = env.reset(seed=1)
            self.assertEqual([type(part) for part in observation], [int, int, int])
        with ludus_client.make("MiniGrid-Empty-5x5-v0", url=URL) as env:
            observation, _ = env.reset(seed=1)
            self.assertEqual((observation["image"].shape, observation["image"].dtype), ((7, 7, 3), numpy.uint8))
            self.assertEqual(observation["mission"], "get to the green goal square")
        with ludus_client.make("PongDuel-v0", url=URL) as env:
            env.reset(seed=1)
            self.assertEqual(env.step([1, 2])[0].shape, (2, 6))
            with self.assertRaisesRegex(ValueError, "it is of int32, got float64"):
                env.step([0.5, 1.0])


class Batches(unittest.TestCase):
    def test_each_row_is_the_world_of_its_seed(self) -> None:
        with ludus_client.connect(URL) as client:
            envs = client.make_vec("CartPole-v1", 3)
            observations, infos = envs.reset(seed=42)
            self.assertEqual((observations.shape, observations.dtype, infos), ((3, 4), numpy.float32, {}))
            numpy.testing.assert_array_equal(observations[0], numpy.float32(FIRST))
            observations, rewards, terminations, truncations, infos = envs.step(numpy.array([1, 0, 1]))
            numpy.testing.assert_array_equal(observations[0], numpy.float32(SECOND))
            self.assertEqual((rewards.dtype, rewards.tolist()), (numpy.float64, [1, 1, 1]))
            self.assertEqual(
                (terminations.dtype, terminations.tolist(), truncations.tolist()), (bool, [False] * 3, [False] * 3)
            )
            state = envs.get_state()
            after = envs.step([0, 0, 0])[0]
            envs.set_state(state)
            numpy.testing.assert_array_equal(envs.step([0, 0, 0])[0], after)

    def test_says_what_the_last_episode_ended_with(self) -> None:
        # A hole is at 5: right, down (docs/protocol.md).
        envs = ludus_client.make_vec("FrozenLake-v1", 2, url=URL, autoreset="same-step", is_slippery=False)
        envs.reset(seed=[1, 2])
        infos = envs.step([2, 1])[4]
        self.assertNotIn("final_obs", infos)
        observations, _, terminations, _, infos = envs.step([1, 1])
        self.assertEqual((observations.tolist(), terminations.tolist()), ([0, 8], [True, False]))
        self.assertEqual((infos["final_obs"].tolist(), infos["_final_obs"].tolist()), ([5, None], [True, False]))
        self.assertEqual(infos["final_info"]["prob"].tolist(), [1, 0])
        envs.close()

    def test_resets_only_the_rows_of_a_mask(self) -> None:
        envs = ludus_client.make_vec("FrozenLake-v1", 2, url=URL, autoreset="disabled", is_slippery=False)
        envs.reset(seed=1)
        envs.step([2, 1])
        envs.step([1, 1])
        observations, _ = envs.reset(options={"reset_mask": numpy.array([True, False])})
        self.assertEqual(observations.tolist(), [0, 8])
        envs.close()
        with self.assertRaisesRegex(ValueError, "autoreset is one of next-step, same-step, disabled, got 'never'"):
            ludus_client.make_vec("FrozenLake-v1", 2, url=URL, autoreset="never")

    def test_infos_are_arrays_with_a_mask_each(self) -> None:
        infos = infos_of([{"lives": 3, "name": "a"}, {}, {"lives": 2.5, "flag": True}], 3)
        self.assertEqual(
            {name: column.tolist() for name, column in infos.items()},
            {
                "lives": [3.0, 0.0, 2.5],
                "_lives": [True, False, True],
                "name": ["a", 0, 0],
                "_name": [True, False, False],
                "flag": [False, False, True],
                "_flag": [False, False, True],
            },
        )
        self.assertEqual(infos_of([], 3), {})


class Matches(unittest.TestCase):
    def test_two_players_play_a_game_to_its_end(self) -> None:
        # One point; the left seat sleeps, the right one follows the ball.
        with ludus_client.connect(URL, name="Ada") as right, ludus_client.connect(URL, name="Bob") as left:
            ada = right.sit("python", "PongDuel-v0", seat="right", points_to_win=1)
            bob = left.sit("python")
            self.assertEqual((ada.seat, bob.seat, bob.players, ada.match), ("right", "left", ["Ada", "Bob"], "python"))
            self.assertIn("python", [match["match"] for match in left.matches()])
            scores: dict[str, float] = {}

            def play(seat: ludus_client.RemoteSeat, moves: bool) -> None:
                observation, _ = seat.reset(seed=7 if moves else None)
                score = 0.0
                ended = False
                while not ended:
                    off = observation[1] - observation[5]
                    action = (2 if off > 0.1 else 1 if off < -0.1 else 0) if moves else 0
                    observation, reward, terminated, truncated, _ = seat.step(action)
                    score += reward
                    ended = terminated or truncated
                scores[seat.seat] = score

            sleeper = threading.Thread(target=play, args=(bob, False))
            sleeper.start()
            play(ada, True)
            sleeper.join()
            self.assertEqual(scores, {"right": 1.0, "left": -1.0})

    def test_comes_back_to_a_seat_with_its_key(self) -> None:
        with ludus_client.connect(URL) as client:
            seat = client.sit(env_id="PongDuel-v0", seat=0)
            self.assertIsNone(seat.now)
            with self.assertRaisesRegex(LudusError, "E_MATCH") as caught, ludus_client.connect(URL) as other:
                other.sit(seat.match, key="0" * 16)
            self.assertEqual(caught.exception.code, "E_MATCH")
            with ludus_client.connect(URL) as other:
                self.assertEqual(other.sit(seat.match, key=seat.key).seat, "right")


class Errors(unittest.TestCase):
    def test_are_the_servers_own(self) -> None:
        with ludus_client.connect(URL) as client:
            for code, act in {
                "E_UNKNOWN_ENV": lambda: client.make("CartPool-v1"),
                "E_UNKNOWN_KWARG": lambda: client.make("CartPole-v1", gravity_=3),
                "E_MAKE": lambda: client.make("Pong-v0", frameskip=0),
                "E_RESET_NEEDED": lambda: client.make("CartPole-v1").step(0),
                "E_UNKNOWN_MATCH": lambda: client.sit("nobody"),
            }.items():
                with self.subTest(code), self.assertRaises(LudusError) as caught:
                    act()
                self.assertEqual(caught.exception.code, code)
                self.assertTrue(str(caught.exception).startswith(f"{code}: "))
            env = client.make("CartPole-v1")
            env.reset()
            with self.assertRaisesRegex(LudusError, r"E_INVALID_ACTION: .*action must be in Discrete\(2\); got 2"):
                env.step(2)
            env.step(1)  # an error costs nothing
            env.close()
            env.close()
            with self.assertRaisesRegex(LudusError, "E_UNKNOWN_WORLD: .*it was closed"):
                env.step(0)

    def test_say_where_there_is_no_server_and_when_it_is_gone(self) -> None:
        with self.assertRaisesRegex(LudusError, "E_CONNECTION: No connection to ws://127.0.0.1:9/ws .*npx ludus serve"):
            ludus_client.connect("http://127.0.0.1:9")
        client = ludus_client.connect(URL)
        env = client.make("CartPole-v1")
        client.close()
        with self.assertRaisesRegex(LudusError, "E_CLOSED"):
            env.reset()
        env.close()  # nothing is left to close

    def test_survive_pickling(self) -> None:
        error = pickle.loads(pickle.dumps(LudusError("E_LIMIT", "too many")))
        self.assertEqual((error.code, error.message), ("E_LIMIT", "too many"))

    def test_refuse_what_no_message_can_hold(self) -> None:
        with ludus_client.connect(URL) as client, self.assertRaisesRegex(TypeError, "Cannot send <object"):
            client.make("CartPole-v1", gravity=object())


class Reading(unittest.TestCase):
    def test_addresses_as_people_write_them(self) -> None:
        for given in ("http://127.0.0.1:7766", "http://127.0.0.1:7766/", "127.0.0.1:7766", "ws://127.0.0.1:7766/ws"):
            self.assertEqual(socket_url(given), "ws://127.0.0.1:7766/ws")
        self.assertEqual(socket_url("https://example.org/ludus"), "wss://example.org/ludus")

    def test_spaces(self) -> None:
        box = space_of({"type": "Box", "low": [0, "-Infinity"], "high": 1, "shape": [2], "dtype": "float32"})
        self.assertEqual((box.low.tolist(), box.high.tolist()), ([0, -numpy.inf], [1, 1]))
        with self.assertRaisesRegex(ValueError, "Cannot read the space Graph"):
            space_of({"type": "Graph"})


if __name__ == "__main__":
    unittest.main()
