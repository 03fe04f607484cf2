"""Counts how often a program asks PostgreSQL something and waits, by standing between them."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import sqlalchemy as sa

MOST_BYTES = 1 << 20


class Between:
    """A stand-in for the server's socket that passes on everything, and counts what is asked."""

    def __init__(self, folder: Path, real: str, url: sa.URL) -> None:
        self.asked = 0
        self._real = real
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / Path(real).name))
        self._listening.listen(50)
        self._open: list[socket.socket] = [self._listening]
        port = Path(real).suffix[1:]
        found = url.set(host=None, port=None, query={"host": str(folder), "port": port})
        self.url = found.render_as_string(hide_password=False)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._real)
                self._open += [client, server]
                for one, other, counts in ((client, server, True), (server, client, False)):
                    threading.Thread(
                        target=self._pass_on, args=(one, other, counts), daemon=True
                    ).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while chunk := one.recv(MOST_BYTES):
                self.asked += counts  # libpq sends all of a question at once
                other.sendall(chunk)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up on everybody."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def counted(url: str) -> Iterator[Between]:
    """A database's address that leads through a counter, `Between.url`, while the block lasts."""
    given = sa.make_url(url)
    plain = given.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        folder = connection.execute("SHOW unix_socket_directories").fetchone()
        port = connection.execute("SHOW port").fetchone()
    assert folder
    assert port
    real = Path(folder[0].split(",")[0].strip()) / f".s.PGSQL.{port[0]}"
    with tempfile.TemporaryDirectory(prefix="cohort-between-") as home:
        between = Between(Path(home), str(real), given)
        try:
            yield between
        finally:
            between.close()
