"""Writes minigrid-wrappers.json: runs of MiniGrid's wrappers, as checksums of what they observe, with rewards and ends.

Run with minigrid 3.2 installed: python test/golden/make_minigrid_wrappers.py
3.2, not 3.1 as elsewhere: 3.1's DirectionObsWrapper drops the seed and its SymbolicObsWrapper wraps -1 round to 255.
Ours keep integers in int32 where MiniGrid's are int64, so integers are hashed as int32; numpy's arctangent differs from others in
the last digit of a float64, so those are hashed as float32.
"""

import json
import pathlib
import zlib

import gymnasium as gym
import minigrid
import numpy as np
from minigrid import wrappers

SEEDS = [0, 1]
STEPS = 60
WORLDS = ["MiniGrid-DoorKey-8x8-v0", "MiniGrid-LavaCrossingS9N2-v0", "MiniGrid-Fetch-8x8-N3-v0", "MiniGrid-Dynamic-Obstacles-6x6-v0"]
WITH_GOAL = [world for world in WORLDS if "Fetch" not in world]

CASES = [
    *(("FullyObsWrapper", {}, world) for world in WORLDS),
    *(("RGBImgObsWrapper", {}, world) for world in WORLDS),
    ("RGBImgObsWrapper", {"tile_size": 5}, WORLDS[0]),
    *(("RGBImgPartialObsWrapper", {}, world) for world in WORLDS),
    ("RGBImgPartialObsWrapper", {"tile_size": 11}, WORLDS[0]),
    *(("FlatObsWrapper", {}, world) for world in WORLDS),
    *(("OneHotPartialObsWrapper", {}, world) for world in WORLDS),
    *(("SymbolicObsWrapper", {}, world) for world in WORLDS),
    *(("DictObservationSpaceWrapper", {}, world) for world in WORLDS),
    *(("ViewSizeWrapper", {"agent_view_size": size}, world) for world in WORLDS for size in (3, 9)),
    *(("ImgObsWrapper", {}, world) for world in WORLDS),
    *(("DirectionObsWrapper", {"type": kind}, world) for world in WITH_GOAL for kind in ("slope", "angle", "angle_atan2")),
    ("NoDeath", {"no_death_types": ["lava"], "death_cost": -0.5}, "MiniGrid-LavaCrossingS9N2-v0"),
    ("NoDeath", {"no_death_types": ["ball"]}, "MiniGrid-Dynamic-Obstacles-6x6-v0"),
    ("PositionBonus", {}, WORLDS[0]),
    ("PositionBonus", {"scale": 0.25}, WORLDS[1]),
    ("ActionBonus", {}, WORLDS[0]),
    ("ReseedWrapper", {"seeds": [5, 6, 7], "seed_idx": 1}, WORLDS[2]),
    ("StochasticActionWrapper", {"prob": 0.6}, WORLDS[0]),
    ("StochasticActionWrapper", {"prob": 0.6, "random_action": 2}, WORLDS[1]),
]


def digest(crc, obs):
    if not isinstance(obs, dict):
        obs = {"image": obs}
    for name in sorted(obs):
        value = obs[name]
        if isinstance(value, str):
            data = value.encode()
        else:
            value = np.asarray(value)
            value = value.astype({"i": np.int32, "f": np.float32}.get(value.dtype.kind, value.dtype))
            data = np.ascontiguousarray(value).tobytes()
        crc = zlib.crc32(data, crc)
    return crc


def play(wrapper, kwargs, world, seed):
    env = getattr(wrappers, wrapper)(gym.make(world, disable_env_checker=True), **kwargs)
    rng = np.random.default_rng(seed)
    obs, _ = env.reset(seed=seed)
    crc = digest(0, obs)
    rewards, ends = [], []
    for step in range(STEPS):
        # Forward every other step: something happens.
        action = 2 if rng.integers(2) else int(rng.integers(env.action_space.n))
        obs, reward, terminated, truncated, _ = env.step(action)
        crc = digest(crc, obs)
        rewards.append(float(reward))
        if terminated or truncated:
            ends.append(step)
            obs, _ = env.reset()
            crc = digest(crc, obs)
    return {"seed": seed, "crc": crc, "rewards": zlib.crc32(np.array(rewards).tobytes()), "ends": ends}


if __name__ == "__main__":
    assert minigrid.__version__ == "3.2.0", minigrid.__version__
    cases = [
        {"wrapper": wrapper, "kwargs": kwargs, "id": world, "runs": [play(wrapper, kwargs, world, seed) for seed in SEEDS]}
        for wrapper, kwargs, world in CASES
    ]
    path = pathlib.Path(__file__).with_name("minigrid-wrappers.json")
    lines = ",\n".join(json.dumps(case) for case in cases)
    path.write_text(f'{{"steps": {STEPS}, "cases": [\n{lines}\n]}}\n')
