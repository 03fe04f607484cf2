"""Finding texts to edit: modules, pages, revisions and drafts, for the programme's organisers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from cohort.access.actor import Actor
from cohort.course_authoring.models import Revision
from cohort.course_format.values import digest
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.db import db
from cohort.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class EditableText:
    """A text edited as one: a page, or (`page` None) a module's own facts and introduction."""

    module: Module
    page: ModulePage | None = None

    @property
    def thing(self) -> Any:
        return self.page or self.module

    @property
    def id(self) -> int:
        return int(self.thing.id)

    @property
    def title(self) -> str:
        return str(self.thing.title)

    @property
    def source(self) -> str:
        return str(self.thing.source)

    @property
    def kind(self) -> str:
        return "page" if self.page else "module"

    @property
    def target(self) -> str:
        """Its name in the drafts."""
        return f"{self.kind}:{self.id}"

    @property
    def is_whole_module(self) -> bool:
        """Whether its module is kept in one file, so that the module holds the page's facts."""
        return self.page is not None and self.module.is_single_file


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A page on the desk, or a module with its pages. `origin` is '' when it is as in the files,
    else 'added' or 'edited'; `problems` are (line, words, whether it must be put right)."""

    id: int
    slug: str
    position: int
    title: str
    changed_at: dt.datetime
    retired_at: dt.datetime | None
    problems: Sequence[Any]
    origin: str
    pages: list[ContentRow] = field(default_factory=list)
    opens_after_days: int = 0
    is_single_file: bool = False

    @property
    def glyph(self) -> int:
        return self.position % 12

    @property
    def accent(self) -> int:
        return self.position % 8 + 1


def _runs_it(viewer: Actor) -> bool:
    return viewer.organises_here or viewer.is_administrator


def content_visible_to(viewer: Actor) -> Sequence[ContentRow]:
    """Every module of the programme with its pages, in order; retired ones too, last."""
    if not _runs_it(viewer):
        return []
    columns: Any = ("id", "slug", "position", "title", "changed_at", "retired_at", "problems")
    of_pages = (
        sa.select(ModulePage.module_id, *(getattr(ModulePage, name) for name in columns))
        .join(Module, Module.id == ModulePage.module_id)
        .where(Module.programme_id == viewer.programme.id)
        .order_by(ModulePage.position, ModulePage.id)
    )
    of_modules = (
        sa.select(
            Module.opens_after_days,
            Module.is_single_file,
            *(getattr(Module, name) for name in columns),
        )
        .where(Module.programme_id == viewer.programme.id)
        .order_by(Module.position, Module.id)
    )
    origins = _origins(viewer)
    pages: dict[int, list[ContentRow]] = {}
    for module_id, *facts in db.session.execute(of_pages):
        line = _line(facts, origins)
        pages.setdefault(module_id, []).append(line)
    modules = []
    for days, is_single_file, *facts in db.session.execute(of_modules):
        line = _line(facts, origins)
        own = _retired_last(pages.get(line.id, []))
        modules.append(
            replace(line, pages=own, opens_after_days=days, is_single_file=is_single_file)
        )
    return _retired_last(modules)


def _line(facts: Sequence[Any], origins: Mapping[int, str]) -> ContentRow:
    row_id, slug, position, title, changed_at, retired_at, problems = facts
    origin = origins.get(row_id, "")
    return ContentRow(row_id, slug, position, title, changed_at, retired_at, problems, origin)


def _retired_last(lines: list[ContentRow]) -> list[ContentRow]:
    return sorted(lines, key=lambda line: line.retired_at is not None)


def _origins(viewer: Actor) -> dict[int, str]:
    """{id of a module or page: 'edited' or 'added'} where its text differs from the files'.

    Reads only what was last saved here: a whole course is too much to compare on each view.
    """
    revision = aliased(Revision)
    newest = sa.select(revision.origin).order_by(revision.id.desc()).limit(1)
    of_page = newest.where(revision.page_id == ModulePage.id).scalar_subquery()
    of_module = newest.where(
        revision.module_id == Module.id, revision.page_id.is_(None)
    ).scalar_subquery()
    here = Module.programme_id == viewer.programme.id
    found = sa.union_all(
        sa.select(ModulePage.id, ModulePage.source, ModulePage.file_digest)
        .join(Module, Module.id == ModulePage.module_id)
        .where(here, of_page != "files"),
        sa.select(Module.id, Module.source, Module.file_digest).where(here, of_module != "files"),
    )
    return {
        row_id: "edited" if stamp else "added"
        for row_id, source, stamp in db.session.execute(found)
        if digest(source) != stamp
    }


def get_text(viewer: Actor, text_id: int) -> EditableText:
    """A page or module of the programme, by its id, retired or not. Raises NotFound."""
    found = None
    if _runs_it(viewer):
        query = (
            sa.select(Module, ModulePage)
            .outerjoin(
                ModulePage, sa.and_(ModulePage.module_id == Module.id, ModulePage.id == text_id)
            )
            .where(
                Module.programme_id == viewer.programme.id,
                sa.or_(Module.id == text_id, ModulePage.id == text_id),
            )
        )
        found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound("No such page or module.")
    return EditableText(found[0], found[1])


def places_of_prompts(viewer: Actor, keys: Sequence[str], *, not_on: int) -> dict[str, str]:
    """{key: "page, in module"} for prompts that another page of the programme already holds."""
    query = (
        sa.select(Prompt.key, ModulePage.title, Module.title)
        .join(ModulePage, ModulePage.id == Prompt.page_id)
        .join(Module, Module.id == ModulePage.module_id)
        .where(
            Prompt.programme_id == viewer.programme.id,
            Prompt.key.in_(keys),
            Prompt.page_id != not_on,
        )
    )
    return {
        key: f"“{page}”" if page == module else f"“{page}” in “{module}”"
        for key, page, module in db.session.execute(query)
    }


def keys_on(page_id: int) -> set[str]:
    """The keys of the prompts that a page holds, as last saved."""
    return set(db.session.scalars(sa.select(Prompt.key).where(Prompt.page_id == page_id)))
