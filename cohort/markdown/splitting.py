"""Cuts a page's cleaned HTML at the blocks that are lifted out of it."""

from __future__ import annotations

import re
from typing import Any

from cohort.kernel.text import slugify
from cohort.markdown.blocks import PROMPTS
from cohort.markdown.nesting import Block, Note
from cohort.markdown.plain import text_of_html
from cohort.markdown.results import FoundPrompt, FoundTerm, RenderedPage

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def cut_into_parts(
    html: str, secret: str, blocks: list[Block], page: RenderedPage, note: Note, first_line: int
) -> None:
    """Fill the page's parts, prompts and terms."""
    _Cutting(blocks, page, note, first_line).run(re.split(rf"\ufdd0{secret}(/?\d+)\ufdd1", html))


class _Cutting:
    """`html` collects the text of what is open: the page itself, and blocks inside it."""

    def __init__(
        self, blocks: list[Block], page: RenderedPage, note: Note, first_line: int
    ) -> None:
        self.blocks = blocks
        self.page = page
        self.note = note
        self.first_line = first_line
        self.open: list[list[str]] = [[]]
        self.later: list[dict[str, Any]] = []  # lifted out of a part that is not yet complete
        self.is_in_note = False  # a facilitators' note keeps its content for facilitators

    def line_of(self, block: Block) -> int:
        """The line of the file on which a block begins."""
        return block.line + self.first_line

    def run(self, pieces: list[str]) -> None:
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                self.open[-1].append(piece)
                continue
            block = self.blocks[int(piece.removeprefix("/"))]
            if not piece.startswith("/"):
                self._begin(block)
            else:
                self._end(block)
        self._flush()

    def _begin(self, block: Block) -> None:
        if block.is_cut and len(self.open) == 1:
            self._flush()
        self.open.append([])
        if block.is_cut and block.kind == "facilitator":
            self.is_in_note = True

    def _end(self, block: Block) -> None:
        html = "".join(self.open.pop()).strip()
        if not block.is_cut:
            self._term(block, html)
            self.open[-1].append(html)
            return
        if block.kind == "facilitator":
            self.is_in_note = False
        part = self._part(block, html)
        if len(self.open) > 1:
            self.later.append(part)
            return
        self._add(part)
        for waiting in self.later:
            self._add(waiting)
        self.later = []

    def _flush(self) -> None:
        self._add({"kind": "html", "html": "".join(self.open[0]).strip()})
        self.open[0] = []

    def _add(self, part: dict[str, Any]) -> None:
        parts = self.page.parts
        if part["kind"] != "html":
            parts.append(part)
        elif part["html"] and parts and parts[-1]["kind"] == "html":
            parts[-1]["html"] += "\n" + part["html"]
        elif part["html"]:
            parts.append(part)

    def _part(self, block: Block, html: str) -> dict[str, Any]:
        if block.kind in PROMPTS:
            return self._prompt(block, html)
        if block.kind == "video":
            return self._video(block, html)
        return {"kind": block.kind, "html": html}

    def _prompt(self, block: Block, html: str) -> dict[str, Any]:
        key, kind = block.fence.id, block.kind
        if not _KEY.fullmatch(key):
            self.note(
                block.line,
                f"a {kind} block needs an id of small letters, digits and hyphens, "
                f"such as {{.{kind} #my-question}}; it has {key!r}",
            )
        elif any(prompt.key == key for prompt in self.page.prompts):
            self.note(block.line, f"the prompt id {key!r} stands twice on this page")
        else:
            template = block.fence.attributes.get("template", "free")
            self.page.prompts.append(FoundPrompt(key, kind, template, html, self.line_of(block)))
            return {"kind": kind, "key": key, "template": template, "html": html}
        return {
            "kind": "html",
            "html": f'<div class="block block-{kind}" role="group" '
            f'aria-label="{block.label}">\n{html}\n</div>',
        }

    def _video(self, block: Block, html: str) -> dict[str, Any]:
        if not text_of_html(html):
            self.note(block.line, "a video needs its transcript between the ::: lines")
        return {
            "kind": "video",
            "title": block.title,
            "url": block.address,
            "poster": block.poster,
            "html": html,
        } | ({"captions": block.captions} if block.captions else {})

    def _term(self, block: Block, html: str) -> None:
        """Everybody reads the glossary, so it takes no word from a facilitators' note."""
        if block.kind == "glossary" and self.is_in_note:
            words = "a word explained inside ::: facilitator does not come into the glossary"
            self.note(block.line, words, is_error=False)
        elif block.kind == "glossary":
            term = FoundTerm(slugify(block.title), block.title, html, self.line_of(block))
            self.page.terms.append(term)
