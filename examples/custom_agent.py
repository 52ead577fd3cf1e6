"""An agent of one's own on a Ludus server, from Python: a hand-written controller that balances CartPole for 500 steps.

    npx ludus serve                              # in one terminal; open the page it prints
    pip install websockets msgpack
    python3 examples/custom_agent.py             # in another; [ws://host:port/ws] [--fast]

It plays at the speed of real time, so that the viewer shows it as it happens; --fast does not wait. The protocol is
described in docs/protocol.md; this file uses nothing else.
"""

import argparse
import math
import struct
import time

import msgpack
from websockets.sync.client import connect

TIME_STEP = 0.02  # CartPole's own, seconds


class Server:
    """One connection: requests out, replies in."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.next_id = 0
        self.receive()  # hello

    def receive(self) -> dict:
        return msgpack.unpackb(self.socket.recv())

    def ask(self, type: str, **fields) -> dict:
        """Sends a request and gives its reply; raises on an error."""
        self.next_id += 1
        self.socket.send(msgpack.packb({"type": type, "id": self.next_id, **fields}))
        reply = self.receive()
        if reply["type"] == "error":
            raise RuntimeError(f"{reply['code']}: {reply['message']}")
        return reply


def push(observation: tuple) -> float:
    """How strongly to push to the right: leans the pole towards the middle of the track and damps it."""
    position, velocity, angle, angular_velocity = observation  # m, m/s, rad, rad/s
    return 0.5 * position + 1.0 * velocity + 16 * angle + 3 * angular_velocity


def play(server: Server, fast: bool) -> float:
    """Plays one episode and gives its return."""
    server.ask("join", role="player", name="custom agent (Python)")
    world = server.ask("make", env_id="CartPole-v1")["world"]
    reply = server.ask("reset", world=world, seed=42)
    total = 0.0
    started_at = time.monotonic()
    step = 0
    while True:
        step += 1
        observation = struct.unpack("<4f", reply["obs"])  # float32, shape [4]
        right = 1 / (1 + math.exp(-4 * push(observation)))
        policy = {"kind": "probabilities", "values": [1 - right, right]}
        reply = server.ask("step", world=world, action=1 if right > 0.5 else 0, policy=policy)
        total += reply["reward"]
        if reply["terminated"] or reply["truncated"]:
            return total
        wait = started_at + step * TIME_STEP - time.monotonic()
        if not fast and wait > 0:
            time.sleep(wait)


def main() -> None:
    parser = argparse.ArgumentParser(description="Balances CartPole on a Ludus server.")
    parser.add_argument("url", nargs="?", default="ws://127.0.0.1:7766/ws")
    parser.add_argument("--fast", action="store_true", help="do not wait for real time")
    arguments = parser.parse_args()

    try:
        with connect(arguments.url, subprotocols=["ludus.v1.msgpack"], compression=None) as socket:
            print(f"return {play(Server(socket), arguments.fast):g}")
    except OSError as error:
        raise SystemExit(f"No server at {arguments.url} ({error}); start one with: npx ludus serve")


if __name__ == "__main__":
    main()
