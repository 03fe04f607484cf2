"""The content of a book: the modules that its reader may read, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_format.front_matter import programme_facts
from cohort.course_modules.models import (
    CourseAsset,
    CourseText,
    GlossaryTerm,
    Module,
    ModulePage,
)
from cohort.course_modules.queries.languages import PAGE_LANGUAGE
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.db import columns_of, db, fetch, row_of
from cohort.kernel import clock
from cohort.kernel.languages import is_right_to_left, is_tag
from cohort.kernel.text import slugify

# Pictures that every e-reader can show (EPUB 3.3, core media types).
PICTURES = {
    "image/webp": "webp",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
}


@dataclass(frozen=True)
class BookPage:
    """A page: its parts as they were rendered. `name` is its name in the book."""

    slug: str
    name: str
    title: str
    parts: Sequence[Mapping[str, Any]]
    language: str


@dataclass(frozen=True)
class BookTerm:
    """A word that the book explains, and its meaning as stored HTML."""

    slug: str
    term: str
    html: str
    language: str


@dataclass(frozen=True)
class Chapter:
    """A module."""

    slug: str
    name: str
    title: str
    summary: str
    objectives: Sequence[str]
    licence: str
    language: str
    parts: Sequence[Mapping[str, Any]]
    pages: Sequence[BookPage]


@dataclass(frozen=True)
class Picture:
    """A picture: its key in the store, its type, and its file's name in an EPUB."""

    key: str
    media_type: str
    name: str


@dataclass(frozen=True)
class BookFile:
    """A file that is not a picture: its key in the store, its type, its own name, its size in
    bytes, and its place in an EPUB."""

    key: str
    media_type: str
    own_name: str
    size: int
    name: str


@dataclass(frozen=True)
class Book:
    """A course, or as much of it as a reader may read. `pictures` and `files` are keyed by stored
    address."""

    slug: str
    title: str
    about: str
    language: str
    changed_at: dt.datetime
    chapters: Sequence[Chapter]
    terms: Sequence[BookTerm]
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    files: Mapping[str, BookFile] = field(default_factory=dict)

    @property
    def languages(self) -> Sequence[str]:
        """Its own, and those of chapters and pages, each once."""
        said = [self.language]
        for chapter in self.chapters:
            said += [chapter.language, *(page.language for page in chapter.pages)]
        return [language for language in dict.fromkeys(said) if is_tag(language)]

    @property
    def is_right_to_left(self) -> bool:
        return is_right_to_left(self.language)


_modules = sa.select(
    Module.id,
    Module.slug,
    Module.title,
    Module.summary,
    Module.objectives,
    Module.licence,
    Module.language,
    Module.introduction_parts,
    Module.changed_at,
).order_by(Module.position, Module.id)
_pages = (
    sa.select(
        ModulePage.module_id,
        ModulePage.slug,
        ModulePage.title,
        ModulePage.parts,
        PAGE_LANGUAGE.label("language"),
        ModulePage.changed_at,
    )
    .join(Module, Module.id == ModulePage.module_id)
    .where(ModulePage.retired_at.is_(None))
    .order_by(ModulePage.position, ModulePage.id)
)
_terms = (
    sa.select(
        *columns_of(
            BookTerm,
            slug=GlossaryTerm.slug,
            term=GlossaryTerm.term,
            html=GlossaryTerm.html,
            language=PAGE_LANGUAGE,
        )
    )
    .join(ModulePage, ModulePage.id == GlossaryTerm.page_id)
    .join(Module, Module.id == ModulePage.module_id)
    .where(ModulePage.retired_at.is_(None))
)
_assets = (
    sa.select(CourseAsset.path, CourseAsset.key, CourseAsset.media_type, CourseAsset.size)
    .where(
        CourseAsset.retired_at.is_(None),
        CourseAsset.programme_id == sa.bindparam("programme_id"),
    )
    .order_by(CourseAsset.path)
)
_every_module = sa.and_(
    Module.programme_id == sa.bindparam("programme_id"), Module.retired_at.is_(None)
)
_QUERIES = (_modules, _pages, _terms)
WHOLE = (*(query.where(_every_module) for query in _QUERIES), _assets)
OPEN = (
    *(query.where(IS_READABLE) for query in _QUERIES),
    _assets.where(
        sa.or_(
            CourseAsset.module_id.is_(None),
            sa.exists().where(Module.id == CourseAsset.module_id, IS_READABLE),
        )
    ),
)


def book_for(viewer: Actor) -> Book:
    """Everything that is open to a member now; with facilitators' notes for facilitators."""
    programme = viewer.programme
    rows = [list(fetch(query, **standing(viewer))) for query in OPEN]
    language = course_language(programme.id)
    return _book(programme.slug, programme.name, language, rows, with_notes=viewer.is_facilitator)


def whole_book(programme_id: int, slug: str, name: str, *, with_notes: bool = False) -> Book:
    """Every module of a programme, for its organisers and for the command line."""
    rows = [list(fetch(query, programme_id=programme_id)) for query in WHOLE]
    return _book(slug, name, course_language(programme_id), rows, with_notes=with_notes)


def course_language(programme_id: int) -> str:
    """The language that a course gives for itself: of its title, and of the book around it."""
    text = db.session.scalar(
        sa.select(CourseText.source).where(CourseText.programme_id == programme_id)
    )
    return programme_facts(text or "", "").language


def _book(
    slug: str, name: str, language: str, rows: Sequence[Sequence[Any]], *, with_notes: bool
) -> Book:
    modules, pages, terms, assets = rows
    pages_of: dict[int, list[BookPage]] = {}
    names = {module.id: f"m{number}" for number, module in enumerate(modules)}
    for page in pages:
        there = pages_of.setdefault(page.module_id, [])
        page_name = f"{names[page.module_id]}-{len(there) + 1}"
        shown = _shown(page.parts, with_notes=with_notes)
        there.append(BookPage(page.slug, page_name, page.title, shown, page.language))
    chapters = [
        Chapter(
            slug=module.slug,
            name=names[module.id],
            title=module.title,
            summary=module.summary,
            objectives=[str(objective) for objective in module.objectives],
            licence=module.licence,
            language=module.language,
            parts=_shown(module.introduction_parts, with_notes=with_notes),
            pages=pages_of.get(module.id, []),
        )
        for module in modules
    ]
    changed = [row.changed_at for row in (*modules, *pages)]
    return Book(
        slug=slug,
        title=name,
        about=f"{len(chapters)} modules",
        language=language,
        changed_at=max(changed, default=_today()),
        chapters=chapters,
        terms=sorted(
            (row_of(BookTerm, row) for row in terms),
            key=lambda term: (term.term.casefold(), term.slug),
        ),
        pictures={
            f"asset/{quote(path)}": Picture(key, kind, f"picture-{number}.{PICTURES[kind]}")
            for number, (path, key, kind, _) in enumerate(assets, start=1)
            if kind in PICTURES
        },
        files={
            f"asset/{quote(asset.path)}": _file(number, *asset)
            for number, asset in enumerate(assets, start=1)
            if asset.media_type not in PICTURES
        },
    )


def _file(number: int, path: str, key: str, media_type: str, size: int) -> BookFile:
    own_name = path.rpartition("/")[2]
    stem, _, ending = own_name.rpartition(".")
    name = f"files/{number}-{slugify(stem)}.{slugify(ending)}"
    return BookFile(key, media_type, own_name, size, name)


def _shown(parts: Sequence[Mapping[str, Any]], *, with_notes: bool) -> list[Mapping[str, Any]]:
    return [part for part in parts if with_notes or part["kind"] != "facilitator"]


def _today() -> dt.datetime:
    """For an empty course: two books made on one day are the same bytes."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
