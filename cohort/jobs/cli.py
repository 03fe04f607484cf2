"""`flask worker`."""

from __future__ import annotations

import click
from flask import current_app

from cohort.jobs import waking


@click.command()
def worker() -> None:
    """Send mail and run scheduled work until stopped. Run at least one beside the web server."""
    run_worker()


def run_worker() -> None:
    """Work until SIGTERM or SIGINT."""
    waking.make_tables()
    waking.beat()
    current_app.extensions["look_soon"]()  # catch up on work missed while no worker ran
    huey = current_app.extensions["huey"]
    huey.create_consumer(workers=1, periodic=True, graceful_signal="TERM").run()
