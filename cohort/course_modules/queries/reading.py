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
from cohort.course_modules.queries.languages import PAGE_LANGUAGE, language_of
from cohort.course_modules.queries.openness import (
    EARLY,
    IS_READABLE,
    OPENING,
    RELEASE_HERE,
    opening_of,
    standing,
)
from cohort.course_modules.queries.rows import (
    ModuleRow,
    OpenModule,
    OutlineRow,
    PageRow,
    PromptRow,
    ReadPage,
    Stop,
)
from cohort.db import columns_of, fetch, row_of
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
_stop = columns_of(
    Stop,
    "stop_",
    page_id=_stop_page.id,
    page_slug=_stop_page.slug,
    page_title=_stop_page.title,
    heading_id=ReadingPlace.heading_id,
    heading=ReadingPlace.heading,
    read_at=ReadingPlace.read_at,
    language=language_of(_stop_page),
)
_module = (
    Module.id,
    Module.slug,
    Module.position,
    Module.title,
    Module.summary,
    Module.foundation,
    Module.minutes_to_read,
    Module.minutes_to_do,
    Module.language,
)
_open_module = (
    *_module,
    Module.objectives,
    Module.introduction_parts,
    Module.licence,
)
MODULES = (
    sa.select(
        *_module,
        *OPENING,
        *_stop,
        sa.func.count(ModulePage.id).label("pages"),
        sa.func.count(DoneMark.page_id).label("pages_done"),
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
    .group_by(Module.id, *(column.element for column in (*OPENING[3:], *_stop)), *OPENING[:3])
    .order_by(Module.position, Module.id)
)
MODULE = (
    sa.select(*_open_module, *_stop)
    .outerjoin(ReadingPlace, _stopped_here)
    .outerjoin(_stop_page, _is_stop_page)
    .where(Module.slug == sa.bindparam("slug"), IS_READABLE)
)
PAGE = (
    sa.select(*_open_module, *_stop, ModulePage.id.label("page_id"), ModulePage.parts)
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
# The course's modules in order; the row of the module being read also holds its pages.
OUTLINE = (
    sa.select(
        Module.id,
        Module.slug,
        Module.position,
        Module.title,
        Module.language,
        *OPENING,
        *columns_of(
            PageRow,
            "page_",
            id=ModulePage.id,
            slug=ModulePage.slug,
            position=ModulePage.position,
            title=ModulePage.title,
            minutes_to_read=ModulePage.minutes_to_read,
            language=PAGE_LANGUAGE,
            is_done=DoneMark.page_id.is_not(None),
        ),
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
        *columns_of(
            PromptRow,
            id=Prompt.id,
            key=Prompt.key,
            kind=Prompt.kind,
            template=Prompt.template,
            html=Prompt.html,
            language=PAGE_LANGUAGE,
            module_id=Module.id,
            module_title=Module.title,
            module_language=Module.language,
            module_slug=Module.slug,
            page_slug=ModulePage.slug,
        )
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


def modules_visible_to(viewer: Actor) -> Sequence[ModuleRow]:
    """Every module of the cohort's programme, in order; locked ones with their date."""
    if viewer.role is None:
        return []
    facts = standing(viewer)
    rows = [
        row_of(ModuleRow, found, opening=opening_of(viewer, facts, found), stop=_stop_in(found))
        for found in fetch(MODULES, **facts)
    ]
    return [row for row in rows if viewer.is_facilitator or not row.opening.is_hidden]


def get_module_line(viewer: Actor, slug: str) -> ModuleRow:
    """A module as the list shows it, open or locked. Raises NotFound."""
    for row in modules_visible_to(viewer):
        if row.slug == slug:
            return row
    raise NotFound("There is no such module.")


def get_module(viewer: Actor, slug: str) -> OpenModule:
    """An open module and its contents. Raises NotFound, for locked ones too."""
    return _open_module_of(viewer, slug, _find(viewer, MODULE, slug=slug))


def get_page(viewer: Actor, slug: str, page_slug: str) -> tuple[OpenModule, ReadPage]:
    """A page of an open module: facilitators' notes only for facilitators. Raises NotFound."""
    found = _find(viewer, PAGE, slug=slug, page_slug=page_slug)
    module = _open_module_of(viewer, slug, found)
    shown = shown_to(viewer, found.parts)
    row = next(row for row in module.contents if row.id == found.page_id)
    return module, ReadPage(row, shown, headings_in(shown))


def get_whole_module(viewer: Actor, slug: str) -> tuple[OpenModule, Sequence[ReadPage]]:
    """An open module with all its pages, each as the viewer may see it. Raises NotFound."""
    module = get_module(viewer, slug)
    parts = {page.id: page.parts for page in fetch(PARTS, **standing(viewer), slug=slug)}
    shown = [(row, shown_to(viewer, parts[row.id])) for row in module.contents]
    return module, [ReadPage(row, found, headings_in(found)) for row, found in shown]


def outline_of(viewer: Actor) -> Sequence[OutlineRow]:
    """The modules that the viewer may know of, in order."""
    return _outline(viewer, "")[0] if viewer.role is not None else []


def shown_to(viewer: Actor, parts: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """A page's parts without those for facilitators alone."""
    return [part for part in parts if part["kind"] != "facilitator" or viewer.is_facilitator]


def _open_module_of(viewer: Actor, slug: str, found: Any) -> OpenModule:
    outline, contents = _outline(viewer, slug)
    return row_of(
        OpenModule,
        found,
        introduction_parts=shown_to(viewer, found.introduction_parts),
        contents=contents,
        outline=outline,
        stop=_stop_in(found),
    )


def _stop_in(found: Any) -> Stop | None:
    return row_of(Stop, found, "stop_") if found.stop_page_id is not None else None


def _find(viewer: Actor, query: sa.SelectBase, **facts: str) -> Any:
    row = None
    if viewer.role is not None:
        row = fetch(query, **standing(viewer), **facts).one_or_none()
    if row is None:
        raise NotFound("It is not there, or it is not open yet.")
    return row


def _outline(viewer: Actor, slug: str) -> tuple[Sequence[OutlineRow], Sequence[PageRow]]:
    facts = standing(viewer)
    rows: dict[int, OutlineRow] = {}
    contents = []
    for found in fetch(OUTLINE, **facts, slug=slug):
        if found.id not in rows:
            opening = opening_of(viewer, facts, found)
            rows[found.id] = row_of(OutlineRow, found, opening=opening)
        if found.page_id is not None:
            contents.append(row_of(PageRow, found, "page_"))
    reads_all = viewer.is_facilitator
    return [x for x in rows.values() if reads_all or not x.opening.is_hidden], contents


def get_prompt(viewer: Actor, key: str) -> PromptRow:
    """A prompt on a page that is open to the viewer. Raises NotFound."""
    return row_of(PromptRow, _find(viewer, PROMPT, key=key))


def done_marks_in_cohort(viewer: Actor) -> dict[tuple[int, int], int]:
    """{(membership id, module id): pages marked done}, for the cohort's facilitators only."""
    if not viewer.is_facilitator:
        return {}
    rows = fetch(DONE_MARKS, cohort_id=viewer.cohort.id)
    return {(membership_id, module_id): count for membership_id, module_id, count in rows}
