"""The Gymnasium side of bench/envs.ts.

Reads one request a line, {"case": ..., "seconds": ...}, steps that case for about so long and answers one line,
{"steps": ..., "seconds": ...}. One process, so that warm-up and repetitions can be interleaved with the other side's.
Actions are drawn beforehand; resets count as part of the work, as they do on the other side.
"""

import functools
import json
import sys
import time

import gymnasium as gym
import numpy as np

NUM_ENVS = 1024
CHUNK = 2048  # steps of a single environment between looks at the clock

WORLDS = (
    "CartPole-v1",
    "MountainCar-v0",
    "MountainCarContinuous-v0",
    "Acrobot-v1",
    "Pendulum-v1",
    "FrozenLake-v1",
    "Taxi-v4",
    "CliffWalking-v1",
    "Blackjack-v1",
)


def single(kind):
    # Gymnasium steps fastest on Python integers and, in toy-text, on anything hashable alike.
    env = gym.make(kind)
    env.reset(seed=0)
    env.action_space.seed(0)
    actions = [env.action_space.sample() for _ in range(CHUNK)]
    if isinstance(env.action_space, gym.spaces.Discrete):
        actions = [int(action) for action in actions]

    def run(seconds):
        step, reset = env.step, env.reset
        steps = 0
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            for action in actions:
                _, _, terminated, truncated, _ = step(action)
                if terminated or truncated:
                    reset()
            steps += CHUNK
        return steps, time.perf_counter() - start

    return run


def vector(mode):
    envs = gym.make_vec("CartPole-v1", num_envs=NUM_ENVS, vectorization_mode=mode)
    envs.reset(seed=0)
    actions = list(np.random.default_rng(0).integers(0, 2, (64, NUM_ENVS)))

    def run(seconds):
        steps = 0
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            for batch in actions[:4] if mode == "sync" else actions:
                envs.step(batch)
                steps += NUM_ENVS
        return steps, time.perf_counter() - start

    return run


def main():
    cases = {
        **{f"single:{name}": functools.partial(single, name) for name in WORLDS},
        "vector:native": lambda: vector("vector_entry_point"),
        "vector:sync": lambda: vector("sync"),
    }
    try:
        import minigrid  # noqa: F401  registers the MiniGrid worlds

        for name in ("MiniGrid-Empty-5x5-v0", "MiniGrid-DoorKey-8x8-v0"):
            cases[f"single:{name}"] = functools.partial(single, name)
        minigrid_version = getattr(minigrid, "__version__", "unknown")
    except ImportError:
        minigrid_version = None
    hello = {
        "python": sys.version.split()[0],
        "gymnasium": gym.__version__,
        "numpy": np.__version__,
        "minigrid": minigrid_version,
        "cases": list(cases),
    }
    print(json.dumps(hello), flush=True)
    running = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["case"]
        if name not in running:
            running[name] = cases[name]()
        steps, seconds = running[name](request["seconds"])
        print(json.dumps({"steps": steps, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
