"""Links inside a course: from an author's link to an address that outlives renumbering.

`../02-power/01-where-power-sits.md#law` becomes `course:page/power/where-power-sits#s-law`;
numbers in names only give the order. Files become `course:asset/power/fig/map.png`, and those of
the course's own folder `course:asset/_/img/logo.png`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from cohort.course_format.naming import composed, file_name
from cohort.course_format.values import Course
from cohort.kernel.text import slugify

_NUMBER = re.compile(r"\A\d{1,3}-")
# The site's own addresses beside those of modules and their pages. Most of them begin with OWN
# and leave every name free: courses have pages called glossary or print.
RESERVED = frozenset({"book", "done", "epub", "files", "search", "whole"})
IS_RESERVED = "the name “{}” is one of the site’s own addresses; call it something else"
OWN = "_"  # stands for the course's own folder, which no module's slug can be


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Facts of a file: pixels (0 if it is no picture), and bytes (0 where they are not known)."""

    width: int = 0
    height: int = 0
    size: int = 0


@dataclass(frozen=True)
class CourseMap:
    """The targets of links: {module slug: page slugs}, paths of files (with the facts known of
    them, and where), and which modules are single files (their page lies in the course's own
    folder)."""

    modules: Mapping[str, Collection[str]] = field(default_factory=dict)
    assets: Collection[str] = ()
    single_files: Collection[str] = ()

    def resolver(self, module_slug: str | None) -> Callable[[str], str | None]:
        """A function from links in this module's files (None: in programme.md) to addresses."""
        folder = OWN if module_slug is None or module_slug in self.single_files else module_slug
        return lambda target: self.resolve(folder, target)

    def resolve(self, folder: str, target: str) -> str | None:
        """The stored address of a relative link, or None when it leads nowhere."""
        path, _, anchor = target.partition("#")
        path = composed(unquote(path.partition("?")[0])).replace("\\", "/")
        ending = f"#s-{quote(unquote(anchor))}" if anchor else ""
        if not path:
            return ending or None
        parts = _parts(folder, path)
        if parts is None:
            return None
        is_glossary = parts in ([OWN, "glossary"], [OWN, "glossary.md"])
        if is_glossary and "glossary" not in self.modules:
            return "course:glossary" + (f"#{slugify(unquote(anchor))}" if anchor else "")
        # A folder of the course's own, such as 01-figures, keeps its number.
        plain = _parts(folder, path, keep_numbers=True) or parts
        return self._page(parts, ending) or self._asset(parts, plain)

    def _page(self, parts: list[str], ending: str) -> str | None:
        names = [_NUMBER.sub("", part).removesuffix(".md") for part in parts]
        module = names[1] if names[0] == OWN and len(names) > 1 else names[0]
        if module not in self.modules:
            return None
        rest = names[2:] if names[0] == OWN else names[1:]
        if rest in ([], ["module"]):
            page = f"page/{module}/{module}" if module in self.single_files else f"module/{module}"
            return f"course:{page}{ending}"
        if len(rest) == 1 and rest[0] in self.modules[module]:
            return f"course:page/{module}/{rest[0]}{ending}"
        return None

    def _asset(self, parts: list[str], plain: list[str]) -> str | None:
        for path in ("/".join(parts), "/".join([OWN, *parts]), "/".join([OWN, *plain])):
            if path in self.assets:
                return "course:asset/" + quote(path)
        return None


def asset_path(path: str, module_folders: Mapping[str, str]) -> str:
    """`02-power/fig/map.png` -> `power/fig/map.png`; `img/logo.png` -> `_/img/logo.png`.

    `module_folders`: {folder's name: module slug}.
    """
    first, _, rest = path.partition("/")
    if rest and first in module_folders:
        return f"{module_folders[first]}/{rest}"
    return f"{OWN}/{path}"


def course_map(course: Course) -> CourseMap:
    """The targets that the pages of a course can link to."""
    folders = module_folders(course)
    return CourseMap(
        modules={m.slug: frozenset(page.slug for page in m.pages) for m in course.modules},
        assets=frozenset(asset_path(asset.path, folders) for asset in course.assets),
        single_files=frozenset(m.slug for m in course.modules if m.is_single_file),
    )


def module_folders(course: Course) -> dict[str, str]:
    """{a folder's name as it is written: the slug of the module it holds}."""
    return {
        file_name(module.position, module.slug): module.slug
        for module in course.modules
        if not module.is_single_file
    } | {
        module.path.split("/")[0]: module.slug
        for module in course.modules
        if course.kind == "ours" and not module.is_single_file
    }


def _parts(folder: str, path: str, *, keep_numbers: bool = False) -> list[str] | None:
    """The path's names from the course's own folder on; None when it leads out of the course."""
    base = "" if folder == OWN else folder
    whole = posixpath.normpath(posixpath.join("/", base, path))
    depth = 0 if folder == OWN else 1
    for name in path.strip("/").split("/"):
        depth += -1 if name == ".." else 0 if name in (".", "") else 1
        if depth < 0:
            return None
    names = [name for name in whole.split("/") if name]
    if not names:
        return None
    if len(names) == 1:
        return [OWN, *names]
    return names if keep_numbers else [_NUMBER.sub("", names[0]), *names[1:]]
