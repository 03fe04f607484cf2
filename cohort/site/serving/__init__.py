"""Running the site: web processes and the worker as children of one supervisor.

The supervisor opens the port and imports the code once. It then forks a child that sets up the
site, and after it the web processes and the worker, so that a start costs one import and not
four. docs/decisions/030-run-shape.md says why this server and this shape.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

from flask import Flask

from cohort.site.serving.ports import PortRefused as PortRefused
from cohort.site.serving.ports import reserve as reserve
from cohort.site.serving.supervising import Site, supervise
from cohort.site.serving.web import serve


def web_command(host: str, port: int, target: str = "wsgi:app") -> list[str]:
    """A command that runs the web processes alone, without setting up: for tests and benchmark."""
    return [sys.executable, "-m", "cohort.site.serving", host, str(port), target]


def run(
    app: Flask,
    opened: socket.socket,
    *,
    set_up: Callable[[], int] | None = None,
    worker: Callable[[], int] | None = None,
) -> int:
    """Run the site on this socket until SIGINT or SIGTERM; returns an exit code.

    `set_up` runs first, then the web processes and `worker`, each in a process of its own.
    """
    config = app.extensions["config"]
    # huey has opened its database, and an SQLite connection must not cross a fork.
    app.extensions["huey"].storage.close()

    def web() -> int:
        return serve(app, opened, threads=config.web_threads, biggest=biggest_request(app))

    return supervise(Site(web, config.web_processes, set_up, worker), opened)


def biggest_request(app: Flask) -> int:
    """The size in bytes of the largest request that any page takes (`takes_up_to`)."""
    views = app.view_functions.values()
    usual: int = app.config["MAX_CONTENT_LENGTH"]
    return max(usual, *(getattr(view, "biggest_request", 0) for view in views))
