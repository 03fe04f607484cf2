"""Limits: hostile text costs no more than honest text, and loses none of its words."""

from __future__ import annotations

from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

DEEPEST_LEVEL = 60  # a list counts two levels; a quote one
DEEPEST_QUOTE = 16  # each level rescans every line of a lazy paragraph
_FREE_STEPS = 40_000  # in search of a link's closing bracket
_STEPS_A_LETTER = 12


def limits(md: MarkdownIt) -> None:
    """Show what is nested too deeply as plain text, and limit the search for closing brackets.

    On its own the parser drops what is too deep, and searches all the text that follows for the
    other end of each of 20,000 brackets.
    """
    md.block.ruler.before("code", "deep", _deep)
    names = {name: getattr(helpers, name) for name in helpers.__all__}
    md.helpers = SimpleNamespace(**{**names, "parseLinkLabel": _label_end})  # type: ignore[assignment]


def _deep(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if silent or state.level < DEEPEST_QUOTE:
        return False
    start = state.bMarks[line] + state.tShift[line]
    if state.level < DEEPEST_LEVEL and not state.src.startswith(">", start):
        return False
    last = line + 1
    while last < end and (
        state.isEmpty(last) or state.sCount[last] < 0 or state.sCount[last] >= state.blkIndent
    ):
        last += 1
    state.push("paragraph_open", "p", 1)
    token = state.push("deep", "", 0)
    token.content = state.getLines(line, last, state.blkIndent, False)
    token.map = [line, last]
    state.push("paragraph_close", "p", -1)
    state.line = last
    return True


def _label_end(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """Where the bracket at `start` closes, or -1; the parser's own, but with a limit of steps."""
    steps = state.env.setdefault("steps", _FREE_STEPS + _STEPS_A_LETTER * state.env["letters"])
    before, found, level = state.pos, -1, 1
    state.pos = start + 1
    while state.pos < state.posMax and steps > 0:
        steps -= 1
        letter = state.src[state.pos]
        if letter == "]":
            level -= 1
            if level == 0:
                found = state.pos
                break
        place = state.pos
        state.env["steps"] = steps
        state.md.inline.skipToken(state)
        steps = state.env["steps"]
        if letter != "[":
            continue
        if place == state.pos - 1:
            level += 1
        elif disable_nested:
            break
    state.env["steps"] = steps
    state.pos = before
    return found
