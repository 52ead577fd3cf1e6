"""One environment on a server: Gymnasium's `reset`, `step`, `render`, `close`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .connection import Connection
from .world import World, gymnasium, shown_space

RENDER_MODES = ("ansi", "scene")
Base: Any = object if gymnasium is None else gymnasium.Env


class RemoteEnv(Base):
    """A `gymnasium.Env` whose world is on a server, where it may be watched. Made by `make` and `Client.make`.

    `session` is the id under which viewers watch; `action_names` says what each discrete action does, or is None.
    """

    def __init__(self, connection: Connection, made: dict[str, Any], render_mode: str | None = None) -> None:
        if render_mode is not None and render_mode not in RENDER_MODES:
            raise ValueError(
                f"Cannot make a world with render_mode {render_mode!r}: it is one of {RENDER_MODES}, or None."
            )
        self._remote = World(connection, made)
        self.observation_space = shown_space(self._remote.observations)
        self.action_space = shown_space(self._remote.actions)
        self.spec = self._remote.spec
        self.session = self._remote.session
        self.action_names = self._remote.action_names
        self.metadata = {"render_modes": list(RENDER_MODES), "render_fps": self._remote.render_fps}
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begins an episode. A seed gives what the same world gives in Gymnasium for it. Raises `LudusError`:
        `E_INVALID_RESET`."""
        if gymnasium is not None:
            super().reset(seed=seed)  # `np_random` is nobody's here, but Gymnasium's wrappers look at it
        reply = self._remote.ask("reset", seed=seed, options=options)
        return self._remote.observations.decode(reply["obs"]), reply["info"]

    def step(
        self, action: Any, policy: Mapping[str, Any] | None = None
    ) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Acts once: observation, reward, terminated, truncated, info. Raises `LudusError`: `E_INVALID_ACTION`,
        `E_RESET_NEEDED`.

        `policy` is what the agent thinks of the actions, for the viewer's bars: `{"kind": "q" or "probabilities",
        "values": [...]}`.
        """
        reply = self._remote.ask("step", action=self._remote.actions.encode(action), policy=policy)
        observation = self._remote.observations.decode(reply["obs"])
        return observation, float(reply["reward"]), reply["terminated"], reply["truncated"], reply["info"]

    def render(self) -> Any:
        """By the `render_mode` it was made with: `ansi`, a text, where the world draws one; `scene`, shapes as data;
        None for None."""
        return None if self.render_mode is None else self._remote.ask("render", mode=self.render_mode)["frame"]

    def get_state(self) -> Any:
        """The whole state, the generator included."""
        return self._remote.ask("get_state")["state"]

    def set_state(self, state: Any) -> None:
        """Goes on from a state of the same world. Raises `LudusError`: `E_INVALID_STATE`."""
        self._remote.ask("set_state", state=state)

    def close(self) -> None:
        self._remote.close()

    def __enter__(self) -> RemoteEnv:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.spec.id}>"


class RemoteSeat(RemoteEnv):
    """A seat of a match: `reset` returns when every seat has asked for one, `step` when every seat has acted. Where
    another player leaves or begins anew the episode is truncated and `info["abandoned"]` names the seat. Made by
    `Client.sit`.

    `match` is the name under which others sit down; `seat` this player's seat and `seats` all, by name; `players` says
    who sat on each then, None where nobody did; `key` comes back to the seat after a lost connection, and `now` is then
    the observation and info to go on from, where an episode runs, else None.
    """

    def __init__(self, connection: Connection, seated: dict[str, Any]) -> None:
        super().__init__(connection, seated)
        self.match: str = seated["match"]
        self.seats: list[str] = seated["seats"]
        self.seat: str = self.seats[seated["seat"]]
        self.players: list[str | None] = seated["players"]
        self.key: str = seated["key"]
        self.now = (self._remote.observations.decode(seated["obs"]), seated["info"]) if "obs" in seated else None
