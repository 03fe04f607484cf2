"""Where a link written in a course's file leads: the one place that knows.

Pages are known by slug, whatever number stands before it, so that moving a page leaves the links
to it whole. What comes out are stored addresses:

    course:page/<module>/<page>#s-anchor    course:module/<module>    course:programme
    course:asset/<path, url-quoted>         #s-anchor (the same page)
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from cohort.kernel.courses.naming import file_name, read_name, slugify
from cohort.kernel.courses.values import Course

ANCHOR = "s-"  # before the id of every heading in a page, so that it meets none of the site's own
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ABROAD = ("https:", "http:", "mailto:", "tel:")


@dataclass
class Places:
    """What a course's links can lead to.

    `pages`: a file's path within the course -> (module's slug, page's slug, "" for the module).
    Any number before a name and any ending are no part of what is compared.
    """

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    assets: set[str] = field(default_factory=set)

    def add_module(self, slug: str, pages: Iterable[str], *, is_single_file: bool) -> None:
        """A module and its pages, by their slugs."""
        if is_single_file:
            self.pages[slug] = (slug, slug)
            return
        self.pages[slug] = self.pages[f"{slug}/module"] = (slug, "")
        for page in pages:
            self.pages[f"{slug}/{page}"] = (slug, page)

    def from_file(self, path: str) -> Callable[[str], str | None]:
        """A `resolve` for the links in the file at this path."""
        return lambda target: resolve(self, path, target)


def places_of(course: Course) -> Places:
    """The places of a course that was read."""
    places = Places({"programme": ("", "")}, {asset.path for asset in course.assets})
    for module in course.modules:
        slugs = [page.slug for page in module.pages]
        places.add_module(module.slug, slugs, is_single_file=module.is_single_file)
    return places


def module_path(position: int, slug: str, *, is_single_file: bool) -> str:
    """The path of a module's file, as it is written."""
    name = file_name(position, slug)
    return f"{name}.md" if is_single_file else f"{name}/module.md"


def resolve(places: Places, path: str, target: str) -> str | None:
    """The stored address for a link or image as written; None when it leads nowhere.

    Addresses on other sites, and mail addresses, come back as they are.
    """
    target = target.strip()
    if target.lower().startswith(_ABROAD):
        return target
    if _SCHEME.match(target) or target.startswith("//") or "\0" in target:
        return None
    address, _, fragment = target.partition("#")
    anchor = f"#{ANCHOR}{slugify(unquote(fragment))}" if fragment else ""
    address = unquote(address.partition("?")[0])
    if not address:
        return anchor or None
    full = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
    if full.startswith(("/", "..")):
        return None
    if full in places.assets:
        return f"course:asset/{quote(full)}"
    found = places.pages.get(_key(full))
    if found is None:
        return None
    module, page = found
    if not module:
        return f"course:programme{anchor}"
    if not page:
        return f"course:module/{module}{anchor}"
    return f"course:page/{module}/{page}{anchor}"


def _key(path: str) -> str:
    """A path without its ending and the numbers before its names."""
    stem, ending = posixpath.splitext(path)
    plain = stem if ending.lower() == ".md" else path
    return "/".join(_names(plain))


def _names(path: str) -> Iterator[str]:
    for part in path.split("/"):
        name = read_name(part)
        yield name.slug if name.number is not None else part.lower()
