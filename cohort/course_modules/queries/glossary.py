"""The words explained by the modules that are open to the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules.models import GlossaryTerm, Module, ModulePage
from cohort.course_modules.queries.languages import PAGE_LANGUAGE
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.db import columns_of, fetch, rows_of


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term: its meaning, as HTML with stored addresses, and the page that explains it."""

    slug: str
    term: str
    html: str
    module_slug: str
    page_slug: str
    page_title: str
    language: str


TERMS = (
    sa.select(
        *columns_of(
            TermRow,
            slug=GlossaryTerm.slug,
            term=GlossaryTerm.term,
            html=GlossaryTerm.html,
            module_slug=Module.slug,
            page_slug=ModulePage.slug,
            page_title=ModulePage.title,
            language=PAGE_LANGUAGE,
        )
    )
    .join(ModulePage, ModulePage.id == GlossaryTerm.page_id)
    .join(Module, Module.id == ModulePage.module_id)
    .where(ModulePage.retired_at.is_(None), IS_READABLE)
)


def terms_visible_to(viewer: Actor) -> Sequence[TermRow]:
    """The terms of modules that are open to the viewer, in alphabetical order."""
    if viewer.role is None:
        return []
    lines = rows_of(TermRow, fetch(TERMS, **standing(viewer)))
    return sorted(lines, key=lambda line: (line.term.casefold(), line.slug))
