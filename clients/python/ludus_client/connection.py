"""One WebSocket to a server: a request out, its reply in."""

from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgpack  # type: ignore[import-untyped]
import numpy
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import connect as open_socket
from websockets.typing import Subprotocol

from .errors import LudusError

SUBPROTOCOL = Subprotocol("ludus.v1.msgpack")
VERSION = 1
OPEN_SECONDS = 10.0


class Connection:
    """Greeted and joined as a player. Not for several threads at once: give each its own."""

    def __init__(self, url: str, name: str | None, token: str | None) -> None:
        address = socket_url(url)
        self._open = ExitStack()
        try:
            # Any size: the server bounds what it sends, and a batch of pictures is large. Local traffic gains nothing
            # by compression.
            self._socket = self._open.enter_context(
                open_socket(
                    address, subprotocols=[SUBPROTOCOL], compression=None, max_size=None, open_timeout=OPEN_SECONDS
                )
            )
        except (OSError, InvalidHandshake, InvalidURI) as error:
            raise LudusError(
                "E_CONNECTION", f"No connection to {address} ({error}); start a server with `npx ludus serve`."
            ) from error
        self._next_id = 0
        try:
            self.hello = self._receive()
            if self.hello.get("type") != "hello" or self.hello.get("version") != VERSION:
                raise LudusError(
                    "E_CONNECTION", f"{address} does not speak version {VERSION} of the protocol; it says {self.hello}."
                )
            self.ask("join", role="player", name=name, token=token)
        except BaseException:
            self._open.close()
            raise

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        """Sends a request, of which fields that are None are left out, and gives its reply, which may take as long as
        others do (in a match). Raises `LudusError`."""
        self._next_id += 1
        message = {"type": type, "id": self._next_id}
        message.update((name, value) for name, value in fields.items() if value is not None)
        try:
            self._socket.send(msgpack.packb(message, default=plain))
        except ConnectionClosed as error:
            raise closed(error) from error
        while True:
            reply = self._receive()
            if reply.get("id") in (self._next_id, None):
                break
            # Of an earlier request, whose answer nobody waited for (KeyboardInterrupt).
        if reply["type"] == "error":
            raise LudusError(reply["code"], reply["message"])
        return reply

    def close(self) -> None:
        self._open.close()

    def _receive(self) -> dict[str, Any]:
        try:
            return msgpack.unpackb(self._socket.recv())
        except ConnectionClosed as error:
            raise closed(error) from error


def socket_url(url: str) -> str:
    """As `ludus serve` prints it or as a WebSocket's: `http:` and a missing path are understood."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    scheme = {"": "ws", "http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, parts.path if parts.path not in ("", "/") else "/ws", parts.query, ""))


def closed(error: ConnectionClosed) -> LudusError:
    frame = error.rcvd
    why = f"{frame.code} {frame.reason}".strip() if frame is not None else "no closing frame came"
    return LudusError("E_CLOSED", f"The connection is gone ({why}); connect again.")


def plain(value: Any) -> Any:
    """What MessagePack does not know of: numpy's, in kwargs, options and seeds."""
    if isinstance(value, numpy.generic):
        return value.item()
    if isinstance(value, numpy.ndarray):
        return value.tolist()
    raise TypeError(f"Cannot send {value!r}: it is no number, text, list or dict. Give it as one of these.")
