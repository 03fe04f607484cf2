"""Finding modules and pages to read: those of the viewer's cohort's programme, once open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.course_modules.models import (
    DoneMark,
    EarlyOpening,
    Module,
    ModulePage,
    Prompt,
    ReadingPlace,
    Release,
)
from cohort.course_modules.queries.headings import headings_in
from cohort.course_modules.queries.openness import (
    EARLY,
    IS_READABLE,
    OPENING,
    RELEASE_HERE,
    opening_of,
    standing,
)
from cohort.course_modules.queries.rows import (
    ModuleLine,
    OpenModule,
    OutlineLine,
    PageLine,
    PromptLine,
    ReadPage,
    Stop,
)
from cohort.db import fetch
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Membership

_done_by_viewer = sa.and_(
    DoneMark.page_id == ModulePage.id, DoneMark.membership_id == sa.bindparam("membership_id")
)
_stopped_here = sa.and_(
    ReadingPlace.module_id == Module.id, ReadingPlace.membership_id == sa.bindparam("membership_id")
)
_stop_page = aliased(ModulePage)
_is_stop_page = sa.and_(_stop_page.id == ReadingPlace.page_id, _stop_page.retired_at.is_(None))
_stop = (
    _stop_page.id,
    _stop_page.slug,
    _stop_page.title,
    ReadingPlace.heading_id,
    ReadingPlace.heading,
    ReadingPlace.read_at,
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
    Module.introduction_parts,
    Module.licence,
    Module.language,
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
        *OPENING,
        *_stop,
        sa.func.count(ModulePage.id),
        sa.func.count(DoneMark.page_id),
    )
    .outerjoin(
        ModulePage, sa.and_(ModulePage.module_id == Module.id, ModulePage.retired_at.is_(None))
    )
    .outerjoin(DoneMark, _done_by_viewer)
    .outerjoin(Release, RELEASE_HERE)
    .outerjoin(EarlyOpening, EARLY)
    .outerjoin(ReadingPlace, _stopped_here)
    .outerjoin(_stop_page, _is_stop_page)
    .where(Module.programme_id == sa.bindparam("programme_id"), Module.retired_at.is_(None))
    .group_by(Module.id, *OPENING, *_stop)
    .order_by(Module.position, Module.id)
)
MODULE = (
    sa.select(*_open_module, *_stop)
    .outerjoin(ReadingPlace, _stopped_here)
    .outerjoin(_stop_page, _is_stop_page)
    .where(Module.slug == sa.bindparam("slug"), IS_READABLE)
)
PAGE = (
    sa.select(*_open_module, *_stop, ModulePage.id, ModulePage.parts)
    .join(ModulePage, ModulePage.module_id == Module.id)
    .outerjoin(ReadingPlace, _stopped_here)
    .outerjoin(_stop_page, _is_stop_page)
    .where(
        Module.slug == sa.bindparam("slug"),
        ModulePage.slug == sa.bindparam("page_slug"),
        ModulePage.retired_at.is_(None),
        IS_READABLE,
    )
)
# The course's modules in order, and in the row of the one that is read, its pages.
OUTLINE = (
    sa.select(
        Module.id,
        Module.slug,
        Module.position,
        Module.title,
        *OPENING,
        ModulePage.id,
        ModulePage.slug,
        ModulePage.position,
        ModulePage.title,
        ModulePage.minutes_to_read,
        DoneMark.page_id.is_not(None),
    )
    .outerjoin(Release, RELEASE_HERE)
    .outerjoin(EarlyOpening, EARLY)
    .outerjoin(
        ModulePage,
        sa.and_(
            ModulePage.module_id == Module.id,
            ModulePage.retired_at.is_(None),
            Module.slug == sa.bindparam("slug"),
        ),
    )
    .outerjoin(DoneMark, _done_by_viewer)
    .where(Module.programme_id == sa.bindparam("programme_id"), Module.retired_at.is_(None))
    .order_by(Module.position, Module.id, ModulePage.position, ModulePage.id)
)
PARTS = (
    sa.select(ModulePage.id, ModulePage.parts)
    .join(Module, Module.id == ModulePage.module_id)
    .where(Module.slug == sa.bindparam("slug"), ModulePage.retired_at.is_(None), IS_READABLE)
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
        IS_READABLE,
    )
)
DONE_MARKS = (
    sa.select(DoneMark.membership_id, ModulePage.module_id, sa.func.count())
    .join(ModulePage, ModulePage.id == DoneMark.page_id)
    .join(Membership, Membership.id == DoneMark.membership_id)
    .where(Membership.cohort_id == sa.bindparam("cohort_id"), ModulePage.retired_at.is_(None))
    .group_by(DoneMark.membership_id, ModulePage.module_id)
)


def modules_visible_to(viewer: Actor) -> Sequence[ModuleLine]:
    """Every module of the cohort's programme, in order; locked ones with their date."""
    if viewer.role is None:
        return []
    facts = standing(viewer)
    lines = [_line_of(viewer, facts, row) for row in fetch(MODULES, **facts)]
    return [line for line in lines if viewer.is_facilitator or not line.opening.is_hidden]


def _line_of(viewer: Actor, facts: dict[str, Any], row: Any) -> ModuleLine:
    opening, stop = opening_of(viewer, facts, *row[8:12]), _stop_in(row[12:18])
    return ModuleLine(*(*row[:8], opening, *row[18:], stop))


def get_module_line(viewer: Actor, slug: str) -> ModuleLine:
    """A module as the list shows it, open or locked. Raises NotFound."""
    for line in modules_visible_to(viewer):
        if line.slug == slug:
            return line
    raise NotFound("There is no such module.")


def get_module(viewer: Actor, slug: str) -> OpenModule:
    """An open module and its contents. Raises NotFound, for locked ones too."""
    return _open_module_of(viewer, slug, _find(viewer, MODULE, slug=slug))


def get_page(viewer: Actor, slug: str, page_slug: str) -> tuple[OpenModule, ReadPage]:
    """A page of an open module: facilitators' notes only for facilitators. Raises NotFound."""
    *facts, page_id, parts = _find(viewer, PAGE, slug=slug, page_slug=page_slug)
    module = _open_module_of(viewer, slug, facts)
    shown = shown_to(viewer, parts)
    line = next(line for line in module.contents if line.id == page_id)
    return module, ReadPage(line, shown, headings_in(shown))


def get_whole_module(viewer: Actor, slug: str) -> tuple[OpenModule, Sequence[ReadPage]]:
    """An open module with all its pages, each as the viewer may see it. Raises NotFound."""
    module = get_module(viewer, slug)
    parts = dict(fetch(PARTS, **standing(viewer), slug=slug).all())
    shown = [(line, shown_to(viewer, parts[line.id])) for line in module.contents]
    return module, [ReadPage(line, found, headings_in(found)) for line, found in shown]


def outline_of(viewer: Actor) -> Sequence[OutlineLine]:
    """The modules that the viewer may know of, in order."""
    return _outline(viewer, "")[0] if viewer.role is not None else []


def shown_to(viewer: Actor, parts: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """A page's parts without what is for facilitators alone."""
    return [part for part in parts if part["kind"] != "facilitator" or viewer.is_facilitator]


def _open_module_of(viewer: Actor, slug: str, facts: Sequence[Any]) -> OpenModule:
    *plain, introduction, licence, language = facts[:12]
    outline, contents = _outline(viewer, slug)
    shown = shown_to(viewer, introduction)
    stop = _stop_in(facts[12:])
    return OpenModule(*(*plain, shown, licence, language, contents, outline, stop))


def _stop_in(columns: Sequence[Any]) -> Stop | None:
    return Stop(*columns) if columns[0] is not None else None


def _find(viewer: Actor, query: sa.Executable, **facts: str) -> Any:
    row = None
    if viewer.role is not None:
        row = fetch(query, **standing(viewer), **facts).one_or_none()
    if row is None:
        raise NotFound("It is not there, or it is not open yet.")
    return row


def _outline(viewer: Actor, slug: str) -> tuple[Sequence[OutlineLine], Sequence[PageLine]]:
    facts = standing(viewer)
    lines: dict[int, OutlineLine] = {}
    contents = []
    for row in fetch(OUTLINE, **facts, slug=slug):
        if row[0] not in lines:
            lines[row[0]] = OutlineLine(*(*row[:4], opening_of(viewer, facts, *row[4:8])))
        if row[8] is not None:
            contents.append(PageLine(*row[8:]))
    reads_all = viewer.is_facilitator
    return [x for x in lines.values() if reads_all or not x.opening.is_hidden], contents


def get_prompt(viewer: Actor, key: str) -> PromptLine:
    """A prompt on a page that is open to the viewer. Raises NotFound."""
    return PromptLine(*_find(viewer, PROMPT, key=key))


def done_marks_in_cohort(viewer: Actor) -> dict[tuple[int, int], int]:
    """{(membership id, module id): pages marked done}, for the cohort's facilitators only."""
    if not viewer.is_facilitator:
        return {}
    rows = fetch(DONE_MARKS, cohort_id=viewer.cohort.id)
    return {(membership_id, module_id): count for membership_id, module_id, count in rows}
