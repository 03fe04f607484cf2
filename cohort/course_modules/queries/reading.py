"""Finding modules and pages to read: those of the viewer's cohort's programme, once open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules.models import (
    DoneMark,
    EarlyOpening,
    Module,
    ModulePage,
    Prompt,
    Release,
)
from cohort.course_modules.queries.lines import (
    ModuleLine,
    OpenModule,
    PageLine,
    PromptLine,
    ReadPage,
)
from cohort.course_modules.queries.openness import (
    EARLY,
    IS_READABLE,
    OPENING,
    RELEASE_HERE,
    opening_of,
    standing,
)
from cohort.db import fetch
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Membership

_done_by_viewer = sa.and_(
    DoneMark.page_id == ModulePage.id, DoneMark.membership_id == sa.bindparam("membership_id")
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
        sa.func.count(ModulePage.id),
        sa.func.count(DoneMark.page_id),
    )
    .outerjoin(
        ModulePage, sa.and_(ModulePage.module_id == Module.id, ModulePage.retired_at.is_(None))
    )
    .outerjoin(DoneMark, _done_by_viewer)
    .outerjoin(Release, RELEASE_HERE)
    .outerjoin(EarlyOpening, EARLY)
    .where(Module.programme_id == sa.bindparam("programme_id"), Module.retired_at.is_(None))
    .group_by(Module.id, *OPENING)
    .order_by(Module.position, Module.id)
)
MODULE = sa.select(*_open_module).where(Module.slug == sa.bindparam("slug"), IS_READABLE)
PAGE = (
    sa.select(*_open_module, ModulePage.id, ModulePage.parts)
    .join(ModulePage, ModulePage.module_id == Module.id)
    .where(
        Module.slug == sa.bindparam("slug"),
        ModulePage.slug == sa.bindparam("page_slug"),
        ModulePage.retired_at.is_(None),
        IS_READABLE,
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
    lines = [
        ModuleLine(*(*row[:8], opening_of(viewer, facts, *row[8:12]), *row[12:]))
        for row in fetch(MODULES, **facts)
    ]
    return [line for line in lines if viewer.is_facilitator or not line.opening.is_hidden]


def get_module(viewer: Actor, slug: str) -> OpenModule:
    """An open module and its contents. Raises NotFound, for locked ones too."""
    return _open_module_of(viewer, _find(viewer, MODULE, slug=slug))


def get_page(viewer: Actor, slug: str, page_slug: str) -> tuple[OpenModule, ReadPage]:
    """A page of an open module: facilitators' notes only for facilitators. Raises NotFound."""
    row = _find(viewer, PAGE, slug=slug, page_slug=page_slug)
    *facts, page_id, parts = row
    module = _open_module_of(viewer, facts)
    shown = _shown_to(viewer, parts)
    line = next(line for line in module.contents if line.id == page_id)
    return module, ReadPage(line, shown)


def _open_module_of(viewer: Actor, facts: Sequence[Any]) -> OpenModule:
    *plain, introduction, licence, language = facts
    shown = _shown_to(viewer, introduction)
    return OpenModule(*(*plain, shown, licence, language, _contents(viewer, facts[0])))


def _shown_to(viewer: Actor, parts: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    return [part for part in parts if part["kind"] != "facilitator" or viewer.is_facilitator]


def _find(viewer: Actor, query: sa.Executable, **facts: str) -> Any:
    row = None
    if viewer.role is not None:
        row = fetch(query, **standing(viewer), **facts).one_or_none()
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
