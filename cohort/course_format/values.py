"""A course as plain values. The unit everywhere is a file's whole text, front matter and body:
we store, edit, compare and write back that."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cohort.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page: `path` within the course, as its author knows it; `text` is the whole file.

    `lines`: for a converted file, which line of the author's file each line of `text` was.
    """

    slug: str
    position: int
    text: str
    path: str
    lines: tuple[int, ...] = field(default=(), compare=False)

    def authors_line(self, line: int) -> int:
        """The line of the author's own file for a line of `text`, both from 1."""
        return _authors_line(self.lines, line)


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A module: `text` is the whole of module.md.

    `is_single_file`: it is one file, NN-slug.md. Then `text` is its front matter block alone and
    its one page, which has the module's slug, is the body, so that both together are the file.
    `unread`: slugs of pages that are there but could not be read, so must not count as gone.
    """

    slug: str
    position: int
    text: str
    path: str
    pages: tuple[PageFile, ...] = ()
    is_single_file: bool = False
    unread: frozenset[str] = frozenset()
    lines: tuple[int, ...] = field(default=(), compare=False)

    def authors_line(self, line: int) -> int:
        """The line of the author's own file for a line of `text`, both from 1."""
        return _authors_line(self.lines, line)


@dataclass(frozen=True, slots=True)
class AssetFile:
    """An image or other file. `path` is its place within the course; `source` is on disk."""

    path: str
    source: Path


@dataclass
class Course:
    """A programme's content. `text` is the whole of programme.md, "" when there is none.

    `kind`: its format: ours, p2pu, workbench or tree. `path` and `lines`: of the file that
    `text` was made from, as for a page. `unread`: slugs of modules that are
    there but could not be read, so must not count as gone.
    """

    slug: str
    kind: str = "ours"
    text: str = ""
    modules: list[ModuleFile] = field(default_factory=list)
    assets: list[AssetFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    path: str = "programme.md"
    lines: tuple[int, ...] = field(default=(), compare=False)

    def authors_line(self, line: int) -> int:
        """The line of the author's own file for a line of `text`, both from 1."""
        return _authors_line(self.lines, line)


def _authors_line(lines: tuple[int, ...], line: int) -> int:
    return lines[line - 1] if 0 < line <= len(lines) else line


def digest(*texts: object) -> str:
    """A short name for exactly this content, to see what changed."""
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:32]
