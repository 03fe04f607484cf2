"""Links in a foreign course: found in a draft, followed to a file, and rewritten as our own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, unquote

from cohort.course_format.foreign.headings import github_anchor
from cohort.course_format.foreign.mapped_text import OPEN, Draft
from cohort.course_format.front_matter import plain_heading
from cohort.course_format.naming import composed, read_name

_INLINE = re.compile(
    r"(?<=\]\()[ \t]*\n?[ \t]*(?:<(?P<angled>[^<>\n]{0,1000})>"
    r"|(?P<spaced>[^\s<>()\"']{1,100}(?: {1,3}[^\s<>()\"']{1,100}){1,20})(?=\))"
    r"|(?P<bare>[^\s<>()\"']{1,1000}(?:\([^\s()]{0,300}\)[^\s()]{0,300}){0,3})(?=[ \t\n)])"
    r")"
)
_DEFINED = re.compile(
    r"^(?P<before>[ \t>]{0,12}\[(?!\^)[^\[\]\n]{1,300}\]:[ \t]*\n?[ \t]*)"
    r"(?:<(?P<angled>[^<>\n]{0,1000})>|(?P<bare>[^\s<>]{1,1000}))",
    re.MULTILINE,
)
_TAG = re.compile(r"<(?:img|a|source|audio|video)\b[^<>]{0,2000}>", re.IGNORECASE)
_IN_TAG = re.compile(
    r"(?P<before>\b(?:src|href|poster)[ \t]*=[ \t]*)"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"^[ \t>]*:{3,}[^\n]*\burl=\"(?P<url>[^\"\n]*)\"", re.MULTILINE)
_ENDING = re.compile(r"\.(?:md|markdown|mdx|rmd|qmd|html?|php)\Z", re.IGNORECASE)
_FRONTS = frozenset({"index", "readme", "_index", "module"})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass
class Map:
    """Where each file of a foreign course has gone.

    `pages`: a file's path -> ours. `assets`: the same for other files. `anchors`: a page's path ->
    its headings' names (see headings.py). `keys`: every address of a page, and the file it means.
    """

    pages: dict[str, str] = field(default_factory=dict)
    assets: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, Mapping[str, str]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    addresses: Mapping[str, list[str]] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    own_sites: list[str] = field(default_factory=list)
    low_assets: dict[str, str] = field(default_factory=dict)
    front: str = ""  # introduces the course; readers find it on another page

    def index(self) -> None:
        """Prepare for `follow`, once every page is in."""
        for path in self.pages:
            for address in [path, *self.addresses.get(path, [])]:
                self.keys.setdefault(_key(address), path)
        for path in self.pages:
            for address in [path, *self.addresses.get(path, [])]:
                self.keys.setdefault(_bare_key(address), path)
        self.low_assets = {path.lower(): path for path in reversed(self.assets)}

    @property
    def first(self) -> str:
        """The introduction of the first module."""
        inside = (path for path in self.pages.values() if "/" in path)
        return f"{posixpath.dirname(next(inside, 'x/x'))}/module.md"

    def find(self, name: str) -> str:
        """The file that a wiki link's name means; "" for none."""
        wanted = composed(name).lower().lstrip("/").replace("\\", "/")
        for path in (*self.pages, *self.assets):
            low = path.lower()
            for candidate in (low, _ENDING.sub("", low)):
                if candidate == wanted or candidate.endswith(f"/{wanted}"):
                    return path
        return ""

    def rewrite(self, source: str, written: str) -> str | None:
        """The link as our course writes it; None to leave it as it is."""
        target = composed(unescape(written.strip()))
        for site in self.own_sites:
            if target.startswith(f"{site}/") or target == site:
                target = target[len(site) :] or "/"
                if not self._follow(source, *_parts(target)[:1]):
                    return None
                break
        if _SCHEME.match(target):
            return None
        path, anchor = _parts(target)
        if "\\" in path and not self._follow(source, path):
            path = path.replace("\\", "/")  # as Windows writes it
        if not path:
            return f"#{quote(self._anchor(source, anchor), safe='')}" if anchor else None
        found = self._follow(source, path)
        if not found:
            return None
        here = posixpath.dirname(self.pages[source])
        if found in self.assets:
            return quote(posixpath.relpath(self.assets[found], here or "."))
        if found == self.front:
            return quote(posixpath.relpath(self.first, here or "."))
        relative = quote(posixpath.relpath(self.pages[found], here or "."))
        there = self._anchor(found, anchor) if anchor else ""
        return f"{relative}#{quote(there, safe='')}" if there else relative

    def _anchor(self, path: str, anchor: str) -> str:
        names = self.anchors.get(path, {})
        low = anchor.lower()
        for name in (anchor, low, low.replace(" ", "-"), github_anchor(plain_heading(anchor))):
            if name in names:
                return names[name]
        return anchor

    def _follow(self, source: str, path: str) -> str:
        """The file of the course that a path means, as its tools and its site resolve it."""
        for candidate in self._candidates(source, path):
            if candidate in self.assets:
                return candidate
            for key in (_key(candidate), _bare_key(candidate)):
                if key in self.keys:
                    return self.keys[key]
            if candidate.lower() in self.low_assets:
                return self.low_assets[candidate.lower()]
        return ""

    def _candidates(self, source: str, path: str) -> Iterator[str]:
        path = path.removeprefix("@site/")  # Docusaurus' name for the site's own folder
        bases: list[str] = []
        if not path.startswith("/"):
            bases.append(posixpath.dirname(source))
            for address in self.addresses.get(source, []):
                bases += [address, posixpath.dirname(address)]
        bases += ["", *self.roots]
        for base in dict.fromkeys(bases):
            whole = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
            if not whole.startswith(".."):
                yield "" if whole == "." else whole


def rewrite_links(draft: Draft, places: Map, source: str) -> None:
    """Rewrite every link and image of the draft that leads to something here."""

    def inline(found: re.Match[str], line: int) -> str:
        written = found["angled"] or found["bare"] or found["spaced"] or ""
        title = ""
        new = places.rewrite(source, written) if OPEN not in written else None
        if new is None:
            return found[0]
        return new + title

    def defined(found: re.Match[str], line: int) -> str:
        new = places.rewrite(source, found["angled"] or found["bare"] or "")
        return found[0] if new is None else found["before"] + new

    def inside(found: re.Match[str]) -> str:
        new = places.rewrite(source, found["double"] or found["single"] or found["bare"] or "")
        return found[0] if new is None else f'{found["before"]}"{new}"'

    def block(found: re.Match[str], line: int) -> str:
        new = places.rewrite(source, found["url"])
        return (
            found[0] if new is None else found[0].replace(f'url="{found["url"]}"', f'url="{new}"')
        )

    draft.sub(_INLINE, inline)
    draft.sub(_DEFINED, defined)
    draft.sub(_TAG, lambda found, _: _IN_TAG.sub(inside, found[0]))
    draft.sub(_BLOCK, block)


def asset_home(path: str, taken: Iterable[str] = ()) -> str:
    """Where our course keeps a file: in its old place, unless the folder's name is a module's."""
    first, _, rest = path.partition("/")
    if rest and (read_name(first).number is not None or first.startswith(("_", "."))):
        return f"files/{path.lstrip('._')}"
    return path


def _parts(target: str) -> tuple[str, str]:
    path, _, anchor = target.partition("#")
    return composed(unquote(path.partition("?")[0])), composed(unquote(anchor))


def _key(path: str) -> str:
    """An address without what servers and tools add or leave out."""
    plain = _ENDING.sub("", path.strip("/")).lower()
    folder, _, last = plain.rpartition("/")
    return folder if last in _FRONTS else plain


def _bare_key(path: str) -> str:
    """The same without the numbers before names, which some tools leave out."""
    names = []
    for part in _key(path).split("/"):
        name = read_name(part)
        names.append(name.slug if name.number is not None else part)
    return "bare:" + "/".join(names)
