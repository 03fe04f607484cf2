"""Mail about private replies: the words of one person for one other, whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cohort.discussions.notices import REPLY, path_of_private, private_place
from cohort.discussions.queries.told_privately import (
    ToldPrivately,
    unread_privately,
    written_to_lately,
)
from cohort.kernel import clock
from cohort.mail.outbox import Message, compose
from cohort.notices.emails import USEFUL_FOR, whole_of
from cohort.notices.kinds import EXCERPT, excerpt_of
from cohort.notices.pacing import GRACE
from cohort.notices.sources import Area, Batch, Letter, News, Source

NAME = "private replies"
AREA = Area(
    "private",
    "Written to you privately",
    "1 private reply",
    "{} private replies",
    15,
    NAME,
    "discussions.list_threads",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A private reply in a mail, with the beginning of the post that it is about, "" where that is
    out of sight."""

    words: str
    author: str
    about: str
    title: str
    url: str


def _gather(batch: Batch) -> Iterator[News]:
    for it in unread_privately(batch.readers, batch.first - GRACE):
        due = it.written_at + GRACE
        if not batch.since[it.user_id] < due <= batch.until:
            continue
        standing = batch.readers[it.user_id].standings[it.cohort_id]
        yield News(
            user_id=it.user_id,
            cohort_id=it.cohort_id,
            kind=REPLY,
            area=AREA,
            place=private_place(it.post_id),
            subject_id=it.id,
            due=due,
            about=it.title,
            url=path_of_private(standing.cohort.slug, it),
            line=excerpt_of(it.html),
            author=it.by,
        )


def _stirred(since: dt.datetime, until: dt.datetime) -> Collection[int]:
    return written_to_lately(since - GRACE, until - GRACE)


def _write(letters: Sequence[Letter]) -> list[Message]:
    readers = {letter.to.reader.user_id: letter.to.reader for letter in letters}
    first = min(news.due for letter in letters for news in letter.news) - GRACE
    found = {it.id: it for it in unread_privately(readers, first - GRACE)}
    return [_letter(letter, found) for letter in letters]


def _letter(letter: Letter, found: dict[int, ToldPrivately]) -> Message:
    first, count = letter.news[0], len(letter.news)
    standings = letter.to.reader.standings
    places = list(dict.fromkeys(standings[news.cohort_id].cohort.name for news in letter.news))
    return compose(
        "discussions/private_reply",
        **letter.options,
        useful_until=clock.now() + USEFUL_FOR,
        subject=f"Privately: {first.about}" if count == 1 else f"{count} private replies to you",
        replies=[shown(news, found[news.subject_id]) for news in letter.news],
        where=" and ".join(places),
    )


def shown(news: News, it: ToldPrivately) -> Shown:
    """What a mail shows of one."""
    return Shown(
        words=it.body.strip(),
        author=it.by,
        about=excerpt_of(it.answered_html)[:EXCERPT],
        title=it.title,
        url=whole_of(news.url),
    )


SOURCE = Source(NAME, _gather, _stirred, _write)
