"""The ZIP of a download: pages to read, JSON for other programs, Markdown for what they wrote.

Everything is written to the disk as it is fetched, a few things at a time.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import current_app

from cohort.files import store
from cohort.kernel.data_rights import ExportItem, ExportSection, StoredData
from cohort.kernel.text import slugify
from cohort.settings.current import current
from cohort.settings.settings import SITE_NAME

ITEMS_A_PAGE = 200


class Archive:
    """A ZIP being written. Use it in a `with`; `add` each section, then `add_index`."""

    def __init__(self, path: Path, name: str, made_at: dt.datetime) -> None:
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.name, self.made_at = name, made_at
        self.contents: list[dict[str, Any]] = []

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.zip.close()

    def add(self, section: ExportSection) -> None:
        """Add its pages, its JSON, a Markdown file for each writing, and its files."""
        pages = self._pages(section)
        count = self._json(section)
        self._markdown(section)
        for name, key in section.files.items():
            self.zip.writestr(f"files/{name}", store.get(key))
        line = {"section": section, "count": count, "pages": pages}
        self.contents.append(line)

    def add_index(self, held: Sequence[StoredData]) -> None:
        """Add the first page: what is here, and what is not and why."""
        not_here = [one for one in held if one.download.startswith("no")]
        facts = {"name": self.name, "made_at": self.made_at, "contents": self.contents}
        self._write("index.html", "index.html", **facts, not_here=not_here)

    def _pages(self, section: ExportSection) -> list[str]:
        names: list[str] = []
        pages = _cut(section.items(), ITEMS_A_PAGE)
        for number, (items, is_last) in enumerate(pages, start=1):
            names.append(_page_name(section, number))
            self._write(
                names[-1],
                "section.html",
                name=self.name,
                section=section,
                items=items,
                number=number,
                earlier=_page_name(section, number - 1) if number > 1 else None,
                later=None if is_last else _page_name(section, number + 1),
            )
        return names

    def _write(self, file: str, template: str, **facts: Any) -> None:
        source = current_app.jinja_env.get_template(f"data_rights/archive/{template}")
        with self.zip.open(file, "w", force_zip64=True) as page:
            for piece in source.generate(site_name=current(SITE_NAME), **facts):
                page.write(piece.encode())

    def _json(self, section: ExportSection) -> int:
        count = 0
        with self.zip.open(f"data/{section.name}.json", "w", force_zip64=True) as file:
            file.write(b"[")
            for item in section.items():
                text = json.dumps(dict(item.facts), ensure_ascii=False, indent=2, default=_plain)
                file.write((",\n" if count else "\n").encode() + text.encode())
                count += 1
            file.write(b"\n]\n")
        return count

    def _markdown(self, section: ExportSection) -> None:
        for number, item in enumerate(section.items(), start=1):
            if not item.markdown:
                continue
            start = slugify(item.heading)
            facts = [
                f"{_words(k)}: {_plain(v)}" for k, v in item.facts.items() if k != "text" and v
            ]
            text = "\n".join([f"# {item.heading}", "", *facts, "", item.markdown, ""])
            self.zip.writestr(f"{section.name}/{number:05d}-{start}.md", text)


def _cut(items: Iterable[ExportItem], size: int) -> Iterator[tuple[list[ExportItem], bool]]:
    """`size` at a time, with whether these are the last. One empty page if there are none."""
    source = iter(items)
    batch = list(islice(source, size))
    while True:
        following = list(islice(source, size))
        yield batch, not following
        if not following:
            return
        batch = following


def _page_name(section: ExportSection, number: int) -> str:
    return f"{section.name}.html" if number == 1 else f"{section.name}-{number}.html"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
