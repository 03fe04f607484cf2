"""From a page's tokens to HTML: what differs from the parser's own renderer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cohort.markdown.nesting import Block

Rule = Callable[..., str]


def page_rules(md: MarkdownIt) -> None:
    """Teach a parser's renderer our blocks, tables, task lists and notes."""
    for name, rule in _RULES.items():
        md.add_render_rule(name, rule)


def cut_mark(env: Any, block: Block, *, is_end: bool) -> str:
    """A mark in the text that no author can forge: it holds a secret of this one rendering."""
    return f"\ufdd0{env['secret']}{'/' if is_end else ''}{block.number}\ufdd1"


def _block_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    block: Block = tokens[at].meta["block"]
    if block.is_cut:
        return cut_mark(env, block, is_end=False)
    if block.kind == "details":
        summary = "" if block.has_heading else f"<summary>{escape(_summary(block))}</summary>"
        return f'<details class="block block-details"{_id(tokens[at])}>{summary}\n'
    if block.kind == "plain":
        return f"<div{_id(tokens[at])}>\n"
    return _section(block, _id(tokens[at]), tokens, at, env)


def _section(block: Block, id_: str, tokens: Sequence[Token], at: int, env: Any) -> str:
    if block.kind == "glossary":
        return _glossary(block, env)
    kind = {"facilitator": "other", "video": "other"}.get(block.kind, block.kind)
    name = ": ".join(word for word in (block.label, block.title) if word)
    role = f' role="group" aria-label="{escape(name)}"' if name else ""
    label = ""
    if block.label and _shows_label(block, tokens, at):
        label = f'<p class="block__label">{escape(block.label)}</p>\n'
    title = ""
    if block.kind == "download" and block.address:
        title = _download(block)
    elif block.title and not block.has_heading:
        title = f'<p class="block__title">{escape(block.title)}</p>\n'
    return f'<div class="block block-{kind}"{role}{id_}>\n{label}{title}'


def _glossary(block: Block, env: Any) -> str:
    name = f"{block.label}: {block.title}"
    id_ = f' id="{block.id}"' if block.id else ""  # a term explained twice has only one anchor
    return (
        f'<div class="block block-glossary" role="group" aria-label="{escape(name)}">\n'
        f'<p class="block__title"><dfn{id_}>{escape(block.title)}</dfn></p>\n'
        + cut_mark(env, block, is_end=False)
    )


def _download(block: Block) -> str:
    about = f' <span class="download__about">({escape(block.about)})</span>' if block.about else ""
    return (
        f'<p class="block__title"><a class="download" href="{escape(block.address)}" download>'
        f"{escape(block.title)}</a>{about}</p>\n"
    )


def _shows_label(block: Block, tokens: Sequence[Token], at: int) -> bool:
    """Stories show their label; plain callouts need none; a heading may just have said it."""
    if block.kind in ("story", "glossary", "other", "download") or block.fence.kind == "callout":
        return False
    words = {block.label.casefold(), block.fence.kind.casefold()}
    if block.title.casefold() in words:
        return False
    before = tokens[at - 2] if at >= 2 and tokens[at - 1].type == "heading_close" else None
    return before is None or before.content.strip(" #:").casefold() not in words


def _summary(block: Block) -> str:
    return block.title or block.label


def _block_close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    block: Block = tokens[at].meta["block"]
    if block.is_cut:
        return cut_mark(env, block, is_end=True)
    if block.kind == "glossary":
        return cut_mark(env, block, is_end=True) + "</div>\n"
    return "</details>\n" if block.kind == "details" else "</div>\n"


def _id(token: Token) -> str:
    found = token.meta["block"].id
    return f' id="{escape(found)}"' if found else ""


def _heading_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    html: str = self.renderToken(tokens, at, options, env)
    return f"<summary>{html}" if tokens[at].meta.get("summary") else html


def _heading_close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    html: str = self.renderToken(tokens, at, options, env)
    return f"{html.rstrip()}</summary>\n" if tokens[at].meta.get("summary") else html


def _table_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    env["tables"] = env.get("tables", 0) + 1
    label = "Table" if env["tables"] == 1 else f"Table {env['tables']}"
    return f'<div class="table-scroll" role="region" aria-label="{label}" tabindex="0"><table>\n'


def _table_close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _cell_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    style = str(tokens[at].attrs.get("style", ""))
    side = style.partition(":")[2].strip()
    words = f' class="align-{side}"' if side in ("right", "center") else ""
    scope = ' scope="col"' if tokens[at].tag == "th" else ""
    return f"<{tokens[at].tag}{scope}{words}>"


def _list_item_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    checked = tokens[at].meta.get("checked") if tokens[at].meta else None
    if checked is None:
        return str(self.renderToken(tokens, at, options, env))
    word, mark = ("Done", " checked") if checked else ("To do", "")
    return f'<li class="task"><input type="checkbox" disabled{mark} aria-label="{word}"> '


def _image(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture, or only its alternative text when its address leads nowhere."""
    token = tokens[at]
    words = self.renderInlineAsText(token.children or [], options, env)
    words = token.meta.get("alt", words)
    if token.meta.get("missing"):
        return f"<em>{escape(words, quote=False)}</em>" if words else ""
    title = token.attrs.get("title", "")
    said = f' title="{escape(str(title))}"' if title else ""
    for name in ("width", "height", "id"):
        value = str(token.attrs.get(name, ""))
        if value and (name == "id" or value.isdecimal()):
            said += f' {name}="{escape(value)}"'
    return f'<img src="{escape(str(token.attrs["src"]))}" alt="{escape(words)}"{said}>'


def _figure_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "<figure>"


def _figure_close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    caption = escape(tokens[at].meta["caption"], quote=False)
    return f"<figcaption>{caption}</figcaption></figure>\n"


def _code(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """The keyboard can scroll code that is wider than the page."""
    token = tokens[at]
    words = token.info.split()
    language = words[0].strip(".{}") if words else ""
    said = f' class="language-{escape(language)}"' if language else ""
    wide = any(len(line) > 50 for line in token.content.split("\n"))
    focus = ' tabindex="0"' if wide else ""
    apart = "\n" if at and tokens[at - 1].hidden else ""
    return f"{apart}<pre{focus}><code{said}>{escape(token.content)}</code></pre>\n"


def _html_block(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    apart = "\n" if at and tokens[at - 1].hidden else ""
    return apart + tokens[at].content


def _math_inline(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f'<span class="math">{escape(tokens[at].content)}</span>'


def _math_block(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    words = escape(tokens[at].content.strip(), quote=False).replace("\n", "<br>\n")
    return f'<div class="math">{words}</div>\n'


def _footnote_ref(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    number, name = tokens[at].meta["number"], tokens[at].meta["name"]
    return (
        f'<sup class="footnote-ref"><a href="#s-fn-{number}" id="s-fnref-{name}" '
        f'aria-label="Note {number}">{number}</a></sup>'
    )


def _footnotes_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    start = tokens[at].meta["start"]
    said = f' start="{start}"' if start > 1 else ""
    return f'<section class="footnotes" aria-label="Notes">\n<ol{said}>\n'


def _footnotes_close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</ol>\n</section>\n"


def _footnote_open(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f'<li id="s-fn-{tokens[at].meta["number"]}">'


def _footnote_close(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "</li>\n"


def _footnote_back(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "".join(
        f' <a class="footnote-back" href="#s-fnref-{name}" aria-label="Back to the text">↩</a>'
        for name in tokens[at].meta["names"]
    )


def _deep(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return escape(tokens[at].content.strip(), quote=False).replace("\n", "<br>\n")


def _strong_as_del(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return "<del>" if tokens[at].nesting == 1 else "</del>"


_RULES: dict[str, Rule] = {
    "block_open": _block_open,
    "block_close": _block_close,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "list_item_open": _list_item_open,
    "image": _image,
    "figure_open": _figure_open,
    "figure_close": _figure_close,
    "fence": _code,
    "code_block": _code,
    "html_block": _html_block,
    "math_inline": _math_inline,
    "math_block": _math_block,
    "footnote_ref": _footnote_ref,
    "footnotes_open": _footnotes_open,
    "footnotes_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_close": _footnote_close,
    "footnote_back": _footnote_back,
    "deep": _deep,
    "s_open": _strong_as_del,
    "s_close": _strong_as_del,
}
