"""`flask worker`."""

from __future__ import annotations

import click
from flask import current_app

from cohort.mail import waking


@click.command()
def worker() -> None:
    """Send mail and run scheduled work until stopped. Run at least one beside the web server."""
    huey = current_app.extensions["huey"]
    waking.make_tables()
    waking.beat()
    huey.create_consumer(workers=1, periodic=True, graceful_signal="TERM").run()
