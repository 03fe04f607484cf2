"""How a feature declares its part of the demo, and the functions that it may use.

A feature's `demo.py` has one or more of these tuples, each gathered in floor order:

    BEFORE      functions of the cast: done first, once the cohorts and their members exist
    HAPPENINGS  functions of the cast that yield moments and the act at each
    AFTER       functions of the cast: done last, with the present state

Happenings of all features are put into one order by their moments, since ids rise with time and
lists are sorted by them. Each uses the real actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import sqlalchemy as sa

from cohort.access import rules
from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.db import Base, db
from cohort.kernel import ids
from cohort.kernel.errors import NotAllowed

# A moment, and the act at it; the act is given the moment, to date its rows back to it.
Happening = tuple[dt.datetime, Callable[[dt.datetime], None]]


class Cast(Protocol):
    """The people who act. They are named by their keys in people.PEOPLE, cohorts by their slugs."""

    def somebody(self, key: str, programme_slug: str | None = None) -> Actor:
        """A person acting on the site, or in a programme."""

    def member(self, key: str, cohort_slug: str) -> Actor:
        """A person acting in a cohort."""

    def moment(self, cohort_slug: str, ago: int, at: str) -> dt.datetime:
        """`ago` days before the day from which the cohort counts back, at the local time `at`."""

    def cohort_id(self, slug: str) -> int:
        """The id of one of the demo's cohorts."""


def check(actor: Actor, action: Can, subject: Any = None) -> None:
    """The demo does nothing that the rule book refuses. Raises NotAllowed."""
    if not rules.may(actor, action, subject):
        raise NotAllowed(f"The demo's {actor.name} may not {action}.")


def date_back(table: type[Base], *where: sa.ColumnElement[bool], **moments: Any) -> None:
    """Make rows that an action has just written look as if they had been written earlier.

    Actions take the time from the clock, as they should; a demo in which everybody spoke in the
    same second would show nothing. A plain UPDATE leaves the rows' versions as they were. The
    audit log keeps the true moment of loading: it is never altered.
    """
    db.session.execute(sa.update(table).where(*where).values(**moments))


def new_key() -> str:
    """A form's submission key, which lets it be sent only once."""
    return ids.write_id(ids.new_id())


def unwrap(text: str) -> str:
    """Text as a person would have typed it: one line to a paragraph or list item."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        lines: list[str] = []
        for line in paragraph.splitlines():
            if lines and not line.startswith("- "):
                lines[-1] += " " + line.removeprefix("> ").strip()
            else:
                lines.append(line.strip())
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)
