"""`flask people`."""

from __future__ import annotations

import click

from cohort.access.actor import NOBODY
from cohort.accounts.actions.people import create_user
from cohort.db import db
from cohort.history.actions import record
from cohort.kernel.errors import DomainError

SHORTEST_PASSWORD = 10


@click.group()
def people() -> None:
    """People and their accounts."""


@people.command()
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--password", prompt=True, hide_input=True)
@click.option("--administrator", is_flag=True)
def add(email: str, name: str, password: str, administrator: bool) -> None:
    """Make an account; the first administrator begins here."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(f"A password has at least {SHORTEST_PASSWORD} characters.")
    try:
        user = create_user(name=name, email=email, password=password, administrator=administrator)
        record(NOBODY, "person:add", user, administrator=administrator)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{user.name} can now sign in with {user.email}.")
