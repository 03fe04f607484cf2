"""The one way that a module's or a page's text is saved, from files and from the browser alike.

Each save is a revision. Rendering happens here and never on reading. Writing and rendering are
two steps, because a page can only link to what is already there: whoever saves many things writes
them all, then renders them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_authoring.actions import prerendering
from cohort.course_authoring.actions.file_sizes import sized, with_sizes
from cohort.course_authoring.actions.prerendering import Terms, Text
from cohort.course_authoring.models import Revision
from cohort.course_format.front_matter import module_facts, page_facts
from cohort.course_format.links import AssetFacts, CourseMap
from cohort.course_modules import search
from cohort.course_modules.models import CourseAsset, GlossaryTerm, Module, ModulePage
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.problems import Problem
from cohort.markdown import RENDERER_VERSION, FoundTerm

WORDS_A_MINUTE = 230
MOST_TOLD = 50  # problems of one text


def write_module(
    actor: Actor, module: Module, text: str, *, origin: str, note: str = ""
) -> list[Problem]:
    """Take over what module.md says, as a new revision. Render it afterwards."""
    facts = module_facts(text, module.slug)
    module.source, module.title, module.summary = text, facts.title, facts.summary
    module.foundation, module.licence = facts.foundation, facts.licence
    module.language, module.objectives = facts.language, list(facts.objectives)
    module.minutes_to_read, module.minutes_to_do = facts.minutes_to_read, facts.minutes_to_do
    module.opens_after_days = facts.opens_after_days
    module.rendered_with = 0
    _keep_revision(actor, module, None, text, origin, note)
    return list(facts.problems)


def write_page(
    actor: Actor, module: Module, page: ModulePage, text: str, *, origin: str, note: str = ""
) -> list[Problem]:
    """Take over what a page's file says, as a new revision. Render it afterwards."""
    facts = page_facts(text, page.slug)
    page.source, page.title = text, facts.title
    page.minutes_to_read = facts.minutes_to_read
    if module.is_single_file:  # its title stands in the module's front matter
        page.title = module.title
    page.rendered_with = 0
    _keep_revision(actor, module, page, text, origin, note)
    return list(facts.problems)


def render_module(module: Module, course: CourseMap, terms: Terms) -> list[Problem]:
    """Render a module's introduction."""
    made = prerendering.rendered(introduction_of(module), course, terms)
    facts, rendered = made.facts, made.page
    parts = [part for part in rendered.parts if "key" not in part]
    module.introduction_parts = with_sizes(parts, course)
    module.rendered_with = RENDERER_VERSION
    problems = list(rendered.problems)
    if rendered.prompts:
        problems.append(
            Problem("", 0, "a module's introduction holds no prompts; move it to a page")
        )
    module.problems = _told([*facts.problems, *problems])
    search.index_module(module.id)
    return problems


def render_page_only(
    module: Module, page: ModulePage, course: CourseMap, terms: Terms
) -> tuple[list[Problem], list[FoundTerm]]:
    """Render a page; whoever renders many settles prompts and terms once, afterwards."""
    made = prerendering.rendered(text_of(module, page), course, terms)
    facts, rendered = made.facts, made.page
    page.parts, page.rendered_with = with_sizes(rendered.parts, course), RENDERER_VERSION
    page.minutes_to_read = facts.minutes_to_read or _minutes(rendered.words)
    page.problems = _told([*facts.problems, *rendered.problems])
    search.index_page(page.id)
    terms_here = [replace(term, html=sized(term.html, course)) for term in rendered.terms]
    return rendered.problems, terms_here


def terms_in(module: Module, page: ModulePage) -> list[FoundTerm]:
    """The terms that a page explains, without keeping anything of its rendering."""
    return prerendering.rendered(text_of(module, page), None, ()).page.terms


def introduction_of(module: Module) -> Text:
    """What is rendered of a module itself."""
    return Text(module.source, module.slug, module.slug, is_page=False)


def text_of(module: Module, page: ModulePage) -> Text:
    """What is rendered of a page."""
    return Text(page.source, page.slug, module.slug)


def course_map(programme_id: int) -> CourseMap:
    """What the programme's pages can link to, as it is now."""
    rows = db.session.execute(
        sa.select(Module.slug, Module.is_single_file, ModulePage.slug)
        .outerjoin(
            ModulePage, sa.and_(ModulePage.module_id == Module.id, ModulePage.retired_at.is_(None))
        )
        .where(Module.programme_id == programme_id, Module.retired_at.is_(None))
    ).all()
    modules: dict[str, set[str]] = {}
    for module, _, page in rows:
        modules.setdefault(module, set()).update([page] if page else [])
    assets = sa.select(
        CourseAsset.path,
        CourseAsset.width,
        CourseAsset.height,
        # What was drawn anew is not as large as the file that came.
        sa.case((CourseAsset.key == CourseAsset.original_key, CourseAsset.size), else_=0),
    ).where(CourseAsset.programme_id == programme_id, CourseAsset.retired_at.is_(None))
    return CourseMap(
        modules=modules,
        assets={path: AssetFacts(*facts) for path, *facts in db.session.execute(assets)},
        single_files=frozenset(module for module, is_single, _ in rows if is_single),
    )


def terms_of(programme_id: int) -> Terms:
    """(slug, term) of every term that the programme's pages explain, longest first."""
    query = sa.select(GlossaryTerm.slug, GlossaryTerm.term).where(
        GlossaryTerm.programme_id == programme_id
    )
    found = [(slug, term) for slug, term in db.session.execute(query)]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair))


def _keep_revision(
    actor: Actor, module: Module, page: ModulePage | None, text: str, origin: str, note: str
) -> None:
    changed: Any = page or module
    changed.changed_at, changed.retired_at = clock.now(), None
    db.session.flush()
    add_revision(actor, module, page, text, origin, note)


def add_revision(
    actor: Actor, module: Module, page: ModulePage | None, text: str, origin: str, note: str
) -> None:
    """Keep a revision of what was flushed. Whoever began from an earlier one is told so."""
    db.session.add(
        Revision(
            module_id=module.id,
            page_id=page.id if page else None,
            version=(page or module).version,
            text=text,
            note=note,
            origin=origin,
            author_id=actor.user_id or None,
        )
    )


def _minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


def _told(problems: Sequence[Problem]) -> list[Any]:
    """What the desk tells of a text: its first problems, in the order of its lines."""
    found = sorted(problems, key=lambda problem: problem.line)
    return [[problem.line, problem.text, problem.is_error] for problem in found[:MOST_TOLD]]


def in_file(problems: Sequence[Problem], path: str) -> list[Problem]:
    """The same problems, named by their file."""
    return [replace(problem, path=path) for problem in problems]
