"""Markdown as members write it: a small set, and never an error page.

The same parser as for course pages, so that lists and code behave as people know them from
GitHub, without what could change the page around it: no HTML, pictures, tables or headings.
Nothing that a member typed vanishes: signs of plain prose stay (plain_signs.py), and past the
limit on length, or on any fault in the parser, the text is shown just as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cohort.kernel.text import shows_something
from cohort.markdown.autolinks import bare_addresses
from cohort.markdown.limits import DEEPEST_LEVEL, limits
from cohort.markdown.list_numbers import keep_numbers
from cohort.markdown.mentions import Names, linked, mentions, secret_mark
from cohort.markdown.plain import storable, text_of_html
from cohort.markdown.plain_signs import plain_signs
from cohort.markdown.sanitising import clean_member
from cohort.markdown.task_lists import task_lists

LONGEST = 20_000  # characters
# Text that may stand after a fence and is not shown; anything else there was meant to be read.
_LANGUAGES = frozenset(
    {"bash", "c", "css", "csv", "diff", "html", "ini", "javascript", "js", "json", "markdown", "md"}
    | {"php", "python", "py", "r", "ruby", "sh", "sql", "text", "toml", "ts", "txt", "xml", "yaml"}
)


def member_html(text: str, names: Names | None = None) -> str:
    """Safe HTML for what a member wrote. Empty for empty text. Never raises.

    `names`: those that become links where they are typed with an @; says afterwards who is named.
    """
    if not text.strip():
        return ""
    text = storable(text)
    if len(text) > LONGEST:
        return as_typed(text)
    try:
        # The parser's own failures must not cost anyone their text.
        md = _parser()
        tokens = list(_small(md.parse(text, {"letters": len(text), "names": names})))
        keep_numbers(tokens)
        mark = secret_mark() if names else ""
        html = clean_member(md.renderer.render(tokens, md.options, {"mark": mark}))
        html = linked(html, names, mark) if names else html
    except Exception:
        if names:
            names.forget_found()
        return as_typed(text)
    # Of "```" alone nothing but an empty box would be seen.
    return html if shows_something(text_of_html(html)) else as_typed(text)


def as_typed(text: str) -> str:
    """Paragraphs and line ends as they were typed, and nothing else."""
    paragraphs = text.strip().split("\n\n")
    return "\n".join(
        "<p>{}</p>".format(escape(paragraph.strip(), quote=False).replace("\n", "<br>\n"))
        for paragraph in paragraphs
        if paragraph.strip()
    )


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": DEEPEST_LEVEL * 2})
    md.use(plain_signs)
    md.use(task_lists)
    # A definition nobody refers to would vanish; a line of dashes is a line, not a heading.
    md.disable(["image", "reference", "lheading", "html_block", "html_inline"])
    md.use(bare_addresses)
    md.use(mentions)
    md.use(limits)
    for name, rule in _RULES.items():
        md.add_render_rule(name, rule)
    return md


def _small(tokens: list[Token]) -> Iterator[Token]:
    """A post stands inside a page whose headings are ours; its own become bold lines."""
    marks = ""
    for token in tokens:
        if token.type == "heading_open":
            marks = token.markup
            token.tag = "p"
            yield token
        elif token.type == "heading_close":
            marks = ""
            token.tag = "p"
            yield token
        elif token.type == "inline" and marks:
            children = token.children or []
            if not children:
                children = [Token("text", "", 0, content=marks)]
            bold = [
                Token("strong_open", "strong", 1),
                *children,
                Token("strong_close", "strong", -1),
            ]
            token.children = bold
            yield token
        else:
            yield token


def _break(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "<p>⁂</p>\n"


def _deleted(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "<del>" if tokens[at].nesting == 1 else "</del>"


def _item_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    checked = tokens[at].meta.get("checked")
    html: str = self.renderToken(tokens, at, options, env)
    return html if checked is None else html + ("☑ " if checked else "☐ ")


def _fence(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    words = tokens[at].info.strip()
    is_said = words and words.lower() not in _LANGUAGES
    before = f"<p>{escape(words)}</p>\n" if is_said else ""
    return f"{before}<pre><code>{escape(tokens[at].content)}</code></pre>\n"


def _deep(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return escape(tokens[at].content.strip(), quote=False).replace("\n", "<br>\n")


_RULES = {
    "hr": _break,
    "s_open": _deleted,
    "s_close": _deleted,
    "list_item_open": _item_open,
    "fence": _fence,
    "deep": _deep,
}
