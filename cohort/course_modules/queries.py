"""Finding modules and pages: those of the viewer's cohort's programme, once they are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, CohortScope
from cohort.course_modules.models import DoneMark, Module, ModulePage, Prompt
from cohort.db import db
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


def opening_day(cohort: CohortScope, opens_after_days: int) -> dt.date:
    """The day, in the cohort's zone, on which a module opens (at that day's midnight)."""
    return cohort.starts_on + dt.timedelta(days=opens_after_days)


def _today(cohort: CohortScope) -> dt.date:
    return clock.in_zone(clock.now(), cohort.time_zone).date()


def _days_open(viewer: Actor) -> int:
    """Modules with an offset up to this are open to the viewer. Facilitators read ahead."""
    if viewer.is_facilitator:
        return 100_000
    return (_today(viewer.cohort) - viewer.cohort.starts_on).days


def modules_visible_to(viewer: Actor) -> Sequence[ModuleLine]:
    """Every module of the cohort's programme, in order; locked ones with their date."""
    if viewer.role is None:
        return []
    mine = sa.and_(
        DoneMark.page_id == ModulePage.id, DoneMark.membership_id == viewer.membership_id
    )
    query = (
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
            ModulePage,
            sa.and_(ModulePage.module_id == Module.id, ModulePage.retired_at.is_(None)),
        )
        .outerjoin(DoneMark, mine)
        .where(Module.programme_id == viewer.programme.id, Module.retired_at.is_(None))
        .group_by(Module.id)
        .order_by(Module.position, Module.id)
    )
    days_open = _days_open(viewer)
    return [
        ModuleLine(
            *row[:8], opening_day(viewer.cohort, row[8]), row[8] <= days_open, row[9], row[10]
        )
        for row in db.session.execute(query)
    ]


def get_module(viewer: Actor, slug: str) -> OpenModule:
    """An open module and its contents. Raises NotFound, for locked ones too."""
    row: Any = db.session.execute(
        sa.select(
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
        ).where(
            Module.slug == slug,
            Module.programme_id == viewer.programme.id,
            Module.retired_at.is_(None),
            Module.opens_after_days <= _days_open(viewer),
        )
    ).one_or_none()
    if row is None or viewer.role is None:
        raise NotFound("No such module, or it is not open yet.")
    facts: list[Any] = [*row, _contents(viewer, row.id)]
    return OpenModule(*facts)


def _contents(viewer: Actor, module_id: int) -> Sequence[PageLine]:
    rows = db.session.execute(
        sa.select(
            ModulePage.id,
            ModulePage.slug,
            ModulePage.position,
            ModulePage.title,
            ModulePage.minutes_to_read,
            DoneMark.page_id.is_not(None),
        )
        .outerjoin(
            DoneMark,
            sa.and_(
                DoneMark.page_id == ModulePage.id,
                DoneMark.membership_id == viewer.membership_id,
            ),
        )
        .where(ModulePage.module_id == module_id, ModulePage.retired_at.is_(None))
        .order_by(ModulePage.position, ModulePage.id)
    )
    return [PageLine(*row) for row in rows]


def get_parts(viewer: Actor, page: PageLine) -> Sequence[dict[str, Any]]:
    """What the page shows this viewer: facilitators' notes only to facilitators."""
    parts = db.session.scalar(
        sa.select(ModulePage.parts)
        .join(Module, Module.id == ModulePage.module_id)
        .where(
            ModulePage.id == page.id,
            Module.programme_id == viewer.programme.id,
            Module.opens_after_days <= _days_open(viewer),
            sa.literal(viewer.role is not None),
        )
    )
    if parts is None:
        return []
    return [part for part in parts if part["kind"] != "facilitator" or viewer.is_facilitator]


def find_page(module: OpenModule, slug: str) -> PageLine:
    """The page of an open module. Raises NotFound."""
    for page in module.contents:
        if page.slug == slug:
            return page
    raise NotFound("No such page.")


def get_prompt(viewer: Actor, key: str) -> PromptLine:
    """A prompt on a page that is open to the viewer. Raises NotFound."""
    row: Any = db.session.execute(
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
            Prompt.key == key,
            Prompt.programme_id == viewer.programme.id,
            Module.opens_after_days <= _days_open(viewer),
            Module.retired_at.is_(None),
            ModulePage.retired_at.is_(None),
        )
    ).one_or_none()
    if row is None or viewer.role is None:
        raise NotFound("No such prompt, or its module is not open yet.")
    return PromptLine(*row)


def done_marks_in_cohort(viewer: Actor) -> dict[tuple[int, int], int]:
    """{(membership id, module id): pages marked done}, for the cohort's facilitators only."""
    if not viewer.is_facilitator:
        return {}
    rows = db.session.execute(
        sa.select(DoneMark.membership_id, ModulePage.module_id, sa.func.count())
        .join(ModulePage, ModulePage.id == DoneMark.page_id)
        .join(Membership, Membership.id == DoneMark.membership_id)
        .where(Membership.cohort_id == viewer.cohort.id, ModulePage.retired_at.is_(None))
        .group_by(DoneMark.membership_id, ModulePage.module_id)
    )
    return {(membership_id, module_id): count for membership_id, module_id, count in rows}
