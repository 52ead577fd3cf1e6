"""Writes minigrid-digests.json: every world of MiniGrid's families, and variants of its keyword arguments, played by MiniGrid.

Run with gymnasium 1.4 and minigrid 3.1 installed: python test/golden/make_minigrid_digests.py
Whole episodes of all worlds would be large files; a checksum of each run says as well whether ours is equal. Random
actions hardly ever do what a mission asks, so now and then the agent is put right before some object: doors are opened,
objects picked up and goals reached many times in each family. `test/envs/gridworld/minigrid/digests.test.ts` does the same.
"""

import json
import pathlib
import struct
import zlib

import gymnasium as gym
import minigrid
import numpy as np
from minigrid.core.constants import DIR_TO_VEC
from minigrid.core.world_object import Wall

SEEDS = [7, 8, 9]
STEPS = 200
# left, right, forward, pickup, drop, toggle, done
WEIGHTS = [2, 2, 6, 4, 2, 5, 1]

VARIANTS = [
    ("MiniGrid-Empty-8x8-v0", {"size": 12, "agent_start_pos": [3, 4], "agent_start_dir": 2, "agent_view_size": 5}),
    ("MiniGrid-FourRooms-v0", {"agent_pos": [9, 4], "goal_pos": [15, 2], "see_through_walls": True}),
    ("MiniGrid-DoorKey-8x8-v0", {"size": 7, "max_steps": 33, "see_through_walls": True}),
    ("MiniGrid-LavaGapS7-v0", {"size": 10, "obstacle_type": "wall"}),
    ("MiniGrid-LavaCrossingS9N1-v0", {"size": 13, "num_crossings": 100}),
    ("MiniGrid-SimpleCrossingS9N1-v0", {"size": 5, "num_crossings": 2}),
    ("MiniGrid-DistShift1-v0", {"width": 12, "height": 9, "strip2_row": 4, "agent_start_pos": None}),
    ("MiniGrid-DistShift2-v0", {"width": 4, "height": 6, "strip2_row": 3, "agent_start_pos": [2, 3], "agent_start_dir": 3}),
    ("MiniGrid-Dynamic-Obstacles-8x8-v0", {"size": 9, "n_obstacles": 20, "agent_start_pos": [4, 4]}),
    ("MiniGrid-Dynamic-Obstacles-5x5-v0", {"n_obstacles": 0}),
    ("MiniGrid-Unlock-v0", {"max_steps": 40, "agent_view_size": 3}),
    ("MiniGrid-KeyCorridorS3R1-v0", {"room_size": 4, "num_rows": 5, "obj_type": "key"}),
    ("MiniGrid-KeyCorridorS3R1-v0", {"room_size": 3, "num_rows": 32, "obj_type": "box"}),
    ("MiniGrid-MultiRoom-N6-v0", {"minNumRooms": 1, "maxNumRooms": 4, "maxRoomSize": 8, "width": 30, "height": 18}),
    ("MiniGrid-Fetch-8x8-N3-v0", {"size": 7, "numObjs": 24}),
    ("MiniGrid-GoToDoor-5x5-v0", {"size": 13}),
    ("MiniGrid-GoToObject-6x6-N2-v0", {"size": 9, "numObjs": 18}),
    ("MiniGrid-PutNear-6x6-N2-v0", {"max_steps": 200}),
    ("MiniGrid-PutNear-6x6-N2-v0", {"size": 12, "numObjs": 9, "max_steps": 100}),
    ("MiniGrid-RedBlueDoors-8x8-v0", {"size": 4}),
    ("MiniGrid-RedBlueDoors-8x8-v0", {"size": 9, "see_through_walls": True}),
    ("MiniGrid-MemoryS7-v0", {"size": 21, "random_length": True}),
    ("MiniGrid-LockedRoom-v0", {"size": 13}),
    ("MiniGrid-LockedRoom-v0", {"size": 23}),
    ("MiniGrid-ObstructedMaze-Full-v0", {"agent_room": [0, 2], "num_quarters": 3, "blocked": False}),
    ("MiniGrid-ObstructedMaze-Full-v1", {"agent_room": [1, 0], "num_quarters": 2, "key_in_box": False}),
    ("MiniGrid-ObstructedMaze-1Dl-v0", {"blocked": True}),
]


def arguments(world, kwargs):
    """As MiniGrid takes them: places as tuples, LavaGap's obstacle as a class."""
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in kwargs.items()}
    if "LavaGap" in world and given.get("obstacle_type") == "wall":
        given["obstacle_type"] = Wall
    return given


def digest(crc, obs, reward=0.0, terminated=False, truncated=False):
    outcome = struct.pack("<Bd??", int(obs["direction"]), float(reward), bool(terminated), bool(truncated))
    image = np.ascontiguousarray(obs["image"], dtype=np.uint8).tobytes()
    return zlib.crc32(image + outcome + obs["mission"].encode(), crc)


def visit(env, rng):
    """Puts the agent on an empty cell right before an object that is no wall, looking at it; drawn among all such."""
    grid = env.grid
    choices = []
    for y in range(grid.height):
        for x in range(grid.width):
            cell = grid.get(x, y)
            if cell is None or cell.type == "wall":
                continue
            for direction, (dx, dy) in enumerate(DIR_TO_VEC):
                ax, ay = int(x - dx), int(y - dy)
                if 1 <= ax <= grid.width - 2 and 1 <= ay <= grid.height - 2 and grid.get(ax, ay) is None:
                    choices.append((ax, ay, direction))
    if choices:
        ax, ay, direction = choices[rng.integers(len(choices))]
        env.agent_pos = (ax, ay)
        env.agent_dir = direction


def play(world, kwargs, seed):
    env = gym.make(world, disable_env_checker=True, **arguments(world, kwargs)).unwrapped
    rng = np.random.default_rng(seed)
    weights = np.array(WEIGHTS[: env.action_space.n])
    obs, _ = env.reset(seed=seed)
    crc = digest(0, obs)
    wins = fails = 0
    for _ in range(STEPS):
        if rng.integers(3) == 0:
            visit(env, rng)
        action = int(rng.choice(len(weights), p=weights / weights.sum()))
        obs, reward, terminated, truncated, _ = env.step(action)
        crc = digest(crc, obs, reward, terminated, truncated)
        wins += terminated and reward > 0
        fails += terminated and reward <= 0
        if terminated or truncated:
            obs, _ = env.reset()
            crc = digest(crc, obs)
    return {"seed": seed, "crc": crc, "wins": int(wins), "fails": int(fails)}


if __name__ == "__main__":
    assert minigrid.__version__ == "3.1.0", minigrid.__version__
    worlds = sorted(world for world in gym.registry if world.startswith("MiniGrid-") and "WFC" not in world)
    cases = [
        {"id": world, "kwargs": kwargs, "runs": [play(world, kwargs, seed) for seed in SEEDS]}
        for world, kwargs in [*((world, {}) for world in worlds), *VARIANTS]
    ]
    path = pathlib.Path(__file__).with_name("minigrid-digests.json")
    head = {"minigrid": minigrid.__version__, "steps": STEPS, "weights": WEIGHTS}
    lines = ",\n".join(json.dumps(case) for case in cases)
    path.write_text(f'{json.dumps(head)[:-1]}, "cases": [\n{lines}\n]}}\n')
