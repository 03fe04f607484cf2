"""Drafts of what is being written. One goes only when its text was saved or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cohort.access.actor import Actor
from cohort.course_authoring.models import Draft
from cohort.course_authoring.queries.content import EditableText
from cohort.db import change, db
from cohort.kernel import clock

Typed = Mapping[str, str]


def same_words(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two forms say the same, in each field that both have."""
    return all(_plain(one[name]) == _plain(other[name]) for name in one if name in other)


def _plain(value: Any) -> str:
    return "" if value in (None, 0) else str(value).replace("\r\n", "\n").strip()


def keep_draft(
    actor: Actor,
    text: EditableText,
    form_key: str,
    typed: Typed,
    *,
    saved: Typed,
    base_version: int,
) -> None:
    """Keep what is typed in one form, in place of what was typed in it before. What is saved
    already needs no draft."""
    if same_words(typed, saved):
        throw_away(actor, text, form_key)
        return
    try:
        with db.session.begin_nested():
            _write(actor, text, form_key, typed, base_version)
    except IntegrityError:  # an autosave of the same form was quicker
        _write(actor, text, form_key, typed, base_version)


def _write(
    actor: Actor, text: EditableText, form_key: str, typed: Typed, base_version: int
) -> None:
    mine = Draft.user_id == actor.user_id, Draft.target == _target(text, form_key)
    draft = db.session.scalars(sa.select(Draft).where(*mine)).one_or_none()
    if draft is None:
        draft = Draft(
            user_id=actor.user_id,
            programme_id=text.module.programme_id,
            target=_target(text, form_key),
            base_version=base_version,
        )
        db.session.add(draft)
    draft.facts, draft.saved_at = dict(typed), clock.now()
    db.session.flush()


def settle_drafts(actor: Actor, text: EditableText, form_key: str, typed: Typed) -> None:
    """The text was saved: the draft of its form goes, and any other that says the same."""
    begins = _target(text, "")
    mine = sa.select(Draft).where(
        Draft.user_id == actor.user_id, Draft.target.startswith(begins, autoescape=True)
    )
    for draft in db.session.scalars(mine):
        if draft.target == _target(text, form_key) or same_words(draft.facts, typed):
            db.session.delete(draft)
    db.session.flush()


def throw_away(actor: Actor, text: EditableText, form_key: str) -> None:
    """Remove one's own draft. One that is not there is no error."""
    mine = Draft.user_id == actor.user_id, Draft.target == _target(text, form_key)
    change(sa.delete(Draft).where(*mine))


def _target(text: EditableText, form_key: str) -> str:
    return f"{text.target}:{form_key}"
