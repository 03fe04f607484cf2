"""Writing modules and pages in the browser.

A save names the revision that its author began from. If another one has come since, nothing is
written: the author is shown both. Rows carry a version too, so that two saves at the same moment
end in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_authoring.actions import rendering, saving
from cohort.course_authoring.queries.content import Text, keys_on, places_of_prompts
from cohort.course_format.front_matter import module_facts, page_facts, split, with_facts
from cohort.course_format.links import OWN
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
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


def whole_text(text: Text, body: str, **facts: Any) -> str:
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


def look_over(actor: Actor, text: Text, source: str) -> Look:
    """Render without keeping, and see what that would do to prompts."""
    module, page = text.module, text.page
    facts: Any = (page_facts if page else module_facts)(source, text.thing.slug)
    rendered = render_page(
        facts.body,
        resolve=saving.course_map(module.programme_id).resolver(module.slug),
        terms=saving.terms_of(module.programme_id),
        first_line=facts.body_line,
    )
    rendered.problems += facts.problems
    keys = [prompt.key for prompt in rendered.prompts]
    twice = [(p.line, p.text) for p in rendered.problems if p.text.startswith("the prompt id ")]
    taken = places_of_prompts(actor, keys, not_on=page.id if page else 0) if keys else {}
    leaving = sorted(keys_on(page.id) - set(keys)) if page else []
    return Look(rendered, taken, twice, leaving)


def save_text(
    actor: Actor, text: Text, source: str, *, note: str = "", origin: str = "browser"
) -> bool:
    """Keep a text as a new revision; False when it is what is saved already.

    Raises ChangedMeanwhile when somebody else saved at the same moment.
    """
    if source == text.source and text.thing.retired_at is None:
        return False
    act = "modules:restore" if origin == "restore" else f"modules:edit-{text.kind}"
    return at_once(lambda: _save(actor, text, source, note, origin, act))


def _save(actor: Actor, text: Text, source: str, note: str, origin: str, act: str) -> bool:
    module, page = text.module, text.page
    if page:
        saving.write_page(actor, module, page, source, origin=origin, note=note)
    else:
        saving.write_module(actor, module, source, origin=origin, note=note)
        _pass_title_on(module)
    render(module.programme_id)
    _record(actor, act, text, note)
    db.session.flush()
    return True


def at_once(do: Callable[[], T]) -> T:
    """Do it, or raise ChangedMeanwhile with nothing done."""
    try:
        return do()
    except StaleDataError:
        db.session.rollback()
        raise ChangedMeanwhile("Somebody else saved this at the same moment.") from None


def render(programme_id: int) -> None:
    """Render what was written, and the pages that it may have changed."""
    before = set(saving.terms_of(programme_id))
    rendering.render_what_changed(programme_id, None)
    if changed := set(saving.terms_of(programme_id)) ^ before:
        render_again(programme_id, {term for _, term in changed})


def render_again(programme_id: int, words: set[str]) -> None:
    """Render the pages whose text holds one of these words: they link to what has changed."""
    modules = sa.select(Module.id).where(Module.programme_id == programme_id)
    holds = sa.or_(*(ModulePage.source.icontains(word, autoescape=True) for word in words))
    db.session.execute(
        sa.update(ModulePage)
        .where(ModulePage.module_id.in_(modules), holds)
        .values(rendered_with=0),
        execution_options={"synchronize_session": "fetch"},
    )
    rendering.render_what_changed(programme_id, None)


def _pass_title_on(module: Module) -> None:
    """A module of one file gives its page its title."""
    if module.is_single_file:
        query = sa.select(ModulePage).where(ModulePage.module_id == module.id)
        for page in db.session.scalars(query):
            page.title = module.title


def add_module(actor: Actor, title: str) -> Text:
    """A new, empty module at the end, kept in a folder. The same press again finds the first."""
    programme_id = actor.programme.id
    query = sa.select(Module).where(Module.programme_id == programme_id)
    known = {module.slug: module for module in db.session.scalars(query)}
    source = with_facts("", "", title=title)
    if same := _just_added(known.values(), source):
        return Text(same)
    slug = _free_slug(title, known)
    last = max((m.position for m in known.values() if m.retired_at is None), default=-1)
    module = Module(programme_id=programme_id, slug=slug, position=last + 1)
    text = Text(module)
    return _add(actor, text, source, "modules:add-module")


def add_page(actor: Actor, module: Module, title: str) -> Text:
    """A new, empty page at the end of a module that is kept in a folder."""
    query = sa.select(ModulePage).where(ModulePage.module_id == module.id)
    known = {page.slug: page for page in db.session.scalars(query)}
    source = with_facts("", "", title=title)
    if same := _just_added(known.values(), source):
        return Text(module, same)
    slug = _free_slug(title, known)
    last = max((p.position for p in known.values() if p.retired_at is None), default=0)
    page = ModulePage(module_id=module.id, slug=slug, position=last + 1)
    text = Text(module, page)
    return _add(actor, text, source, "modules:add-page")


def _add(actor: Actor, text: Text, source: str, act: str) -> Text:
    try:
        with db.session.begin_nested():
            db.session.add(text.thing)
            _save(actor, text, source, "", "browser", act)
    except IntegrityError:
        raise Clash("Something of this name was added at the same moment.") from None
    slug = text.thing.slug
    render_again(text.module.programme_id, {slug})
    return text


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


def _record(actor: Actor, act: str, text: Text, note: str = "") -> None:
    record(
        actor,
        act,
        text.thing,
        programme_id=text.module.programme_id,
        reason=note or None,
        title=text.title,
        module=text.module.title if text.page else "",
    )
