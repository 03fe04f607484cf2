"""How long notices are kept."""

from __future__ import annotations

from cohort.notices.models import Notice
from cohort.notices.settings import KEEP_NOTICES_DAYS
from cohort.settings.retention import Rule, before, in_words, remove

RULES = (
    Rule(
        "Notices",
        "removed",
        in_words(KEEP_NOTICES_DAYS),
        Notice,
        Notice.at,
        lambda: Notice.at < before(KEEP_NOTICES_DAYS),
        remove(Notice),
    ),
)
