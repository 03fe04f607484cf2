"""Attributes in braces: `## Law {#law}`, `![](map.png){alt="A map"}`, Kramdown's `{: .wide #x}`.

Ids, alternative text and sizes are kept; classes belong to other sites' styles and are dropped.
Sources: Pandoc User's Guide, `header_attributes`, `link_attributes`; Kramdown, "IAL".
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from cohort.markdown.blocks import QUOTED, Fence, read_attributes
from cohort.markdown.headings import Ids

_ONE = r"(?:[.#][\w:.-]+|[A-Za-z][\w:-]*=(?:\"[^\"{}]*\"|'[^'{}]*'|[^\s{}\"']+)|[\w-]+)"
_BRACES = rf"\{{:?[ \t]*((?=[.#:]|[A-Za-z-]+=|(?<=:)){_ONE}(?:[ \t\n]+{_ONE}){{0,20}})[ \t]*\}}"
_AT_START = re.compile(_BRACES)
_AT_END = re.compile(rf"[ \t]*{_BRACES}[ \t]*\Z")
_LINE = re.compile(r"\{:([^{}\n]*)\}[ \t]*\Z")
_SPAN = re.compile(rf"\[([^\[\]\n]{{1,500}})\]{_BRACES}")
_AS_TYPED = re.compile(
    rf"\{{:?\s*((?=[.#:]|[A-Za-z-]+=)(?:[.#][\w:.-]+|[A-Za-z][\w:-]*=(?:{QUOTED}|[^\s{{}}\"']+)|\s)+)\}}",
    re.DOTALL,
)
_BEFORE_TYPED = {"image", "link_close", "code_inline"}
_ATTACHED = {"image", "link_close", "code_inline", "em_close", "strong_close", "s_close"}


def attributes(md: MarkdownIt) -> None:
    """Teach a parser braces right after a picture, a link or code, and Kramdown's own line.

    The rest are found afterwards, because emphasis is only known at a paragraph's end.
    """
    md.inline.ruler.before("escape", "attributes", _typed)
    stops = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("table", "attribute_line", _line, {"alt": stops})


def _typed(state: StateInline, silent: bool) -> bool:
    if silent or state.pending or state.src[state.pos] != "{" or not state.tokens:
        return False
    if state.tokens[-1].type not in _BEFORE_TYPED:
        return False
    found = _AS_TYPED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    state.push("attributes", "", 0).meta = {"fence": read_attributes(found[1])}
    state.pos = found.end()
    return True


def _line(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("{:", start) or state.is_code_block(line):
        return False
    found = _LINE.match(state.src[start : state.eMarks[line]])
    if not found:
        return False
    if not silent:
        token = state.push("attribute_line", "", 0)
        token.meta = {"fence": read_attributes(found[1])}
        token.hidden = True
        state.line = line + 1
    return True


def apply_attributes(tokens: list[Token], ids: Ids) -> list[Token]:
    """Take the braces out of the text, and apply what they say to the element before them."""
    out: list[Token] = []
    for place, token in enumerate(tokens):
        if token.type == "attribute_line":
            _to_block(out, token.meta["fence"], ids)
            continue
        if token.type == "inline" and token.children and "{" in token.content:
            _to_inline(token.children, ids)
            token.children = [child for child in token.children if child.type != "attributes"]
            if tokens[place - 1].type == "heading_open":
                _to_heading(tokens[place - 1], token.children)
        out.append(token)
    return out


def _to_block(before: list[Token], fence: Fence, ids: Ids) -> None:
    """Kramdown's line belongs to the block right before it."""
    if not before or not fence.id:
        return
    depth = 0
    for token in reversed(before[-2_000:]):
        depth -= token.nesting
        if depth == 0 and token.nesting >= 0 and token.type != "inline":
            if token.type == "heading_open":
                token.meta["id"] = fence.id
            elif given := ids.for_author(fence.id):
                token.attrSet("id", given)
            return


def _to_heading(opening: Token, children: list[Token]) -> None:
    last = children[-1] if children else None
    found = _AT_END.search(last.content[-300:]) if last and last.type == "text" else None
    if last and found:
        last.content = last.content[: len(last.content) - len(found[0])].rstrip()
        fence = read_attributes(found[1])
        if fence.id:
            opening.meta["id"] = fence.id


def _to_inline(children: list[Token], ids: Ids) -> None:
    for place, child in enumerate(children):
        if child.type == "attributes":
            _give(children, place, children[place - 1], child.meta["fence"], ids)
        if child.type != "text" or "{" not in child.content:
            continue
        before = children[place - 1] if place else None
        if before is not None and before.type == "softbreak" and place > 1:
            two_before = children[place - 2]
            before = two_before if two_before.type == "image" else before
        if before is not None and before.type in _ATTACHED and child.content.startswith("{"):
            found = _AT_START.match(child.content)
            if found:
                _give(children, place, before, read_attributes(found[1]), ids)
                child.content = child.content[found.end() :]
        child.content = _SPAN.sub(r"\1", child.content)


def _give(children: list[Token], place: int, target: Token, fence: Fence, ids: Ids) -> None:
    if target.type.endswith("_close"):
        depth = 0
        for before in range(place - 1, -1, -1):
            token = children[before]
            depth += (token.type == target.type) - (token.type == target.type[:-5] + "open")
            if depth == 0:
                target = token
                break
    given = ids.for_author(fence.id) if fence.id else None
    if given:
        target.attrSet("id", given)
    if target.type == "image":
        if "alt" in fence.attributes:
            target.meta["alt"] = fence.attributes["alt"]
        for name in ("width", "height", "title"):
            if fence.attributes.get(name):
                target.attrSet(name, fence.attributes[name])
