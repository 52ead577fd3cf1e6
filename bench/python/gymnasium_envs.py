"""The Python side of bench/envs.ts: Gymnasium, MiniGrid and EnvPool.

Reads one request a line, {"case": ..., "seconds": ...}, steps that case for so many seconds and answers one line,
{"steps": ..., "seconds": ...}, the seconds being the processor's, or {"missing": true} for a case it does not have. Actions are drawn beforehand; resets count as part
of the work, as they do on the other side.

Cases: single:ID, vector:ID:NUM_ENVS, envpool:vector:ID:NUM_ENVS (one thread).
"""

import json
import sys
import time

import gymnasium as gym
import numpy as np

try:
    import minigrid  # registers its worlds
except ImportError:
    minigrid = None
try:
    import envpool
except ImportError:
    envpool = None

CHUNK = 512  # steps between looks at the clock
# What EnvPool calls the worlds that it has under another version.
ENVPOOL_IDS = {"Taxi-v4": "Taxi-v3", "CliffWalking-v1": "CliffWalking-v0"}


def single(kind):
    # Gymnasium steps fastest on Python integers and, in toy-text, on anything hashable alike.
    env = gym.make(kind)
    env.reset(seed=0)
    env.action_space.seed(0)
    actions = [env.action_space.sample() for _ in range(CHUNK)]
    if isinstance(env.action_space, gym.spaces.Discrete):
        actions = [int(action) for action in actions]
    step, reset = env.step, env.reset

    def chunk():
        for action in actions:
            _, _, terminated, truncated, _ = step(action)
            if terminated or truncated:
                reset()

    return chunk, CHUNK


def vector(kind, num_envs):
    mode = "vector_entry_point" if gym.spec(kind).vector_entry_point is not None else "sync"
    envs = gym.make_vec(kind, num_envs=num_envs, vectorization_mode=mode)
    envs.reset(seed=0)
    envs.action_space.seed(0)
    return batches(envs.step, [envs.action_space.sample() for _ in range(16)], num_envs)


def pooled(kind, num_envs):
    name = ENVPOOL_IDS.get(kind, kind)
    if envpool is None or name not in envpool.list_all_envs():
        return None
    envs = envpool.make_gymnasium(name, num_envs=num_envs, num_threads=1)
    envs.reset()
    envs.action_space.seed(0)
    draws = [[envs.action_space.sample() for _ in range(num_envs)] for _ in range(16)]
    return batches(envs.step, [np.asarray(draw) for draw in draws], num_envs)


def batches(step, actions, num_envs):
    rounds = max(1, CHUNK // (num_envs * len(actions)))

    def chunk():
        for _ in range(rounds):
            for batch in actions:
                step(batch)

    return chunk, rounds * len(actions) * num_envs


def make(name):
    kind, *rest = name.split(":")
    if kind == "envpool":
        return pooled(rest[1], int(rest[2]))
    if rest[0] not in gym.registry:
        return None
    return single(rest[0]) if kind == "single" else vector(rest[0], int(rest[1]))


def main():
    versions = f"Gymnasium {gym.__version__}, numpy {np.__version__}, Python {sys.version.split()[0]}"
    if minigrid is not None:
        versions += f", MiniGrid {getattr(minigrid, '__version__', 'unknown')}"
    if envpool is not None:
        versions += f", EnvPool {envpool.__version__}"
    print(json.dumps({"versions": versions}), flush=True)
    running = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["case"]
        if name not in running:
            if not name.startswith("envpool:"):
                running.clear()  # a new case: let go of the one before
            running[name] = make(name)
        if running[name] is None:
            print(json.dumps({"missing": True}), flush=True)
            continue
        chunk, size = running[name]
        steps = 0
        start = time.process_time()
        end = time.perf_counter() + request["seconds"]
        while time.perf_counter() < end:
            chunk()
            steps += size
        print(json.dumps({"steps": steps, "seconds": time.process_time() - start}), flush=True)


if __name__ == "__main__":
    main()
