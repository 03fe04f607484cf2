"""The parsers: CommonMark with GitHub's additions, as GitHub itself reads Markdown."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin

from cohort.kernel.markdown.additions import admonitions, mathematics
from cohort.kernel.markdown.addresses import bare_addresses
from cohort.kernel.markdown.attributes import attribute_lines
from cohort.kernel.markdown.blocks import fenced_blocks
from cohort.kernel.markdown.definitions import abbreviations
from cohort.kernel.markdown.footnotes import footnotes

DEEPEST_LEVEL = 60  # a list counts two levels; a quote one


def page_parser() -> MarkdownIt:
    """For course pages: everything, raw HTML included (cleaned later)."""
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST_LEVEL * 2})
    md.enable(["table", "strikethrough"])
    md.options["strikethrough_single_tilde"] = True
    md.options["tasklists"] = True
    md.options["alerts"] = True
    md.use(footnotes)
    md.use(deflist_plugin)
    md.use(fenced_blocks)
    md.use(admonitions)
    md.use(mathematics)
    md.use(attribute_lines)
    md.use(abbreviations)
    md.use(bare_addresses)
    md.use(deep_as_text)
    return md


def deep_as_text(md: MarkdownIt) -> None:
    """Show what is nested too deeply as plain text; markdown-it itself would drop it."""
    md.block.ruler.before("code", "deep", _deep)


def _deep(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.level < DEEPEST_LEVEL or silent:
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
