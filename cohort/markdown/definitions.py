"""Explained words: abbreviations (`*[CIC]: Community interest company`) and glossary terms.

Both are found again in the plain text of the page: an abbreviation everywhere, a term where the
page first uses it. Source of the syntax: PHP Markdown Extra, "Abbreviations".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from cohort.markdown.nesting import Block, with_notes

_LINE = re.compile(r"\*\[([^\]\n]{1,80})\]:[ \t]*(\S[^\n]*)")
MOST_ABBREVIATIONS = 500  # of one page


def abbreviations(md: MarkdownIt) -> None:
    """Teach a parser to mark the definitions; `scopes.py` collects them."""
    stops = ["paragraph", "reference", "blockquote"]
    md.block.ruler.before("list", "abbreviation", _definition, {"alt": stops})


def _definition(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("*[", start) or state.is_code_block(line):
        return False
    found = _LINE.match(state.src, start, state.eMarks[line])
    if not found:
        return False
    if not silent:
        token = state.push("abbreviation", "", 0)
        token.meta = {"word": found[1].strip(), "words": found[2].strip()}
        state.line = line + 1
    return True


class Definitions:
    """Marks abbreviations and terms in a page's inline text, in place.

    `abbreviations` is keyed by the facilitators' note that defines them; those under None apply
    everywhere, the others in their note alone.
    """

    def __init__(
        self,
        abbreviations: Mapping[Block | None, dict[str, str]],
        terms: Sequence[tuple[str, str]],
    ) -> None:
        self.written = abbreviations
        self.waiting = {term.casefold(): slug for slug, term in terms if term.strip()}
        self.terms = _alternatives(self.waiting)
        self._enter(None)

    def _enter(self, home: Block | None) -> None:
        """Switch to the definitions that apply in a note, its own first."""
        self.home = home
        self.abbreviations = {**self.written.get(None, {}), **self.written.get(home, {})}
        self.pattern = _pattern(self.abbreviations, self.terms)

    def run(self, tokens: list[Token]) -> None:
        """Change all inline tokens but those of headings; a term does not link to itself."""
        if not self.terms and not any(self.written.values()):
            return
        explained: list[str] = []
        in_heading = False
        for token, home in with_notes(tokens):
            counts = home if home in self.written else None
            if counts is not self.home:
                self._enter(counts)
            if token.type == "block_open":
                block = token.meta["block"]
                explained.append(block.title.casefold() if block.kind == "glossary" else "")
            elif token.type == "block_close":
                explained.pop()
            elif token.type in ("heading_open", "heading_close"):
                in_heading = token.nesting == 1
            elif token.type == "inline" and token.children and not in_heading:
                token.children = list(self._marked(token.children, set(explained)))

    def _marked(self, children: list[Token], explained: set[str]) -> Iterator[Token]:
        links = 0
        for child in children:
            if child.type in ("link_open", "link_close"):
                links += child.nesting
            if child.type == "html_inline" and re.match(r"</?a\b", child.content):
                links += -1 if child.content.startswith("</") else 1
            if child.type == "text":
                yield from self._split(child, explained, in_link=links > 0)
            else:
                yield child

    def _split(self, token: Token, explained: set[str], *, in_link: bool) -> Iterator[Token]:
        done = 0
        if self.pattern is None:
            yield token
            return
        for found in self.pattern.finditer(token.content):
            element = self._element(found, explained, in_link=in_link)
            if element is None:
                continue
            if found.start() > done:
                yield _text(token.content[done : found.start()])
            yield element
            yield _text(found[0])
            yield Token(element.type.replace("open", "close"), element.tag, -1)
            done = found.end()
        yield _text(token.content[done:]) if done else token

    def _element(self, found: re.Match[str], explained: set[str], *, in_link: bool) -> Token | None:
        word = found[0]
        if word in self.abbreviations:
            return Token("abbr_open", "abbr", 1, attrs={"title": self.abbreviations[word]})
        term = found["term"].casefold()
        if in_link or term in explained or term not in self.waiting:
            return None
        slug = self.waiting.pop(term)
        return Token(
            "link_open", "a", 1, attrs={"href": f"course:glossary#{slug}", "class": "term"}
        )


def _pattern(abbreviations: dict[str, str], terms: str) -> re.Pattern[str] | None:
    """Longest first. Terms match in any case, and with a plural s."""
    if not abbreviations and not terms:
        return None
    exact = _alternatives(abbreviations) or "(?!)"
    loose = terms or "(?!)"
    return re.compile(rf"(?<!\w)(?:(?:{exact})(?!\w)|(?P<term>(?i:{loose}))(?:e?s)?(?!\w))")


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
