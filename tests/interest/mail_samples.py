"""Mail about expressions of interest."""

from __future__ import annotations

import datetime as dt

from cohort.interest import emails
from cohort.interest.models import ExpressionOfInterest
from cohort.mail.outbox import Message
from cohort.programmes.models import Programme


def acknowledgement(typed: str) -> Message:
    """With a date to hear by, and a contact."""
    interest = ExpressionOfInterest(
        id=1, name=typed, email="tom@example.org", reference="7KXP-2M4Q"
    )
    programme = Programme(
        name=typed, slug="spring", contact_name=typed, contact_email="hello@example.org"
    )
    return emails.acknowledgement(interest, programme, dt.date(2027, 3, 2))


SAMPLES = {"interest/acknowledgement": acknowledgement}
