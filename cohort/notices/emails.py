"""Mail about what happened: at once, and gathered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import current_app

from cohort.accounts.mail_choices import ALL, DIGEST, Wish
from cohort.kernel import clock
from cohort.mail import unsubscribing
from cohort.mail.outbox import Message, compose
from cohort.notices.kinds import path_to
from cohort.notices.sources import Addressee, Area, Letter, News, sources

USEFUL_FOR = dt.timedelta(days=2)
ITEMS_AN_AREA = 5
MOST_NAMED = 3  # parts of a subject


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a digest: a thread or a module, what is new there, and its whole address."""

    about: str
    line: str
    author: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One area of a cohort in a digest; `more` of its items are not shown, but at `more_url`."""

    heading: str
    items: Sequence[Item]
    more: int
    more_url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a digest says of one cohort."""

    name: str
    parts: Sequence[Part]


def at_once(letters: Sequence[Letter]) -> list[Message]:
    """A mail for each letter: from its source, or a plain list of what comes from several."""
    found = [several(letter) for letter in letters if _source_of(letter) is None]
    for source in sources():
        theirs = [letter for letter in letters if _source_of(letter) == source.name]
        found += source.write(theirs) if theirs else []
    return found


def digest(to: Addressee, news: Sequence[News], day: dt.date) -> Message:
    """What is new to somebody, by cohort and area. Raises ValueError for no news: no mail is
    empty."""
    chapters = list(_chapters(to, news))
    user_id = to.reader.user_id
    is_weekly = all(to.wish(one.kind) is Wish.WEEKLY for one in news)
    return compose(
        "notices/digest",
        to_address=to.email,
        to_name=to.reader.name,
        user_id=user_id,
        once_key=f"digest:{user_id}:{day.isoformat()}",
        unsubscribe_url=unsubscribing.unsubscribe_url("user", user_id, DIGEST),
        useful_until=clock.now() + USEFUL_FOR,
        subject=_subject(to, news),
        name=to.reader.name,
        chapters=chapters,
        is_weekly=is_weekly,
        choices_url=whole("accounts.edit_preferences"),
        all_url=unsubscribing.unsubscribe_url("user", user_id, ALL),
    )


def whole(endpoint: str, anchor: str = "", **values: object) -> str:
    """The whole address of a page, for a mail."""
    return whole_of(path_to(endpoint, anchor, **values))


def whole_of(path: str) -> str:
    """The whole address of a path, for a mail."""
    return f"{current_app.config['PUBLIC_URL']}{path}"


def _source_of(letter: Letter) -> str | None:
    names = {news.area.source for news in letter.news}
    return names.pop() if len(names) == 1 else None


def several(letter: Letter) -> Message:
    """One mail that lists all that is due to somebody at once."""
    items = [_item([news]) for news in letter.news]
    return compose(
        "notices/several",
        **letter.options,
        subject=_subject(letter.to, letter.news),
        name=letter.to.reader.name,
        items=items,
        useful_until=clock.now() + USEFUL_FOR,
    )


def _chapters(to: Addressee, news: Sequence[News]) -> Iterator[Chapter]:
    for cohort_id, actor in to.reader.standings.items():
        theirs = [one for one in news if one.cohort_id == cohort_id]
        if theirs:
            slug = actor.cohort.slug
            parts = [
                _part(area, list(found), slug)
                for area, found in groupby(theirs, key=lambda one: one.area)
            ]
            yield Chapter(actor.cohort.name, parts)


def _part(area: Area, news: Sequence[News], slug: str) -> Part:
    places = _by_place(news)
    items = [_item(found) for found in places[:ITEMS_AN_AREA]]
    more_url = whole(area.more, cohort_slug=slug)
    return Part(area.heading, items, max(0, len(places) - ITEMS_AN_AREA), more_url)


def _by_place(news: Sequence[News]) -> list[list[News]]:
    found: dict[str, list[News]] = {}
    for one in news:
        found.setdefault(one.place, []).append(one)
    return list(found.values())


def _item(news: Sequence[News]) -> Item:
    """The first that is new in a place, and how many more there are."""
    first, rest = news[0], len(news) - 1
    line = first.line
    if rest:
        line = f"{line} (and {rest} more since)" if line else f"{rest + 1} new"
    return Item(first.about, line, first.author, whole_of(first.url))


def _subject(to: Addressee, news: Sequence[News]) -> str:
    """What is in it: "Spring 2027: 2 replies, 1 new thread", or the number of cohorts."""
    counts: dict[Area, int] = {}
    for _, theirs in groupby(news, key=lambda one: (one.area, one.cohort_id)):
        found = list(theirs)
        counts[found[0].area] = counts.get(found[0].area, 0) + len(_by_place(found))
    named = [area.words(count) for area, count in counts.items()]
    if len(named) > MOST_NAMED:
        named = [*named[: MOST_NAMED - 1], "and more"]
    cohorts = {one.cohort_id for one in news}
    names = [a.cohort.name for i, a in to.reader.standings.items() if i in cohorts]
    where = names[0] if len(names) == 1 else "Your cohorts"
    return f"{where}: {', '.join(named)}".replace(", and more", " and more")
