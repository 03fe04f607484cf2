"""Finding reflections: the viewer's own, of this cohort. There is no other query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.course_modules.queries.languages import PAGE_LANGUAGE
from cohort.db import columns_of, db, fetch, row_of, rows_of
from cohort.kernel import ids
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.kernel.submissions import MOST_SENT, Sent, ids_since, lately
from cohort.reflections.models import Reflection

PAGE_SIZE = 20
START_LENGTH = 200  # characters of the text that a list fetches


@dataclass(frozen=True, slots=True)
class ReflectionRow:
    """A reflection in its author's log."""

    id: int
    title: str
    start: str
    written_at: dt.datetime
    module_title: str | None
    module_language: str | None
    module_position: int | None


@dataclass(frozen=True, slots=True)
class PromptAnswer:
    """The viewer's latest reflection on one prompt, shown beneath it."""

    id: int
    start: str
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class AnsweredPrompt:
    """The question above a reflection; its language is None once its page has left the course."""

    html: str
    language: str | None


_start = sa.func.substr(Reflection.body, 1, START_LENGTH)
_own = sa.and_(
    Reflection.author_id == sa.bindparam("author_id"),
    Reflection.cohort_id == sa.bindparam("cohort_id"),
)
# Both lists choose their rows by an index before they join anything: a plan that PostgreSQL makes
# once, without knowing whose log it is, must do for somebody with four entries and with 4,000.
_on_page = (
    sa.select(
        Reflection.id,
        Reflection.title,
        _start.label("start"),
        Reflection.written_at,
        Reflection.prompt_id,
    )
    .where(_own, Reflection.id < sa.bindparam("before"))
    .order_by(Reflection.id.desc())
    .limit(PAGE_SIZE + 1)
    .subquery()
)
LOG = (
    sa.select(
        *columns_of(
            ReflectionRow,
            id=_on_page.c.id,
            title=_on_page.c.title,
            start=_on_page.c.start,
            written_at=_on_page.c.written_at,
            module_title=Module.title,
            module_language=Module.language,
            module_position=Module.position,
        )
    )
    .outerjoin(Prompt, Prompt.id == _on_page.c.prompt_id)
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .order_by(_on_page.c.id.desc())
)
_another = aliased(Reflection)
_latest = (
    sa.select(sa.func.max(_another.id))
    .where(
        _another.author_id == sa.bindparam("author_id"),
        _another.cohort_id == sa.bindparam("cohort_id"),
        _another.prompt_id == Prompt.id,
    )
    .scalar_subquery()
)
ANSWERS = (
    sa.select(
        Prompt.key.label("prompt_key"),
        *columns_of(PromptAnswer, id=Reflection.id, start=_start, changed_at=Reflection.changed_at),
    )
    .join(Prompt, Reflection.id == _latest)
    .where(
        Prompt.programme_id == sa.bindparam("programme_id"),
        Prompt.key.in_(sa.bindparam("keys", expanding=True)),
    )
)
ANSWERED = (
    sa.select(*columns_of(AnsweredPrompt, html=Prompt.html, language=PAGE_LANGUAGE))
    .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
    .outerjoin(Module, Module.id == ModulePage.module_id)
    .where(Prompt.id == sa.bindparam("prompt_id"))
)
_words = (
    Reflection.id,
    Reflection.submission_key,
    Reflection.cohort_id,
    Reflection.prompt_id,
    Reflection.title,
    Reflection.body,
)
_lately = (
    sa.select(*_words)
    .where(
        _own,
        Reflection.id > sa.bindparam("ids_since"),
        Reflection.written_at > sa.bindparam("lately"),
    )
    .order_by(Reflection.id.desc())
    .limit(MOST_SENT)
    .subquery()
)
_with_key = sa.and_(
    Reflection.author_id == sa.bindparam("author_id"),
    Reflection.submission_key == sa.bindparam("key"),
)
SENT = sa.union_all(sa.select(*_words).where(_with_key), sa.select(_lately))


def reflections_visible_to(viewer: Actor, before: int | None = None) -> Page[ReflectionRow]:
    """The viewer's log in this cohort, newest first, a page at a time by key."""
    if viewer.role is None:
        return Page([], None)
    rows = fetch(LOG, **_whose(viewer), before=ids.BIGGEST if before is None else before)
    return Page.cut(rows_of(ReflectionRow, rows), PAGE_SIZE)


def _whose(viewer: Actor) -> dict[str, int]:
    return {"author_id": viewer.user_id, "cohort_id": viewer.cohort.id}


def get_reflection(viewer: Actor, reflection_id: int) -> Reflection:
    """One of the viewer's own reflections. Raises NotFound."""
    query = sa.select(Reflection).where(Reflection.id == reflection_id, _own)
    found = db.session.scalar(query, _whose(viewer)) if viewer.role else None
    if found is None:
        raise NotFound("No such reflection.")
    return found


def sent_by(viewer: Actor, key: str) -> list[Sent]:
    """The viewer's entries with this key, or of late in this cohort; words: cohort, prompt, title,
    body."""
    rows = fetch(SENT, **_whose(viewer), key=key, lately=lately(), ids_since=ids_since())
    return [
        Sent(row.id, row.submission_key, (row.cohort_id, row.prompt_id, row.title, row.body))
        for row in rows
    ]


def answers_to(viewer: Actor, prompt_keys: Sequence[str]) -> dict[str, PromptAnswer]:
    """{prompt key: the viewer's latest reflection on it}."""
    if viewer.role is None:
        return {}
    rows = fetch(
        ANSWERS, **_whose(viewer), programme_id=viewer.programme.id, keys=list(prompt_keys)
    )
    return {row.prompt_key: row_of(PromptAnswer, row) for row in rows}


def prompt_of(reflection: Reflection) -> AnsweredPrompt | None:
    """The prompt that a reflection answers, even one that has since left the course."""
    if not reflection.prompt_id:
        return None
    return row_of(AnsweredPrompt, fetch(ANSWERED, prompt_id=reflection.prompt_id).one())
