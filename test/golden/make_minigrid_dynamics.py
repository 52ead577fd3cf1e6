"""Writes minigrid-dynamics.json: random rooms full of every object, stepped by MiniGrid itself.

Run with gymnasium 1.4 and minigrid 3.1 installed: python test/golden/make_minigrid_dynamics.py
The families that Ludus has do not reach all of MiniGrid's core (doors, boxes, sight behind walls); this does.
Cells are [type, colour, state, content type, content colour] with the last two 0 but for a box that holds something.
"""

import base64
import json
import pathlib
import random

import numpy as np
from minigrid.core.constants import COLOR_TO_IDX, COLORS, OBJECT_TO_IDX
from minigrid.core.grid import Grid
from minigrid.core.mission import MissionSpace
from minigrid.core.world_object import Ball, Box, Door, Floor, Goal, Key, Lava, Wall
from minigrid.minigrid_env import MiniGridEnv


class Room(MiniGridEnv):
    def __init__(self, rng, see_through_walls, view_size):
        self.rng = rng
        super().__init__(
            mission_space=MissionSpace(mission_func=lambda: "wander"),
            width=rng.randint(6, 9),
            height=rng.randint(6, 9),
            max_steps=1000,
            see_through_walls=see_through_walls,
            agent_view_size=view_size,
        )

    def _gen_grid(self, width, height):
        rng = self.rng
        self.grid = Grid(width, height)
        self.grid.wall_rect(0, 0, width, height)
        colors = sorted(COLORS)
        for x in range(1, width - 1):
            for y in range(1, height - 1):
                color = rng.choice(colors)
                kind = rng.random()
                if kind < 0.12:
                    self.grid.set(x, y, Wall(color))
                elif kind < 0.30:
                    door = rng.randint(0, 2)
                    self.grid.set(x, y, Door("red" if door == 2 else color, door == 0, door == 2))
                elif kind < 0.38:
                    self.grid.set(x, y, Key(rng.choice(["red", color])))
                elif kind < 0.43:
                    self.grid.set(x, y, Ball(color))
                elif kind < 0.50:
                    content = rng.choice([None, Key(color), Ball(color)])
                    self.grid.set(x, y, Box(rng.choice(colors), content))
                elif kind < 0.53:
                    self.grid.set(x, y, Floor(color))
                elif kind < 0.55:
                    self.grid.set(x, y, Goal())
                elif kind < 0.57:
                    self.grid.set(x, y, Lava())
        self.agent_pos = (rng.randint(1, width - 2), rng.randint(1, height - 2))
        self.agent_dir = rng.randint(0, 3)
        self.grid.set(*self.agent_pos, None)


def cell(obj):
    if obj is None:
        return [OBJECT_TO_IDX["empty"], 0, 0, 0, 0]
    content = obj.contains
    inside = [0, 0] if content is None else [OBJECT_TO_IDX[content.type], COLOR_TO_IDX[content.color]]
    return [*(int(v) for v in obj.encode()), *inside]


def b64(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype=np.uint8).tobytes()).decode()


def record(seed):
    rng = random.Random(seed)
    env = Room(rng, see_through_walls=seed % 4 == 3, view_size=[7, 5, 7, 3][seed % 4])
    obs, _ = env.reset(seed=seed)
    if seed % 2 == 1:  # half of the agents hold the key to every locked door
        env.carrying = Key("red")
        obs = env.gen_obs()
    run = {
        "width": env.width,
        "height": env.height,
        "see_through_walls": env.see_through_walls,
        "view_size": env.agent_view_size,
        "cells": [cell(o) for o in env.grid.grid],
        "agent": [int(env.agent_pos[0]), int(env.agent_pos[1]), int(env.agent_dir)],
        "carrying": cell(env.carrying),
        "image": b64(obs["image"]),
        "text": env.pprint_grid(),
        "steps": [],
    }
    for _ in range(60):
        # Forward, pick up and toggle most of the time: turning in place tests nothing new.
        action = rng.choices(range(7), weights=[3, 3, 7, 3, 2, 4, 1])[0]
        obs, _, terminated, _, _ = env.step(action)
        run["steps"].append(
            {
                "action": action,
                "image": b64(obs["image"]),
                "agent": [int(env.agent_pos[0]), int(env.agent_pos[1]), int(env.agent_dir)],
                "carrying": cell(env.carrying),
                "terminated": terminated,
            }
        )
    run["final_cells"] = [cell(o) for o in env.grid.grid]
    return run


if __name__ == "__main__":
    runs = [record(seed) for seed in range(16)]
    path = pathlib.Path(__file__).with_name("minigrid-dynamics.json")
    path.write_text(json.dumps({"minigrid": "3.1.0", "runs": runs}, separators=(",", ":")))
