"""Writes spaces-more.json: composite spaces, masked draws, batches and flat forms, by Gymnasium itself.

Run with gymnasium 1.4 and numpy 2 installed: python test/golden/make_spaces_more.py
Arrays are written flat in C order; a graph as { nodes, edges, edgeLinks }; the cases' names are those of the test's table.
"""

import json
import pathlib

import gymnasium
import numpy as np
from gymnasium.spaces import (
    Box,
    Dict,
    Discrete,
    Graph,
    GraphInstance,
    MultiBinary,
    MultiDiscrete,
    OneOf,
    Sequence,
    Text,
    Tuple,
    flatdim,
    flatten,
    flatten_space,
)
from gymnasium.vector.utils import batch_space, create_empty_array
from gymnasium.wrappers.utils import create_zero_array

SEEDS = [0, 1, 42]


def i8(*values):
    return np.array(values, dtype=np.int8)


def f64(*values):
    return np.array(values, dtype=np.float64)


def plain(value):
    if isinstance(value, GraphInstance):
        return {"nodes": plain(value.nodes), "edges": plain(value.edges), "edgeLinks": plain(value.edge_links)}
    if isinstance(value, np.ndarray):
        return value.ravel().astype(np.float64).tolist() if value.dtype != bool else value.ravel().astype(int).tolist()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return value


# Name: (space, [(kind, narrowing, further keywords)]); each is drawn three times after the plain draws.
CASES = {
    "sequence": (lambda: Sequence(Discrete(5)), [
        ("mask", (None, i8(0, 1, 1, 0, 1)), {}),
        ("mask", (3, None), {}),
        ("mask", (np.array([0, 2, 7]), i8(0, 0, 0, 0, 0)), {}),
        ("probability", (2, f64(0.1, 0.2, 0.3, 0.4, 0)), {}),
    ]),
    "sequence of text": (lambda: Sequence(Text(3, charset="äß漢🙂")), [("mask", (2, (2, i8(1, 0, 0, 1))), {})]),
    "stacked sequence": (lambda: Sequence(Box(-1, 1, (2,)), stack=True), [("mask", (2, None), {})]),
    "stacked discrete": (lambda: Sequence(Discrete(4, start=2), stack=True), [("mask", (4, i8(1, 0, 1, 0)), {})]),
    "stacked dict": (
        lambda: Sequence(Dict({"a": Discrete(3), "b": Box(0, 5, (2,), dtype=np.int16)}), stack=True),
        [("mask", (3, {"a": i8(0, 1, 1), "b": None}), {})],
    ),
    "graph": (lambda: Graph(Box(-1, 1, (2,)), Discrete(4)), [
        ("mask", (None, i8(0, 1, 0, 1)), {"num_nodes": 3}),
        ("probability", (None, tuple(f64(0, 0, 0.5, 0.5) for _ in range(3))), {"num_nodes": 2, "num_edges": 3}),
        ("mask", None, {"num_nodes": 1}),
        ("mask", None, {"num_nodes": 1, "num_edges": 2}),
    ]),
    "graph of discrete": (lambda: Graph(Discrete(3), Box(0, 1, (2, 2))), [
        ("mask", (tuple(i8(0, 1, 1) for _ in range(4)), None), {"num_nodes": 4}),
    ]),
    "graph without edges": (lambda: Graph(Discrete(3), None), []),
    "graph of tuples": (lambda: Graph(Tuple((Discrete(3), Box(0, 1, (2,)))), MultiBinary(2)), [
        ("mask", None, {"num_nodes": 2, "num_edges": 2}),
    ]),
    "one of": (lambda: OneOf((Discrete(3), Box(-2, 7, (2,)), MultiDiscrete([2, 3]))), [
        ("mask", (i8(0, 1, 0), None, (i8(1, 0), i8(0, 0, 1))), {}),
        ("probability", (f64(0.5, 0, 0.5), None, None), {}),
    ]),
    "one of text": (lambda: OneOf((Text(4, min_length=2, charset="abc"), MultiBinary(3))), []),
    "tuple": (lambda: Tuple((Discrete(3), MultiBinary(2), Sequence(Discrete(2)))), [
        ("mask", (i8(1, 0, 1), i8(0, 2), (2, i8(0, 1))), {}),
        ("probability", (None, f64(0.3, 1), None), {}),
    ]),
    "dict": (lambda: Dict({"z": Graph(Box(0, 1, (1,)), Discrete(2)), "a": OneOf((Discrete(2), Text(2)))}), []),
    "nested dict": (lambda: Dict({"b": Tuple((Discrete(4), Box(0, 1, (2,)))), "a": MultiDiscrete([2, 2], start=[1, -1])}), [
        ("mask", {"a": (i8(0, 1), i8(0, 0)), "b": (i8(0, 0, 1, 1), None)}, {}),
        ("probability", {"a": (f64(0.5, 0.5), f64(1, 0)), "b": None}, {}),
    ]),
    "discrete": (lambda: Discrete(6, start=-2), [
        ("mask", i8(1, 0, 0, 1, 0, 1), {}),
        ("mask", i8(0, 0, 0, 0, 0, 0), {}),
        ("probability", f64(0.1, 0, 0.4, 0.2, 0, 0.3), {}),
    ]),
    "discrete of many": (lambda: Discrete(20), [("probability", np.arange(20, dtype=np.float64) / 190, {})]),
    "multi discrete": (lambda: MultiDiscrete([[3, 4], [2, 9]], start=[[0, 5], [-3, 0]]), [
        ("mask", ((i8(1, 0, 1), i8(0, 0, 0, 0)), (i8(0, 1), i8(1, 1, 1, 1, 0, 0, 0, 0, 1))), {}),
        ("probability", ((f64(0.2, 0.3, 0.5), f64(0, 0, 0.5, 0.5)), (f64(1, 0), f64(*[1 / 9] * 9))), {}),
    ]),
    "multi binary": (lambda: MultiBinary([2, 3]), [
        ("mask", np.array([[0, 1, 2], [2, 2, 1]], dtype=np.int8), {}),
        ("probability", f64(0, 0.2, 0.5, 0.9, 1, 0.3).reshape(2, 3), {}),
    ]),
    "text": (lambda: Text(8, charset="añ漢🙂z"), [
        ("mask", (None, i8(1, 0, 1, 0, 1)), {}),
        ("mask", (5, None), {}),
        ("probability", (None, f64(0.2, 0.2, 0.3, 0.3, 0)), {}),
    ]),
    "text that may be empty": (lambda: Text(3, min_length=0), [("mask", (None, np.zeros(62, dtype=np.int8)), {})]),
    "box without bounds": (lambda: Box(-np.inf, np.inf, (2,), dtype=np.float64), []),
    "half box": (lambda: Box(np.array([0, -np.inf], np.float32), np.array([np.inf, 3], np.float32)), []),
    "uint8": (lambda: Box(0, 255, (2, 2), dtype=np.uint8), []),
    "int8": (lambda: Box(-128, 127, (3,), dtype=np.int8), []),
    "uint16": (lambda: Box(3, 60000, (2,), dtype=np.uint16), []),
    "int32 half": (lambda: Box(-np.inf, np.array([5, 9]), dtype=np.int32), []),
    "uint32": (lambda: Box(0, 4294967295, (2,), dtype=np.uint32), []),
    "bool": (lambda: Box(0, 1, (3,), dtype=np.bool_), []),
}


def is_flattenable(space):
    return space.is_np_flattenable


def record(name):
    make, narrowings = CASES[name]
    runs = []
    for seed in SEEDS:
        space = make()
        run = {"seed": seed, "seeds": plain(space.seed(seed))}
        values = [space.sample() for _ in range(3)]
        run["samples"] = plain(values)
        run["flat"] = plain([flatten(space, value) for value in values])
        run["narrowed"] = [
            plain([space.sample(**({} if narrowing is None else {kind: narrowing}), **more) for _ in range(3)])
            for kind, narrowing, more in narrowings
        ]
        batched = batch_space(space, 3)
        run["batch"] = plain([batched.sample() for _ in range(2)])
        runs.append(run)
    space = make()
    flat = flatten_space(space)
    return {
        "repr": repr(space),
        "narrowings": [
            {"kind": kind, "value": plain(narrowing), **{camel(key): value for key, value in more.items()}}
            for kind, narrowing, more in narrowings
        ],
        "flatdim": flatdim(space) if is_flattenable(space) else None,
        "flatSpace": repr(flat),
        "batchSpace": repr(batch_space(space, 2)),
        "zero": plain(create_zero_array(space)),
        "empty": plain(create_empty_array(space, 2)),
        "runs": runs,
    }


def camel(key):
    head, *tail = key.split("_")
    return head + "".join(word.capitalize() for word in tail)


if __name__ == "__main__":
    recorded = {
        "gymnasium": gymnasium.__version__,
        "numpy": np.__version__,
        "cases": {name: record(name) for name in CASES},
    }
    path = pathlib.Path(__file__).with_name("spaces-more.json")
    path.write_text(json.dumps(recorded, separators=(",", ":"), ensure_ascii=False))
