"""`flask site`: setting up, the demo, and running web and worker together."""

from __future__ import annotations

import sys

import click
from flask import current_app

from cohort.course_modules.cli import load_all
from cohort.db import db
from cohort.jobs import waking
from cohort.site import demo, migrating, serving


@click.group()
def site() -> None:
    """The whole site."""


@site.command()
@click.option("--demo/--no-demo", "with_demo", default=False, help="Load the demo data too.")
def setup(with_demo: bool) -> None:
    """Migrate the database and load the modules. Safe to run again and on several servers."""
    prepare(with_demo)


@site.command()
@click.option("--demo/--no-demo", "with_demo", default=False, help="Load the demo data too.")
def run(with_demo: bool) -> None:
    """Set up, then run the web server and the worker until Ctrl-C."""
    prepare(with_demo)
    config = current_app.extensions["config"]
    click.echo(f"\n  Open {config.public_url}\n")
    if with_demo:
        click.echo(demo.sign_ins())
    sys.stdout.flush()
    db.engine.dispose()
    sys.exit(serving.run_both(config.public_url))


@site.command("demo")
def load_demo() -> None:
    """Load the demo data, once. Refused in production."""
    prepare(with_demo=True)
    click.echo(demo.sign_ins())


def prepare(with_demo: bool) -> None:
    """What every start does. Ends with a plain message, not a traceback, when it cannot."""
    if with_demo and not current_app.extensions["config"].demo_allowed:
        raise click.ClickException(
            "The demo data has a password that everybody knows. It is refused in production; "
            "set COHORT_ENV=development to try it out."
        )
    try:
        migrating.migrate()
        waking.make_tables()
    except migrating.MigrationRefused as error:
        raise click.ClickException(str(error)) from error
    load_all()
    if with_demo and demo.load():
        click.echo("Loaded the demo data.")
