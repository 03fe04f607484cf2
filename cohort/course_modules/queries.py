"""Finding modules and pages: those of the viewer's cohort's programme, once they are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, CohortScope
from cohort.course_modules.models import DoneMark, Module, ModulePage, Prompt
from cohort.db import fetch
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Membership


class _Drawn:
    """How a module is recognised wherever it stands: by number, glyph and accent."""

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
class ModuleLine(_Drawn):
    """A module in a list, with how far the viewer has marked it."""

    id: int
    slug: str
    position: int
    title: str
    summary: str
    foundation: str
    minutes_to_read: int
    minutes_to_do: int
    opens_on: dt.date
    is_open: bool
    pages: int
    pages_done: int

    @property
    def is_done(self) -> bool:
        return self.pages > 0 and self.pages_done == self.pages

    @property
    def state_words(self) -> str:
        """Said as people would; no percentages."""
        if self.is_done:
            return "Done"
        if self.pages_done:
            return f"{self.pages_done} of {self.pages} pages done"
        return "Not started"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in its module's contents."""

    id: int
    slug: str
    position: int
    title: str
    minutes_to_read: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page to read: its line in the contents, and its parts as this viewer may see them."""

    line: PageLine
    parts: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class OpenModule(_Drawn):
    """A module the viewer may read, with its contents."""

    id: int
    slug: str
    position: int
    title: str
    summary: str
    foundation: str
    minutes_to_read: int
    minutes_to_do: int
    objectives: list[Any]
    introduction_html: str
    licence: str
    contents: Sequence[PageLine]


@dataclass(frozen=True, slots=True)
class PromptLine:
    """A prompt of the viewer's programme."""

    id: int
    key: str
    kind: str
    template: str
    html: str
    module_id: int | None
    module_title: str | None
    module_slug: str | None
    page_slug: str | None


_done_by_viewer = sa.and_(
    DoneMark.page_id == ModulePage.id, DoneMark.membership_id == sa.bindparam("membership_id")
)
_is_readable = sa.and_(
    Module.programme_id == sa.bindparam("programme_id"),
    Module.retired_at.is_(None),
    Module.opens_after_days <= sa.bindparam("days_open"),
)
_open_module = (
    Module.id,
    Module.slug,
    Module.position,
    Module.title,
    Module.summary,
    Module.foundation,
    Module.minutes_to_read,
    Module.minutes_to_do,
    Module.objectives,
    Module.introduction_html,
    Module.licence,
)
MODULES = (
    sa.select(
        Module.id,
        Module.slug,
        Module.position,
        Module.title,
        Module.summary,
        Module.foundation,
        Module.minutes_to_read,
        Module.minutes_to_do,
        Module.opens_after_days,
        sa.func.count(ModulePage.id),
        sa.func.count(DoneMark.page_id),
    )
    .outerjoin(
        ModulePage, sa.and_(ModulePage.module_id == Module.id, ModulePage.retired_at.is_(None))
    )
    .outerjoin(DoneMark, _done_by_viewer)
    .where(Module.programme_id == sa.bindparam("programme_id"), Module.retired_at.is_(None))
    .group_by(Module.id)
    .order_by(Module.position, Module.id)
)
MODULE = sa.select(*_open_module).where(Module.slug == sa.bindparam("slug"), _is_readable)
PAGE = (
    sa.select(*_open_module, ModulePage.id, ModulePage.parts)
    .join(ModulePage, ModulePage.module_id == Module.id)
    .where(
        Module.slug == sa.bindparam("slug"),
        ModulePage.slug == sa.bindparam("page_slug"),
        ModulePage.retired_at.is_(None),
        _is_readable,
    )
)
CONTENTS = (
    sa.select(
        ModulePage.id,
        ModulePage.slug,
        ModulePage.position,
        ModulePage.title,
        ModulePage.minutes_to_read,
        DoneMark.page_id.is_not(None),
    )
    .outerjoin(DoneMark, _done_by_viewer)
    .where(ModulePage.module_id == sa.bindparam("module_id"), ModulePage.retired_at.is_(None))
    .order_by(ModulePage.position, ModulePage.id)
)
PROMPT = (
    sa.select(
        Prompt.id,
        Prompt.key,
        Prompt.kind,
        Prompt.template,
        Prompt.html,
        Module.id,
        Module.title,
        Module.slug,
        ModulePage.slug,
    )
    .join(ModulePage, ModulePage.id == Prompt.page_id)
    .join(Module, Module.id == ModulePage.module_id)
    .where(
        Prompt.key == sa.bindparam("key"),
        Prompt.programme_id == sa.bindparam("programme_id"),
        ModulePage.retired_at.is_(None),
        _is_readable,
    )
)
DONE_MARKS = (
    sa.select(DoneMark.membership_id, ModulePage.module_id, sa.func.count())
    .join(ModulePage, ModulePage.id == DoneMark.page_id)
    .join(Membership, Membership.id == DoneMark.membership_id)
    .where(Membership.cohort_id == sa.bindparam("cohort_id"), ModulePage.retired_at.is_(None))
    .group_by(DoneMark.membership_id, ModulePage.module_id)
)
EVERYTHING_OPEN = 100_000  # days


def opening_day(cohort: CohortScope, opens_after_days: int) -> dt.date:
    """The day, in the cohort's zone, on which a module opens (at that day's midnight)."""
    return cohort.starts_on + dt.timedelta(days=opens_after_days)


def _days_open(viewer: Actor) -> int:
    """Modules with an offset up to this are open to the viewer. Facilitators read ahead."""
    if viewer.is_facilitator:
        return EVERYTHING_OPEN
    today = clock.in_zone(clock.now(), viewer.cohort.time_zone).date()
    return (today - viewer.cohort.starts_on).days


def modules_visible_to(viewer: Actor) -> Sequence[ModuleLine]:
    """Every module of the cohort's programme, in order; locked ones with their date."""
    if viewer.role is None:
        return []
    days_open = _days_open(viewer)
    rows = fetch(MODULES, programme_id=viewer.programme.id, membership_id=viewer.membership_id)
    cohort = viewer.cohort
    return [
        ModuleLine(*(*row[:8], opening_day(cohort, row[8]), row[8] <= days_open, *row[9:]))
        for row in rows
    ]


def get_module(viewer: Actor, slug: str) -> OpenModule:
    """An open module and its contents. Raises NotFound, for locked ones too."""
    row = _find(viewer, MODULE, slug=slug)
    return OpenModule(*(*row, _contents(viewer, row[0])))


def get_page(viewer: Actor, slug: str, page_slug: str) -> tuple[OpenModule, ReadPage]:
    """A page of an open module: facilitators' notes only for facilitators. Raises NotFound."""
    row = _find(viewer, PAGE, slug=slug, page_slug=page_slug)
    *facts, page_id, parts = row
    module = OpenModule(*(*facts, _contents(viewer, row[0])))
    shown = [part for part in parts if part["kind"] != "facilitator" or viewer.is_facilitator]
    line = next(line for line in module.contents if line.id == page_id)
    return module, ReadPage(line, shown)


def _find(viewer: Actor, query: sa.Executable, **facts: str) -> Any:
    row = None
    if viewer.role is not None:
        days_open = _days_open(viewer)
        row = fetch(
            query, programme_id=viewer.programme.id, days_open=days_open, **facts
        ).one_or_none()
    if row is None:
        raise NotFound("It is not there, or it is not open yet.")
    return row


def _contents(viewer: Actor, module_id: int) -> Sequence[PageLine]:
    rows = fetch(CONTENTS, module_id=module_id, membership_id=viewer.membership_id)
    return [PageLine(*row) for row in rows]


def get_prompt(viewer: Actor, key: str) -> PromptLine:
    """A prompt on a page that is open to the viewer. Raises NotFound."""
    return PromptLine(*_find(viewer, PROMPT, key=key))


def done_marks_in_cohort(viewer: Actor) -> dict[tuple[int, int], int]:
    """{(membership id, module id): pages marked done}, for the cohort's facilitators only."""
    if not viewer.is_facilitator:
        return {}
    rows = fetch(DONE_MARKS, cohort_id=viewer.cohort.id)
    return {(membership_id, module_id): count for membership_id, module_id, count in rows}
