"""The book as an EPUB 3: a cover page, its contents, one file a page, pictures inside.

Source: EPUB 3.3, W3C Recommendation.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zipfile
from collections.abc import Iterator
from typing import IO

from flask import render_template

from cohort.course_modules.books.collecting import Book, BookFile, BookPage, Chapter, Picture
from cohort.course_modules.books.flattening import html_of, places, xhtml
from cohort.files import store
from cohort.kernel.languages import SITE

MOST_BYTES = 10_000_000  # of a file: many e-readers take no larger book by mail
_THEN = (2020, 1, 1, 0, 0, 0)  # of every file, so that the same book is the same bytes
_NAMES = uuid.UUID("8b0d3f0e-5c3f-4f5e-9a54-6c0f6a9a5b1e")


def write_epub(book: Book, file: IO[bytes]) -> None:
    """Write it."""
    place_of = places(
        book,
        page=lambda name, anchor: f"{name}.xhtml#{anchor}" if anchor else f"{name}.xhtml",
        picture=lambda address: book.pictures[address].name,
        file=lambda address: book.files[address].name,
        most_bytes=MOST_BYTES,
        glossary=lambda term: f"glossary.xhtml#glossary-{term}" if term else "glossary.xhtml",
        start="nav.xhtml",
    )
    used: set[str] = set()

    def fill(html: str, page: str, name: str = "") -> str:
        text = xhtml(html, place_of, f"{page}.xhtml", name)
        used.update(p.name for p in book.pictures.values() if f'src="{p.name}"' in text)
        used.update(f.name for f in book.files.values() if f'href="{f.name}"' in text)
        return text

    with zipfile.ZipFile(file, "w") as archive:
        _add(archive, "mimetype", "application/epub+zip", compress=False)
        _add(archive, "META-INF/container.xml", _render("container.xml", book))
        _add(archive, "OEBPS/book.css", _render("book.css", book))
        names = ["cover", "nav"]
        _add(archive, "OEBPS/cover.xhtml", _page(book, "cover", book.title))
        _add(archive, "OEBPS/nav.xhtml", _page(book, "nav", "Contents"))
        for thing in _texts(book):
            chapter = thing if isinstance(thing, Chapter) else None
            html = fill(html_of(thing.parts, thing.language), thing.name)
            facts = {"chapter": chapter, "language": thing.language, "text": html}
            kind = "chapter" if chapter else "page"
            _add(archive, f"OEBPS/{thing.name}.xhtml", _page(book, kind, thing.title, **facts))
            names.append(thing.name)
        if book.terms:
            terms = [(one, fill(one.html, "glossary", f"g-{one.slug}")) for one in book.terms]
            _add(archive, "OEBPS/glossary.xhtml", _page(book, "glossary", "Words", terms=terms))
            names.append("glossary")
        pictures = [p for p in book.pictures.values() if p.name in used]
        files = [f for f in book.files.values() if f.name in used]
        if files:
            _add(archive, "OEBPS/files.xhtml", _page(book, "files", "Files", files=files))
        inside: list[Picture | BookFile] = [*pictures, *files]
        for held in inside:
            with archive.open(_entry(f"OEBPS/{held.name}", compress=False), "w") as place:
                for piece in store.stream(held.key):
                    place.write(piece)
        _add(
            archive,
            "OEBPS/book.opf",
            _render(
                "book.opf",
                book,
                names=names,
                pictures=pictures,
                files=files,
                identifier=f"urn:uuid:{uuid.uuid5(_NAMES, book.slug)}",
                modified=book.changed_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            ),
        )


def _texts(book: Book) -> Iterator[Chapter | BookPage]:
    """Each chapter and page, in order."""
    for chapter in book.chapters:
        yield chapter
        yield from chapter.pages


def _render(template: str, book: Book, **facts: object) -> str:
    return render_template(f"course_modules/book/{template}", book=book, **facts)


def _page(book: Book, kind: str, title: str, **facts: object) -> str:
    """A page of the book's own words and of its language, unless `facts` name another."""
    facts = {"language": book.language if kind in ("cover", "nav") else SITE, **facts}
    return _render("epub_page.xhtml", book, kind=kind, title=title, **facts)


def _entry(name: str, *, compress: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _THEN)
    entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _add(archive: zipfile.ZipFile, name: str, text: str, *, compress: bool = True) -> None:
    archive.writestr(_entry(name, compress=compress), text)
