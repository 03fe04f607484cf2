"""Courses that lie in several languages: one is brought in, the others are left out and said.

Translations lie in a folder of that name; in a folder for each language (`content/en`, Hugo's
`contentDir`); or beside the page, with the language before the ending (`page.fr.md`: Hugo's
"Translation by file name", the suffixes of MkDocs' static-i18n plugin).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from cohort.course_format.folder import Folder, is_markdown
from cohort.course_format.foreign.import_plan import settings, words
from cohort.kernel.languages import nearest_tag

_TAG = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?\Z")
_IN_NAME = re.compile(
    r"(?P<stem>.+?)(?P<mark>[._-])(?P<tag>[a-z]{2}(?:[-_][A-Za-z]{2,4})?)(?P<end>\.\w+)\Z"
)
_SETTINGS = "hugo.toml hugo.yaml config.toml config.yaml mkdocs.yml _config.yml".split()
_KEYS = ("defaultContentLanguage", "languageCode", "language", "lang")
_SAY = "translations are left out; bring in a course for each language"


def translations_of(folder: Folder) -> set[str]:
    """The files that are another language's; reported by folder."""
    pages = list(filter(is_markdown, folder.files))
    main = _main_language(folder)
    found = {
        path: path[: path.lower().index("translations/") + len("translations")]
        for path in pages
        if "/translations/" in f"/{path.lower()}"
    }
    if len(found) == len(pages):
        found = {}
    rest = [path for path in pages if path not in found]
    found |= _in_folders(rest, main)
    found |= _by_names([path for path in rest if path not in found], main)
    for within in dict.fromkeys(found.values()):
        folder.report(within or ".", _SAY, is_error=False)
    return set(found)


def language_folder(folder: Folder, root: str, pages: Iterable[str]) -> str:
    """The folder of the course's language where all its pages lie in that; else `root`."""
    within = [path[len(root) :].strip("/").split("/") for path in pages]
    tops = {names[0] for names in within if names}
    top = next(iter(tops), "")
    is_one = len(tops) == 1 and all(len(names) > 1 for names in within)
    if not is_one or _base(top) != _main_language(folder):
        return root
    return posixpath.join(root, top)


def without_language(path: str) -> str:
    """A path without the language before its ending: `page.fr.md` is `page.md` on its site."""
    found = _IN_NAME.match(path)
    is_tag = found is not None and found["mark"] == "." and nearest_tag(found["tag"])
    return f"{found['stem']}{found['end']}" if found and is_tag else path


def _main_language(folder: Folder) -> str:
    for name in _SETTINGS:
        config = settings(folder, name) if folder.has(name) else {}
        said = next((words(config.get(key)) for key in _KEYS if words(config.get(key))), "")
        if said:
            return _base(said)
    return "en"


def _base(tag: str) -> str:
    return nearest_tag(tag).partition("-")[0].lower() if _TAG.match(tag) else ""


def _in_folders(pages: Iterable[str], main: str) -> dict[str, str]:
    """Pages in folders of other languages, where every folder beside them is a language's."""
    beside: dict[str, set[str]] = {}
    for path in pages:
        names = path.split("/")
        for depth in range(min(len(names), 5)):
            beside.setdefault("/".join(names[:depth]), set()).add(
                names[depth] if depth + 1 < len(names) else ""
            )
    others: list[str] = []
    for within, names_there in beside.items():
        tags = {name: _base(name) for name in names_there}
        if len(tags) > 1 and all(tags.values()) and main in tags.values():
            prefix = f"{within}/" if within else ""
            others += [f"{prefix}{name}" for name, tag in tags.items() if tag != main]
    return {
        path: within for path in pages for within in sorted(others) if path.startswith(f"{within}/")
    }


def _by_names(pages: list[str], main: str) -> dict[str, str]:
    """Pages that name another language than the page beside them.

    `page_fr.md` counts only where there are two such: `notes_it.md` may be about IT.
    """
    versions: dict[tuple[str, str], dict[str, str]] = {}
    for path in pages:
        named = _IN_NAME.match(path)
        if named and nearest_tag(named["tag"]):
            mark = named["mark"] if named["mark"] == "." else "_"
            versions.setdefault((named["stem"], mark), {})[path] = _base(named["tag"])
    plain = {posixpath.splitext(path)[0] for path in pages}
    found: dict[str, str] = {}
    for (stem, mark), there in versions.items():
        has_main = stem in plain or (len(there) > 1 and main in there.values())
        if not has_main or (mark == "_" and len(set(there.values())) < 2):
            continue
        keep = "" if stem in plain else main
        found |= {path: posixpath.dirname(path) for path, tag in there.items() if tag != keep}
    return found
