"""A player's connection to a server, and the worlds made over it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from .connection import Connection
from .env import RemoteEnv, RemoteSeat
from .vector import AUTORESET_MODES, RemoteVectorEnv

DEFAULT_URL = "ws://127.0.0.1:7766/ws"
DEFAULT_NAME = "python"
Remote = TypeVar("Remote", RemoteEnv, RemoteVectorEnv)


class Client:
    """Several worlds over one connection. Not for several threads at once: a call waits for its answer, and so would
    theirs."""

    def __init__(self, url: str = DEFAULT_URL, *, name: str = DEFAULT_NAME, token: str | None = None) -> None:
        self._connection = Connection(url, name, token)
        self._again: Callable[..., RemoteEnv] = partial(make, url=url, name=name, token=token)
        self.limits: dict[str, Any] = self._connection.hello["limits"]
        self.server: str = self._connection.hello["server"]

    def envs(self) -> list[dict[str, Any]]:
        """The worlds of the server: `spec`, `observationSpace`, `actionSpace`, `renderModes` of each."""
        return self._connection.ask("envs")["envs"]

    def make(
        self, env_id: str, *, max_episode_steps: int | None = None, render_mode: str | None = None, **kwargs: Any
    ) -> RemoteEnv:
        """Makes a world; `kwargs` are its own. Raises `LudusError`: `E_UNKNOWN_ENV`, `E_UNKNOWN_KWARG`, `E_MAKE`,
        `E_LIMIT`."""
        made = self._connection.ask("make", env_id=env_id, max_episode_steps=max_episode_steps, kwargs=kwargs or None)
        env = RemoteEnv(self._connection, made, render_mode)
        # `gymnasium.make(env.spec)`: the same world again, on a connection of its own. A function, since a spec is
        # shown and a token is not.
        env.spec.entry_point = lambda **again: self._again(env_id, render_mode=render_mode, **again)
        return env

    def make_vec(
        self,
        env_id: str,
        num_envs: int,
        *,
        autoreset: str = "next-step",
        max_episode_steps: int | None = None,
        **kwargs: Any,
    ) -> RemoteVectorEnv:
        """Makes a batch of a world. `autoreset` is `next-step`, `same-step` or `disabled`. Raises as `make` does."""
        if autoreset not in AUTORESET_MODES:
            raise ValueError(
                f"Cannot make a batch: autoreset is one of {', '.join(AUTORESET_MODES)}, got {autoreset!r}."
            )
        made = self._connection.ask(
            "make",
            env_id=env_id,
            num_envs=num_envs,
            autoreset=autoreset,
            max_episode_steps=max_episode_steps,
            kwargs=kwargs or None,
        )
        return RemoteVectorEnv(self._connection, made, autoreset)

    def sit(
        self,
        match: str | None = None,
        env_id: str | None = None,
        *,
        seat: str | int | None = None,
        key: str | None = None,
        step_seconds: float | None = None,
        max_episode_steps: int | None = None,
        **kwargs: Any,
    ) -> RemoteSeat:
        """Sits down at a match of a world that several play, such as `PongDuel-v0`; who comes first gives `env_id` and
        so makes it.

        Since calls wait for the other players, each seat needs a thread, or a program, and a `Client` of its own.
        Raises `LudusError`: `E_UNKNOWN_MATCH`, `E_SEAT_TAKEN`, `E_MATCH`, and what `make` does.
        """
        seated = self._connection.ask(
            "sit",
            match=match,
            env_id=env_id,
            seat=seat,
            key=key,
            step_seconds=step_seconds,
            max_episode_steps=max_episode_steps,
            kwargs=kwargs or None,
        )
        return RemoteSeat(self._connection, seated)

    def matches(self) -> list[dict[str, Any]]:
        """The matches that are played or wait for players, the newest first."""
        return self._connection.ask("matches")["matches"]

    def close(self) -> None:
        """Ends the connection and with it its worlds."""
        self._connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(url: str = DEFAULT_URL, *, name: str = DEFAULT_NAME, token: str | None = None) -> Client:
    """Connects to a server: the address that `ludus serve` prints, a name for the viewer's list, a token where it asks
    for one. Raises `LudusError`: `E_CONNECTION`, `E_UNAUTHORIZED`."""
    return Client(url, name=name, token=token)


def make(
    env_id: str,
    *,
    url: str = DEFAULT_URL,
    name: str = DEFAULT_NAME,
    token: str | None = None,
    max_episode_steps: int | None = None,
    render_mode: str | None = None,
    **kwargs: Any,
) -> RemoteEnv:
    """A world on a server over a connection of its own, which `close` ends too. The rest as `Client.make`."""
    return alone(
        Client(url, name=name, token=token),
        lambda client: client.make(env_id, max_episode_steps=max_episode_steps, render_mode=render_mode, **kwargs),
    )


def make_vec(
    env_id: str,
    num_envs: int,
    *,
    url: str = DEFAULT_URL,
    name: str = DEFAULT_NAME,
    token: str | None = None,
    autoreset: str = "next-step",
    max_episode_steps: int | None = None,
    **kwargs: Any,
) -> RemoteVectorEnv:
    """A batch of a world over a connection of its own, which `close` ends too. The rest as `Client.make_vec`."""
    return alone(
        Client(url, name=name, token=token),
        lambda client: client.make_vec(
            env_id, num_envs, autoreset=autoreset, max_episode_steps=max_episode_steps, **kwargs
        ),
    )


def alone(client: Client, make_world: Callable[[Client], Remote]) -> Remote:
    """The one world of a connection, which goes with it."""
    try:
        world = make_world(client)
    except BaseException:
        client.close()
        raise
    world._remote.on_close = client.close
    return world
