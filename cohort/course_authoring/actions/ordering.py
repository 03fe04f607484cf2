"""The order of modules and pages, one step a press; taking them out and bringing them back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_authoring.actions.editing import at_once, render_again
from cohort.course_authoring.actions.saving import add_revision
from cohort.course_authoring.queries.content import EditableText
from cohort.course_authoring.queries.stored_course import read_stored_course
from cohort.course_modules import search
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import NotFound


def move_past(actor: Actor, text: EditableText, neighbour: EditableText, *, up: bool) -> bool:
    """Let a text change places with the one right above (`up`) or below it. False when that one is
    not there any more, as after a double press: nothing is moved then."""
    if (text.page is None) != (neighbour.page is None):
        raise NotFound("They are not of one kind.")
    if text.page and neighbour.page and text.page.module_id != neighbour.page.module_id:
        raise NotFound("They are not in one module.")
    return at_once(lambda: _move(actor, text, neighbour, -1 if up else 1))


def _move(actor: Actor, text: EditableText, neighbour: EditableText, step: int) -> bool:
    row = _row_of(text)
    places = {thing.id: place for place, thing in enumerate(row)}
    if neighbour.id not in places or text.id not in places:
        return False
    here, there = places[text.id], places[neighbour.id]
    if there - here != step:
        return False
    for first, second in pairwise(row):  # two of one place would not change it
        second.position = max(second.position, first.position + 1)
    one, other = row[here], row[there]
    one.position, other.position = other.position, one.position
    db.session.flush()
    search.catch_up(text.module.programme_id)
    _record(actor, f"modules:move-{text.kind}", text)
    return True


def _row_of(text: EditableText) -> list[Any]:
    if text.page:
        query: Any = (
            sa.select(ModulePage)
            .where(ModulePage.module_id == text.module.id, ModulePage.retired_at.is_(None))
            .order_by(ModulePage.position, ModulePage.id)
        )
    else:
        query = (
            sa.select(Module)
            .where(Module.programme_id == text.module.programme_id, Module.retired_at.is_(None))
            .order_by(Module.position, Module.id)
        )
    return list(db.session.scalars(query))


def take_out(actor: Actor, text: EditableText) -> None:
    """Take a module or page out of the course. Its text, its answers and its place are kept."""
    if text.thing.retired_at is None:
        at_once(lambda: _set_retired(actor, text, out=True))


def bring_back(actor: Actor, text: EditableText) -> None:
    """Undo that."""
    if text.thing.retired_at is not None:
        at_once(lambda: _set_retired(actor, text, out=False))


def _set_retired(actor: Actor, text: EditableText, *, out: bool) -> None:
    before = read_stored_course(text.module.programme_id)
    text.thing.retired_at = clock.now() if out else None
    db.session.flush()
    note = "Taken out of the course" if out else "Put back into the course"
    add_revision(actor, text.thing, "browser", note)
    _record(actor, f"modules:{'take-out' if out else 'bring-back'}-{text.kind}", text)
    render_again(text.module.programme_id, {text.thing.slug}, before=before)
    search.catch_up(text.module.programme_id)


def _record(actor: Actor, act: str, text: EditableText) -> None:
    record(
        actor,
        act,
        text.thing,
        programme_id=text.module.programme_id,
        title=text.title,
        module=text.module.title if text.page else "",
    )
