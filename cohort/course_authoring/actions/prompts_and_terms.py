"""Prompts and terms of a programme, as its rendered pages hold them.

Both belong to the whole programme: of two pages that hold the same one, the first keeps it, in the
order in which they are read. So they are settled over all pages, never page by page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.course_format.naming import file_name
from cohort.course_modules import search
from cohort.course_modules.models import GlossaryTerm, Module, ModulePage, Prompt
from cohort.db import db
from cohort.kernel.problems import Problem
from cohort.markdown import FoundTerm

_live = (ModulePage.retired_at.is_(None), Module.retired_at.is_(None))


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell of one page."""

    page_id: int
    problem: Problem


def settle_prompts(programme_id: int) -> list[Told]:
    """Make the prompts those of the pages as they are rendered now.

    A prompt whose block has gone is kept without a page, for its answers. Returns what to tell:
    ids that stand on two pages.
    """
    query = sa.select(Prompt).where(Prompt.programme_id == programme_id)
    known = {prompt.key: prompt for prompt in db.session.scalars(query)}
    held: dict[str, int] = {}
    twice: list[tuple[str, int, int]] = []
    for page_id, parts in _pages_with_prompts(programme_id):
        for part in parts:
            key = part.get("key")
            if key is None:
                continue
            if held.setdefault(key, page_id) != page_id:
                twice.append((key, held[key], page_id))
                continue
            prompt = known.get(key)
            if prompt is None:
                prompt = known[key] = Prompt(programme_id=programme_id, key=key)
                db.session.add(prompt)
            prompt.page_id, prompt.kind = page_id, part["kind"]
            prompt.template, prompt.html = part["template"], part["html"]
    live = set(_page_ids(programme_id))
    for key, prompt in known.items():
        if key not in held and prompt.page_id in live:  # a retired page keeps its prompts
            prompt.page_id = None
    db.session.flush()
    return _told(twice) if twice else []


def _pages_with_prompts(programme_id: int) -> list[Any]:
    query = (
        sa.select(ModulePage.id, ModulePage.parts)
        .join(Module, Module.id == ModulePage.module_id)
        .where(
            Module.programme_id == programme_id,
            *_live,
            sa.cast(ModulePage.parts, sa.Text).contains('"key"'),
        )
        .order_by(Module.position, Module.id, ModulePage.position, ModulePage.id)
    )
    return list(db.session.execute(query))


def _told(twice: Sequence[tuple[str, int, int]]) -> list[Told]:
    ids = {page_id for _, *places in twice for page_id in places}
    query = (
        sa.select(ModulePage, Module)
        .join(Module, Module.id == ModulePage.module_id)
        .where(ModulePage.id.in_(ids))
    )
    rows = {page.id: (page, module) for page, module in db.session.execute(query)}
    told = []
    for key, first, second in twice:
        page, module = rows[first]
        line = line_of(key, page) + lines_before(module)
        place = f"{path_of(module, page)}:{line}"
        words = f"the prompt id #{key} stands at {place} too, which keeps it; give this one another"
        told.append(Told(second, Problem("", line_of(key, rows[second][0]), words)))
    return told


def settle_terms(programme_id: int, found: Mapping[int, Sequence[FoundTerm]]) -> list[Told]:
    """Take over the terms that these pages (by id) explain, as they were rendered now.

    Returns what to tell: terms that another page explains already.
    """
    order = {page_id: place for place, page_id in enumerate(_page_ids(programme_id))}
    query = sa.select(GlossaryTerm).where(GlossaryTerm.programme_id == programme_id)
    known = {term.slug: term for term in db.session.scalars(query)}
    explained = {page_id: {term.slug for term in terms} for page_id, terms in found.items()}
    for slug, held in list(known.items()):
        gone = held.page_id not in order
        if gone or (held.page_id in explained and slug not in explained[held.page_id]):
            db.session.delete(known.pop(slug))
    db.session.flush()
    told = []
    for page_id in sorted(found, key=lambda page_id: order.get(page_id, -1)):
        for term in found[page_id]:
            kept = known.get(term.slug)
            if kept is None:
                kept = GlossaryTerm(programme_id=programme_id, slug=term.slug)
                known[term.slug] = kept
                db.session.add(kept)
            elif order.get(kept.page_id, -1) < order.get(page_id, -1):
                words = f"the term “{term.term}” is explained on an earlier page already"
                told.append(Told(page_id, Problem("", term.line, words, is_error=False)))
                continue
            kept.page_id, kept.term, kept.html = page_id, term.term[:120], term.html
    db.session.flush()
    search.index_terms(programme_id)
    return told


def _page_ids(programme_id: int) -> list[int]:
    query = (
        sa.select(ModulePage.id)
        .join(Module, Module.id == ModulePage.module_id)
        .where(Module.programme_id == programme_id, *_live)
        .order_by(Module.position, Module.id, ModulePage.position, ModulePage.id)
    )
    return list(db.session.scalars(query))


def path_of(module: Module, page: ModulePage | None = None) -> str:
    """Where a module's own file or a page's stands in the course, as an export writes it."""
    folder = file_name(module.position, module.slug)
    if module.is_single_file:
        return f"{folder}.md"
    return f"{folder}/{file_name(page.position, page.slug)}.md" if page else f"{folder}/module.md"


def line_of(key: str, page: ModulePage) -> int:
    """The line of the page's source, from 1, on which this id stands; 0 when it is not found."""
    found = re.search(rf"#{re.escape(key)}(?![a-z0-9-])", page.source)
    return page.source.count("\n", 0, found.start()) + 1 if found else 0


def lines_before(module: Module) -> int:
    """The lines of a single file that stand before its one page: the module's front matter."""
    return module.source.count("\n") if module.is_single_file else 0
