"""Registering interest."""

from __future__ import annotations

from cohort.db import db
from cohort.db.once import insert_once
from cohort.interest import emails, queries
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock, ids
from cohort.kernel.submissions import Sent
from cohort.mail import outbox
from cohort.programmes.models import Cohort, Programme


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
    """Save it and post an acknowledgement. The same answers sent again register nothing more.

    Suspected spam is saved too, for a person to examine, but is not answered by mail: otherwise the
    form could be used to mail strangers.
    """
    interest = ExpressionOfInterest(
        reference=ids.new_reference(),
        programme_id=programme.id,
        cohort_id=cohort_id,
        name=name,
        email=email,
        organisation=organisation,
        job=job,
        hopes=hopes,
        held_because=held_because,
        expires_on=clock.add_months(clock.now().date(), programme.keep_registrations_months),
    )

    def make(key: str) -> ExpressionOfInterest:
        interest.submission_key = key
        db.session.add(interest)
        return interest

    words = queries.words_of(interest)
    made = insert_once(submission_key, lambda key: queries.sent_with(key, email), words, make)
    if isinstance(made, Sent):
        return db.session.get_one(ExpressionOfInterest, made.id)
    if held_because is None:
        cohort = db.session.get(Cohort, cohort_id) if cohort_id else None
        decision_by = cohort.decision_by if cohort else None
        outbox.post(emails.acknowledgement(interest, programme, decision_by))
    return interest
