"""Opening the port, or saying in a sentence why it cannot be."""

from __future__ import annotations

import errno
import socket

BACKLOG = 1024  # connections that the kernel keeps while all web processes are busy


class PortRefused(Exception):
    """The port cannot be had; the message says why, and what to do."""


def reserve(host: str, port: int) -> socket.socket:
    """A socket bound to the port, which no web process listens on yet. Raises PortRefused.

    Without SO_REUSEPORT, which would let a second site share the port in silence: the kernel
    would hand each of them some of the requests.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise PortRefused(
            f"HOST is {host!r}, which is no address here: {error.strerror}."
        ) from error
    family, kind, protocol, _name, address = found[0]
    opened = socket.socket(family, kind, protocol)
    try:
        # A restarted site need not wait for the connections of the one before it.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        opened.close()
        raise _refusal(host, port, error) from error
    return opened


def listen(opened: socket.socket) -> None:
    """Let connections in. Raises PortRefused when another program began to listen meanwhile."""
    host, port = opened.getsockname()[:2]
    try:
        opened.listen(BACKLOG)
    except OSError as error:
        raise _refusal(host, port, error) from error


def _refusal(host: str, port: int, error: OSError) -> PortRefused:
    if error.errno == errno.EADDRINUSE:
        return PortRefused(
            f"Port {port} is in use. Stop what runs there or set PORT to another one."
        )
    if error.errno == errno.EACCES:
        return PortRefused(
            f"Port {port} may not be opened by this user. Set PORT to one above 1023, with a "
            "proxy in front."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return PortRefused(f"HOST is {host!r}, which is no address of this machine.")
    return PortRefused(f"Port {port} on {host} cannot be opened: {error.strerror}.")
