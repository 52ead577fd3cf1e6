"""Writes wrappers.json: short episodes through Gymnasium's own wrappers, single and vector, and pictures made grey and resized.

Run with gymnasium 1.4, numpy 2 and opencv-python-headless installed: python test/golden/make_wrappers.py
Every case is named in the table of test/envs/wrappers/golden.test.ts or test/envs/vector/wrappers/golden.test.ts, which says how
Ludus builds the same. Arrays are written flat; episodes that end are begun anew without a seed.
"""

import base64
import json
import pathlib

import cv2
import gymnasium as gym
import numpy as np
from gymnasium import wrappers as w
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.wrappers import vector as v

SEEDS = [0, 1, 42]
STEPS = 40


def plain(value):
    if isinstance(value, np.ndarray):
        return value.ravel().astype(np.float64).tolist()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return value


def cart_pole():
    return gym.make("CartPole-v1")


def pendulum():
    return gym.make("Pendulum-v1")


CASES = {
    "NormalizeObservation CartPole": lambda: w.NormalizeObservation(cart_pole()),
    "NormalizeObservation FrozenLake": lambda: w.NormalizeObservation(gym.make("FrozenLake-v1")),
    "NormalizeObservation float64": lambda: w.NormalizeObservation(w.DtypeObservation(cart_pole(), np.float64)),
    "NormalizeReward Pendulum": lambda: w.NormalizeReward(pendulum()),
    "NormalizeReward CartPole": lambda: w.NormalizeReward(cart_pole(), gamma=0.9, epsilon=1e-6),
    "NormalizeReward Blackjack": lambda: w.NormalizeReward(gym.make("Blackjack-v1"), gamma=0.95),
    "StickyAction FrozenLake": lambda: w.StickyAction(gym.make("FrozenLake-v1"), 0.4),
    "StickyAction CartPole": lambda: w.StickyAction(cart_pole(), 0.5, (2, 4)),
    "StickyAction MountainCar": lambda: w.StickyAction(gym.make("MountainCar-v0"), 0.3, 3),
    "DelayObservation CartPole": lambda: w.DelayObservation(cart_pole(), 3),
    "DelayObservation FrozenLake": lambda: w.DelayObservation(gym.make("FrozenLake-v1"), 1),
    "FrameStackObservation reset": lambda: w.FrameStackObservation(cart_pole(), 3),
    "FrameStackObservation zero": lambda: w.FrameStackObservation(cart_pole(), 4, padding_type="zero"),
    "FrameStackObservation custom": lambda: w.FrameStackObservation(gym.make("FrozenLake-v1"), 3, padding_type=np.int64(7)),
    "FrameStackObservation Blackjack": lambda: w.FrameStackObservation(gym.make("Blackjack-v1"), 2),
    "TimeAwareObservation CartPole": lambda: w.TimeAwareObservation(cart_pole()),
    "TimeAwareObservation normalised": lambda: w.TimeAwareObservation(cart_pole(), normalize_time=True),
    "TimeAwareObservation dict": lambda: w.TimeAwareObservation(cart_pole(), flatten=False),
    "TimeAwareObservation tuple": lambda: w.TimeAwareObservation(
        gym.make("Blackjack-v1", max_episode_steps=9), flatten=False, normalize_time=True
    ),
    "TimeAwareObservation FrozenLake": lambda: w.TimeAwareObservation(gym.make("FrozenLake-v1")),
    "MaxAndSkipObservation CartPole": lambda: w.MaxAndSkipObservation(cart_pole(), 3),
    "RepeatAction MountainCar": lambda: w.RepeatAction(gym.make("MountainCar-v0"), 3),
    "RescaleObservation MountainCar": lambda: w.RescaleObservation(gym.make("MountainCar-v0"), np.float32(0), np.float32(1)),
    "RescaleObservation Pendulum": lambda: w.RescaleObservation(pendulum(), -0.3, 0.7),
    "RescaleAction Pendulum": lambda: w.RescaleAction(pendulum(), -1.0, 1.0),
    "RescaleAction MountainCarContinuous": lambda: w.RescaleAction(gym.make("MountainCarContinuous-v0"), np.float32(0), np.float32(3)),
    "ClipAction Pendulum": lambda: w.ClipAction(pendulum()),
    "DiscretizeObservation MountainCar": lambda: w.DiscretizeObservation(gym.make("MountainCar-v0"), 20),
    "DiscretizeObservation multi": lambda: w.DiscretizeObservation(gym.make("MountainCar-v0"), (7, 30), multidiscrete=True),
    "DiscretizeAction Pendulum": lambda: w.DiscretizeAction(pendulum(), 7),
    "DiscretizeAction multi": lambda: w.DiscretizeAction(pendulum(), (9,), multidiscrete=True),
    "DtypeObservation CartPole": lambda: w.DtypeObservation(cart_pole(), np.float64),
    "DtypeObservation FrozenLake": lambda: w.DtypeObservation(gym.make("FrozenLake-v1"), np.float32),
    "FlattenObservation Blackjack": lambda: w.FlattenObservation(gym.make("Blackjack-v1")),
    "FlattenObservation FrozenLake": lambda: w.FlattenObservation(gym.make("FrozenLake-v1")),
    "FilterObservation Blackjack": lambda: w.FilterObservation(gym.make("Blackjack-v1"), [2, 0]),
    "ReshapeObservation CartPole": lambda: w.ReshapeObservation(cart_pole(), (2, 2)),
    "ClipReward Pendulum": lambda: w.ClipReward(pendulum(), -3.0, -1.0),
    "TransformReward CartPole": lambda: w.TransformReward(cart_pole(), lambda reward: 2 * reward - 0.5),
    "Autoreset CartPole": lambda: w.Autoreset(cart_pole()),
}


def bounds(values):
    return [float(x) if np.isfinite(x) else ("Infinity" if x > 0 else "-Infinity") for x in values.ravel()]


def space_of(space):
    kind = type(space).__name__
    if kind == "Box":
        return [kind, bounds(space.low), bounds(space.high), list(space.shape), str(space.dtype).replace("int64", "int32")]
    if kind == "Discrete":
        return [kind, int(space.n), int(space.start)]
    if kind == "MultiDiscrete":
        return [kind, plain(space.nvec), plain(space.start)]
    if kind == "Dict":
        return [kind, {key: space_of(part) for key, part in space.spaces.items()}]
    return [kind, [space_of(part) for part in space.spaces]]


def record(name, seed):
    env = CASES[name]()
    obs, _ = env.reset(seed=seed)
    env.action_space.seed(seed)
    run = {"seed": seed, "reset": plain(obs), "steps": []}
    for _ in range(STEPS):
        action = env.action_space.sample()
        obs, reward, terminated, truncated, _ = env.step(action)
        step = [plain(action), plain(obs), float(reward), bool(terminated), bool(truncated)]
        if (terminated or truncated) and not name.startswith("Autoreset"):
            step.append(plain(env.reset()[0]))
        run["steps"].append(step)
    return run


def describe(name):
    env = CASES[name]()
    return {
        "observationSpace": space_of(env.observation_space),
        "actionSpace": space_of(env.action_space),
        "runs": [record(name, seed) for seed in SEEDS],
    }


def vector(world, num_envs, mode, **kwargs):
    return SyncVectorEnv([lambda: gym.make(world, **kwargs) for _ in range(num_envs)], autoreset_mode=mode)


NEXT, SAME = AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP
VECTOR_CASES = {
    "NormalizeObservation 3": lambda: v.NormalizeObservation(vector("CartPole-v1", 3, NEXT)),
    "NormalizeObservation 20": lambda: v.NormalizeObservation(vector("CartPole-v1", 20, NEXT)),
    "NormalizeObservation FrozenLake": lambda: v.NormalizeObservation(vector("FrozenLake-v1", 9, NEXT)),
    "NormalizeReward next-step 3": lambda: v.NormalizeReward(vector("CartPole-v1", 3, NEXT)),
    "NormalizeReward next-step 20": lambda: v.NormalizeReward(vector("CartPole-v1", 20, NEXT), gamma=0.9),
    "NormalizeReward same-step 5": lambda: v.NormalizeReward(vector("CartPole-v1", 5, SAME)),
    "NormalizeReward Pendulum": lambda: v.NormalizeReward(vector("Pendulum-v1", 4, NEXT, max_episode_steps=9)),
    "RecordEpisodeStatistics next-step": lambda: v.RecordEpisodeStatistics(vector("CartPole-v1", 4, NEXT)),
    "RecordEpisodeStatistics same-step": lambda: v.RecordEpisodeStatistics(vector("CartPole-v1", 4, SAME)),
    "RescaleObservation MountainCar": lambda: v.RescaleObservation(vector("MountainCar-v0", 3, NEXT), 0.0, 1.0),
    "FlattenObservation Blackjack": lambda: v.FlattenObservation(vector("Blackjack-v1", 5, NEXT)),
    "DtypeObservation CartPole": lambda: v.DtypeObservation(vector("CartPole-v1", 3, NEXT), np.float64),
    "RescaleAction Pendulum": lambda: v.RescaleAction(vector("Pendulum-v1", 3, NEXT), -1.0, 1.0),
    "ClipAction Pendulum": lambda: v.ClipAction(vector("Pendulum-v1", 3, NEXT)),
    "ClipReward Pendulum": lambda: v.ClipReward(vector("Pendulum-v1", 3, NEXT), -3.0, -1.0),
    "FilterObservation Blackjack": lambda: v.FilterObservation(vector("Blackjack-v1", 4, NEXT), [1]),
}


def record_vector(name):
    env = VECTOR_CASES[name]()
    obs, _ = env.reset(seed=7)
    env.action_space.seed(7)
    run = {"numEnvs": env.num_envs, "reset": plain(obs), "steps": []}
    for _ in range(45):
        action = env.action_space.sample()
        obs, reward, terminated, truncated, info = env.step(action.copy())
        step = {
            "actions": plain(action),
            "observations": plain(obs),
            "rewards": plain(reward),
            "ended": [int(end) for end in np.logical_or(terminated, truncated)],
        }
        if "episode" in info:
            step["episode"] = {"r": plain(info["episode"]["r"]), "l": plain(info["episode"]["l"])}
        if "final_obs" in info:
            step["finalObservations"] = [None if one is None else plain(one) for one in info["final_obs"]]
        run["steps"].append(step)
    return run


def b64(picture):
    return base64.b64encode(np.ascontiguousarray(picture).tobytes()).decode()


def pictures():
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (21, 30, 3), dtype=np.uint8)
    smooth = cv2.resize(rng.integers(0, 256, (5, 7, 3), dtype=np.uint8), (30, 21), interpolation=cv2.INTER_CUBIC)
    recorded = []
    for picture in (noise, smooth):
        gray = np.sum(np.multiply(picture, np.array([0.2125, 0.7154, 0.0721])), axis=-1).astype(np.uint8)
        sizes = [(7, 10), (8, 11), (21, 30), (20, 29), (1, 1), (3, 30), (40, 50), (42, 60), (10, 45), (84, 84)]
        recorded.append({
            "height": 21,
            "width": 30,
            "rgb": b64(picture),
            "gray": b64(gray),
            "resized": [
                {
                    "shape": [h, wd],
                    "rgb": b64(cv2.resize(picture, (wd, h), interpolation=cv2.INTER_AREA)),
                    "gray": b64(cv2.resize(gray, (wd, h), interpolation=cv2.INTER_AREA)),
                }
                for h, wd in sizes
            ],
        })
    return recorded


if __name__ == "__main__":
    recorded = {
        "gymnasium": gym.__version__,
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "cases": {name: describe(name) for name in CASES},
        "vector": {name: record_vector(name) for name in VECTOR_CASES},
        "pictures": pictures(),
    }
    path = pathlib.Path(__file__).with_name("wrappers.json")
    path.write_text(json.dumps(recorded, separators=(",", ":")))
