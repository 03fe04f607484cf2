"""Prompts and terms of a programme, as its rendered pages hold them. Needs no database.

Both belong to the whole programme: of two pages that hold the same one, the first keeps it, in the
order in which they are read. So they are settled over all pages, never page by page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cohort.course_authoring.queries.stored_course import (
    StoredCourse,
    StoredModule,
    StoredPage,
    StoredTerm,
)
from cohort.course_format.naming import file_name
from cohort.course_modules.models import Module, ModulePage
from cohort.kernel.problems import Problem
from cohort.markdown import FoundTerm

LONGEST_TERM = 120


@dataclass(frozen=True, slots=True)
class PageWarning:
    """Something to tell the author of one page."""

    page_id: int
    problem: Problem


def settle_prompts(course: StoredCourse) -> tuple[StoredCourse, list[PageWarning]]:
    """The course with the prompts of its pages as they are rendered now.

    A prompt whose block has gone is kept without a page, for its answers. What to tell: ids that
    stand on two pages.
    """
    prompts = dict(course.prompts)
    held: dict[str, int] = {}
    warnings = []
    live = course.live_pages()
    for _, page in live:
        for block in course.blocks.get(page.id, ()):
            if held.setdefault(block.key, page.id) == page.id:
                prompts[block.key] = block
            else:
                warnings.append(_stands_twice(course, block.key, held[block.key], page))
    ids = {page.id for _, page in live}
    for key, prompt in course.prompts.items():
        if key not in held and prompt.page_id in ids:  # a retired page keeps its prompts
            prompts[key] = replace(prompt, page_id=None)
    return replace(course, prompts=prompts), warnings


def _stands_twice(course: StoredCourse, key: str, first: int, second: StoredPage) -> PageWarning:
    page = course.pages[first]
    module = course.modules[page.module_id]
    place = f"{path_of(module, page)}:{line_of(key, page) + lines_before(module)}"
    words = f"the prompt id #{key} stands at {place} too, which keeps it; give this one another"
    return PageWarning(second.id, Problem("", line_of(key, second), words))


def settle_terms(
    course: StoredCourse, found: Mapping[int, Sequence[FoundTerm]]
) -> tuple[StoredCourse, list[PageWarning]]:
    """The course with the terms that these pages (by id) explain, as they were rendered now.

    What to tell: terms that another page explains already.
    """
    order = {page.id: place for place, (_, page) in enumerate(course.live_pages())}
    explained = {page_id: {term.slug for term in terms} for page_id, terms in found.items()}
    terms = {
        slug: term
        for slug, term in course.terms.items()
        if term.page_id in order and slug in explained.get(term.page_id, {slug})
    }
    warnings = []
    for page_id in sorted(found, key=lambda page_id: order.get(page_id, -1)):
        for term in found[page_id]:
            kept = terms.get(term.slug)
            if kept and order.get(kept.page_id, -1) < order.get(page_id, -1):
                words = f"the term “{term.term}” is explained on an earlier page already"
                problem = Problem("", term.line, words, is_error=False)
                warnings.append(PageWarning(page_id, problem))
                continue
            words = term.term[:LONGEST_TERM]
            terms[term.slug] = StoredTerm(term.slug, page_id, words, term.html)
    return replace(course, terms=terms), warnings


def path_of(module: Module | StoredModule, page: ModulePage | StoredPage | None = None) -> str:
    """Where a module's own file or a page's stands in the course, as an export writes it."""
    folder = file_name(module.position, module.slug)
    if module.is_single_file:
        return f"{folder}.md"
    return f"{folder}/{file_name(page.position, page.slug)}.md" if page else f"{folder}/module.md"


def line_of(key: str, page: StoredPage) -> int:
    """The line of the page's source, from 1, on which this id stands; 0 when it is not found."""
    found = re.search(rf"#{re.escape(key)}(?![a-z0-9-])", page.source)
    return page.source.count("\n", 0, found.start()) + 1 if found else 0


def lines_before(module: StoredModule) -> int:
    """The lines of a single file that stand before its one page: the module's front matter."""
    return module.source.count("\n") if module.is_single_file else 0
