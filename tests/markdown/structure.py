"""What a piece of HTML is made of: headings, lists, items, code, tables, pictures and links.

To compare what we make of Markdown with what GitHub's own renderer (cmark-gfm) makes of it. What
is normalised, and why, is said beside each step; nothing else is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options
from lxml import html as lxml_html

from cohort.markdown import render_page
from cohort.markdown.sanitising import MODULE_TAGS

_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_BLOCK_LINE = re.compile(r"^[ \t]*:{3,}(?:[ \t]*(?:\.?[A-Za-z][\w-]*|\{[^}]*\})?[^:]*)?:*[ \t]*$")
_ATTRIBUTE_LINE = re.compile(r"^[ \t]*\{:[^{}]*\}[ \t]*$")
_NOTE = re.compile(r"(?<!\\)\^\[(?:[^\[\]]|\[[^\[\]]*\])+\](?![(\[])")
_ABBREVIATION = re.compile(r"^\*\[[^\]]+\]:[ \t]*\S")
_ATTRIBUTES = re.compile(r"(?<=[\w)*_`\]?!. ])\{:?[ \t]*(?:[.#][\w:.-]+|[\w-]+=)[^{}\n]*\}")
_CODE = re.compile(r"((?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))")


@dataclass(frozen=True)
class Piece:
    """One thing of the page. `depth`: how many lists, quotes and cells it stands in; for a heading
    its level, 0 where it is not to be compared."""

    kind: str
    depth: int = 0
    text: str = ""

    def agrees(self, other: Piece) -> bool:
        """Equal, but for the level of a heading that stands in a block of ours."""
        if self.kind != other.kind or self.text != other.text:
            return False
        return self.depth == other.depth or (
            self.kind == "heading" and 0 in (self.depth, other.depth)
        )


def ours(text: str) -> list[Piece]:
    """What we make of it."""
    page = render_page(text)
    html = "\n".join(
        f'<div class="{"" if part["kind"] == "html" else "block"}">{part["html"]}</div>'
        if part["kind"] != "html"
        else str(part["html"])
        for part in page.parts
    )
    return pieces_of(html)


def githubs(text: str) -> list[Piece]:
    """What GitHub makes of it, after the same cleaning as ours."""
    html = cmarkgfm.cmark.markdown_to_html_with_extensions(
        as_github_reads(text),
        _OPTIONS,
        ["table", "autolink", "tagfilter", "strikethrough", "tasklist"],
    )
    # The page's h1 is its title, so a body that has an h1 moves down by one as a whole.
    if "<h1" in html:
        for level in (5, 4, 3, 2, 1):
            html = re.sub(rf"(</?)h{level}\b", rf"\g<1>h{level + 1}", html)
    return pieces_of(
        nh3.clean(
            html,
            tags=MODULE_TAGS,
            allowed_classes={"sup": {"footnote-ref"}, "section": {"footnotes"}},
        )
    )


def as_github_reads(text: str) -> str:
    """The same text without what others' dialects and ours add to GitHub's: the lines of fenced
    blocks, Kramdown's and Pandoc's attributes in braces, definitions of abbreviations, Pandoc's
    footnotes within a line. GitHub would show them raw. Inside code they stay."""
    lines, fence = [], ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and line.strip() == found[1]:
            fence = ""
        elif not fence:
            if _BLOCK_LINE.match(line):
                # A comment, so that lists in two blocks stay two lists.
                line = re.sub(r":.*", "<!-- -->", line)
            elif _ATTRIBUTE_LINE.match(line) or _ABBREVIATION.match(line):
                line = ""
            line = "".join(
                piece if piece.startswith("`") else _NOTE.sub("", _ATTRIBUTES.sub("", piece))
                for piece in _pieces_of_line(line)
            )
        lines.append(line)
    return "\n".join(lines)


def _pieces_of_line(line: str) -> list[str]:
    """The line cut at its code in backticks."""
    pieces, position = [], 0
    for found in _CODE.finditer(line):
        pieces += [line[position : found.start()], found[0]]
        position = found.end()
    return [*pieces, line[position:]]


def pieces_of(html: str) -> list[Piece]:
    """The things of a page, in order."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    # Footnotes are an extension, and each renderer has its own way of writing them.
    for element in tree.xpath(
        './/*[contains(@class,"footnotes")]|.//sup[contains(@class,"footnote-ref")]'
    ):
        element.drop_tree()
    return [piece for element in tree.iterdescendants() if (piece := _piece(element)) is not None]


def _piece(element: lxml_html.HtmlElement) -> Piece | None:
    tag = str(element.tag)
    depth = sum(1 for above in element.iterancestors() if _counts(above))
    if re.fullmatch("h[1-6]", tag):
        in_block = any("block" in (above.get("class") or "") for above in element.iterancestors())
        if not len(element) and not _words(element):
            return None  # we leave out a heading without words, and say so to the author
        return Piece("heading", 0 if in_block else int(tag[1]), _words(element))
    if tag in ("ul", "ol"):
        return Piece(tag, depth, element.get("start") or "")
    if tag == "li":
        return Piece(tag, depth, _words(element)[:40])
    if tag == "code":
        return Piece("code", depth, (element.text_content() or "").strip())
    if tag == "table":
        rows = element.xpath(".//tr")
        return Piece(tag, depth, " ".join(str(len(row.xpath("./td|./th"))) for row in rows))
    if tag == "img":
        return Piece("picture", depth, _address(element.get("src") or ""))
    if tag == "a" and element.get("href"):
        return Piece("link", depth, f"{_words(element)} {_address(element.get('href') or '')}")
    return None


def _counts(element: lxml_html.HtmlElement) -> bool:
    """An alert (`> [!NOTE]`) is a quote to cmark-gfm; GitHub's site and we show it as a box."""
    if element.tag == "blockquote":
        return not (element.text_content() or "").lstrip().startswith("[!")
    return element.tag in ("li", "td")


def _words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _address(address: str) -> str:
    """Places on the page are called s-… by us."""
    address = re.sub(r"^#(s-)?", "#", address)
    return "" if re.match(r"(?i)(javascript|data|vbscript|file):", address) else address


def differences(text: str) -> list[str]:
    """Where the two differ, in words; [] when they agree wholly."""
    here, there = ours(text), githubs(text)
    for one, other in zip(here, there, strict=False):
        if not one.agrees(other):
            return [f"ours {one}", f"theirs {other}"]
    if len(here) != len(there):
        more = here[len(there) :] or there[len(here) :]
        return [f"{'ours' if len(here) > len(there) else 'theirs'} goes on: {more[0]}"]
    return []
