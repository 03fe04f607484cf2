"""`flask people`."""

from __future__ import annotations

import click

from cohort.access.actor import NOBODY
from cohort.accounts.actions.people import create_user
from cohort.accounts.passwords import check_new_password
from cohort.db import db
from cohort.history.actions import record
from cohort.kernel.errors import DomainError


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
    try:
        check_new_password(password, email=email, name=name)
        user = create_user(name=name, email=email, password=password, administrator=administrator)
        record(NOBODY, "person:add", user, administrator=administrator)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{user.name} can now sign in with {user.email}.")
