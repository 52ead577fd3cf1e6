"""Worlds on a Ludus server, as Gymnasium environments. Where Gymnasium is not installed they are the same without its
classes.

    env = ludus_client.make("CartPole-v1")                       # a gymnasium.Env
    envs = ludus_client.make_vec("CartPole-v1", 64)              # a gymnasium.vector.VectorEnv
    client = ludus_client.connect("ws://127.0.0.1:7766/ws")      # several worlds over one connection, matches

The protocol is docs/protocol.md. Everything is synchronous: a call returns when the server has answered.
"""

from .client import DEFAULT_URL, Client, connect, make, make_vec
from .env import RemoteEnv, RemoteSeat
from .errors import LudusError
from .vector import RemoteVectorEnv

__all__ = [
    "DEFAULT_URL",
    "Client",
    "LudusError",
    "RemoteEnv",
    "RemoteSeat",
    "RemoteVectorEnv",
    "connect",
    "make",
    "make_vec",
]
