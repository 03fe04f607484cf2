"""Rendering ahead: a transaction that saves many texts finds them rendered when it begins.

Rendering 500 pages takes seconds, and on SQLite nobody else can write while a transaction does.
What there is to render depends on what is written first: links on pages and files, terms on the
texts that explain them. So the work is tried: it writes, says what it needs rendered, and is
undone; that is rendered with no transaction open; and the work is done anew. What somebody else
changed in between is rendered where it is met, so that no page is older than its course.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from cohort.course_format.front_matter import ModuleFacts, PageFacts, module_facts, page_facts
from cohort.course_format.links import CourseMap
from cohort.db import db
from cohort.markdown import RenderedPage, render_page

MOST_TRIES = 3  # terms first, then the pages with them; a third for what somebody else changed
T = TypeVar("T")
Terms = Sequence[tuple[str, str]]  # (slug, term)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to render: a page's, or a module's introduction."""

    source: str
    slug: str
    module_slug: str
    is_page: bool = True

    def render(self, course: CourseMap | None, terms: Terms) -> Rendered:
        """Without a course: for the terms that it explains, its links unresolved."""
        facts = (page_facts if self.is_page else module_facts)(self.source, self.slug)
        page = render_page(
            facts.body,
            resolve=None if course is None else course.resolver(self.module_slug),
            terms=terms,
            first_line=facts.body_line,
        )
        return Rendered(facts, page)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text's facts, and what it was rendered to."""

    facts: PageFacts | ModuleFacts
    page: RenderedPage


class NotRendered(Exception):
    """No error, but the way out of a try: these texts are to be rendered first."""

    def __init__(self, texts: Sequence[Text], course: CourseMap | None, terms: Terms) -> None:
        super().__init__(f"{len(texts)} texts")
        self.texts, self.course, self.terms = texts, course, terms


@dataclass
class _Kept:
    """What was rendered ahead. `rooms`: the courses and terms it was rendered with."""

    rooms: list[tuple[CourseMap | None, Terms]] = field(default_factory=list)
    made: dict[tuple[int, Text], Rendered] = field(default_factory=dict)
    is_trying: bool = True

    def number(self, course: CourseMap | None, terms: Terms) -> int:
        for number, (its_course, its_terms) in enumerate(self.rooms):
            if its_course is course or (its_course == course and its_terms == terms):
                return number
        self.rooms.append((course, terms))
        return len(self.rooms) - 1


_kept: ContextVar[_Kept | None] = ContextVar("rendered_ahead", default=None)


def in_short(work: Callable[[], T]) -> T:
    """Do the work, which writes and renders, so that its transaction has little to render.

    The work must begin its transaction itself and may be done more than once; what it did before
    is rolled back.
    """
    kept = _Kept()
    token = _kept.set(kept)
    try:
        for _ in range(MOST_TRIES):
            try:
                return work()
            except NotRendered as missing:
                db.session.rollback()
                number = kept.number(missing.course, missing.terms)
                for text in missing.texts:
                    kept.made[number, text] = text.render(missing.course, missing.terms)
        kept.is_trying = False
        return work()
    finally:
        _kept.reset(token)


def need(texts: Iterable[Text], course: CourseMap | None, terms: Terms) -> None:
    """Said before rendering these: inside in_short, raises NotRendered if they are not yet."""
    kept = _kept.get()
    if kept is None or not kept.is_trying:
        return
    number = kept.number(course, terms)
    missing = [text for text in texts if (number, text) not in kept.made]
    if missing:
        raise NotRendered(missing, course, terms)


def rendered(text: Text, course: CourseMap | None, terms: Terms) -> Rendered:
    """The text, as it was rendered ahead or rendered now."""
    kept = _kept.get()
    if kept is None:
        return text.render(course, terms)
    key = (kept.number(course, terms), text)
    # A page is rendered once, in the try that goes through; its terms are asked for in each.
    made = kept.made.get(key) if course is None else kept.made.pop(key, None)
    return made or text.render(course, terms)
