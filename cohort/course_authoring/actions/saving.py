"""The one way that a module's or a page's text is saved, from files and from the browser alike.

Each save is a revision. Whoever saves works out first what the course will be (plain rows) and
renders that; only then is it written here, in one go. Reading never renders.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from cohort.access.actor import NOBODY, Actor
from cohort.course_authoring.actions.rendering import Facts, RenderedText, Rendering
from cohort.course_authoring.models import Revision
from cohort.course_authoring.queries.stored_course import StoredCourse, StoredModule, StoredPage
from cohort.course_format.front_matter import ModuleFacts, PageFacts, module_facts, page_facts
from cohort.course_modules import search
from cohort.course_modules.models import GlossaryTerm, Module, ModulePage, Prompt
from cohort.db import db
from cohort.kernel import clock

_NOT_SET = {"id", "version"}  # the first never changes, the second is counted by the ORM
_SAID_OF_MODULE = (
    *("summary", "foundation", "licence"),
    *("minutes_to_do", "opens_after_days"),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """The texts that are saved, each as a new revision. `facts`: what they say, by id."""

    actor: Actor
    facts: Facts
    origin: str = "browser"
    note: str = ""


NOTHING_SAVED = Saved(NOBODY, {})


def with_module_text(row: StoredModule, facts: ModuleFacts, text: str) -> StoredModule:
    """The module's row with another text, which brings it back if it was retired."""
    return replace(row, source=text, title=facts.title, rendered_with=0, retired_at=None)


def with_page_text(
    row: StoredPage, facts: PageFacts, text: str, module: StoredModule
) -> StoredPage:
    """The same for a page. The title of a single file stands in its module's front matter."""
    title = module.title if module.is_single_file else facts.title
    return replace(row, source=text, title=title, rendered_with=0, retired_at=None)


def with_text(course: StoredCourse, text_id: int, text: str) -> tuple[StoredCourse, Facts]:
    """The course with another text of one module or page, and what that text says."""
    if text_id in course.pages:
        page = course.pages[text_id]
        of_page = page_facts(text, page.slug)
        row = with_page_text(page, of_page, text, course.modules[page.module_id])
        return replace(course, pages={**course.pages, text_id: row}), {text_id: of_page}
    of_module = module_facts(text, course.modules[text_id].slug)
    module = with_module_text(course.modules[text_id], of_module, text)
    pages = {}
    if module.is_single_file:
        pages = {p.id: replace(p, title=module.title) for p in course.pages_of(text_id).values()}
    course = replace(
        course,
        modules={**course.modules, text_id: module},
        pages={**course.pages, **pages},
    )
    return course, {text_id: of_module}


def write_course(before: StoredCourse, rendering: Rendering, saved: Saved = NOTHING_SAVED) -> None:
    """Write what a course will be where it differs from what was stored before, but for its
    files. Raises StaleDataError when somebody else has written one of these rows meanwhile."""
    after, facts = rendering.course, saved.facts
    ours = {"programme_id": before.programme_id}
    modules = _write(Module, before.modules, after.modules, rendering.modules, facts, ours)
    pages = _write(ModulePage, before.pages, after.pages, rendering.pages, facts, {})
    for id_ in facts:
        add_revision(saved.actor, pages.get(id_) or modules[id_], saved.origin, saved.note)
    _write_by_name(GlossaryTerm, GlossaryTerm.slug, ours, before.terms, after.terms)
    _write_by_name(Prompt, Prompt.key, ours, before.prompts, after.prompts)
    search.index_terms(before.programme_id)
    with search.together():
        for id_ in rendering.modules:
            search.index_module(id_)
        for id_ in rendering.pages:
            search.index_page(id_)


def add_revision(actor: Actor, thing: Module | ModulePage, origin: str, note: str) -> None:
    """Keep a revision of what was flushed. Whoever began from an earlier one is told so."""
    page = thing if isinstance(thing, ModulePage) else None
    db.session.add(
        Revision(
            module_id=page.module_id if page else thing.id,
            page_id=page.id if page else None,
            version=thing.version,
            text=thing.source,
            note=note,
            origin=origin,
            author_id=actor.user_id or None,
        )
    )


def _write(
    table: Any,
    before: Mapping[int, Any],
    after: Mapping[int, Any],
    rendered: Mapping[int, RenderedText],
    said: Facts,
    ours: Mapping[str, Any],
) -> dict[int, Any]:
    """Write the rows that differ and those that were rendered; returns them by id. `ours`: what a
    new row holds beside the plain one's columns."""
    ids = [id_ for id_, row in after.items() if row != before.get(id_) or id_ in rendered]
    things = _known(table, table.id, ids)
    for id_ in ids:
        if id_ not in things:
            things[id_] = table(id=id_, **ours)
            db.session.add(things[id_])
        elif things[id_].version != before[id_].version:  # saved since it was planned from
            raise StaleDataError(f"{table.__tablename__} {id_} is of another version by now")
        thing, row = things[id_], after[id_]
        for name in row.__dataclass_fields__:
            if name not in _NOT_SET and getattr(thing, name) != getattr(row, name):
                setattr(thing, name, getattr(row, name))
        if id_ in said:
            _take(thing, said[id_])
        if id_ in rendered:
            _keep(thing, rendered[id_])
    db.session.flush()
    return things


def _take(thing: Module | ModulePage, facts: ModuleFacts | PageFacts) -> None:
    thing.changed_at, thing.minutes_to_read = clock.now(), facts.minutes_to_read
    if isinstance(thing, Module) and isinstance(facts, ModuleFacts):
        for name in _SAID_OF_MODULE:
            setattr(thing, name, getattr(facts, name))
        thing.objectives = list(facts.objectives)


def _keep(thing: Module | ModulePage, text: RenderedText) -> None:
    thing.problems, thing.language = text.problems, text.language
    if isinstance(thing, Module):
        thing.introduction_parts = text.parts
    else:
        thing.parts, thing.minutes_to_read = text.parts, text.minutes


def _write_by_name(
    table: Any,
    column: Any,
    ours: Mapping[str, int],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """The same for terms, by their slugs, and prompts, by their keys; what has gone is deleted."""
    gone = [name for name in before if name not in after]
    changed = [name for name, row in after.items() if row != before.get(name)]
    things = _known(table, column, [*gone, *changed], table.programme_id == ours["programme_id"])
    for name in things.keys() & set(gone):  # somebody else may have taken one away meanwhile
        db.session.delete(things[name])
    for name in changed:
        thing = things.get(name) or table(**ours)
        for field in after[name].__dataclass_fields__:
            setattr(thing, field, getattr(after[name], field))
        db.session.add(thing)
    db.session.flush()


def _known(
    table: Any, column: Any, values: Collection[Any], *conditions: sa.ColumnElement[bool]
) -> dict[Any, Any]:
    if not values:
        return {}
    query = sa.select(table).where(column.in_(values), *conditions)
    return {getattr(thing, column.key): thing for thing in db.session.scalars(query)}
