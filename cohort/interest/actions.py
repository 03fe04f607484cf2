"""Registering interest."""

from __future__ import annotations

import calendar
import datetime as dt
import secrets

from sqlalchemy.exc import IntegrityError

from cohort.db import db
from cohort.interest import emails, queries
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.kernel.submissions import find_same, key_to_use
from cohort.mail import outbox
from cohort.programmes.models import Cohort, Programme

# Easy to read out on the telephone: no vowels, no 0/O, 1/I/L.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


def register_interest(
    programme: Programme,
    *,
    cohort_id: int | None,
    name: str,
    email: str,
    organisation: str,
    job: str,
    hopes: str,
    held_because: str | None,
    submission_key: str,
) -> ExpressionOfInterest:
    """Keep it and post an acknowledgement. The same answers sent again register nothing more.

    What looks like spam is kept too, for a person to look at, but is not answered by mail:
    otherwise the form could be used to mail strangers.
    """
    interest = ExpressionOfInterest(
        reference=_new_reference(),
        programme_id=programme.id,
        cohort_id=cohort_id,
        name=name,
        email=email,
        organisation=organisation,
        job=job,
        hopes=hopes,
        held_because=held_because,
        expires_on=add_months(clock.now().date(), programme.keep_registrations_months),
    )
    words = queries.words_of(interest)
    sent = queries.sent_with(submission_key, email)
    same = find_same(sent, words)
    if same:
        return db.session.get_one(ExpressionOfInterest, same.id)
    interest.submission_key = key_to_use(sent, submission_key)
    try:
        with db.session.begin_nested():
            db.session.add(interest)
    except IntegrityError:  # the other press of a double press was quicker
        same = find_same(queries.sent_with(submission_key, email), words)
        if same is None:
            raise
        return db.session.get_one(ExpressionOfInterest, same.id)
    if held_because is None:
        cohort = db.session.get(Cohort, cohort_id) if cohort_id else None
        decision_by = cohort.decision_by if cohort else None
        outbox.post(emails.acknowledgement(interest, programme, decision_by))
    return interest


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or that month's last day when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _new_reference() -> str:
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
