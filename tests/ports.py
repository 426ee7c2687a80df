"""Ports of this machine for the servers that tests start."""

from __future__ import annotations

import socket


def held_port() -> socket.socket:
    """A port of this machine that nobody else is given while the socket lives.

    Nothing listens there: a server that may take an address in use, as most do, binds it again,
    also after it was killed.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder


def number_of(port: socket.socket) -> int:
    return int(port.getsockname()[1])
