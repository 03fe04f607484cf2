"""The whole book as one HTML file that needs neither network nor scripts."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote, unquote

from flask import render_template

from cohort.course_modules.books.collecting import Book
from cohort.course_modules.books.flattening import FILE, html_of, places, xhtml
from cohort.course_modules.link_resolver import TAG, PlaceOf
from cohort.files import store

MOST_BYTES = 1_000_000  # of a file: a browser holds the whole page; a larger one is only named
_CONTENT = re.compile(r' (?:src|href)="(urn:(?:picture|file):([^"]*))')
PIECE = 3 * 64 * 1024  # bytes: a multiple of three, so that base64 can be written piece by piece


def write_html(book: Book, file: IO[bytes]) -> None:
    """Write it. Pictures, and files up to MOST_BYTES, are embedded as data: addresses."""
    place_of = places(
        book,
        page=lambda name, anchor: f"#{name}-{anchor}" if anchor else f"#{name}",
        picture=lambda address: f"urn:picture:{quote(address, safe='')}",
        file=lambda address: f"{FILE}{quote(address, safe='')}",
        most_bytes=MOST_BYTES,
        glossary=lambda term: f"#glossary-{term}" if term else "#glossary",
        start="#contents",
    )
    for text in _pieces(book, place_of):
        last = 0
        for start, end, address in _contents(text):
            file.write(text[last:start].encode())
            for piece in _data_address(book, address):
                file.write(piece)
            last = end
        file.write(text[last:].encode())


def _pieces(book: Book, place_of: PlaceOf) -> Iterator[str]:
    def fill(html: str, top: str, name: str, deeper: int) -> str:
        return xhtml(html, place_of, f"#{top}", name, deeper)

    yield render_template("course_modules/book/start.html", book=book)
    for chapter in book.chapters:
        yield render_template(
            "course_modules/book/chapter.html",
            book=book,
            chapter=chapter,
            text=fill(html_of(chapter.parts, chapter.language), chapter.name, chapter.name, 1),
        )
        for page in chapter.pages:
            yield render_template(
                "course_modules/book/page.html",
                chapter=chapter,
                page=page,
                text=fill(html_of(page.parts, page.language), page.name, page.name, 2),
            )
        yield "</section>\n"
    terms = [(one, fill(one.html, "glossary", f"g-{one.slug}", 1)) for one in book.terms]
    yield render_template("course_modules/book/end.html", book=book, terms=terms)


def _contents(text: str) -> Iterator[tuple[int, int, str]]:
    """Where an address stands for content, and for which. In tags alone: the words of a page may
    say "urn:file:" too."""
    for tag in TAG.finditer(text):
        for found in _CONTENT.finditer(tag[0]):
            yield tag.start() + found.start(1), tag.start() + found.end(1), unquote(found[2])


def _data_address(book: Book, address: str) -> Iterator[bytes]:
    found = book.pictures.get(address) or book.files[address]
    yield f"data:{found.media_type};base64,".encode()
    rest = b""
    for piece in store.stream(found.key):
        rest += piece
        whole = len(rest) // PIECE * PIECE
        yield base64.b64encode(rest[:whole])
        rest = rest[whole:]
    yield base64.b64encode(rest)
