"""The parsers: CommonMark with GitHub's additions, as GitHub itself reads Markdown."""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from cohort.markdown.attributes import attributes
from cohort.markdown.autolinks import bare_addresses
from cohort.markdown.blocks import fenced_blocks
from cohort.markdown.definitions import abbreviations
from cohort.markdown.footnotes import footnotes
from cohort.markdown.limits import DEEPEST_LEVEL, limits
from cohort.markdown.scopes import scoped_definitions
from cohort.markdown.syntax import admonitions, mathematics
from cohort.markdown.task_lists import task_lists


def page_parser() -> MarkdownIt:
    """For course pages: everything, raw HTML included (cleaned later)."""
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST_LEVEL * 2})
    md.enable(["table", "strikethrough"])
    md.options["strikethrough_single_tilde"] = True
    md.use(task_lists)
    md.options["alerts"] = True
    md.use(footnotes)
    md.use(deflist_plugin)
    md.use(fenced_blocks)
    md.use(admonitions)
    md.use(mathematics)
    md.use(attributes)
    md.use(abbreviations)
    md.use(scoped_definitions)
    md.use(bare_addresses)
    md.use(limits)
    is_valid = md.validateLink  # else such a link is shown as typed, and nobody is told
    md.validateLink = lambda url: is_valid(url) or url.lower().startswith("file:")  # type: ignore[method-assign]
    return md
