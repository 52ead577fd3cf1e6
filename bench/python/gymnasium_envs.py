"""The Gymnasium side of bench/envs.ts.

Reads one request a line, {"case": ..., "seconds": ...}, steps that case for about so long and answers one line,
{"steps": ..., "seconds": ...}. One process, so that warm-up and repetitions can be interleaved with the other side's.
Actions are drawn beforehand; resets count as part of the work, as they do on the other side.
"""

import json
import sys
import time

import gymnasium as gym
import numpy as np

NUM_ENVS = 1024
CHUNK = 2048  # steps of a single environment between looks at the clock


def single(kind):
    # Gymnasium steps fastest on Python integers and, in toy-text, on anything hashable alike.
    env = gym.make(kind)
    env.reset(seed=0)
    actions = np.random.default_rng(0).integers(0, int(env.action_space.n), CHUNK).tolist()

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
        "single:CartPole-v1": lambda: single("CartPole-v1"),
        "single:FrozenLake-v1": lambda: single("FrozenLake-v1"),
        "vector:native": lambda: vector("vector_entry_point"),
        "vector:sync": lambda: vector("sync"),
    }
    try:
        import minigrid  # noqa: F401  registers the MiniGrid worlds

        cases["single:MiniGrid-Empty-5x5-v0"] = lambda: single("MiniGrid-Empty-5x5-v0")
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
