"""Setting up a new site: its names, its first administrator, a test mail, and a checklist."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from cohort.access.actor import NOBODY, Actor
from cohort.accounts.actions.people import create_user
from cohort.accounts.models import User
from cohort.accounts.passwords import check_new_password
from cohort.audit_log.actions import record
from cohort.db import db, take_advisory_lock
from cohort.jobs import waking
from cohort.jobs.models import Heartbeat
from cohort.kernel.email_address import read_address
from cohort.kernel.errors import Clash, DomainError
from cohort.kernel.person_names import read_name
from cohort.mail.actions import send_test
from cohort.mail.delivery import deliver_due
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.wire import Sender
from cohort.settings import actions
from cohort.settings.current import definitions
from cohort.site.queries.checklist import checklist


def has_administrator() -> bool:
    """Whether the site was set up before."""
    query = sa.select(User.id).where(User.administrator_since.is_not(None)).limit(1)
    return db.session.scalar(query) is not None


def check_address(address: str) -> None:
    """Raises DomainError for an invalid email address."""
    try:
        read_address(address)
    except ValueError as error:
        raise DomainError(f"{address!r} is not an email address: {error}") from None


def begin(*, settings: dict[str, str], name: str, email: str, password: str) -> User:
    """Save the settings and make the first administrator, all or nothing.

    Without a password they sign in with a code that is mailed to them. Raises DomainError.
    """
    take_advisory_lock("first run")
    if has_administrator():
        raise Clash("This site has an administrator already.")
    name, email = read_name(name), email.strip()
    if password:
        check_new_password(password, email=email, name=name)
    for setting, value in settings.items():
        definition = definitions()[setting]
        if not definition.allows(value):
            raise DomainError(f"{definition.label} cannot be {value!r}.")
        actions.change(NOBODY, setting, value)
    user = create_user(name=name, email=email, password=password or None, administrator=True)
    record(NOBODY, "person:add", user, administrator=True)
    db.session.commit()
    return user


def try_mail(user: User) -> str:
    """Send a test mail now; returns the result, as a sentence."""
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        row_id = send_test(Actor(user_id=user.id, name=user.name), user.email).id
        db.session.commit()
    has_worker = db.session.scalar(sa.select(sa.exists().where(Heartbeat.name == waking.WORKER)))
    deliver_due(Sender.of(current_app.extensions["config"]))
    if not has_worker:  # sending looks like a worker's sign of life, and there is none yet
        db.session.execute(sa.delete(Heartbeat))
        db.session.commit()
    row = db.session.get_one(OutboxMessage, row_id, populate_existing=True)
    if row.state == MailState.SENT:
        return f"A test mail to {user.email} was handed to the mail server. See that it arrives."
    return f"The test mail did not go out: {row.last_error}. Check SMTP_URL and MAIL_FROM."


def report() -> str:
    """The checklist for a terminal."""
    marks = {True: "[x]", False: "[ ]", None: "[?]"}
    return "\n".join(f"  {marks[c.is_done]} {c.name}. {c.words}" for c in checklist())
