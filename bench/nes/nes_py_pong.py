"""Frames per second of processor time of nes-py, every frame drawn, with a cartridge. For bench/nes.ts."""

import sys
import time

import numpy as np
from nes_py import NESEnv
from nes_py._rom import ROM

# nes-py 8.2.1 computes sizes in uint8, which numpy 2 refuses to let overflow.
ROM.header = property(lambda self: self.raw_data[:16].astype(np.int64))

env = NESEnv(sys.argv[2])
env.reset()
for step in range(20):
    env.step(step & 0xF7)
start = time.process_time()
frames = 0
while time.process_time() - start < float(sys.argv[1]):
    _, _, done, _ = env.step(frames & 0xF7)
    frames += 1
    if done:
        env.reset()
print(frames / (time.process_time() - start))
