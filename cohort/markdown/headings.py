"""Headings: their levels, so that the page has one outline, and their ids, as GitHub makes them.

The page's own h1 is its title, so a body that has an h1 moves down by one as a whole. A heading
inside a block stands below the section that the block is in; the first one is the block's title.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.token import Token

from cohort.markdown.nesting import Block, Note

_RAW = re.compile(r"<h1[\s>]", re.IGNORECASE)
_TITLED = ("video", "download", "glossary")
_NOT_IN_IDS = re.compile(r"[^\w\- ]")


class Heading(NamedTuple):
    """A heading of the page: `level` 2 to 6; `id` as it stands in the HTML."""

    level: int
    id: str
    words: str


def anchor_of(text: str) -> str:
    """The id that GitHub gives to a heading of this text: "What's new?" -> "whats-new"."""
    return _NOT_IN_IDS.sub("", text.strip().lower()).replace(" ", "-")


class Ids:
    """The ids of one page. All begin with "s-", which keeps them apart from the site's own."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.counts: dict[str, int] = {}
        self.aliases: dict[str, str] = {}

    def for_text(self, text: str) -> str:
        """A new id made from a heading's text; the second of the same gets "-1", as on GitHub."""
        wanted = anchor_of(text) or "section"
        found = wanted
        while found in self.given:
            self.counts[wanted] = self.counts.get(wanted, 0) + 1
            found = f"{wanted}-{self.counts[wanted]}"
        self.given.add(found)
        return f"s-{found}"

    def for_author(self, wanted: str) -> str | None:
        """The author's own id, or None when it cannot be used or is taken."""
        wanted = re.sub(r"[^\w.:-]+", "-", wanted.strip())
        if not wanted or wanted in self.given or len(wanted) > 200:
            return None
        self.given.add(wanted)
        return f"s-{wanted}"


def text_of(token: Token) -> str:
    """An inline token's text, as a reader sees it."""
    return " ".join("".join(_pieces(token.children or [])).split())


def _pieces(children: list[Token]) -> list[str]:
    found: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special", "math_inline"):
            found.append(child.content)
        elif child.type == "image":
            found.extend(_pieces(child.children or []))
        elif child.type in ("softbreak", "hardbreak"):
            found.append(" ")
    return found


def lift_of(tokens: list[Token]) -> int:
    """1 when the body uses h1, which is the page's title; then every heading goes one down."""
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h1":
            return 1
        if token.type == "html_block" and _RAW.search(token.content):
            return 1
    return 0


class Headings:
    """Gives every heading its level and id, and reports skipped levels."""

    def __init__(self, ids: Ids, note: Note, lift: int) -> None:
        self.ids = ids
        self.note = note
        self.lift = lift
        self.found: list[Heading] = []
        self.section = 1
        self.blocks: list[tuple[Block, int]] = []  # with the level of the first heading inside

    def run(self, tokens: list[Token]) -> list[Token]:
        """The same tokens, changed in place; headings without words are left out."""
        out: list[Token] = []
        empty = False
        for place, token in enumerate(tokens):
            if token.type == "block_open":
                self.blocks.append((token.meta["block"], 0))
            elif token.type == "block_close":
                self.blocks.pop()
            elif token.type == "heading_open":
                words = text_of(tokens[place + 1])
                empty = not words and not tokens[place + 1].children
                line = token.map[0] if token.map else 0
                if empty:
                    self.note(line, "a heading without words was left out", is_error=False)
                else:
                    empty = self._heading(token, tokens[place + 2], words, line, place, tokens)
            if not empty:
                out.append(token)
            elif token.type == "heading_close":
                empty = False
        return out

    def _heading(
        self, token: Token, end: Token, words: str, line: int, place: int, tokens: list[Token]
    ) -> bool:
        """Whether to leave the heading out, because its block shows it as its title."""
        if self.blocks:
            level = self._level_inside(int(token.tag[1]))
            self._maybe_title(token, end, place, tokens)
        else:
            level = min(int(token.tag[1]) + self.lift, 6)
            level = max(level, 2)
            if level > self.section + 1:
                self.note(
                    line,
                    f"a heading level is skipped: h{level} stands below h{self.section}"
                    if self.section > 1
                    else f"the first heading is an h{level}; below the page's title comes an h2",
                )
            self.section = level
        token.tag = end.tag = f"h{level}"
        wanted = token.meta.get("id", "")
        given = self.ids.for_author(wanted) if wanted else None
        if wanted and given is None:
            self.note(line, f"the id #{wanted} stands twice on this page")
        by_words = anchor_of(words)
        id_ = given or self.ids.for_text(words)
        if given and by_words not in self.ids.given:
            self.ids.aliases.setdefault(by_words, given)
        token.attrSet("id", id_)
        if not self.blocks:
            self.found.append(Heading(level, id_, words))
            return False
        block = self.blocks[-1][0]
        return block.has_heading and block.title == words and block.kind in _TITLED

    def _level_inside(self, written: int) -> int:
        block, first = self.blocks[-1]
        if not first:
            first = written
            self.blocks[-1] = (block, first)
        depth = sum(1 for _, seen in self.blocks[:-1] if seen)
        return max(2, min(6, self.section + 1 + depth + max(0, written - first)))

    def _maybe_title(self, token: Token, end: Token, place: int, tokens: list[Token]) -> None:
        before = tokens[place - 1] if place else None
        block = self.blocks[-1][0]
        if before is None or before.type != "block_open" or block.kind == "plain" or block.title:
            return
        block.has_heading = True
        block.title = text_of(tokens[place + 1])
        if block.kind == "details":
            token.meta["summary"] = end.meta["summary"] = True
        else:
            token.attrSet("class", "block__title")
