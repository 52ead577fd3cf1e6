"""The works of works.ts in PyTorch. Reads lines `threads`, then `name\tseconds` from stdin; for each answers with a line of
milliseconds, one a run, of as many runs as fit (at least three after a warm-up)."""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def mlp(i, h, o):
    return nn.Sequential(nn.Linear(i, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, o))


def training(model, x, y):
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step():
        adam.zero_grad()
        F.mse_loss(model(x), y).backward()
        adam.step()

    return step


def matmul(m, n, k):
    a, b, out = torch.rand(m, k), torch.rand(k, n), torch.empty(m, n)
    return lambda: torch.mm(a, b, out=out)


def forward():
    model, x = mlp(4, 64, 2), torch.randn(8, 4)

    def run():
        with torch.no_grad():
            model(x)

    return run


def nature():
    model = nn.Sequential(
        nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3), nn.ReLU(),
        nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 6),
    )
    return training(model, torch.randn(32, 4, 84, 84), torch.randn(32, 6))


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.out = nn.LSTM(16, 128, batch_first=True), nn.Linear(128, 4)

    def forward(self, x):
        return self.out(self.lstm(x)[0][:, -1])


class Block(nn.Module):
    def __init__(self, d=128, heads=4):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(d, 4 * d, bias=False), nn.Linear(4 * d, d, bias=False)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, x):
        b, t, d = x.shape
        h = self.norm1(x)
        q, k, v = (f(h).view(b, t, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = (q @ k.transpose(-1, -2)) * (d // self.heads) ** -0.5
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.relu(self.up(self.norm2(x))))


WORKS = {
    **{f"matmul {m}x{n}x{k}": (lambda m=m, n=n, k=k: matmul(m, n, k))
       for m, n, k in [(64, 64, 64), (256, 256, 256), (512, 512, 512), (64, 64, 4), (32, 512, 3136)]},
    "mlp forward 4-64-64-2 batch 8": forward,
    "mlp step 4-64-64-2 batch 64": lambda: training(mlp(4, 64, 2), torch.randn(64, 4), torch.randn(64, 2)),
    "mlp step 8-256-256-4 batch 64": lambda: training(mlp(8, 256, 4), torch.randn(64, 8), torch.randn(64, 4)),
    "mlp step 8-256-256-4 batch 256": lambda: training(mlp(8, 256, 4), torch.randn(256, 8), torch.randn(256, 4)),
    "nature cnn step batch 32": nature,
    "lstm step 128 units 32 steps batch 32": lambda: training(Lstm(), torch.randn(32, 32, 16), torch.randn(32, 4)),
    "transformer step 2 blocks d 128 batch 16": lambda: training(
        nn.Sequential(Block(), Block()), torch.randn(16, 64, 128), torch.randn(16, 64, 128)),
}

torch.set_num_threads(int(sys.stdin.readline()))
print(torch.__version__, flush=True)
built = {}
for line in sys.stdin:
    name, seconds = line.rstrip("\n").split("\t")
    if name not in built:
        built[name] = WORKS[name]()
        for _ in range(3):
            built[name]()
    run, times, end = built[name], [], time.perf_counter() + float(seconds)
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(times), flush=True)
