"""What an environment and a batch on a server have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .connection import Connection
from .errors import LudusError
from .spaces import Space, gymnasium_space, space_of

try:
    import gymnasium
except ImportError:  # It is optional: then spaces are this client's own, and environments plain objects.
    gymnasium = None  # type: ignore[assignment]


@dataclass
class Spec:
    """How a world was made, where Gymnasium's `EnvSpec` is not at hand."""

    id: str
    reward_threshold: float | None
    max_episode_steps: int | None
    kwargs: dict[str, Any] = field(default_factory=dict)
    entry_point: Callable[..., Any] | None = None


class World:
    """The server's side of it: a number on a connection, two spaces."""

    def __init__(self, connection: Connection, made: dict[str, Any]) -> None:
        self._connection = connection
        self._world: int | None = made["world"]
        self.observations: Space = space_of(made["observationSpace"])
        self.actions: Space = space_of(made["actionSpace"])
        # What goes with it: the connection that was made for this world alone.
        self.on_close: Callable[[], None] = lambda: None
        self.session: str = made["session"]
        self.action_names: list[str] | None = made["actionNames"]
        self.render_fps: float = made["renderFps"]
        self.spec = spec_of(made["spec"])

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """A request about this world. Raises `LudusError`."""
        if self._world is None:
            raise LudusError("E_UNKNOWN_WORLD", f"Asking {self.spec.id} for {type}: it was closed; make another.")
        return self._connection.ask(type, world=self._world, **fields)

    def close(self) -> None:
        """Ends it on the server. A second time, or where the connection is gone, there is nothing to end."""
        if self._world is None:
            return
        try:
            self.ask("close")
        except LudusError as error:
            if error.code != "E_CLOSED":
                raise
        finally:
            self._world = None
            self.on_close()


def shown_space(space: Space) -> Any:
    """Gymnasium's where it is installed, else this client's."""
    return space if gymnasium is None else gymnasium_space(space)


def spec_of(json: dict[str, Any]) -> Any:
    known = {
        "id": json["id"],
        "reward_threshold": json["rewardThreshold"],
        "max_episode_steps": json["maxEpisodeSteps"],
        "kwargs": json["kwargs"],
    }
    return Spec(**known) if gymnasium is None else gymnasium.envs.registration.EnvSpec(**known)
