"""Frames per second of processor time of ale-py's vectorised Pong: frame skip 4, 84 x 84 grey, stack of 4. For bench/nes.ts."""

import sys
import time

import numpy as np
from ale_py import AtariVectorEnv

NUM_ENVS = 16
envs = AtariVectorEnv("pong", num_envs=NUM_ENVS, num_threads=1)
envs.reset(seed=0)
generator = np.random.default_rng(0)
actions = generator.integers(0, 6, (1024, NUM_ENVS))
for step in range(20):
    envs.step(actions[step])
start = time.process_time()
steps = 0
while time.process_time() - start < float(sys.argv[1]):
    envs.step(actions[steps % 1024])
    steps += 1
print(steps * NUM_ENVS * 4 / (time.process_time() - start))
