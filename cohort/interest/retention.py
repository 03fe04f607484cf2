"""How long registrations of interest are kept: each until its own day, set by its programme."""

from __future__ import annotations

from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.settings.retention import Rule, remove

RULES = (
    Rule(
        "Registrations of interest",
        "removed",
        lambda: "as the programme says",
        ExpressionOfInterest,
        ExpressionOfInterest.expires_on,
        lambda: ExpressionOfInterest.expires_on < clock.now().date(),
        remove(ExpressionOfInterest),
    ),
)
