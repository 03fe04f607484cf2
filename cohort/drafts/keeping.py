"""Keeps drafts, settles them when their text was saved, and throws them away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.db import db
from cohort.drafts.facts import Facts, checksum, same_words
from cohort.drafts.kinds import Kind, Place, kind_called
from cohort.drafts.models import LONGEST_ABOUT, Draft
from cohort.kernel import clock, ids
from cohort.kernel.errors import NotFound


class Outcome(StrEnum):
    """What became of a saving."""

    KEPT = "kept"
    NOTHING = "nothing"  # no words, or those that are saved already: there is nothing to keep
    OLDER = "older"  # a later saving of the same page was quicker, and stands
    FINISHED = "finished"  # the draft's text was saved, or it was thrown away
    ELSEWHERE = "elsewhere"  # another page has written other words into it since


@dataclass(frozen=True, slots=True)
class Saving:
    """What one form sends. `was` is the checksum of the draft that the page was opened with."""

    key: str
    facts: Facts
    based_on: int = 0
    writer: str = ""
    turn: int = 0
    was: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer: the checksum and moment of what now stands on the server under `key`."""

    outcome: Outcome
    key: str
    checksum: str
    saved_at: dt.datetime


def keep(viewer: Actor, kind: Kind, target: str, place: Place, saving: Saving) -> Kept:
    """Keep what is typed in one form, in place of what the same form held before. Nothing that
    another page wrote, or that came later, is overwritten."""
    draft = _find(viewer, saving.key)
    if draft is None:
        try:
            with db.session.begin_nested():
                return _write(viewer, kind, target, place, saving, _new(viewer, saving))
        except IntegrityError:  # another saving of the same form was quicker
            draft = _find(viewer, saving.key)
            if draft is None:
                raise
    refusal = _refusal(draft, saving)
    if refusal:
        held = checksum(read(draft))
        return Kept(refusal, draft.key, held, draft.saved_at)
    return _write(viewer, kind, target, place, saving, draft)


def keep_apart(viewer: Actor, kind: Kind, target: str, place: Place, saving: Saving) -> Kept:
    """The same, as a draft of its own where it may not go into the one it names: for a form that
    is sent without JavaScript."""
    kept = keep(viewer, kind, target, place, saving)
    if kept.outcome in (Outcome.FINISHED, Outcome.ELSEWHERE):
        own = replace(saving, key=ids.write_id(ids.new_id()))
        kept = keep(viewer, kind, target, place, own)
    return kept


def read(draft: Draft) -> dict[str, str]:
    """The fields of a draft, as they were typed."""
    if not draft.has_words or draft.finished_at:
        return {}
    return kind_called(draft.kind).storage.read(draft.user_id, draft.facts)


def settle(viewer: Actor, target: str, saving: Saving) -> None:
    """The text was saved: its draft goes, and any other of this target that says the same. Other
    words, which another page wrote into the same draft, become a draft of their own."""
    mine = sa.select(Draft).where(Draft.user_id == viewer.user_id, Draft.finished_at.is_(None))
    drafts = db.session.scalars(
        mine.where(sa.or_(Draft.key == saving.key, Draft.target == target)).with_for_update()
    )
    is_marked = False
    for draft in drafts.all():
        held = read(draft)
        is_same = bool(held) and same_words(held, saving.facts)
        if draft.key != saving.key:
            if is_same:
                _finish(draft)
        elif is_same or not held or _is_of(draft, held, saving):
            _finish(draft)
            is_marked = True
        else:
            draft.key = ids.write_id(ids.new_id())
    db.session.flush()
    if not is_marked:
        _mark_finished(viewer, target, saving)


def throw_away(viewer: Actor, key: str) -> None:
    """Remove one's own draft. Raises NotFound; one that is finished already is no error."""
    draft = _find(viewer, key)
    if draft is None or (draft.cohort_id, draft.programme_id) != _scope(viewer):
        raise NotFound("No such draft.")
    _finish(draft)
    db.session.flush()


def _find(viewer: Actor, key: str) -> Draft | None:
    mine = Draft.user_id == viewer.user_id, Draft.key == key
    query = sa.select(Draft).where(*mine).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _scope(viewer: Actor) -> tuple[int | None, int | None]:
    """(cohort's id, programme's id) of the address: one of them."""
    if viewer.asked_cohort is not None:
        return viewer.cohort.id, None
    return None, viewer.programme.id


def _new(viewer: Actor, saving: Saving) -> Draft:
    return Draft(user_id=viewer.user_id, key=saving.key, kind="", target="", facts={})


def _refusal(draft: Draft, saving: Saving) -> Outcome | None:
    if draft.finished_at:
        return Outcome.FINISHED
    if draft.writer and draft.writer == saving.writer:
        return Outcome.OLDER if saving.turn <= draft.turn else None
    held = read(draft)
    if not held or checksum(held) in (saving.was, checksum(saving.facts)):
        return None
    return Outcome.ELSEWHERE


def _write(
    viewer: Actor, kind: Kind, target: str, place: Place, saving: Saving, draft: Draft
) -> Kept:
    has_words = any(text.strip() for text in saving.facts.values())
    has_words = has_words and not (place.saved and same_words(saving.facts, place.saved))
    draft.cohort_id, draft.programme_id = _scope(viewer)
    draft.kind, draft.target, draft.about = kind.name, target, place.about[:LONGEST_ABOUT]
    draft.has_words, draft.based_on = has_words, saving.based_on
    draft.facts = kind.storage.write(viewer.user_id, saving.facts) if has_words else {}
    draft.writer, draft.turn, draft.saved_at = saving.writer, saving.turn, clock.now()
    db.session.add(draft)
    db.session.flush()
    outcome = Outcome.KEPT if has_words else Outcome.NOTHING
    return Kept(outcome, draft.key, checksum(saving.facts), draft.saved_at)


def _is_of(draft: Draft, held: Mapping[str, Any], saving: Saving) -> bool:
    """Whether the form that was sent wrote this draft, or was opened with it."""
    return (bool(draft.writer) and draft.writer == saving.writer) or checksum(held) == saving.was


def _finish(draft: Draft) -> None:
    draft.finished_at, draft.has_words, draft.facts = clock.now(), False, {}
    draft.about = ""


def _mark_finished(viewer: Actor, target: str, saving: Saving) -> None:
    """Leave a mark where there was no draft yet: its first saving may still be under way."""
    cohort_id, programme_id = _scope(viewer)
    mark = Draft(
        user_id=viewer.user_id,
        cohort_id=cohort_id,
        programme_id=programme_id,
        kind="",
        target=target,
        key=saving.key,
        facts={},
        has_words=False,
        finished_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(mark)
    except IntegrityError:
        # It came in this very moment, or the same form was sent once more.
        draft = _find(viewer, saving.key)
        if draft is not None and draft.finished_at is None:
            _finish(draft)
            db.session.flush()
