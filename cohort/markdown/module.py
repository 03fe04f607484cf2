"""Course pages: Markdown to parts, rendered once on save and never on reading.

A page becomes a list of parts, in order: `{"kind": "html", "html": …}`, a prompt
`{"kind": "reflect", "key": …, "template": …, "html": …}` (or discuss, try), a video
`{"kind": "video", "title": …, "url": …, "poster": …, "html": its transcript}`
(with `"captions": …` where it has them), or
`{"kind": "facilitator", "html": …}`, which is left out for everybody else. Prompts may stand
inside other blocks, so that an html part may open an element which a later one closes: a page
puts all its parts into one container.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cohort.kernel.problems import Problem
from cohort.markdown.attributes import apply_attributes
from cohort.markdown.block_checks import Particulars
from cohort.markdown.definitions import Definitions
from cohort.markdown.figures import make_figures
from cohort.markdown.footnotes import place_footnotes
from cohort.markdown.headings import Headings, Ids, lift_of
from cohort.markdown.html_renderer import page_rules
from cohort.markdown.links import Links
from cohort.markdown.member import as_typed
from cohort.markdown.nesting import Block
from cohort.markdown.parser import page_parser
from cohort.markdown.plain import plain_text, storable
from cohort.markdown.raw_html import RawHtml
from cohort.markdown.results import RenderedPage
from cohort.markdown.sanitising import clean_module
from cohort.markdown.slips import note_slips
from cohort.markdown.splitting import cut_into_parts

RENDERER_VERSION = 8
LONGEST_PAGE = 1_000_000  # characters
MOST_PROBLEMS = 300
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def render_page(
    text: str,
    *,
    resolve: Callable[[str], str | None] | None = None,
    terms: Sequence[tuple[str, str]] = (),
    first_line: int = 1,
) -> RenderedPage:
    """Render a page's body. Never raises: faults are reported as problems, by line.

    `resolve` turns a relative address as written into a stored one, or None when it leads
    nowhere. `terms` are (slug, term) pairs of the programme's glossary. `first_line` is the line
    of its file on which the body begins.
    """
    kept = storable(text).removeprefix("\ufeff")
    if len(kept) > LONGEST_PAGE:
        return _unread(kept, first_line, f"it is longer than {LONGEST_PAGE:,} characters")
    try:
        rendering = _Rendering(resolve, terms, first_line)
        rendering.note_strange_signs(text)
        return rendering.render(kept)
    except Exception as error:  # a parser error must not cost anyone their page
        return _unread(kept, first_line, f"it could not be read ({type(error).__name__})")


class _Rendering:
    def __init__(
        self,
        resolve: Callable[[str], str | None] | None,
        terms: Sequence[tuple[str, str]],
        first_line: int,
    ) -> None:
        self.terms = terms
        self.first_line = first_line
        self.page = RenderedPage()
        self.ids = Ids()
        self.links = Links(resolve, self.ids, self.note)

    def note(self, line: int, text: str, is_error: bool = True) -> None:
        """Record a problem; `line` counts from 0 within the body."""
        if len(self.page.problems) == MOST_PROBLEMS:
            text = "and more; put these right first"
        elif len(self.page.problems) > MOST_PROBLEMS:
            return
        self.page.problems.append(Problem("", line + self.first_line, text, is_error))

    def note_slip(self, line: int, text: str, is_error: bool = True) -> None:
        """The same, unless scopes.py has said of this line why it stays as it was typed."""
        where = line + self.first_line
        if not any(p.line == where and "is defined in :::" in p.text for p in self.page.problems):
            self.note(line, text, is_error)

    def note_strange_signs(self, text: str) -> None:
        """Report characters that cannot be kept, or that nobody can see."""
        broken, turns = storable(text), _TURNS.search(text)
        if broken != text:
            place = next(
                n for n, pair in enumerate(zip(text, broken, strict=True)) if len(set(pair)) > 1
            )
            self.note(
                text.count("\n", 0, place), "a character here is damaged, and shown as \ufffd"
            )
        if turns:
            words = "a sign here turns the direction of the text, unseen"
            self.note(text.count("\n", 0, turns.start()), words, is_error=False)

    def render(self, text: str) -> RenderedPage:
        env: dict[str, Any] = {"secret": secrets.token_hex(8), "letters": len(text)}
        env["note"] = self.note
        md = _parser()
        tokens = md.parse(text, env)
        note_slips(tokens, text, self.note_slip)
        lift = lift_of(tokens)
        headings = Headings(self.ids, self.note, lift)
        tokens = headings.run(apply_attributes(tokens, self.ids))
        particulars = Particulars(self.ids, self.links, self.note)
        particulars.name_all(tokens)
        self.links.run(tokens)
        tokens = RawHtml(self.note, self.links.rewrite, lift).run(tokens)
        particulars.check_all(tokens)
        self.links.check_places()
        make_figures(tokens)
        Definitions(env["abbreviations"], self.terms).run(tokens)
        tokens = place_footnotes(tokens, self.note)
        blocks = _numbered(tokens)
        html = clean_module(md.renderer.render(tokens, md.options, env)).replace("<p></p>", "")
        cut_into_parts(html, env["secret"], blocks, self.page, self.note, self.first_line)
        self.page.headings = headings.found
        self.page.words = len(plain_text(self.page.parts).split())
        self.page.problems.sort(key=lambda problem: problem.line)
        return self.page


def _unread(text: str, line: int, why: str) -> RenderedPage:
    problem = Problem("", line, f"this page is shown as it was typed: {why}")
    page = RenderedPage([{"kind": "html", "html": as_typed(text)}], problems=[problem])
    page.words = len(text.split())
    return page


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = page_parser()
    page_rules(md)
    return md


def _numbered(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    for token in tokens:
        if token.type == "block_open":
            block: Block = token.meta["block"]
            block.number = len(blocks)
            blocks.append(block)
    return blocks
