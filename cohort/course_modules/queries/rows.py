"""The results of the queries: plain values for lists and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohort.course_modules.queries.headings import PageHeading
from cohort.course_modules.queries.openness import Opening


class Numbered:
    """How a module is recognised everywhere: by number, glyph and accent."""

    __slots__ = ()
    position: int

    @property
    def number(self) -> int:
        return self.position

    @property
    def glyph(self) -> int:
        return self.position % 12

    @property
    def accent(self) -> int:
        return self.position % 8 + 1


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the viewer stopped in a module: the page, and the heading ("" for its top).

    Only they see it: the queries give nobody another person's.
    """

    page_id: int
    page_slug: str
    page_title: str
    heading_id: str
    heading: str
    read_at: dt.datetime
    language: str


@dataclass(frozen=True, slots=True)
class ModuleRow(Numbered):
    """A module in a list, with the viewer's progress in it, and where they stopped."""

    id: int
    slug: str
    position: int
    title: str
    summary: str
    foundation: str
    minutes_to_read: int
    minutes_to_do: int
    language: str
    opening: Opening
    pages: int
    pages_done: int
    stop: Stop | None = None

    @property
    def is_open(self) -> bool:
        return self.opening.is_open

    @property
    def opens_on(self) -> dt.date:
        """The day in the cohort's zone."""
        return self.opening.day

    @property
    def is_done(self) -> bool:
        return self.pages > 0 and self.pages_done == self.pages

    @property
    def state_words(self) -> str:
        """Its state as people would say it; no percentages."""
        if self.is_done:
            return "Done"
        if self.pages_done:
            return f"{self.pages_done} of {self.pages} pages done"
        return "Opened early, for you" if self.opening.is_early else "Not started"


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page in its module's contents."""

    id: int
    slug: str
    position: int
    title: str
    minutes_to_read: int
    language: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class OutlineRow(Numbered):
    """A module in the course's outline: the facts that a link to it needs."""

    id: int
    slug: str
    position: int
    title: str
    language: str
    opening: Opening

    @property
    def is_open(self) -> bool:
        return self.opening.is_open


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page to read: its row in the contents, and its parts as this viewer may see them."""

    line: PageRow
    parts: Sequence[dict[str, Any]]
    headings: Sequence[PageHeading] = ()


@dataclass(frozen=True, slots=True)
class OpenModule(Numbered):
    """A module the viewer may read, with its contents, and the outline of the whole course.

    `stop`: where the viewer stopped in it.
    """

    id: int
    slug: str
    position: int
    title: str
    summary: str
    foundation: str
    minutes_to_read: int
    minutes_to_do: int
    language: str
    objectives: list[Any]
    introduction_parts: Sequence[dict[str, Any]]
    licence: str
    contents: Sequence[PageRow]
    outline: Sequence[OutlineRow]
    stop: Stop | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.contents) and all(page.is_done for page in self.contents)

    @property
    def module_after(self) -> OutlineRow | None:
        later = self.outline[self._place + 1 :]
        return later[0] if later else None

    @property
    def _place(self) -> int:
        return next(n for n, line in enumerate(self.outline) if line.id == self.id)


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A prompt of the viewer's programme. `language`: of its page."""

    id: int
    key: str
    kind: str
    template: str
    html: str
    language: str
    module_id: int | None
    module_title: str | None
    module_language: str | None
    module_slug: str | None
    page_slug: str | None
