"""Before code is set aside: text that other formats write as code, and code written as text.

Jekyll's and Hugo's highlight tags become fences; MyST's directives in fences become blocks; chunks
of R Markdown become plain fences; Kramdown's classed quotes become blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cohort.course_format.foreign.colon_fences import fenced_by_lines
from cohort.course_format.foreign.dialects import boxes
from cohort.course_format.foreign.mapped_text import code_rows

Lines = list[tuple[int, str]]
Note = Callable[[int, str], None]
_FENCE = re.compile(r"([ \t>]*(?:(?:[-*+]|\d{1,4}[.)])[ \t]+)?)(`{3,}|~{3,})[ \t]*([^`]*)\Z")
_DIRECTIVE = re.compile(r"\{([\w:.-]+)\}[ \t]*(.*)\Z")
_CHUNK = re.compile(r"\{[ \t]*\.?([\w+#-]+)\b([^{}]*)\}(.*)\Z")
_OPTION = re.compile(r"[ \t]*:[\w-]+:.*\Z")
_FIGURE = re.compile(
    r"[ \t]*(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*"
    r"\{(?P<kind>figure|image|toctree|tableofcontents|contents)\}(?P<target>[^`\n]*)\Z"
)
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")  # a picture's words hold no links
_OPTION_OF = re.compile(r"[ \t]*:(?P<name>[\w-]+):(?P<value>.*)\Z")
_HIGHLIGHT = re.compile(
    r"(?P<indent>[ \t]*)(?:\{\{[<%][ \t]*(?P<drawing>mermaid|katex|chart|plantuml)\b[^<>%]*[>%]\}\}"
    r"|\{%-?[ \t]*highlight[ \t]+(?P<liquid>[\w+#.-]+)[^%]*%\}"
    r"|\{\{[<%][ \t]*highlight[ \t]+\"?(?P<hugo>[\w+#.-]+)\"?[^>%]*[>%]\}\})[ \t]*\Z"
)
_END_HIGHLIGHT = re.compile(
    r"[ \t]*(?:\{%-?[ \t]*endhighlight[ \t]*-?%\}"
    r"|\{\{[<%][ \t]*/[ \t]*(?:highlight|mermaid|katex|chart|plantuml)[ \t]*[>%]\}\})[ \t]*\Z"
)
_RAW = re.compile(r"\{%-?[ \t]*(?:end)?raw[ \t]*-?%\}")
_QUOTE_CLASS = re.compile(r"\{:[ \t]*\.([\w-]+)[^{}]*\}[ \t]*\Z")
_LANGUAGE = re.compile(r"[ \t]*\{:[ \t]*\.(?:language-)?([\w+-]+)[^{}]*\}[ \t]*\Z")
# MyST directives whose content is text. The rest is code, or cannot be carried.
_TEXT = frozenset(
    "note tip warning danger attention caution hint important error seealso admonition exercise "
    "solution dropdown details topic sidebar margin epigraph pull-quote tab-item card grid "
    "tab-set abstract example question quote info success".split()
)
_CODE = frozenset({"code", "code-block", "code-cell", "sourcecode", "literalinclude", "prompt"})
_ADMONITIONS = frozenset({"admonition", "topic", "sidebar", "margin", "card", "tab-item"})
_CLASSED_QUOTES = frozenset(
    {"callout", "challenge", "solution", "discussion", "prereq", "checklist", "testimonial"}
    | {"comment", "question", "hands_on", "hands-on", "details"}  # the Galaxy Training Network's
    | {"keypoints", "objectives", "instructor", "note", "tip", "warning", "important", "caution"}
)
_QUOTED_AS = {"hands_on": "exercise", "hands-on": "exercise", "comment": "note"}
_DEEPEST_QUOTES = 6


def prepare(lines: Lines, note: Note) -> Lines:
    """The same lines, ready to be parted into code and text."""
    return _fences(
        _figures(_highlights(boxes(classed_quotes(fenced_by_lines(lines))), note), note), note
    )


def _figures(lines: Lines, note: Note) -> Lines:
    """MyST's figures become images; its lists of pages are taken out."""
    out: Lines = []
    fence = kind = target = ""
    alt, caption = "", [""]
    place = 0
    for number, text in lines:
        opening = None if fence else _FIGURE.match(text)
        option = _OPTION_OF.match(text) if fence else None
        if opening:
            fence, kind, target = opening["fence"], opening["kind"], opening["target"].strip()
            alt, caption, place = "", [], len(out)
            out.append((number, ""))
        elif fence and text.strip().startswith(fence) and not text.strip(" `:~"):
            words = " ".join(" ".join(caption).split())
            if kind in ("figure", "image"):
                label = _LINKED.sub(r"\1", words or alt)
                label = label.replace("[", "\\[").replace("]", "\\]")
                said = f'{{alt="{alt}"}}' if alt and words else ""
                out[place] = (out[place][0], f"![{label}](<{target}>){said}")
            else:
                note(out[place][0], f"a {{{kind}}} was taken out; modules and pages have their own")
            fence = ""
            out.append((number, ""))
        elif fence:
            if option and option["name"] == "alt":
                alt = option["value"].strip().replace('"', "”")
            elif not option and len(caption) < 50:
                caption.append(text)
            out.append((number, ""))
        else:
            out.append((number, text))
    return lines if fence else out  # never closed: left as it was written


def _highlights(lines: Lines, note: Note) -> Lines:
    if not any(_HIGHLIGHT.match(text) for _, text in lines):
        return lines
    out: Lines = []
    is_open = False
    code = _code_lines(lines)
    for place, (number, text) in enumerate(lines):
        opening = None if place in code else _HIGHLIGHT.match(text)
        if opening and not is_open:
            language = opening["liquid"] or opening["hugo"] or opening["drawing"]
            out.append((number, f"{opening['indent']}```{language}"))
            is_open = True
        elif is_open and _END_HIGHLIGHT.match(text):
            out.append((number, f"{text[: len(text) - len(text.lstrip())]}```"))
            is_open = False
        else:
            out.append((number, text))
    if is_open:
        out.append((lines[-1][0], "```"))
        note(lines[-1][0], "a highlight tag is never closed")
    return out


def _code_lines(lines: Lines) -> set[int]:
    rows: set[int] = set()
    for first, last in code_rows("\n".join(text for _, text in lines)):
        rows.update(range(first, last))
    return rows


def _fences(lines: Lines, note: Note) -> Lines:
    out: Lines = []
    stack: list[tuple[str, bool]] = []  # the opening line, and whether its content is text
    has_options = False
    for number, text in lines:
        fence = _FENCE.match(text)
        in_code = bool(stack) and not stack[-1][1]
        if fence and stack and not fence[3].strip() and _closes(fence[2], stack[-1][0]):
            is_text = stack.pop()[1]
            out.append((number, f"{fence[1]}:::" if is_text else text))
            has_options = False
        elif in_code:
            out.append((number, _RAW.sub("", text)))
        elif has_options and _OPTION.match(text):
            out.append((number, ""))
        elif fence:
            written, is_text = _opened(fence, number, note)
            stack.append((fence[2], is_text))
            out.append((number, written))
            has_options = is_text
        else:
            has_options = False
            out.append((number, text))
    return out


def _closes(fence: str, opened: str) -> bool:
    return fence[0] == opened[0] and len(fence) >= len(opened)


def _opened(fence: re.Match[str], number: int, note: Note) -> tuple[str, bool]:
    """The opening line as we write it, and whether text follows."""
    before, ticks, info = fence[1], fence[2], fence[3].strip()
    directive = _DIRECTIVE.match(info)
    name = directive[1].lower() if directive else ""
    if directive and name in _TEXT:
        title = directive[2].strip()
        kind = "callout" if name in _ADMONITIONS else name
        kind = "details" if name == "dropdown" else kind
        label = title.replace('"', "'")
        return f"{before}::: " + (f'{{.{kind} title="{label}"}}' if title else kind), True
    if directive and name in _CODE:
        return f"{before}{ticks}{directive[2].strip()}", False
    chunk = _CHUNK.match(info)
    if chunk and "=" in chunk[2] and re.search(r"include\s*=\s*F", chunk[2]):
        note(number, "code that its author keeps from being shown is shown")
    if chunk and not info.startswith("{{"):
        return f"{before}{ticks}{chunk[1]}", False
    return fence[0], False


def classed_quotes(lines: Lines, depth: int = 0) -> Lines:
    """Quotes with a class below them, as in older Carpentries lessons, become blocks."""
    out: Lines = []
    quote: Lines = []
    for number, text in lines:
        if text.lstrip(" ").startswith(">"):
            quote.append((number, text))
            continue
        found = _QUOTE_CLASS.match(text.strip()) if quote else None
        if found and found[1] in _CLASSED_QUOTES and depth < _DEEPEST_QUOTES:
            inner = [(n, re.sub(r"\A {0,3}> ?", "", line)) for n, line in quote]
            out.append((quote[0][0], f"::: {_QUOTED_AS.get(found[1], found[1])}"))
            out.append((quote[0][0], ""))
            out += classed_quotes(inner, depth + 1)
            out += [(number, ""), (number, ":::")]
        else:
            out += [*quote, (number, text)]
        quote = []
    return _languages(out + quote)


def _languages(lines: Lines) -> Lines:
    """A class below a fence names its language."""
    out: Lines = []
    opened, last_opened = -1, -1
    for number, text in lines:
        fence = _FENCE.match(text)
        found = _LANGUAGE.match(text)
        if found and last_opened >= 0 and out and _FENCE.match(out[-1][1]):
            where, line = out[last_opened]
            named = _FENCE.match(line)
            out[last_opened] = (where, line if named and named[3].strip() else line + found[1])
            text = ""
        if fence:
            plain = not fence[3].strip()
            last_opened = opened if opened >= 0 and plain else -1
            opened = -1 if opened >= 0 else len(out)
            out.append((number, text))
            if opened >= 0 and not plain:
                last_opened = -1
            continue
        out.append((number, text))
    return out
