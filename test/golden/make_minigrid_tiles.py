"""Writes minigrid-tiles.json: checksums of MiniGrid's pictures of every kind of cell, in several sizes.

Run with minigrid 3.1 installed: python test/golden/make_minigrid_tiles.py
"""

import itertools
import json
import pathlib
import zlib

import minigrid
from minigrid.core.grid import Grid
from minigrid.core.world_object import WorldObj

# (type, colour, state) as MiniGrid encodes them: everything but goals and lava in all colours, doors in all states.
CELLS = [[1, 0, 0], [8, 1, 0], [9, 0, 0]]
CELLS += [[kind, color, 0] for kind in (2, 3, 5, 6, 7) for color in range(6)]
CELLS += [[4, color, state] for color in range(6) for state in range(3)]


def crc(cell, direction, lit, size):
    tile = Grid.render_tile(WorldObj.decode(*cell), direction, lit, size)
    return zlib.crc32(tile.astype("uint8").tobytes())


if __name__ == "__main__":
    assert minigrid.__version__ == "3.1.0", minigrid.__version__
    tiles = [
        [cell, direction, lit, size, crc(cell, direction, lit, size)]
        for cell, direction, lit, size in itertools.product(CELLS, (None, 0, 1, 2, 3), (False, True), (8, 13, 32))
    ]
    path = pathlib.Path(__file__).with_name("minigrid-tiles.json")
    path.write_text("[\n" + ",\n".join(json.dumps(tile) for tile in tiles) + "\n]\n")
