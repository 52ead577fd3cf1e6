"""A batch of environments on a server: one message a step for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from .connection import Connection
from .world import World, gymnasium, shown_space

Base: Any = object if gymnasium is None else gymnasium.vector.VectorEnv
AUTORESET_MODES = {"next-step": "NextStep", "same-step": "SameStep", "disabled": "Disabled"}


class RemoteVectorEnv(Base):
    """A `gymnasium.vector.VectorEnv` whose worlds are on a server. Made by `make_vec` and `Client.make_vec`.

    Infos are Gymnasium's: a dict of arrays, `_name` saying in which rows `name` means something. With `same-step` they
    hold `final_obs` and `final_info`.
    """

    def __init__(self, connection: Connection, made: dict[str, Any], autoreset: str = "next-step") -> None:
        self._remote = World(connection, made)
        self.num_envs: int = made["numEnvs"]
        self.spec = self._remote.spec
        self.session = self._remote.session
        self.action_names = self._remote.action_names
        self.single_observation_space = shown_space(self._remote.observations)
        self.single_action_space = shown_space(self._remote.actions)
        self.metadata: dict[str, Any] = {"render_modes": [], "render_fps": self._remote.render_fps}
        if gymnasium is None:
            self.metadata["autoreset_mode"] = AUTORESET_MODES[autoreset]
        else:
            self.metadata["autoreset_mode"] = gymnasium.vector.AutoresetMode(AUTORESET_MODES[autoreset])
            self.observation_space = gymnasium.vector.utils.batch_space(self.single_observation_space, self.num_envs)
            self.action_space = gymnasium.vector.utils.batch_space(self.single_action_space, self.num_envs)
        self.render_mode = None

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Begins episodes: in all rows, or with `options={"reset_mask": [...]}` in some. An integer seeds row i with
        `seed + i`."""
        options = dict(options or {})
        mask = options.pop("reset_mask", None)
        reply = self._remote.ask(
            "reset",
            seed=seed if seed is None or isinstance(seed, (int, numpy.integer)) else list(seed),
            options=options or None,
            reset_mask=None if mask is None else [int(flag) for flag in mask],
        )
        return self._batch(reply["obs"]), infos_of(reply["info"], self.num_envs)

    def step(self, actions: Any) -> tuple[Any, numpy.ndarray, numpy.ndarray, numpy.ndarray, dict[str, Any]]:
        """Acts in all rows: observations, rewards `[num_envs]` float64, terminations and truncations `[num_envs]` bool,
        infos."""
        reply = self._remote.ask("step", action=self._remote.actions.encode_batch(actions, self.num_envs))
        infos = infos_of(reply["info"], self.num_envs)
        terminations, truncations = (
            numpy.frombuffer(reply[name], numpy.bool_).copy() for name in ("terminated", "truncated")
        )
        ended = terminations | truncations
        if "finalObs" in reply and ended.any():
            final = self._batch(reply["finalObs"])
            infos["final_obs"] = numpy.array([None] * self.num_envs, dtype=object)
            for row in numpy.flatnonzero(ended):
                infos["final_obs"][row] = row_of(final, row)
            infos["final_info"] = infos_of([info or {} for info in reply["finalInfo"]], self.num_envs)
            infos["_final_obs"] = infos["_final_info"] = ended
        rewards = numpy.frombuffer(reply["reward"], "<f8").astype(numpy.float64)
        return self._batch(reply["obs"]), rewards, terminations, truncations, infos

    def get_state(self) -> Any:
        """The whole state of all rows, the generators included."""
        return self._remote.ask("get_state")["state"]

    def set_state(self, state: Any) -> None:
        """Goes on from a state of the same worlds. Raises `LudusError`: `E_INVALID_STATE`."""
        self._remote.ask("set_state", state=state)

    def close(self, **_: Any) -> None:
        self._remote.close()
        self.closed = True

    def _batch(self, wire: Any) -> Any:
        return self._remote.observations.decode_batch(wire, self.num_envs)

    def __repr__(self) -> str:
        return f"<RemoteVectorEnv {self.spec.id}, {self.num_envs}>"


def infos_of(infos: list[dict[str, Any]], num_envs: int) -> dict[str, Any]:
    """A dict of arrays of a list of dicts, or of an empty one where nobody has anything to say."""
    columns: dict[str, Any] = {}
    for row, info in enumerate(infos):
        for name, value in info.items():
            if name not in columns:
                columns[name] = numpy.zeros(num_envs, dtype=dtype_of(value))
                columns[f"_{name}"] = numpy.zeros(num_envs, dtype=bool)
            elif columns[name].dtype != object and dtype_of(value) != columns[name].dtype:
                columns[name] = columns[name].astype(numpy.float64 if is_number(value) else object)
            columns[name][row] = value
            columns[f"_{name}"][row] = True
    return columns


def dtype_of(value: Any) -> numpy.dtype:
    """Numbers and flags are kept as such, all else as objects."""
    if isinstance(value, bool):
        return numpy.dtype(bool)
    return numpy.dtype(type(value)) if is_number(value) else numpy.dtype(object)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def row_of(batch: Any, row: int) -> Any:
    """A row of a batch of a Dict, a Tuple or an array."""
    if isinstance(batch, dict):
        return {key: row_of(part, row) for key, part in batch.items()}
    if isinstance(batch, tuple):
        return tuple(row_of(part, row) for part in batch)
    return batch[row]
