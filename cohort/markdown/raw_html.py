"""An author's own HTML: allowed tags stay, balanced in their container; the rest is reported.

nh3 has the last word over the whole page. This runs before it, because only here are the lines of
tags known, and because an element left open must not swallow what follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from markdown_it.token import Token

from cohort.markdown.sanitising import MODULE_TAGS

Note = Callable[..., None]
Rewrite = Callable[[str, dict[str, str], int], "dict[str, str] | None"]
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z][^>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?P<rest>(?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,4000})>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<bare>[^\s\"'=<>`]+)))?"
)
DEEPEST = 250  # elements within elements; what is deeper is shown without its tags
_VOID = {"br", "hr", "img", "wbr", "col", "input"}
# These go with all their content, which is not text that a reader could read.
_SWALLOWED = re.compile(r"(script|style|template|svg|math|object|noscript)\Z")
# These are left out silently: no reader notices that they are missing.
_HARMLESS = {"font", "center", "big", "u", "tt", "nobr", "article", "main", "header", "footer"}
_HARMLESS |= {"nav", "body", "html", "head", "meta", "link", "label", "address", "samp", "var"}
_HARMLESS |= {"source", "picture", "g-emoji", "bdi", "bdo", "data", "time", "hgroup", "path"}
_HARMLESS |= {"strike", "acronym", "tfoot", "colgroup", "blink", "marquee", "dir", "cite", "q"}
_KEPT = {"title", "alt", "src", "href", "start", "colspan", "rowspan", "scope", "lang", "open"}
_KEPT |= {"width", "height", "id", "reversed"}


class RawHtml:
    """Goes over a page's tokens, block by block, with a stack of what is open."""

    def __init__(self, note: Note, rewrite: Rewrite, lift: int) -> None:
        self.note = note
        self.rewrite = rewrite
        self.lift = lift
        self.open: list[str] = []  # "" stands for a container of the parser's

    def run(self, tokens: list[Token]) -> list[Token]:
        """The tokens, with only allowed and balanced HTML."""
        out: list[Token] = []
        line = 0
        for token in tokens:
            line = token.map[0] if token.map else line
            if token.nesting == 1:
                self.open.append("")
            elif token.nesting == -1:
                out.extend(self._end_container("html_block"))
            if token.type == "html_block":
                token.content = self._cleaned(token.content, line)
            elif token.type == "inline":
                self._inline(token, line)
            out.append(token)
        out.extend(self._end_container("html_block"))
        return out

    def _inline(self, token: Token, line: int) -> None:
        children = token.children or []
        if not any(child.type == "html_inline" for child in children):
            return
        depth = len(self.open)
        self.open.append("")
        inner: list[Token] = []
        for child in children:
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            if child.nesting == 1:
                self.open.append("")
            elif child.nesting == -1 and len(self.open) > depth + 1:
                inner.extend(self._end_container("html_inline"))
            if child.type == "html_inline":
                child.content = self._cleaned(child.content, line)
            inner.append(child)
        inner.extend(self._end_container("html_inline"))
        del self.open[depth:]
        token.children = inner

    def _end_container(self, kind: str) -> Iterator[Token]:
        closing = ""
        while self.open:
            name = self.open.pop()
            if not name:
                break
            closing += f"</{name}>"
        if closing:
            yield Token(kind, "", 0, content=closing)

    def _cleaned(self, html: str, first_line: int) -> str:
        out: list[str] = []
        position, counted, line = 0, 0, first_line
        endless: set[str] = set()  # names whose closing tag was not found
        while found := _TAG.search(html, position):
            out.append(_as_text(html[position : found.start()]))
            position = found.end()
            line += html.count("\n", counted, found.start())
            counted = found.start()
            if found[0].startswith("<!--") and not found[0].endswith("-->"):
                self.note(line, "a comment is never closed, so what follows is not shown")
            if not found["name"]:
                continue
            name = found["name"].lower()
            if name in MODULE_TAGS or name in ("h1", "input"):
                out.append(self._allowed(name, found, line))
                continue
            self._refused(name, bool(found["end"]), line)
            if not found["end"] and _SWALLOWED.match(name) and name not in endless:
                end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, position)
                position = end.end() if end else position
                endless.update([] if end else [name])
        out.append(_as_text(html[position:]))
        return "".join(out)

    def _allowed(self, name: str, found: re.Match[str], line: int) -> str:
        if re.fullmatch("h[1-6]", name):
            name = f"h{min(6, max(2, int(name[1]) + self.lift))}"
        if found["end"]:
            return self._end(name)
        attributes = self._attributes(name, found["rest"], line)
        if attributes is None or len(self.open) > DEEPEST:
            return ""
        if name not in _VOID:
            self.open.append(name)
        said = "".join(
            f' {key}="{escape(value)}"' if value or key == "alt" else f" {key}"
            for key, value in attributes.items()
        )
        return f"<{name}{said}>"

    def _end(self, name: str) -> str:
        """Close it if it is open in this container, with everything left open inside it."""
        closing = ""
        for place in range(len(self.open) - 1, -1, -1):
            if not self.open[place]:
                return ""
            closing += f"</{self.open[place]}>"
            if self.open[place] == name:
                del self.open[place:]
                return closing
        return ""

    def _attributes(self, name: str, rest: str, line: int) -> dict[str, str] | None:
        attributes: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(rest):
            key = found["name"].lower()
            value = found["double"] or found["single"] or found["bare"] or ""
            if key in _KEPT and key not in attributes:
                attributes[key] = unescape(value)
            elif key == "name" and name == "a":
                attributes.setdefault("id", unescape(value))
            elif key.startswith("on"):
                self.note(line, f"{key}= of a <{name}> was taken out", is_error=False)
        if name == "input":
            return _checkbox(rest)
        return self.rewrite(name, attributes, line)

    def _refused(self, name: str, is_end: bool, line: int) -> None:
        if is_end:
            return
        words = f"a <{name}> was taken out"
        if name in ("iframe", "video", "embed", "object", "audio"):
            words += "; a film belongs into a ::: video block, with its title and transcript"
        elif not _SWALLOWED.match(name):
            words += ", and what it holds is shown without it"
        self.note(line, words, is_error=name not in _HARMLESS)


def _checkbox(rest: str) -> dict[str, str] | None:
    if not re.search(r"\btype\s*=\s*[\"']?checkbox", rest, re.IGNORECASE):
        return None
    checked = {"checked": ""} if re.search(r"\bchecked\b", rest, re.IGNORECASE) else {}
    label = "Done" if checked else "To do"
    return {"type": "checkbox", "disabled": "", **checked, "aria-label": label}


def _as_text(html: str) -> str:
    return html.replace("<", "&lt;")
