"""Mail about expressions of interest."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from cohort.interest.models import ExpressionOfInterest
from cohort.mail.outbox import Message, compose
from cohort.programmes.models import Programme


def acknowledgement(
    interest: ExpressionOfInterest, programme: Programme, decision_by: dt.date | None
) -> Message:
    """Says that it arrived, its reference, and what happens next."""
    return compose(
        "interest/acknowledgement",
        to_address=interest.email,
        to_name=interest.name,
        once_key=f"interest-acknowledgement:{interest.id}",
        interest=interest,
        programme=programme,
        decision_by=decision_by,
        programme_url=f"{current_app.config['PUBLIC_URL']}/programmes/{programme.slug}",
    )
