"""Rendering what a change touches: the changed pages, and the pages around them.

A page's links and terms depend on what else the course holds. When that changed, every page is
rendered again; otherwise only those whose own text did, or that an older renderer made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from cohort.course_authoring.actions import prerendering, prompts_and_terms, saving
from cohort.course_authoring.actions.prompts_and_terms import Told
from cohort.course_format.links import CourseMap
from cohort.course_modules import search
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel.problems import Problem
from cohort.markdown import RENDERER_VERSION


@dataclass(frozen=True)
class Surroundings:
    """What a programme's pages depend on beside their own text."""

    course: CourseMap
    terms: prerendering.Terms

    @classmethod
    def of(cls, programme_id: int) -> Surroundings:
        """As they are now."""
        return cls(saving.course_map(programme_id), saving.terms_of(programme_id))


@dataclass
class Outcome:
    """What rendering found: problems by page's id, and by module's for introductions."""

    of_pages: list[Told] = field(default_factory=list)
    of_modules: list[tuple[int, Problem]] = field(default_factory=list)
    rendered: int = 0


def render_what_changed(programme_id: int, before: Surroundings | None) -> Outcome:
    """Render what is not rendered yet, and everything when the surroundings are not `before`
    any more. Without `before`: only what is not rendered by this renderer."""
    _find_terms(programme_id)
    now = Surroundings.of(programme_id)
    if before is not None and now != before:
        _mark_all(programme_id)
    modules = db.session.scalars(_stale_modules(programme_id)).all()
    pages = db.session.execute(_stale_pages(programme_id)).all()
    texts = [saving.introduction_of(module) for module in modules]
    texts += [saving.text_of(module, page) for module, page in pages]
    prerendering.need(texts, now.course, now.terms)
    outcome = Outcome()
    for module in modules:
        problems = saving.render_module(module, now.course, now.terms)
        outcome.of_modules += [(module.id, problem) for problem in problems]
    found = {}
    for module, page in pages:
        problems, terms = saving.render_page_only(module, page, now.course, now.terms)
        outcome.of_pages += [Told(page.id, problem) for problem in problems]
        found[page.id] = terms
        outcome.rendered += 1
    outcome.of_pages += prompts_and_terms.settle_terms(programme_id, found)
    outcome.of_pages += prompts_and_terms.settle_prompts(programme_id)
    return outcome


def render_stale(programme_id: int) -> int:
    """Render again what an older renderer made; returns how many pages that were."""
    stale = _stale_pages(programme_id).with_only_columns(ModulePage.id).limit(1)
    modules = _stale_modules(programme_id).with_only_columns(Module.id).limit(1)
    if db.session.scalar(stale) is None and db.session.scalar(modules) is None:
        return 0
    with search.together():
        return render_what_changed(programme_id, None).rendered


def _find_terms(programme_id: int) -> None:
    """Settle the terms of pages not rendered yet, so that all are rendered with all of them."""
    stale = _stale_pages(programme_id).where(ModulePage.source.contains("glossary"))
    pages = db.session.execute(stale).all()
    prerendering.need((saving.text_of(module, page) for module, page in pages), None, ())
    found = {page.id: saving.terms_in(module, page) for module, page in pages}
    prompts_and_terms.settle_terms(programme_id, found)


def _mark_all(programme_id: int) -> None:
    modules = sa.select(Module.id).where(Module.programme_id == programme_id)
    conditions = (Module.programme_id == programme_id, ModulePage.module_id.in_(modules))
    for table, condition in zip((Module, ModulePage), conditions, strict=True):
        db.session.execute(
            sa.update(table).where(condition).values(rendered_with=0),
            execution_options={"synchronize_session": "fetch"},
        )


def _stale_modules(programme_id: int) -> sa.Select[Module]:
    return (
        sa.select(Module)
        .where(
            Module.programme_id == programme_id,
            Module.retired_at.is_(None),
            Module.rendered_with != RENDERER_VERSION,
        )
        .order_by(Module.position, Module.id)
    )


def _stale_pages(programme_id: int) -> sa.Select[Module, ModulePage]:
    return (
        sa.select(Module, ModulePage)
        .join(ModulePage, ModulePage.module_id == Module.id)
        .where(
            Module.programme_id == programme_id,
            Module.retired_at.is_(None),
            ModulePage.retired_at.is_(None),
            ModulePage.rendered_with != RENDERER_VERSION,
        )
        .options(undefer(ModulePage.parts))
        .order_by(Module.position, Module.id, ModulePage.position, ModulePage.id)
    )
