"""Pandoc's fenced divs as Python-Markdown blocks: `::: story`, `::: {.reflect #id}`, nestable.

Source of the form: Pandoc User's Guide, extension `fenced_divs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

FENCE = re.compile(r"^ {0,3}(:{3,})[ \t]*(\{[^}\n]*\}|[^\s{}:][^\n{}:]*)?[ \t]*:*[ \t]*$")
PROMPTS = ("reflect", "discuss", "try")
SECTIONS = {
    "story": "Story",
    "callout": "Note",
    "keypoints": "Key points",
    "objectives": "What you will be able to do",
}
NOTES = ("facilitator",)
DEEPEST = 20


@dataclass(frozen=True)
class Fence:
    """An opening line: the block's kind, its id and its key=value attributes."""

    kind: str
    id: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Cut:
    """A block lifted out of the page: shown by the app, or only to facilitators."""

    fence: Fence
    html: str


def read_fence(words: str) -> Fence:
    """Read `story` or `{.reflect #who template=gibbs}`."""
    kind, found_id, attributes = "", "", {}
    for word in words.strip("{} \t").split():
        if word.startswith("#"):
            found_id = word[1:]
        elif "=" in word:
            name, _, value = word.partition("=")
            attributes[name] = value.strip("\"'")
        elif not kind:
            kind = word.lstrip(".").lower()
    return Fence(kind, found_id, attributes)


class FencedBlocks(Extension):
    """Collects prompts and facilitators' notes in `md.cuts`, and problems in `md.problems`."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.parser.blockprocessors.register(_FencedBlock(md.parser), "fenced_block", 95)


class _FencedBlock(BlockProcessor):
    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.depth = 0

    def test(self, parent: Element, block: str) -> bool:
        return any(FENCE.match(line) for line in block.split("\n"))

    def run(self, parent: Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).split("\n")
        first = next(n for n, line in enumerate(lines) if FENCE.match(line))
        if any(line.strip() for line in lines[:first]):
            self.parser.parseBlocks(parent, ["\n".join(lines[:first])])
        opening = FENCE.match(lines[first])
        rest = "\n".join(lines[first + 1 :])
        blocks.insert(0, rest)
        if opening is None or not opening[2]:
            self._problem("a ::: closes nothing")
            return
        inner = self._take_inner(blocks)
        if self.depth >= DEEPEST:
            self._problem(f"blocks nested more than {DEEPEST} deep")
            return
        self.depth += 1
        try:
            self._place(parent, read_fence(opening[2]), inner)
        finally:
            self.depth -= 1

    def _take_inner(self, blocks: list[str]) -> list[str]:
        """Remove from `blocks` all up to the matching close, and return it."""
        inner: list[str] = []
        open_blocks = 1
        while blocks:
            lines = blocks.pop(0).split("\n")
            for number, line in enumerate(lines):
                fence = FENCE.match(line)
                if fence:
                    open_blocks += 1 if fence[2] else -1
                if open_blocks == 0:
                    inner.append("\n".join(lines[:number]))
                    after = "\n".join(lines[number + 1 :])
                    if after.strip():
                        blocks.insert(0, after)
                    return inner
            inner.append("\n".join(lines))
        self._problem("a ::: block is never closed")
        return inner

    def _place(self, parent: Element, fence: Fence, inner: list[str]) -> None:
        if fence.kind in PROMPTS or fence.kind in NOTES:
            self._cut(parent, fence, inner)
            return
        kind = fence.kind if fence.kind in SECTIONS else "other"
        if kind == "other":
            self._problem(f"unknown block ::: {fence.kind}")
        section = SubElement(parent, "section", {"class": f"block block-{kind}"})
        if kind != "other":
            section.set("aria-label", SECTIONS[kind])
        self.parser.parseBlocks(section, inner)

    def _cut(self, parent: Element, fence: Fence, inner: list[str]) -> None:
        cuts: list[tuple[Fence, Element]] = self.parser.md.cuts  # type: ignore[attr-defined]
        SubElement(parent, "hr", {"data-cut": str(len(cuts))})
        holder = SubElement(parent, "div")
        cuts.append((fence, holder))
        self.parser.parseBlocks(holder, inner)

    def _problem(self, text: str) -> None:
        self.parser.md.problems.append(text)  # type: ignore[attr-defined]
