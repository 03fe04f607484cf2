"""`flask people`."""

from __future__ import annotations

import click

from cohort.access.actor import NOBODY
from cohort.accounts import queries
from cohort.accounts.actions.people import create_user
from cohort.accounts.actions.second_factor import reset_second_factor
from cohort.accounts.passwords import check_new_password
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.kernel.errors import DomainError
from cohort.kernel.person_names import read_name


@click.group()
def people() -> None:
    """People and their accounts."""


@people.command()
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--password", prompt=True, hide_input=True)
@click.option("--administrator", is_flag=True)
def add(email: str, name: str, password: str, administrator: bool) -> None:
    """Make an account; make the first administrator this way."""
    try:
        name = read_name(name)
        check_new_password(password, email=email, name=name)
        user = create_user(name=name, email=email, password=password, administrator=administrator)
        record(NOBODY, "person:add", user, administrator=administrator)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"{user.name} can now sign in with {user.email}.")


@people.command("reset-second-factor")
@click.argument("email")
@click.option("--reason", prompt=True, help="Why, and how you made sure who asks. Recorded.")
def take_second_factor_away(email: str, reason: str) -> None:
    """Take away a second factor, when phone and recovery codes are lost or SECRET_KEY changed."""
    user = queries.find_user_by_email(email)
    if user is None:
        raise click.ClickException(f"Nobody has an account with {email}.")
    if not reset_second_factor(NOBODY, user, reason):
        raise click.ClickException(f"{user.name} has no second factor.")
    db.session.commit()
    click.echo(f"{user.name} has no second factor now, and is told so by mail.")
