"""Where mail about what happened comes from. A feature's `emails.py` names its own in `SOURCES`.

A source is asked about many people at once, in a fixed number of queries, each time a mail is
written: so what was read, removed, hidden or closed to the reader meanwhile is in no mail.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohort import features
from cohort.accounts.mail_choices import Wish, categories, wants
from cohort.mail.outbox import Message
from cohort.notices.kinds import Reader


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person who may get mail, with their standing in each cohort that mail may be about.
    `zone`: their own, or that of the cohort they joined last."""

    reader: Reader
    email: str
    zone: str
    choices: Mapping[str, object]

    def wish(self, category: str) -> Wish:
        """What they want done with mail of a category."""
        return self.wishes[category]

    @property
    def wishes(self) -> Mapping[str, Wish]:
        """{category: what they want done with its mail}."""
        return _wishes(json.dumps(dict(self.choices), sort_keys=True, default=str))


@functools.lru_cache(maxsize=1024)
def _wishes(choices: str) -> Mapping[str, Wish]:
    """Most people have chosen nothing, or one of few things: this is asked of each of them."""
    chosen = json.loads(choices)
    return {name: wants(chosen, name) for name in categories()}


@dataclass(frozen=True, slots=True)
class Batch:
    """The people asked about: what is new to each since their own moment, until `until`."""

    people: Mapping[int, Addressee]
    since: Mapping[int, dt.datetime]
    until: dt.datetime

    @property
    def readers(self) -> Mapping[int, Reader]:
        """{user id: reader}."""
        return {user_id: one.reader for user_id, one in self.people.items()}

    @property
    def cohort_ids(self) -> list[int]:
        """All cohorts that these people are in."""
        found = {i for one in self.people.values() for i in one.reader.standings}
        return sorted(found)

    @property
    def first(self) -> dt.datetime:
        """The earliest moment that somebody is asked about."""
        return min(self.since.values())


@dataclass(frozen=True)
class Area:
    """A part of a digest. `one` and `many` say in a subject what is in it: "1 new thread",
    "{} new threads"; `rank` orders the areas; `source` is the name of the one that fills it; `more`
    the endpoint, for a cohort, of the page that shows the rest."""

    name: str
    heading: str
    one: str
    many: str
    rank: int
    source: str
    more: str

    def words(self, count: int) -> str:
        """What is in it, for a subject."""
        return self.one if count == 1 else self.many.format(count)


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new and unread to one person. `kind` is its mail category; `due` the
    moment from which it may be mailed, once its grace is over; `url` a path. In a digest what has
    the same `place` is one item: `about` is its title, and `line` says what is new there.
    """

    user_id: int
    cohort_id: int
    kind: str
    area: Area
    place: str
    subject_id: int
    due: dt.datetime
    about: str
    url: str
    line: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class StopLink:
    """A link in a mail that stops one kind of it: `words` complete “no more mail about …”."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a source writes a mail from: all that is due to one person at once, oldest first.
    `stops`: the links that stop it, the first of them for the mail's headers."""

    to: Addressee
    news: Sequence[News]
    stops: Sequence[StopLink]

    @property
    def options(self) -> dict[str, Any]:
        """What every such mail passes to `compose`."""
        first = self.news[0]
        return {
            "to_address": self.to.email,
            "to_name": self.to.reader.name,
            "user_id": self.to.reader.user_id,
            "once_key": f"news:{first.place}:{first.subject_id}:{self.to.reader.user_id}",
            "unsubscribe_url": self.stops[0].url,
            "stops": self.stops,
        }


@dataclass(frozen=True)
class Source:
    """One feature's part of the mail.

    `gather(batch)` gives what is new and unread. `stirred(since, until)` gives the ids of people
    who may have something to be told at once that became due in that time: too many do no harm.
    `write(letters)` gives the mail of each, when all in a letter comes from this source.
    """

    name: str
    gather: Callable[[Batch], Iterable[News]]
    stirred: Callable[[dt.datetime, dt.datetime], Collection[int]]
    write: Callable[[Sequence[Letter]], Sequence[Message]]


def sources() -> list[Source]:
    """All features' sources, in floor order."""
    return features.declared("emails", "SOURCES")
