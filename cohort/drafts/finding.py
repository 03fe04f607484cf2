"""Finding drafts: one's own, and nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.db import db
from cohort.drafts import keeping
from cohort.drafts.facts import checksum, first_words
from cohort.drafts.kinds import kind_called
from cohort.drafts.models import Draft

MOST_LISTED = 100
FIRST_WORDS = 300  # characters that a list fetches of a text


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of the viewer's own. `url` leads to its form, with its words in the boxes."""

    key: str
    kind: str
    target: str
    based_on: int
    about: str
    began: str
    url: str
    saved_at: dt.datetime
    facts: Mapping[str, str]

    @property
    def checksum(self) -> str:
        return checksum(self.facts)

    @property
    def first_words(self) -> str:
        return first_words(self.facts)[:FIRST_WORDS]


@dataclass(frozen=True, slots=True)
class DraftsHere:
    """What a form must know: the drafts of its target, newest first, and the keys of forms whose
    text was saved lately, whose copies on this device may go."""

    lines: list[DraftLine]
    finished: list[str]


def drafts_on(viewer: Actor, targets: Sequence[str], keys: Sequence[str] = ()) -> DraftsHere:
    """The viewer's drafts of these targets, and those with these keys."""
    here = sa.or_(Draft.target.in_(targets), Draft.key.in_(keys))
    wanted = sa.or_(sa.and_(here, Draft.has_words), Draft.finished_at.is_not(None))
    # Marks of what is finished may be many: none of them takes the place of a draft.
    rows = _mine(viewer, wanted, most=2 * MOST_LISTED)
    begun = [row for row in rows if row.finished_at is None]
    return DraftsHere(
        [_line(viewer, row) for row in begun[:MOST_LISTED]],
        [row.key for row in rows if row.finished_at],
    )


def unfinished(viewer: Actor, most: int = MOST_LISTED) -> list[DraftLine]:
    """The viewer's drafts in the cohort of the address, newest first."""
    query = _mine(viewer, Draft.has_words, Draft.finished_at.is_(None), most=most)
    return [_line(viewer, row) for row in query]


def _mine(viewer: Actor, *where: Any, most: int = MOST_LISTED) -> list[Draft]:
    if viewer.asked_cohort is not None:
        scope = Draft.cohort_id == viewer.cohort.id
        if viewer.role is None:
            return []
    else:
        scope = Draft.programme_id == viewer.programme.id
    query = (
        sa.select(Draft)
        .where(Draft.user_id == viewer.user_id, scope, *where)
        .order_by(Draft.finished_at.is_not(None), Draft.saved_at.desc(), Draft.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def _line(viewer: Actor, draft: Draft) -> DraftLine:
    kind = kind_called(draft.kind)
    address = kind.url(viewer, draft.target)
    path, hash_, anchor = address.partition("#")
    return DraftLine(
        key=draft.key,
        kind=draft.kind,
        target=draft.target,
        based_on=draft.based_on,
        about=draft.about,
        began=kind.words(draft.about),
        url=f"{path}{'&' if '?' in path else '?'}draft={draft.key}{hash_}{anchor}",
        saved_at=draft.saved_at,
        facts=keeping.read(draft),
    )
