"""A programme's course as stored in the database, read once, as plain rows.

Changes to a course are planned from these rows: with no transaction open we work out what to write
and render, and we write it only if the rows are still the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from cohort.course_modules.models import (
    CourseAsset,
    CourseText,
    GlossaryTerm,
    Module,
    ModulePage,
    Prompt,
)
from cohort.db import db, rows_of
from cohort.markdown import RENDERER_VERSION


@dataclass(frozen=True, slots=True)
class StoredModule:
    """A module's row: its columns have the meaning of the model's."""

    id: int
    slug: str
    position: int
    title: str
    source: str
    is_single_file: bool = False
    file_digest: str = ""
    file_position: int | None = None
    rendered_with: int = 0
    retired_at: dt.datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page's row, without the parts it was rendered to: its version stands for them."""

    id: int
    module_id: int
    slug: str
    position: int
    title: str
    source: str
    file_digest: str = ""
    file_position: int | None = None
    rendered_with: int = 0
    retired_at: dt.datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's row. `shown_size` in bytes, 0 for a picture that was re-encoded."""

    path: str
    module_id: int | None
    file_digest: str
    from_files: bool
    width: int = 0
    height: int = 0
    shown_size: int = 0
    retired_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """A term, and the page that explains it."""

    slug: str
    page_id: int
    term: str
    html: str


@dataclass(frozen=True, slots=True)
class StoredPrompt:
    """A prompt, and the page it stands in; None when no page holds it any more."""

    key: str
    page_id: int | None
    kind: str
    template: str
    html: str


@dataclass(frozen=True)
class StoredCourse:
    """All rows of a course. `programme_id` is 0 until the programme exists. `text`: that of
    programme.md with its digest. `blocks`: the prompts that each page holds as it is rendered now.

    Two are equal when their rows are: a page's version stands for its blocks.
    """

    programme_id: int = field(default=0, compare=False)
    text: tuple[str, str] | None = None
    modules: Mapping[int, StoredModule] = field(default_factory=dict)
    pages: Mapping[int, StoredPage] = field(default_factory=dict)
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    terms: Mapping[str, StoredTerm] = field(default_factory=dict)
    prompts: Mapping[str, StoredPrompt] = field(default_factory=dict)
    blocks: Mapping[int, tuple[StoredPrompt, ...]] = field(default_factory=dict, compare=False)

    def live_modules(self) -> list[StoredModule]:
        """The modules that are part of the course, in order."""
        live = [module for module in self.modules.values() if module.retired_at is None]
        return sorted(live, key=lambda module: (module.position, module.id))

    def live_pages(self) -> list[tuple[StoredModule, StoredPage]]:
        """The pages that are part of the course, in the order in which they are read."""
        place = {module.id: number for number, module in enumerate(self.live_modules())}
        live = [
            page
            for page in self.pages.values()
            if page.retired_at is None and page.module_id in place
        ]
        live.sort(key=lambda page: (place[page.module_id], page.position, page.id))
        return [(self.modules[page.module_id], page) for page in live]

    def has_stale(self) -> bool:
        """Whether anything that is part of the course has yet to be rendered by this renderer."""
        modules = any(is_stale(module) for module in self.live_modules())
        return modules or any(is_stale(page) for _, page in self.live_pages())

    def pages_of(self, module_id: int) -> dict[str, StoredPage]:
        """The pages of a module by their slugs, those that were retired too."""
        return {page.slug: page for page in self.pages.values() if page.module_id == module_id}

    def prompts_without_page(self) -> set[str]:
        """The keys of prompts that stand in no page that is part of the course."""
        live = {page.id for _, page in self.live_pages()}
        return {key for key, prompt in self.prompts.items() if prompt.page_id not in live}


def is_stale(row: StoredModule | StoredPage) -> bool:
    """Whether it has yet to be rendered by this renderer."""
    return row.rendered_with != RENDERER_VERSION


def read_stored_course(
    programme_id: int, *, with_texts: bool = True, with_blocks: bool = True
) -> StoredCourse:
    """The programme's course as it is now, retired rows too. Without blocks: to compare it;
    without texts: to see what there is to link to."""
    ours = Module.programme_id == programme_id
    of_ours = ModulePage.module_id.in_(sa.select(Module.id).where(ours))
    blank = () if with_texts else ("source", "html")
    modules = _rows(StoredModule, Module, ours, blank)
    pages = _rows(StoredPage, ModulePage, of_ours, blank)
    terms = _rows(StoredTerm, GlossaryTerm, GlossaryTerm.programme_id == programme_id, blank)
    prompts = _rows(StoredPrompt, Prompt, Prompt.programme_id == programme_id, blank)
    query = sa.select(CourseText.source, CourseText.file_digest)
    text = db.session.execute(query.where(CourseText.programme_id == programme_id)).one_or_none()
    return StoredCourse(
        programme_id=programme_id,
        text=None if text is None else (text.source, text.file_digest),
        modules={row.id: row for row in modules},
        pages={row.id: row for row in pages},
        files={row.path: row for row in _files(programme_id)},
        terms={row.slug: row for row in terms},
        prompts={row.key: row for row in prompts},
        blocks=_blocks(programme_id) if with_blocks else {},
    )


def _rows(
    kind: Any, table: Any, condition: sa.ColumnElement[bool], blank: Collection[str]
) -> list[Any]:
    columns: list[Any] = [
        sa.literal("").label(name) if name in blank else getattr(table, name)
        for name in kind.__dataclass_fields__
    ]
    return rows_of(
        kind, db.session.execute(sa.select(*columns).where(condition).order_by(table.id))
    )


def _files(programme_id: int) -> list[StoredFile]:
    is_as_it_came = CourseAsset.key == CourseAsset.original_key
    shown_size = sa.case((is_as_it_came, CourseAsset.size), else_=0).label("shown_size")
    names = [name for name in StoredFile.__dataclass_fields__ if name != "shown_size"]
    columns = [getattr(CourseAsset, name) for name in names]
    query = (
        sa.select(*columns, shown_size)
        .where(CourseAsset.programme_id == programme_id)
        .order_by(CourseAsset.id)
    )
    return rows_of(StoredFile, db.session.execute(query))


def _blocks(programme_id: int) -> dict[int, tuple[StoredPrompt, ...]]:
    query = (
        sa.select(ModulePage.id, ModulePage.parts)
        .join(Module, Module.id == ModulePage.module_id)
        .where(
            Module.programme_id == programme_id,
            sa.cast(ModulePage.parts, sa.Text).contains('"key"'),
        )
    )
    return {page_id: blocks_in(page_id, parts) for page_id, parts in db.session.execute(query)}


def blocks_in(page_id: int, parts: Any) -> tuple[StoredPrompt, ...]:
    """The prompts among the parts of a page."""
    return tuple(
        StoredPrompt(part["key"], page_id, part["kind"], part["template"], part["html"])
        for part in parts
        if part.get("key") is not None
    )
