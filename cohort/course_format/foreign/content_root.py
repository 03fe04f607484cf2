"""Where the course lies in a tool's folder, and where its links may start.

Tools keep the text apart from their own files: `docs/` (MkDocs, Docusaurus), `src/` (mdBook),
`content/` (Hugo). A folder below it that holds all the text is no module, but where that begins.
"""

from __future__ import annotations

import posixpath

from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.translations import language_folder
from cohort.course_format.native_format import BESIDE

_CONTENT_ROOTS = ("docs/en/docs", "docs", "src", "content", "course", "website/docs", "book")


def content_root(folder: Folder, others: set[str]) -> str:
    """The folder that holds the course; "" for all of it. `others`: translations."""
    if folder.under("docs") and any(path.startswith("docusaurus.config.") for path in folder.files):
        return "docs"
    pages = [path for path in folder.files if is_markdown(path)]
    for root in _CONTENT_ROOTS:
        inside = [p for p in pages if p.startswith(f"{root}/") and p not in others]
        outside = [
            p
            for p in pages
            if p not in inside and p not in others and p.partition(".")[0].lower() not in BESIDE
        ]
        if inside and not outside:
            return _narrowed(language_folder(folder, root, inside), inside)
    return _narrowed("", pages)


def _narrowed(root: str, pages: list[str]) -> str:
    """The folder below this one in which all pages lie, in folders of their own; or this one."""
    while True:
        prefix = f"{root}/" if root else ""
        inside = [path[len(prefix) :] for path in pages if path.startswith(prefix)]
        tops = {path.partition("/")[0] for path in inside}
        if len(tops) != 1 or "/" not in inside[0] or inside[0].count("/") < 2:
            return root
        root = f"{prefix}{tops.pop()}"


def link_roots(root: str) -> list[str]:
    """Folders below which a link's target may stand: those above the text, and of other files."""
    near = posixpath.dirname(root) if root else ""
    names = ("static", "public", "assets", "docs", "src", "content", ".vuepress/public")
    parts = root.split("/")
    above = ["/".join(parts[:depth]) for depth in range(len(parts) - 1, 0, -1)]
    return above + [
        posixpath.normpath(posixpath.join(base, name)) for base in {near, root} for name in names
    ]
