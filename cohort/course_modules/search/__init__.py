"""Search for modules, their pages and the words they explain: what is open to the viewer.

Facilitators' notes are entries of their own, so that nobody else's search finds them. Of modules
that are still to come only the title and the day are found (to_come.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules.models import GlossaryTerm, Module, ModulePage
from cohort.course_modules.queries.languages import PAGE_LANGUAGE
from cohort.course_modules.queries.openness import IS_READABLE, standing
from cohort.course_modules.search.places import place_of, place_of_note
from cohort.course_modules.search.to_come import TO_COME
from cohort.db import db, in_batches
from cohort.search import index
from cohort.search.html import headings_of, text_of
from cohort.search.kinds import Group, IndexEntry, Kind
from cohort.search.models import SearchEntry

MODULE, PAGE, NOTE, TERM = "module", "module_page", "module_note", "glossary_term"
MODULES = Group(
    "Modules", "Everyone in this cohort can read these, but not notes for facilitators."
)
_module_facts = (
    Module.programme_id,
    Module.slug.label("module_slug"),
    Module.title.label("module_title"),
    Module.position,
    Module.language.label("module_language"),
)
_PAGES = (
    sa.select(
        ModulePage.id,
        ModulePage.slug,
        ModulePage.title,
        ModulePage.parts,
        PAGE_LANGUAGE.label("language"),
        *_module_facts,
    )
    .join(Module, Module.id == ModulePage.module_id)
    .where(ModulePage.retired_at.is_(None), Module.retired_at.is_(None))
)
_MODULES = sa.select(
    Module.id, Module.summary, Module.introduction_parts, Module.language, *_module_facts
).where(Module.retired_at.is_(None))
_TERMS = (
    sa.select(
        GlossaryTerm.id,
        GlossaryTerm.slug,
        GlossaryTerm.term,
        GlossaryTerm.html,
        PAGE_LANGUAGE.label("language"),
        *_module_facts,
    )
    .join(ModulePage, ModulePage.id == GlossaryTerm.page_id)
    .join(Module, Module.id == ModulePage.module_id)
    .where(ModulePage.retired_at.is_(None), Module.retired_at.is_(None))
)
_waiting: ContextVar[tuple[set[int], set[int]] | None] = ContextVar("waiting", default=None)


def index_page(page_id: int) -> None:
    """Bring one page's entry up to date; remove it where the page is retired."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting[1].add(page_id)
    else:
        _renew([], ModulePage.id == page_id)


def index_module(module_id: int) -> None:
    """The same for a module and all its pages, whose hits name it."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting[0].add(module_id)
    else:
        _renew([module_id], ModulePage.module_id == module_id)


@contextmanager
def together() -> Iterator[None]:
    """Inside, updates are only noted; all of them are made at the end, in few statements. For
    callers that save many pages."""
    modules: set[int] = set()
    pages: set[int] = set()
    token = _waiting.set((modules, pages))
    try:
        yield
    finally:
        _waiting.reset(token)
    if modules or pages:
        _renew(list(modules), ModulePage.module_id.in_(modules) | ModulePage.id.in_(pages))


def catch_up(programme_id: int) -> None:
    """Update the entries of modules and pages retired, restored or moved without a save."""
    pages = sa.select(ModulePage.id).join(Module, Module.id == ModulePage.module_id)
    ours = Module.programme_id == programme_id
    is_gone = sa.or_(ModulePage.retired_at.is_not(None), Module.retired_at.is_not(None))
    for kind in (PAGE, NOTE):
        index.remove(kind, db.session.scalars(_still_found(kind, pages.where(ours, is_gone))))
    retired = sa.select(Module.id).where(ours, Module.retired_at.is_not(None))
    index.remove(MODULE, db.session.scalars(_still_found(MODULE, retired)))
    modules = (
        sa.select(Module.id, Module.position, SearchEntry.extra)
        .outerjoin(SearchEntry, _is_of(MODULE, Module.id))
        .where(ours, Module.retired_at.is_(None))
    )
    back = (
        pages.outerjoin(SearchEntry, _is_of(PAGE, ModulePage.id))
        .where(ours, ModulePage.retired_at.is_(None), Module.retired_at.is_(None))
        .where(SearchEntry.id.is_(None))
    )
    with together():
        for module_id, position, extra in db.session.execute(modules):
            if extra is None or extra["number"] != position:
                index_module(module_id)
        for page_id in db.session.scalars(back):
            index_page(page_id)


def index_terms(programme_id: int) -> None:
    """Bring the entries of the words that a programme's pages explain up to date."""
    terms = db.session.execute(_TERMS.where(GlossaryTerm.programme_id == programme_id)).all()
    known = {
        thing_id: (title, text, extra)
        for thing_id, title, text, extra in db.session.execute(
            sa.select(
                SearchEntry.thing_id, SearchEntry.title, SearchEntry.text, SearchEntry.extra
            ).where(SearchEntry.kind == TERM, SearchEntry.programme_id == programme_id)
        )
    }
    entries = [_of_term(term) for term in terms]
    index.remove(TERM, known.keys() - {entry.thing_id for entry in entries})
    index.put_all(
        TERM,
        (
            entry
            for entry in entries
            if known.get(entry.thing_id) != (entry.title, entry.text, entry.extra)
        ),
    )


def _is_of(kind: str, thing_id: Any) -> sa.ColumnElement[bool]:
    return sa.and_(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id)


def _still_found(kind: str, gone: sa.Select[Any]) -> sa.Select[Any]:
    found = SearchEntry.kind == kind, SearchEntry.thing_id.in_(gone)
    return sa.select(SearchEntry.thing_id).where(*found)


def _renew(modules: list[int], condition: sa.ColumnElement[bool]) -> None:
    pages = list(db.session.scalars(sa.select(ModulePage.id).where(condition)))
    for kind, gone in ((MODULE, modules), (PAGE, pages), (NOTE, pages)):
        index.remove(kind, gone)
    index.put_all(
        MODULE, map(_of_module, db.session.execute(_MODULES.where(Module.id.in_(modules))))
    )
    found = db.session.execute(_PAGES.where(condition)).all()
    index.put_all(PAGE, map(_of_page, found))
    index.put_all(NOTE, _notes(found))


def _of_module(module: Any) -> IndexEntry:
    html = _html(module.introduction_parts, facilitators=False)
    text = f"{module.summary} {text_of(html)}"
    return _entry(module, module.module_title, text)


def _of_page(page: Any) -> IndexEntry:
    html = _html(page.parts, facilitators=False)
    return _entry(page, page.title, text_of(html), headings_of(html), page.slug)


def _of_term(term: Any) -> IndexEntry:
    extra = _extra(term) | {"term": term.slug}
    return IndexEntry(term.id, term.programme_id, term.term, text_of(term.html), extra=extra)


def _notes(pages: Iterable[Any]) -> Iterator[IndexEntry]:
    for page in pages:
        if notes := _html(page.parts, facilitators=True):
            yield _entry(page, page.title, text_of(notes), page_slug=page.slug)


def _html(parts: Iterable[Mapping[str, Any]], *, facilitators: bool) -> str:
    """All parts, or all notes for facilitators, as HTML. A video's is its transcript."""
    chosen = [part for part in parts if (part["kind"] == "facilitator") is facilitators]
    return "\n".join(f"{escape(part.get('title', ''))} {part['html']}" for part in chosen)


def _entry(row: Any, title: str, text: str, headings: str = "", page_slug: str = "") -> IndexEntry:
    extra = _extra(row) | {"module": row.module_slug}
    if page_slug:
        extra["page"] = page_slug
    return IndexEntry(row.id, row.programme_id, title, text, headings, extra=extra)


def _extra(row: Any) -> dict[str, Any]:
    return {
        "number": row.position,
        "title": row.module_title,
        "language": row.language,
        "module_language": row.module_language,
    }


def _every_page(make: Callable[[Iterable[Any]], Iterable[IndexEntry]]) -> Iterable[IndexEntry]:
    return make(in_batches(_PAGES, ModulePage.id))


def _page_is_open(_viewer: Actor) -> sa.ColumnElement[bool]:
    page = ModulePage.id == SearchEntry.thing_id, ModulePage.retired_at.is_(None)
    return _exists(*page, Module.id == ModulePage.module_id)


def _module_is_open(_viewer: Actor) -> sa.ColumnElement[bool]:
    return _exists(Module.id == SearchEntry.thing_id)


def _term_is_open(_viewer: Actor) -> sa.ColumnElement[bool]:
    term = GlossaryTerm.id == SearchEntry.thing_id, GlossaryTerm.page_id == ModulePage.id
    page = ModulePage.retired_at.is_(None), Module.id == ModulePage.module_id
    return _exists(*term, *page)


def _exists(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """With the parameters of IS_READABLE, which `standing` gives."""
    there = sa.select(Module.id).where(*conditions, IS_READABLE).correlate(SearchEntry)
    return there.exists()


def _note_is_theirs(viewer: Actor) -> sa.ColumnElement[bool]:
    return _page_is_open(viewer) if viewer.is_facilitator else sa.false()


KINDS = (
    Kind(
        MODULE,
        group=MODULES,
        readable=_module_is_open,
        facts=standing,
        describe=place_of,
        everything=lambda: map(_of_module, in_batches(_MODULES, Module.id)),
    ),
    Kind(
        PAGE,
        group=MODULES,
        readable=_page_is_open,
        facts=standing,
        describe=place_of,
        everything=lambda: _every_page(lambda pages: map(_of_page, pages)),
    ),
    Kind(
        NOTE,
        group=MODULES,
        readable=_note_is_theirs,
        facts=standing,
        describe=place_of_note,
        everything=lambda: _every_page(_notes),
    ),
    Kind(
        TERM,
        group=MODULES,
        readable=_term_is_open,
        facts=standing,
        describe=place_of,
        everything=lambda: map(_of_term, in_batches(_TERMS, GlossaryTerm.id)),
    ),
)
DIRECT = (TO_COME,)
