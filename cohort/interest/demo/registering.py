"""People who registered interest, and the mail that answered them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa

from cohort.db import db
from cohort.demo.acting import Cast, Happening, date_back, new_key, unwrap
from cohort.demo.people import ALONG_THE_COAST, COAST, COMMUNITIES
from cohort.interest.actions import register_interest
from cohort.interest.demo.registrations import REGISTRATIONS, Registration
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.outbox import WAKE
from cohort.programmes.queries import get_published_programme

BOUNCE = "550 5.1.1 <{}>: Recipient address rejected: no such mailbox here"
SENT_WITHIN = dt.timedelta(seconds=40)


def registrations(cast: Cast) -> Iterator[Happening]:
    """Each registration, when it came."""
    for registration in REGISTRATIONS:
        moment = cast.moment(COAST, registration.ago, registration.at)
        yield moment, partial(_register, cast, registration)


def _register(cast: Cast, sent: Registration, moment: dt.datetime) -> None:
    slug = COMMUNITIES if sent.later else ALONG_THE_COAST
    programme = get_published_programme(slug)
    interest = register_interest(
        programme,
        cohort_id=None if sent.later else cast.cohort_id(COAST),
        name=sent.name,
        email=sent.email,
        organisation=sent.organisation,
        job=sent.job,
        hopes=unwrap(sent.hopes),
        held_because=sent.held_because,
        submission_key=new_key(),
    )
    db.session.flush()
    table = ExpressionOfInterest
    months = programme.keep_registrations_months
    date_back(
        table,
        table.id == interest.id,
        stage=sent.stage,
        registered_at=moment,
        expires_on=clock.add_months(moment.date(), months),
    )
    _answered(interest, moment, bounced=sent.bounced)


def _answered(interest: ExpressionOfInterest, moment: dt.datetime, *, bounced: bool) -> None:
    """Mark the demo's mail as sent: no worker may ever send it to these addresses."""
    message = db.session.scalar(
        sa.select(OutboxMessage).where(
            OutboxMessage.to_address == interest.email,
            OutboxMessage.state == MailState.WAITING,
        )
    )
    db.session.info.pop(WAKE, None)  # so that no worker is woken for it
    if message is None:  # held spam is not answered
        return
    message.created_at = message.due_at = moment
    message.attempts = 1
    if bounced:
        message.state = MailState.FAILED
        message.last_error = BOUNCE.format(interest.email)
    else:
        message.state = MailState.SENT
        message.sent_at = moment + SENT_WITHIN
