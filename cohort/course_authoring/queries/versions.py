"""Finding a text's revisions, and who edits it. Whoever asks has found the text as its viewer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.accounts.models import User
from cohort.course_authoring.models import Revision
from cohort.course_authoring.queries.content import EditableText
from cohort.db import db
from cohort.drafts.models import Draft
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page

A_PAGE = 20
EDITING_FOR = dt.timedelta(minutes=10)  # a draft as new as this means that somebody is editing


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A save in a list. `author` is None where it came from files or its author has left;
    `author_id` then too, or it is nobody's any more."""

    id: int
    version: int
    made_at: dt.datetime
    origin: str
    note: str
    author: str | None
    author_id: int | None = None
    text: str = ""

    @property
    def origin_words(self) -> str:
        words = {"files": "From the files", "browser": "Written here", "restore": "Restored here"}
        return words[self.origin]


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody else who is editing a text now: their name, and when they last typed."""

    name: str
    saved_at: dt.datetime


def _of(text: EditableText) -> Any:
    if text.page:
        return Revision.page_id == text.page.id
    return sa.and_(Revision.module_id == text.module.id, Revision.page_id.is_(None))


_revision_line = (
    Revision.id,
    Revision.version,
    Revision.made_at,
    Revision.origin,
    Revision.note,
    User.name,
    Revision.author_id,
)


def revisions_of(text: EditableText, *, before: int | None = None) -> Page[RevisionRow]:
    """The saves of a text that the viewer found, newest first."""
    query = (
        sa.select(*_revision_line)
        .outerjoin(User, User.id == Revision.author_id)
        .where(_of(text))
        .order_by(Revision.id.desc())
        .limit(A_PAGE + 1)
    )
    if before is not None:
        query = query.where(Revision.id < before)
    return Page.cut([RevisionRow(*row) for row in db.session.execute(query)], A_PAGE)


def get_revision(text: EditableText, revision_id: int) -> RevisionRow:
    """One save with its text. Raises NotFound."""
    query = (
        sa.select(*_revision_line, Revision.text)
        .outerjoin(User, User.id == Revision.author_id)
        .where(_of(text), Revision.id == revision_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound("No such revision.")
    return RevisionRow(*row)


def newest_revision(text: EditableText) -> RevisionRow | None:
    """The save that made the present text, without its text."""
    query = (
        sa.select(*_revision_line)
        .outerjoin(User, User.id == Revision.author_id)
        .where(_of(text))
        .order_by(Revision.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return RevisionRow(*row) if row else None


def others_editing(viewer: Actor, text: EditableText) -> list[AtWork]:
    """Who else has a draft of the last minutes, the latest first."""
    query = (
        sa.select(User.name, Draft.saved_at)
        .join(User, User.id == Draft.user_id)
        .where(
            Draft.target == text.target,
            Draft.programme_id == viewer.programme.id,
            Draft.has_words,
            Draft.user_id != viewer.user_id,
            Draft.saved_at > clock.now() - EDITING_FOR,
        )
        .order_by(Draft.saved_at.desc(), Draft.id)
    )
    return [AtWork(*row) for row in db.session.execute(query)]
