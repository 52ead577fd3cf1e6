"""A remote player, in Python: it takes a seat of a match on a Ludus server, and plays Pong: it
meets the ball with the end of its paddle, so that the ball flies off at a steep angle.

    npx ludus serve                                            # in one terminal; open the page it prints
    pip install websockets msgpack
    python3 examples/remote_player.py --seat right             # in another; [ws://host:port/ws]
    python3 examples/remote_player.py --seat left              # and in a third: the game begins

Whoever sits down at the match of the same name plays along, in any language (examples/remote-player.ts), or by hand: open
http://127.0.0.1:7766/#/play/PongDuel-v0?match=friday&seat=left. It plays at the speed of real time; --fast does not wait.
The protocol is described in docs/protocol.md; this file uses nothing else.
"""

import argparse
import struct
import time

import msgpack
from websockets.sync.client import connect

# In halves of the court: where on the paddle it wants to meet the ball, and how far off it may be before it moves.
AIM = 0.15
SLACK = 0.05


class Server:
    """One connection: requests out, replies in."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.next_id = 0
        self.receive()  # hello

    def receive(self) -> dict:
        return msgpack.unpackb(self.socket.recv())

    def ask(self, type: str, **fields) -> dict:
        """Sends a request and gives its reply, which may take until the others have asked too; raises on an error."""
        self.next_id += 1
        self.socket.send(msgpack.packb({"type": type, "id": self.next_id, **fields}))
        reply = self.receive()
        if reply["type"] == "error":
            raise RuntimeError(f"{reply['code']}: {reply['message']}")
        return reply


def meet(observation: tuple) -> int:
    """0 nothing, 1 up, 2 down."""
    _, ball_y, _, _, _, paddle_y = observation  # each in the range [-1, 1]; y goes down
    off = ball_y + AIM - paddle_y
    return 2 if off > SLACK else 1 if off < -SLACK else 0


def play(server: Server, world: int, seconds: float) -> str:
    """Plays one game, a step each so many seconds, and says how it went."""
    reply = server.ask("reset", world=world)
    score = 0.0
    due = time.monotonic()
    while True:
        observation = struct.unpack("<6f", reply["obs"])  # float32, shape [6]
        reply = server.ask("step", world=world, action=meet(observation))
        score += reply["reward"]
        if "abandoned" in reply["info"]:
            return f"the {reply['info']['abandoned']} seat has given up at {score:g}"
        if reply["terminated"] or reply["truncated"]:
            return f"score {score:g}"
        due += seconds
        time.sleep(max(0.0, due - time.monotonic()))


def main() -> None:
    parser = argparse.ArgumentParser(description="Plays a seat of Pong on a Ludus server.")
    parser.add_argument("url", nargs="?", default="ws://127.0.0.1:7766/ws")
    parser.add_argument("--match", default="friday", help="the name that the players have agreed upon")
    parser.add_argument("--seat", help="right or left; the first that is free if left out")
    parser.add_argument("--points", type=int, help="points to win a game, for who comes first (default: 11)")
    parser.add_argument("--games", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="do not wait for real time")
    arguments = parser.parse_args()

    try:
        with connect(arguments.url, subprotocols=["ludus.v1.msgpack"], compression=None) as socket:
            server = Server(socket)
            server.ask("join", role="player", name="remote player (Python)")
            place = {} if arguments.seat is None else {"seat": arguments.seat}
            if arguments.points is not None:
                place["kwargs"] = {"points_to_win": arguments.points}
            seated = server.ask("sit", match=arguments.match, env_id="PongDuel-v0", **place)
            print(f"on the {seated['seats'][seated['seat']]} at match {arguments.match}", flush=True)
            for _ in range(arguments.games):
                print(play(server, seated["world"], 0 if arguments.fast else 1 / seated["renderFps"]), flush=True)
    except OSError as error:
        raise SystemExit(f"No server at {arguments.url} ({error}); start one with: npx ludus serve")


if __name__ == "__main__":
    main()
