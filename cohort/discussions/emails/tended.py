"""Mail about what facilitators did to threads, where they want its followers told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from cohort.discussions.notices import (
    SUMMARY,
    TENDING,
    excerpt_of_tended,
    is_still_so,
    path_of_tended,
    place_of,
)
from cohort.discussions.queries import tended
from cohort.mail.outbox import Message
from cohort.notices.emails import several
from cohort.notices.pacing import GRACE
from cohort.notices.sources import Area, Batch, Letter, News, Source

NAME = "tended threads"
LIST = "discussions.list_threads"
SUMMARIES = Area(SUMMARY, "Summaries", "1 summary", "{} summaries", 50, NAME, LIST)
CHANGES = Area(
    "changes", "Changes to threads", "1 change to a thread", "{} changes to threads", 70, NAME, LIST
)


def _gather_tended(batch: Batch) -> Iterator[News]:
    """What facilitators had people told of threads, after the same grace as a post."""
    for it in tended.unread_tended(batch.readers, batch.first - GRACE):
        due = it.told_at + GRACE
        if not batch.since[it.user_id] < due <= batch.until or not is_still_so(it):
            continue
        kind, words, _ = TENDING[it.act]
        excerpt = excerpt_of_tended(it)
        yield News(
            user_id=it.user_id,
            cohort_id=it.cohort_id,
            kind=SUMMARY,
            area=SUMMARIES if kind == SUMMARY else CHANGES,
            place=place_of(it.thread_id),
            subject_id=it.id,
            due=due,
            about=it.title,
            url=path_of_tended(batch.readers[it.user_id].standings[it.cohort_id].cohort.slug, it),
            line=excerpt if kind == SUMMARY else f"{words}. {excerpt}".strip(),
            author=it.by,
        )


def _told_lately(since: dt.datetime, until: dt.datetime) -> Collection[int]:
    return tended.told_lately(since - GRACE, until - GRACE)


def _write_tended(letters: Sequence[Letter]) -> list[Message]:
    return [several(letter) for letter in letters]


SOURCE = Source(NAME, _gather_tended, _told_lately, _write_tended)
