"""How long drafts are kept, and the marks that one was finished."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.drafts.models import Draft
from cohort.drafts.settings import KEEP_DRAFTS_MONTHS
from cohort.kernel import clock
from cohort.settings.current import current
from cohort.settings.retention import Rule, in_words, remove

# Longer than a saving is ever under way, or than a device that had no network keeps its copy
# unseen: its copy goes when its owner comes back and the mark says that the text was saved.
MARKS_LAST = dt.timedelta(days=7)


def _is_old() -> sa.ColumnElement[bool]:
    day = clock.add_months(clock.now().date(), -current(KEEP_DRAFTS_MONTHS))
    return Draft.saved_at < clock.local_moment(day, dt.time(), "UTC")


RULES = (
    Rule(
        "Drafts that nobody goes on with",
        "removed",
        in_words(KEEP_DRAFTS_MONTHS),
        Draft,
        Draft.saved_at,
        _is_old,
        remove(Draft),
    ),
    Rule(
        "Marks, without text, of drafts that were finished or emptied",
        "removed",
        lambda: f"{MARKS_LAST.days} days",
        Draft,
        Draft.saved_at,
        lambda: sa.and_(~Draft.has_words, Draft.saved_at < clock.now() - MARKS_LAST),
        remove(Draft),
    ),
)
