"""Writing modules and pages in the browser.

A save names the revision that its author began from. If another one has come since, nothing is
written: the author is shown both. Rows carry a version too, so that two saves at the same moment
end in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_authoring.actions import saving
from cohort.course_authoring.actions.rendering import Surroundings, render_around
from cohort.course_authoring.actions.saving import Saved
from cohort.course_authoring.queries.content import EditableText, keys_on, places_of_prompts
from cohort.course_authoring.queries.stored_course import (
    StoredCourse,
    StoredModule,
    StoredPage,
    read_stored_course,
)
from cohort.course_format.front_matter import module_facts, page_facts, split, with_facts
from cohort.course_format.links import OWN
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel import ids
from cohort.kernel.errors import Clash
from cohort.kernel.submissions import lately
from cohort.kernel.text import slugify
from cohort.markdown import RenderedPage, render_page

LONGEST_SLUG = 80
T = TypeVar("T")


class ChangedMeanwhile(Clash):
    """Somebody else saved at the same moment. Nothing of this save was written."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a text would come to. `taken`: {prompt id: where else it stands}; `twice`: (line, words)
    of those that stand twice in this very text; `leaving`: ids that stood here and would not any
    more."""

    rendered: RenderedPage
    taken: Mapping[str, str]
    twice: Sequence[tuple[int, str]]
    leaving: Sequence[str]


def whole_text(text: EditableText, body: str, **facts: Any) -> str:
    """The file's text with what was typed. What was not changed stays letter for letter."""
    return _with(text.source, body, facts)


def body_of(source: str) -> str:
    """What stands in the box: the body, or the whole text when its front matter is unreadable."""
    parts = split(source)
    return tidy(source if parts.problems else parts.body)


def tidy(body: str) -> str:
    """Without empty lines around it, and with one kind of line end."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


def lines_above(source: str) -> int:
    """How many lines of the file stand above the first line of the box (`body_of`)."""
    parts = split(source)
    body, above = (source, 0) if parts.problems else (parts.body, parts.body_line - 1)
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return above + next((number for number, line in enumerate(lines) if line.strip()), 0)


def _with(source: str, typed: str, facts: Mapping[str, Any]) -> str:
    parts = split(source)
    if parts.problems:  # the box held the whole of it
        parts = split("")
        source = ""
    body = parts.body if tidy(parts.body) == tidy(typed) else _lead(parts.body) + tidy(typed) + "\n"
    if not facts:
        return parts.block + body
    block = with_facts(source, "", **facts)
    return block + (body if block == parts.block else body.lstrip("\n"))


def _lead(body: str) -> str:
    return body[: len(body) - len(body.lstrip("\n"))] if body.strip() else ""


def look_over(actor: Actor, text: EditableText, source: str) -> Look:
    """Render without keeping, and see what that would do to prompts."""
    module, page = text.module, text.page
    facts: Any = (page_facts if page else module_facts)(source, text.thing.slug)
    stored = read_stored_course(module.programme_id, with_texts=False, with_blocks=False)
    around = Surroundings.of(stored)
    rendered = render_page(
        facts.body,
        resolve=around.course.resolver(module.slug),
        terms=around.terms,
        first_line=facts.body_line,
    )
    rendered.problems += facts.problems
    keys = [prompt.key for prompt in rendered.prompts]
    twice = [(p.line, p.text) for p in rendered.problems if p.text.startswith("the prompt id ")]
    taken = places_of_prompts(actor, keys, not_on=page.id if page else 0) if keys else {}
    leaving = sorted(keys_on(page.id) - set(keys)) if page else []
    return Look(rendered, taken, twice, leaving)


def save_text(
    actor: Actor, text: EditableText, source: str, *, note: str = "", origin: str = "browser"
) -> bool:
    """Keep a text as a new revision; False when it is what is saved already.

    Raises ChangedMeanwhile when somebody else saved at the same moment.
    """
    if source == text.source and text.thing.retired_at is None:
        return False
    before = read_stored_course(text.module.programme_id)
    after, facts = saving.with_text(before, text.id, source)
    rendering = render_around(after, before=before, facts=facts)
    saved = Saved(actor, facts, origin, note)
    act = "modules:restore" if origin == "restore" else f"modules:edit-{text.kind}"
    at_once(lambda: saving.write_course(before, rendering, saved))
    _record(actor, act, text, note)
    return True


def at_once(do: Callable[[], T]) -> T:
    """Do it, or raise ChangedMeanwhile with nothing done."""
    try:
        return do()
    except StaleDataError:
        db.session.rollback()
        raise ChangedMeanwhile("Somebody else saved this at the same moment.") from None


def render_again(programme_id: int, words: set[str], *, before: StoredCourse | None = None) -> None:
    """Render the pages whose text holds one of these words: they link to what has changed. With
    the course as it was `before`, those too that hold a term which came or went."""
    stored = read_stored_course(programme_id)
    saving.write_course(stored, render_around(stored, words, before=before))


def add_module(actor: Actor, title: str) -> EditableText:
    """A new, empty module at the end, kept in a folder. The same press again finds the first."""
    programme_id = actor.programme.id
    query = sa.select(Module).where(Module.programme_id == programme_id)
    known = {module.slug: module for module in db.session.scalars(query)}
    source = with_facts("", "", title=title)
    if same := _just_added(known.values(), source):
        return EditableText(same)
    slug = _free_slug(title, known)
    last = max((m.position for m in known.values() if m.retired_at is None), default=-1)
    stored = read_stored_course(programme_id)
    row = StoredModule(ids.new_id(), slug, last + 1, title, "")
    after = replace(stored, modules={**stored.modules, row.id: row})
    _add(actor, stored, after, row, source)
    text = EditableText(db.session.get_one(Module, row.id))
    _record(actor, "modules:add-module", text)
    return text


def add_page(actor: Actor, module: Module, title: str) -> EditableText:
    """A new, empty page at the end of a module that is kept in a folder."""
    query = sa.select(ModulePage).where(ModulePage.module_id == module.id)
    known = {page.slug: page for page in db.session.scalars(query)}
    source = with_facts("", "", title=title)
    if same := _just_added(known.values(), source):
        return EditableText(module, same)
    slug = _free_slug(title, known)
    last = max((p.position for p in known.values() if p.retired_at is None), default=0)
    stored = read_stored_course(module.programme_id)
    row = StoredPage(ids.new_id(), module.id, slug, last + 1, title, "")
    after = replace(stored, pages={**stored.pages, row.id: row})
    _add(actor, stored, after, row, source)
    text = EditableText(module, db.session.get_one(ModulePage, row.id))
    _record(actor, "modules:add-page", text)
    return text


def _add(
    actor: Actor,
    before: StoredCourse,
    after: StoredCourse,
    row: StoredModule | StoredPage,
    source: str,
) -> None:
    after, facts = saving.with_text(after, row.id, source)
    rendering = render_around(after, {row.slug}, before=before, facts=facts)
    try:
        with db.session.begin_nested():
            saving.write_course(before, rendering, Saved(actor, facts))
    except IntegrityError:
        raise Clash("Something of this name was added at the same moment.") from None


def _just_added(known: Iterable[Any], source: str) -> Any:
    """What the first press of a double press has added."""
    return next((row for row in known if row.source == source and row.changed_at > lately()), None)


def _free_slug(title: str, known: Mapping[str, Any]) -> str:
    base = slugify(title, longest=LONGEST_SLUG - 5).strip("-") or "page"
    base = "page" if base == OWN else base
    slug, number = base, 2
    while slug in known:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _record(actor: Actor, act: str, text: EditableText, note: str = "") -> None:
    record(
        actor,
        act,
        text.thing,
        programme_id=text.module.programme_id,
        reason=note or None,
        title=text.title,
        module=text.module.title if text.page else "",
    )
