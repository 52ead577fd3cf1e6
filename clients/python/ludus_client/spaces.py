"""Spaces as the server describes them, and their values on the wire (docs/protocol.md, "Values").

A class each: `decode` and `encode` for one value, the same with `_batch` for a leading axis of n. Where Gymnasium is
installed environments show its spaces instead (`gymnasium_space`), which also sample.
"""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy

INT64 = numpy.dtype("<i8")


class Space(Protocol):
    """What each of the classes below is."""

    def decode(self, wire: Any) -> Any: ...
    def encode(self, value: Any) -> Any: ...
    def decode_batch(self, wire: Any, n: int) -> Any: ...
    def encode_batch(self, values: Any, n: int) -> Any: ...


@dataclass(frozen=True)
class Discrete:
    """One of `n` integers, from `start` on."""

    n: int
    start: int = 0

    def decode(self, wire: Any) -> int:
        return int(wire)

    def encode(self, value: Any) -> int:
        return operator.index(value)

    def decode_batch(self, wire: Any, n: int) -> numpy.ndarray:
        return from_wire(wire, INT64, (n,))

    def encode_batch(self, values: Any, n: int) -> bytes:
        return to_wire(values, INT64, (n,))


@dataclass(frozen=True)
class Array:
    """What has a shape and a dtype."""

    shape: tuple[int, ...]
    dtype: numpy.dtype

    def decode(self, wire: Any) -> numpy.ndarray:
        return from_wire(wire, self.dtype, self.shape)

    def encode(self, value: Any) -> bytes:
        return to_wire(value, self.dtype, self.shape)

    def decode_batch(self, wire: Any, n: int) -> numpy.ndarray:
        return from_wire(wire, self.dtype, (n, *self.shape))

    def encode_batch(self, values: Any, n: int) -> bytes:
        return to_wire(values, self.dtype, (n, *self.shape))


@dataclass(frozen=True, eq=False)
class Box(Array):
    """Numbers in a range each; `low` and `high` have the shape."""

    low: numpy.ndarray
    high: numpy.ndarray


@dataclass(frozen=True, eq=False)
class MultiDiscrete(Array):
    """Integers, each one of `nvec`, from `start` on."""

    nvec: numpy.ndarray
    start: numpy.ndarray


@dataclass(frozen=True)
class MultiBinary(Array):
    """Zeros and ones."""


@dataclass(frozen=True)
class Text:
    min_length: int
    max_length: int
    charset: str

    def decode(self, wire: Any) -> str:
        return str(wire)

    def encode(self, value: Any) -> str:
        return str(value)

    def decode_batch(self, wire: Any, n: int) -> list[str]:
        return [str(text) for text in wire]

    def encode_batch(self, values: Any, n: int) -> list[str]:
        return [str(text) for text in values]


@dataclass(frozen=True)
class Dict:
    spaces: Mapping[str, Space]

    def decode(self, wire: Any) -> dict[str, Any]:
        return {key: space.decode(wire[key]) for key, space in self.spaces.items()}

    def encode(self, value: Any) -> dict[str, Any]:
        return {key: space.encode(value[key]) for key, space in self.spaces.items()}

    def decode_batch(self, wire: Any, n: int) -> dict[str, Any]:
        return {key: space.decode_batch(wire[key], n) for key, space in self.spaces.items()}

    def encode_batch(self, values: Any, n: int) -> dict[str, Any]:
        return {key: space.encode_batch(values[key], n) for key, space in self.spaces.items()}


@dataclass(frozen=True)
class Tuple:
    spaces: Sequence[Space]

    def decode(self, wire: Any) -> tuple:
        return tuple(space.decode(value) for space, value in zip(self.spaces, wire, strict=True))

    def encode(self, value: Any) -> list:
        return [space.encode(part) for space, part in zip(self.spaces, value, strict=True)]

    def decode_batch(self, wire: Any, n: int) -> tuple:
        return tuple(space.decode_batch(values, n) for space, values in zip(self.spaces, wire, strict=True))

    def encode_batch(self, values: Any, n: int) -> list:
        return [space.encode_batch(part, n) for space, part in zip(self.spaces, values, strict=True)]


def space_of(json: Mapping[str, Any]) -> Space:
    """Reads a space's description. Raises `ValueError` for a kind that this client does not know."""
    match json["type"]:
        case "Discrete":
            return Discrete(int(json["n"]), int(json["start"]))
        case "Box":
            shape, dtype = tuple(json["shape"]), numpy.dtype(json["dtype"]).newbyteorder("<")
            return Box(shape, dtype, bounds(json["low"], shape, dtype), bounds(json["high"], shape, dtype))
        case "MultiDiscrete":
            shape, dtype = tuple(json["shape"]), numpy.dtype("<i4")
            return MultiDiscrete(shape, dtype, bounds(json["nvec"], shape, dtype), bounds(json["start"], shape, dtype))
        case "MultiBinary":
            return MultiBinary(tuple(json["shape"]), numpy.dtype("i1"))
        case "Text":
            return Text(json["minLength"], json["maxLength"], json["charset"])
        case "Dict":
            return Dict({key: space_of(space) for key, space in json["spaces"].items()})
        case "Tuple":
            return Tuple([space_of(space) for space in json["spaces"]])
    raise ValueError(
        f"Cannot read the space {json['type']}: this client knows Box, Dict, Discrete, MultiBinary, "
        "MultiDiscrete, Text and Tuple. Choose a world of these."
    )


def bounds(json: Any, shape: tuple[int, ...], dtype: numpy.dtype) -> numpy.ndarray:
    """One number for all or a flat list; infinities are texts, and in a space of integers ends of the dtype."""
    numbers = [
        float(number) if isinstance(number, str) else number for number in (json if isinstance(json, list) else [json])
    ]
    flat = numpy.array(numbers).astype(dtype)
    return numpy.broadcast_to(flat.reshape(shape) if flat.size > 1 or shape == () else flat, shape).copy()


def from_wire(wire: Any, dtype: numpy.dtype, shape: tuple[int, ...]) -> numpy.ndarray:
    """[shape] of the machine's own dtype, the caller's to keep."""
    flat = numpy.frombuffer(wire, dtype) if isinstance(wire, bytes) else numpy.array(wire, dtype)
    return flat.reshape(shape).astype(dtype.newbyteorder("="))


def to_wire(value: Any, dtype: numpy.dtype, shape: tuple[int, ...]) -> bytes:
    """Raises `ValueError` where a value has not the shape, or would lose what it is (0.5 as an integer)."""
    array = numpy.asarray(value)
    if array.shape != shape and not (array.size == 1 and shape in ((), (1,))):
        raise ValueError(f"Cannot send {value!r}: it has the shape {shape}, got {array.shape}. Give it in that.")
    if not numpy.can_cast(array.dtype, dtype, "same_kind"):
        raise ValueError(f"Cannot send {value!r}: it is of {dtype}, got {array.dtype}, which does not fit. Convert it.")
    return array.astype(dtype).tobytes()


def gymnasium_space(space: Space) -> Any:
    """The same as one of Gymnasium's, which must be installed."""
    from gymnasium import spaces

    match space:
        case Discrete():
            return spaces.Discrete(space.n, start=space.start)
        case Box():
            return spaces.Box(space.low, space.high, space.shape, space.dtype.newbyteorder("=").type)
        case MultiDiscrete():
            return spaces.MultiDiscrete(space.nvec, dtype=numpy.int32, start=space.start)
        case MultiBinary():
            return spaces.MultiBinary(space.shape)
        case Text():
            return spaces.Text(space.max_length, min_length=space.min_length, charset=space.charset)
        case Dict():
            return spaces.Dict({key: gymnasium_space(one) for key, one in space.spaces.items()})
        case Tuple():
            return spaces.Tuple([gymnasium_space(one) for one in space.spaces])
    raise ValueError(
        f"Cannot make a space of Gymnasium's of {space!r}: it is none of this client's. Give one of those."
    )
