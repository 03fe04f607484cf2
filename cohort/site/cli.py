"""`flask site`: setting up, the demo, and running web and worker together."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from cohort.course_authoring.cli import load_all
from cohort.db import db, wait_longer
from cohort.jobs import waking
from cohort.jobs.cli import run_worker
from cohort.kernel.errors import DomainError
from cohort.operations import metrics, migrating
from cohort.operations.backups import database
from cohort.operations.backups.archive import BackupRefused
from cohort.operations.cli import backup, doctor, restore
from cohort.search import index
from cohort.site import demo, first_run, serving


@click.group()
def site() -> None:
    """The whole site."""


for command in (backup, doctor, restore):
    site.add_command(command)


@site.command()
@click.option("--demo/--no-demo", "with_demo", default=False, help="Load the demo data too.")
def setup(with_demo: bool) -> None:
    """Migrate the database and load the modules. Safe to run again and on several servers."""
    prepare(with_demo)
    if not first_run.has_administrator():
        click.echo("Nobody administers this site yet. Next: flask site first-run")


@site.command("first-run")
@click.option("--site-name", prompt="Name of the site", help="It stands on every page.")
@click.option("--organisation", prompt="Organisation that runs it")
@click.option("--contact", prompt="Email address for people who need help")
@click.option("--name", prompt="Your own name")
@click.option("--email", prompt="Your own email address")
@click.option("--password", help="Asked for when it is not given; empty: codes come by mail.")
@click.option("--test-mail/--no-test-mail", default=True, help="Send yourself a test mail.")
def begin(
    site_name: str,
    organisation: str,
    contact: str,
    name: str,
    email: str,
    password: str | None,
    test_mail: bool,
) -> None:
    """Set up a new site: names, the first administrator, a test mail, what is still missing."""
    prepare(with_demo=False)
    if first_run.has_administrator():
        raise click.ClickException(
            "This site has an administrator already, so nothing was changed. What is still missing "
            "stands on its page /admin/checklist."
        )
    if password is None:
        words = "Your password (leave it empty to sign in with codes by mail)"
        password = click.prompt(words, default="", hide_input=True, show_default=False)
    settings = {"site_name": site_name, "organisation": organisation, "contact_email": contact}
    try:
        for address in (contact, email):
            first_run.check_address(address)
        user = first_run.begin(settings=settings, name=name, email=email, password=password)
    except DomainError as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    click.echo(f"{user.name} administers {site_name} now.")
    if test_mail:
        click.echo(first_run.try_mail(user))
    address = current_app.extensions["config"].public_url
    click.echo(f"\nWhat there is and what is missing:\n{first_run.report()}\n")
    click.echo(f"Start the site and its worker (flask site run), then sign in: {address}/sign-in")


@site.command()
@click.option("--demo/--no-demo", "with_demo", default=False, help="Load the demo data too.")
def run(with_demo: bool) -> None:
    """Set up, then run the web processes and the worker until Ctrl-C."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    config = app.extensions["config"]
    refuse_demo(with_demo)
    try:
        opened = serving.reserve(config.host, config.port)
    except serving.PortRefused as refused:
        raise click.ClickException(str(refused)) from refused
    metrics.forget(config.instance_path)

    def set_up() -> int:
        try:
            prepare(with_demo)
        except click.ClickException as error:
            error.show()
            return error.exit_code
        click.echo(f"\n  Open {config.public_url}\n")
        if with_demo:
            click.echo(demo.sign_ins())
        return 0

    def work() -> int:
        run_worker()
        return 0

    sys.exit(serving.run(app, opened, set_up=set_up, worker=work))


@site.command("demo")
def load_demo() -> None:
    """Load the demo data, once. Refused in production."""
    prepare(with_demo=True)
    click.echo(demo.sign_ins())


def prepare(with_demo: bool) -> None:
    """The steps of every start. Ends with a plain message, not a traceback, when one fails."""
    refuse_demo(with_demo)
    try:
        database.refuse_unfinished()
        migrating.migrate()
        waking.make_tables()
    except DBAPIError as error:
        raise click.ClickException(migrating.unreachable(error)) from error
    except (migrating.MigrationRefused, BackupRefused) as error:
        raise click.ClickException(str(error)) from error
    load_all()
    wait_longer()
    index.build_missing()
    db.session.commit()
    if with_demo and demo.load():
        click.echo("Loaded the demo data.")


def refuse_demo(with_demo: bool) -> None:
    """Raise ClickException when the demo is asked for where it must not be."""
    if with_demo and not current_app.extensions["config"].demo_allowed:
        raise click.ClickException(
            "The demo data has a password that everybody knows. It is refused in production; "
            "set COHORT_ENV=development to try it out."
        )
