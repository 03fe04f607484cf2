"""Syntax that authors bring from elsewhere: MkDocs' admonitions, and mathematics in dollars.

Mathematics is not typeset, only kept from being parsed as emphasis: it is shown as it was typed.
Sources: MkDocs Material, "Admonitions"; GitHub Docs, "Writing mathematical expressions".
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from cohort.markdown.blocks import KIN, LABELS, MARKED, Fence, kept_back
from cohort.markdown.nesting import block_of

_ADMONITION = re.compile(
    r"(?P<mark>!!!|\?\?\?\+?)[ \t]*(?P<kind>[A-Za-z][\w-]*)?(?P<words>(?:[ \t]+[\w-]+)*)"
    r"[ \t]*(?:\"(?P<title>[^\"\n]*)\")?[ \t]*\Z"
)
_BLOCK_MATHS = re.compile(r"\$\$[ \t]*\Z")
_MATHS = re.compile(
    r"\$\$(?=\S)[^$\n]{1,2000}(?<=\S)\$\$|\$`[^`\n]{1,2000}`\$"
    r"|\$(?=[^\s$\d]|\d[^$\n]*[\\^_={}+<>])[^$\n]{0,500}(?<=[^\s\\])\$(?![\d$])"
)
_LIKE_MATHS = re.compile(r"\A\S+\Z|[\\^_={}+<>]")


def admonitions(md: MarkdownIt) -> None:
    """Teach a parser `!!! note "Title"` and `??? note`, with their indented content."""
    stops = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "admonition", _admonition, {"alt": stops})


def mathematics(md: MarkdownIt) -> None:
    """Teach a parser `$…$`, `$$…$$` and blocks between two lines of `$$`."""
    md.inline.ruler.before("escape", "math_inline", _math_inline)
    md.block.ruler.before("fence", "math_block", _math_block, {"alt": ["paragraph"]})


def _admonition(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    if state.src[start : start + 3] not in ("!!!", "???") or state.is_code_block(line):
        return False
    found = _ADMONITION.match(state.src[start : state.eMarks[line]])
    if not found or not found["kind"]:
        return False
    words = found["words"].lower().split()
    kind = kept_back(found["kind"].lower(), *words)
    if kind not in LABELS and kind not in KIN and found["title"] is None:
        return False
    if not silent:
        _push_admonition(state, line, end, found, kind)
    return True


def _push_admonition(
    state: StateBlock, line: int, end: int, found: re.Match[str], kind: str
) -> None:
    indent = state.blkIndent + 4
    last = line + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= indent):
        last += 1
    known = kind in LABELS or kind in KIN
    title = MARKED.sub(r"\2", (found["title"] or "").strip())
    block = block_of(Fence(kind if known else "note", "", {"title": title}), line)
    if found["mark"].startswith("?") and block.kind != "facilitator":
        block.title = title or block.label
        block.kind = "details"
    token = state.push("block_open", "div", 1)
    token.meta, token.map = {"block": block}, [line, last]
    kept = state.lineMax, state.blkIndent, state.parentType
    state.lineMax, state.blkIndent = last, indent
    if last > line + 1:
        state.md.block.tokenize(state, line + 1, last)
    state.lineMax, state.blkIndent, state.parentType = kept
    state.push("block_close", "div", -1).meta = {"block": block}
    state.line = last


def _math_inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    before = state.src[state.pos - 1] if state.pos else " "
    found = _MATHS.match(state.src, state.pos, state.posMax)
    if not found or before.isalnum() or before in "\\$":
        return False
    if not found[0].startswith(("$$", "$`")) and not _LIKE_MATHS.search(found[0]):
        return False
    if not silent:
        state.push("math_inline", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _math_block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.is_code_block(line) or not _is_dollars(state, line):
        return False
    last = line + 1
    while last < end and last - line < 200 and not _is_dollars(state, last):
        if state.sCount[last] < state.blkIndent and not state.isEmpty(last):
            return False
        last += 1
    if last >= end or not _is_dollars(state, last):
        return False
    if not silent:
        token = state.push("math_block", "", 0)
        token.content = state.getLines(line, last + 1, state.blkIndent, False)
        token.map = [line, last + 1]
        state.line = last + 1
    return True


def _is_dollars(state: StateBlock, line: int) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    return bool(_BLOCK_MATHS.match(state.src[start : state.eMarks[line]]))
