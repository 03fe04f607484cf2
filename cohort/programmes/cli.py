"""`flask cohorts`: memberships and organisers, until there are pages for them."""

from __future__ import annotations

import click
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import NOBODY, Role
from cohort.accounts.queries import find_user_by_email
from cohort.db import db
from cohort.programmes import actions
from cohort.programmes.models import Cohort, Programme


@click.group()
def cohorts() -> None:
    """Members of cohorts, and organisers of programmes."""


@cohorts.command()
@click.argument("email")
@click.argument("cohort_slug")
@click.option("--facilitator", is_flag=True, help="As a facilitator; a participant if not given.")
@click.option("--organisation", default="", help="Where the person works.")
def join(email: str, cohort_slug: str, facilitator: bool, organisation: str) -> None:
    """Make a person a member of a cohort."""
    cohort = db.session.scalar(sa.select(Cohort).where(Cohort.slug == cohort_slug))
    if cohort is None:
        raise click.ClickException(f"There is no cohort {cohort_slug!r}.")
    role = Role.FACILITATOR if facilitator else Role.PARTICIPANT
    try:
        actions.add_member(NOBODY, cohort, _person(email), role, organisation)
    except IntegrityError as error:
        raise click.ClickException(f"{email} is, or was, a member of it already.") from error
    db.session.commit()
    click.echo(f"{email} is now a {role} of {cohort.name}.")


@cohorts.command()
@click.argument("email")
@click.argument("programme_slug")
def organise(email: str, programme_slug: str) -> None:
    """Let a person run a programme."""
    programme = db.session.scalar(sa.select(Programme).where(Programme.slug == programme_slug))
    if programme is None:
        raise click.ClickException(f"There is no programme {programme_slug!r}.")
    try:
        actions.make_organiser(NOBODY, programme, _person(email))
        db.session.commit()
    except IntegrityError as error:
        raise click.ClickException(f"{email} runs it already.") from error
    click.echo(f"{email} now runs {programme.name}.")


def _person(email: str) -> int:
    user = find_user_by_email(email)
    if user is None:
        raise click.ClickException(
            f"Nobody has an account with {email}. Make one with: flask people add"
        )
    return user.id
