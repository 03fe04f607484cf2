"""The kinds of notice. A feature's `notices.py` names its own in `KINDS`.

    KINDS      a Kind each: what it is called, and the lines that its notices are shown by
    DERIVED    functions of a Reader, each of which gives Unseens: what is new to them and stored
               nowhere as a notice, because the feature’s own list already marks it
    READ_ALL   functions of a Reader that mark all of that as read

`lines` and DERIVED ask the rules anew whenever something is shown or mailed: what was removed,
hidden or closed to the reader meanwhile has no line.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from markupsafe import Markup

from cohort import features
from cohort.access.actor import Actor
from cohort.markdown.plain import text_of_html

_CUT_TAG = re.compile(r"<[^>]*$")
EXCERPT = 200  # characters of what a line quotes


@dataclass(frozen=True, slots=True)
class Reader:
    """A person and their standing in each cohort that they are in: {cohort id: Actor}. What they
    left, or may not enter before they agree to its agreement, is not among them."""

    user_id: int
    name: str
    time_zone: str
    standings: Mapping[int, Actor]


@dataclass(frozen=True, slots=True)
class Happened:
    """A notice as it is stored."""

    id: int
    cohort_id: int | None
    kind: str
    place: str
    subject_id: int
    at: dt.datetime
    is_unread: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as it is shown. `url` begins with / and leads to the exact place; `about` is the
    title of the thread or module, which lines are grouped by.

    `author` is the name to show, never taken past `shown_author`; "" where there is none.
    """

    words: str | Markup
    url: str
    about: str | Markup
    excerpt: str = ""
    author: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is new to a reader in one place of a cohort, with the newest moment in it: `count` new
    posts of a thread, say. `is_followed`: they follow it."""

    cohort_id: int
    place: str
    about: str | Markup
    url: str
    count: int
    at: dt.datetime
    is_followed: bool = False
    subject_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `words` name it on the page of mail choices ("Replies to you"). `is_direct`: it may be told
    though the unread list shows its post too. `category` is the name of its mail category
    (accounts/mail_choices.py). Of two kinds for one event the one with the lower `rank` is kept.
    `lines(reader, notices)` gives {notice id: Line} in a fixed number of queries.
    """

    name: str
    words: str
    is_direct: bool
    category: str
    rank: int
    lines: Callable[[Reader, Sequence[Happened]], Mapping[int, Line]]


def path_to(endpoint: str, anchor: str = "", **values: Any) -> str:
    """The address of a page from / on, within a request or, for mail, without one."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{path}#{anchor}" if anchor else path


def excerpt_of(html: str, longest: int = EXCERPT) -> str:
    """The beginning of what safe HTML says, on one line of so many characters; the end of `html`
    may be cut within a tag."""
    line = " ".join(text_of_html(_CUT_TAG.sub("", html)).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rsplit(' ', 1)[0]}…"


Derived = Callable[[Reader], Sequence[Unseen]]


@functools.cache
def kinds() -> Mapping[str, Kind]:
    """{name: kind} of all features, the most direct first. Raises ValueError for a name that two
    of them use."""
    found: dict[str, Kind] = {}
    for kind in sorted(features.declared("notices", "KINDS"), key=lambda kind: kind.rank):
        if kind.name in found:
            raise ValueError(f"Two kinds of notice are called {kind.name}: rename one.")
        found[kind.name] = kind
    return found


def unseen(reader: Reader) -> list[Unseen]:
    """What is new to a reader beside their notices, in all their cohorts, the newest first."""
    derived: list[Derived] = features.declared("notices", "DERIVED")
    found = [one for give in derived for one in give(reader)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def lines_of(reader: Reader, notices: Sequence[Happened]) -> dict[int, Line]:
    """{notice id: Line} for those that the reader may still be told of. Kinds that share their
    `lines` are asked once."""
    asked: dict[Callable[..., Mapping[int, Line]], list[Happened]] = {}
    for notice in notices:
        kind = kinds().get(notice.kind)  # an older release does not know a newer kind
        if kind and (notice.cohort_id is None or notice.cohort_id in reader.standings):
            asked.setdefault(kind.lines, []).append(notice)
    found: dict[int, Line] = {}
    for give, theirs in asked.items():
        found |= give(reader, theirs)
    return found
