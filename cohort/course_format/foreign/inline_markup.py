"""Attributes and other marks of Kramdown, Pandoc, MyST, MDX and Obsidian: converted or removed.

A reader must see none of them. Meanings that we cannot carry are reported, by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from cohort.course_format.foreign.mapped_text import OPEN, SHUT, Draft
from cohort.course_format.foreign.videos import attributes_of

_TOC = re.compile(
    r"^[ \t]*(?:[-*+]|1\.)[ \t][^\n]{0,200}\n[ \t]*\{:[ \t]*\.?toc\b[^{}\n]{0,200}\}[ \t]*$"
    r"|^[ \t]*(?:\[TOC\]|\[\[_TOC_\]\]|\[\[toc\]\]|\{:toc\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_KRAMDOWN_TAG = re.compile(r"\{:(?::/?|/)[^{}\n]{0,300}\}")
_HEADING_AND_LINE = re.compile(
    r"^(?P<heading>[ \t]{0,3}#{1,6}[ \t][^\n]*)\n[ \t]*\{:(?P<said>[^{}\n]{0,500})\}[ \t]*$",
    re.MULTILINE,
)
_LINE_AND_HEADING = re.compile(
    r"^[ \t]*\{:?(?P<said>[ \t]*[.#][^{}\n]{0,500})\}[ \t]*\n"
    r"(?P<heading>[ \t]{0,3}#{1,6}[ \t][^\n]*)$",
    re.MULTILINE,
)
_ID = re.compile(r"#([\w.:-]{1,100})|\bid=[\"']?([\w.:-]{1,100})[\"']?")
_CLOSING = re.compile(r"(?<=[^#\s])(?:[ \t]+#+)?[ \t]*\Z")
_LABEL = re.compile(
    r"^\((?P<id>[\w.:-]{1,80})\)=[ \t]*\n\s{0,3}(?P<heading>#{1,6}[ \t][^\n]*)$", re.MULTILINE
)
_IN_HEADING = re.compile(
    r"^(?P<heading>[ \t]{0,3}#{1,6}[ \t][^\n{]*(?:\{(?![:#.\-])[^\n{]*)*)"
    r"\{:?(?P<said>[ \t]*(?:[.#\-]|[\w-]+=)[^{}\n]{0,500})\}[ \t#]*$",
    re.MULTILINE,
)
_ALONE = re.compile(
    r"^(?P<before>[ \t>]*)\{:?[ \t]*(?:[.#:]|[\w-]+=)[^{}\n]{0,500}\}[ \t]*$", re.MULTILINE
)
_BEHIND = re.compile(
    r"(?<=[^\s{])(?P<gap>[ \t]?)\{:?(?P<said>[ \t]*(?:[.#]|[\w-]+[ \t]*=)"
    r"(?:[^{}\"'\n]|\"[^\"]{0,3000}\"|'[^']{0,3000}'|\n(?!\n)){0,600})\}"
)
# Behind words, at the end of a line or of a table's cell.
_AT_END = re.compile(
    r"(?<=[^\s{\\|])[ \t]*\{:?[ \t]*[.#][A-Za-z][^{}\n|]{0,300}\}(?=[ \t]*(?:$|\|))", re.MULTILINE
)
_LEFT = re.compile(r"\{:[^{}\n]{0,500}\}")
_ROLE = re.compile(rf"\{{(?P<role>[a-z][\w:+-]{{0,40}})\}}(?P<mark>{OPEN}\d+{SHUT})")
_ROLE_LINK = re.compile(r"(?P<words>[^<>`]*?)[ \t]*<(?P<target>[^<>`]+)>\Z")
_WIKI = re.compile(
    r"(?P<image>!?)\[\[(?P<target>[^\[\]|\n]{1,300})(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\]"
)
_MODULE_LINE = re.compile(
    r"^(?:import[ \t]+(?:[\w{}*, \t]{1,300}[ \t]from[ \t]+)?['\"][^'\"\n]{1,300}['\"];?"
    r"|export[ \t]+(?:const|default)\b[^\n]{0,500})[ \t]*$",
    re.MULTILINE,
)
_ICON = re.compile(
    r":(?:material|fontawesome|octicons|simple)-[\w-]{1,80}:(?:\{[^{}\n]{0,200}\})?[ \t]?"
)
_SNIPPET = re.compile(r"^[ \t]*-{1,2}8<-{1,2}[^\n]{0,300}$", re.MULTILINE)
_BLOCK = re.compile(
    r"^(?P<before>[ \t>]*:{3,}[ \t]*)(?:instructor|\{\.instructor\})(?P<rest>[ \t]*:*[ \t]*)$",
    re.MULTILINE,
)
_LAYOUT = frozenset({"width", "height", "style", "target", "rel", "class", "loading"})

Find = Callable[[str], str]


def carry_marks(draft: Draft, find: Find, *, is_mdx: bool = False) -> None:
    """Convert the draft. `find`: the path that a wiki link's name leads to, "" for none."""
    draft.sub(_BLOCK, lambda m, _: f"{m['before']}facilitator{m['rest']}")
    _take_out(draft, _TOC, "a table of contents was taken out; a page shows its own")
    if is_mdx or "import " in draft.text:
        _take_out(draft, _MODULE_LINE, "a line of code was taken out")
    _take_out(draft, _ICON, "an icon was taken out")
    _take_out(draft, _SNIPPET, "a snippet that another file holds was taken out; put its text here")
    draft.sub(_KRAMDOWN_TAG, lambda m, line: _kramdown_tag(draft, m, line))
    draft.sub(_LABEL, lambda m, _: f"{m['heading']} {{#{m['id']}}}\n")
    draft.sub(_HEADING_AND_LINE, lambda m, line: _heading(draft, m, line) + "\n")
    draft.sub(_LINE_AND_HEADING, lambda m, line: "\n" + _heading(draft, m, line))
    draft.sub(_IN_HEADING, lambda m, line: _heading(draft, m, line))
    draft.sub(_ALONE, lambda m, line: _alone(draft, m, line))
    _image_attributes(draft)
    draft.sub(_AT_END, lambda m, line: _at_end(draft, m, line))
    draft.sub(_LEFT, lambda m, line: _left_out(draft, m[0], line))
    draft.sub(_ROLE, lambda m, line: _role(draft, m, line))
    draft.sub(_WIKI, lambda m, line: _wiki(draft, m, line, find))


def _take_out(draft: Draft, pattern: re.Pattern[str], words: str) -> None:
    def make(found: re.Match[str], line: int) -> str:
        draft.note(line, words)
        return "\n" * found[0].count("\n")

    draft.sub(pattern, make)


def _heading(draft: Draft, found: re.Match[str], line: int) -> str:
    """The heading with the id that its author gave it, if any."""
    said = found["said"]
    heading = _CLOSING.sub("", found["heading"])
    named = _ID.search(said)
    rest = _ID.sub("", said).strip(" -\t")
    if rest:
        draft.note(line, f"the attributes {{{rest[:80]}}} of a heading were left out")
    return f"{heading} {{#{named[1] or named[2]}}}" if named else heading


def _alone(draft: Draft, found: re.Match[str], line: int) -> str:
    _left_out(draft, found[0].strip(" \t>"), line)
    return found["before"].rstrip() if ">" in found["before"] else ""


def _left_out(draft: Draft, written: str, line: int) -> str:
    draft.note(line, f"the attributes {' '.join(written.split())[:100]} were left out")
    return ""


def _at_end(draft: Draft, found: re.Match[str], line: int) -> str:
    row = draft.text[draft.text.rfind("\n", 0, found.start()) + 1 : found.start()]
    is_ours = row.lstrip(" >").startswith(("#", ":::"))  # a heading's id, a block's kind
    return found[0] if is_ours else _left_out(draft, found[0].strip(), line)


def _kramdown_tag(draft: Draft, found: re.Match[str], line: int) -> str:
    draft.note(line, f"{found[0][:80]} was taken out")
    return ""


# --- Attributes behind images, links and words ---------------------------------------------------


def _image_attributes(draft: Draft) -> None:
    def make(found: re.Match[str], line: int) -> str:
        before = draft.text[found.start() - 1]
        row = draft.text.rfind("\n", 0, found.start()) + 1
        if draft.text[row : row + 8].lstrip(" >").startswith("#"):
            return found[0]  # a heading's id, which our pages support too
        is_kramdown = found[0].lstrip().startswith("{:")
        if before not in ")]*_" + SHUT + ">" and not is_kramdown:
            return found[0]
        if found["gap"] and not is_kramdown and before != ")":
            return found[0]
        _, named = attributes_of(found["said"].replace('\\"', "”").replace("\\'", "’"))
        alt = " ".join(named.pop("alt", named.pop("fig-alt", "")).split())
        layout = [key for key in named if key in _LAYOUT]
        classes = re.findall(r"(?<![\w=\"'])[.#][\w-]+", found["said"]) if not alt else []
        if not alt and (classes or layout or named):
            _left_out(draft, found[0].strip(), line)
        elif named:
            draft.note(line, f"the attributes {', '.join(named)} of a picture were left out")
        label = alt.replace('"', _QUOTE)
        return f'{{alt="{label}"}}' if alt and before in ")]" else ""

    draft.sub(_SPAN, lambda m, line: _span(draft, m, line))
    draft.sub(_BEHIND, make)
    draft.sub(_ALT, lambda m, _: _alt_inside(draft, m))
    draft.sub(re.compile(_QUOTE), lambda *_: "”")


_QUOTE = "\x01"  # stands for a quote within quotes; no text that we read holds one
_SPAN = re.compile(r"\[(?P<words>[^\[\]\n]{1,300})\]\{:?[.#][^{}\n]{0,300}\}")
_ALT = re.compile(
    r"!\[(?P<caption>[^\[\]]{0,1000}(?:\[[^\[\]]{0,300}\][^\[\]]{0,1000}){0,3})\]"
    r"(?P<target>\([^()\n]{0,1000}(?:\([^()\n]{0,300}\)[^()\n]{0,300}){0,3}\)|\[[^\[\]\n]{0,300}\])"
    r"\{alt=\"(?P<alt>[^\"\n]*)\"\}"
)


def _span(draft: Draft, found: re.Match[str], line: int) -> str:
    _left_out(draft, found[0][found[0].rindex("{") :], line)
    return found["words"]


def _alt_inside(draft: Draft, found: re.Match[str]) -> str:
    """`![](x){alt="…"}` as `![…](x)`; one with a caption keeps its attribute."""
    if found["caption"].strip():
        return found[0]
    words = re.sub(r"([\[\]\\*_`<])", r"\\\1", found["alt"].replace(_QUOTE, '"'))
    return f"![{words}]{found['target']}"


# --- MyST roles, wiki links ----------------------------------------------------------------------


def _role(draft: Draft, found: re.Match[str], line: int) -> str:
    role, code = found["role"], draft.plain(found["mark"])
    words = code.strip("`").strip()
    if role == "math":
        return draft.keep(f"${words}$")
    if role in ("doc", "ref", "numref", "any", "download", "term", "eq"):
        target = _ROLE_LINK.match(words)
        label = target["words"] if target and target["words"] else words
        where = target["target"] if target else words
        if role in ("doc", "download"):
            return f"[{label or where}]({where.replace(' ', '%20')})"
        draft.note(line, f"{{{role}}} {words[:80]} is plain words now")
        return label
    if role in ("abbr", "kbd", "sub", "sup", "guilabel", "menuselection", "command", "file"):
        return words
    return found[0] if not role.startswith(("cite", "index", "code")) else found["mark"]


def _wiki(draft: Draft, found: re.Match[str], line: int, find: Find) -> str:
    target = found["target"].strip().rstrip("\\")  # a table escapes the bar
    target = target.partition("#^")[0] or target  # a paragraph has no anchor here
    name, _, anchor = (target, "", "") if find(target) else target.partition("#")
    anchor = re.split(r"#(?=\S)", anchor)[-1].strip()  # of a heading below a heading, the last
    words = (found["words"] or "").strip()
    path = find(name.strip()) if name.strip() else ""
    if name and not path:
        draft.note(line, f"nothing here is called {name.strip()[:80]}, so its link is plain words")
        return words or name.strip()
    place = f"/{path}" if path else ""
    where = f"{place}#{quote(anchor)}" if anchor else place
    if found["image"] and path:
        label = "" if re.fullmatch(r"[\dx]*", words) else words
        if path.lower().endswith((".md", ".markdown")):
            draft.note(line, f"what {path} says is not shown inside this page; it is a link")
            return f"[{label or name.strip()}](<{where}>)"
        return f"![{label}](<{where}>)"
    return f"[{words or target.replace('#', ': ').strip(': ')}](<{where}>)"
