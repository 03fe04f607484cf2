"""Where links and images lead: checked, and turned into stored addresses by `resolve`."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from markdown_it.token import Token

from cohort.markdown.headings import Ids
from cohort.markdown.nesting import Note

Resolve = Callable[[str], "str | None"]


class Withheld(str):
    """In place of an address: it is right, but not for those who read this page. The text says
    why, for the page's author."""

    __slots__ = ()


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = {"http", "https", "mailto", "tel"}
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)\Z", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Links:
    """Decides about each address of one page."""

    def __init__(self, resolve: Resolve | None, ids: Ids, note: Note) -> None:
        self.resolve = resolve
        self.ids = ids
        self.note = note
        self.to_places: list[tuple[str, int]] = []  # "#…" links, with the line they stand on

    def address(self, target: str, line: int, what: str = "link") -> str | None:
        """What to store for an address as written; None when it leads nowhere."""
        bare = _IGNORED.sub("", target)
        if not bare:
            self.note(line, f"a {what} has no address")
            return None
        if bare.startswith("#"):
            return self._place(bare[1:], line)
        scheme = _SCHEME.match(bare)
        if scheme:
            if scheme[1].lower() in _ALLOWED:
                return target.strip()
            if len(scheme[1]) == 1 or scheme[1].lower() == "file":
                say = f"this {what} names a place on one computer, {unquote(bare)[:100]}; put the "
                self.note(line, f"{say}file into the course")
                return None
            self.note(line, f"an address that begins with {scheme[1][:40]}: was taken out")
            return None
        if bare.startswith("//"):
            return f"https:{bare}"
        if self.resolve is None:
            return target
        found = self.resolve(unquote(target.strip()))
        if found is None:
            self.note(line, f"this {what} leads nowhere: {unquote(target)[:200]}")
        elif isinstance(found, Withheld):
            self.note(line, f"{found}: {unquote(target)[:200]}", is_error=False)
            return None
        return found

    def image(self, target: str, line: int) -> str | None:
        """The same for a picture; one on another site is never shown to readers."""
        found = self.address(target, line, "picture")
        if found and re.match(r"https?:", found, re.IGNORECASE):
            self.note(
                line,
                f"the picture {target[:200]} is on another site, so readers will see its words "
                "only; put the file into the course",
                is_error=False,
            )
        if found and found.startswith("course:asset/") and not _PICTURE.search(found):
            self.note(line, f"this is no picture, so its words alone are shown: {target[:200]}")
            return None
        return None if found and found.startswith("#") else found

    def rewrite(self, name: str, attributes: dict[str, str], line: int) -> dict[str, str] | None:
        """The attributes of an author's own tag; None removes the tag."""
        if "id" in attributes:
            given = self.ids.for_author(attributes.pop("id"))
            if given:
                attributes["id"] = given
        if name == "a" and "href" in attributes:
            found = self.address(attributes.pop("href"), line)
            if found:
                attributes["href"] = found
        if name == "img":
            found = self.image(attributes.pop("src", ""), line)
            if "alt" not in attributes:
                self.note(line, 'a picture has no words for those who cannot see it (alt="…")')
                attributes["alt"] = ""
            if not found:
                return None
            attributes["src"] = found
        return attributes

    def check_places(self) -> None:
        """Report links to an anchor that the page does not have."""
        for place, line in self.to_places:
            if place not in self.ids.given:
                self.note(line, f"this link leads nowhere: #{place[:200]}")

    def _place(self, place: str, line: int) -> str:
        place = unquote(place)
        if not place or place == "top":
            return "#"
        if place in self.ids.aliases:
            return f"#{self.ids.aliases[place]}"
        self.to_places.append((place, line))
        return f"#s-{place}"

    def run(self, tokens: list[Token]) -> None:
        """Change the links and images of all inline tokens in place."""
        line = 0
        for token in tokens:
            line = token.map[0] if token.map else line
            if token.type == "inline" and token.children:
                self._inline(token.children, line)

    def _inline(self, children: list[Token], line: int) -> None:
        for child in children:
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "link_open":
                self._link(child, line)
            elif child.type == "image":
                self._image(child, line)

    def _link(self, token: Token, line: int) -> None:
        found = self.address(str(token.attrs.pop("href", "")), line)
        if found:
            token.attrs["href"] = found

    def _image(self, token: Token, line: int) -> None:
        found = self.image(str(token.attrs.get("src", "")), line)
        if not token.content.strip() and "alt" not in token.meta:
            self.note(line, "a picture has no words for those who cannot see it (![words](…))")
        if found:
            token.attrs["src"] = found
        else:
            token.meta["missing"] = True
