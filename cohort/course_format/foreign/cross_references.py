"""References that bookdown and Quarto would number: `\\@ref(fig:map)`, `@sec-intro`, `[@who2020]`.

One that names a heading of the course becomes a link to it; others are plain words. Both are said.
Sources: "bookdown: Authoring Books", the chapter on cross-references; Quarto's "Cross References".
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from cohort.course_format.foreign.import_links import Map
from cohort.course_format.foreign.mapped_text import Draft

_BOOKDOWN = re.compile(r"\\?\\@ref\((?P<id>[\w:.-]{1,100})\)")
_KINDS = "fig sec tbl eq lst thm lem cor prp cnj def exm exr sol rem nte tip wrn imp cau".split()
_QUARTO = re.compile(
    rf"(?<![\w@/.\\])(?P<open>\[)?-?@(?P<id>(?:{'|'.join(_KINDS)})-[\w:-]{{1,100}}(?:\.[\w-]+)*)"
    r"(?(open)\])"
)
_CITED = re.compile(r"\[(?P<words>[^\[\]\n]{0,200}-?@[\w{][^\[\]\n]{0,300})\](?!\()")
_CITED_IN_LINE = re.compile(r"(?<![\w@/.\\])@(?P<key>[A-Za-z][\w:-]{0,60}\d{4}\w{0,20})")
_KIND = re.compile(rf"\A(?:{'|'.join(_KINDS)}|tab)[:-]")


def carry_references(draft: Draft, places: Map, source: str, *, has_citations: bool) -> None:
    """Convert the draft's, once the headings of all pages are known. `has_citations`: it is a file
    of R Markdown or Quarto, where `@` names a source."""
    for pattern in (_BOOKDOWN, _QUARTO):
        draft.sub(pattern, lambda m, line: _reference(draft, places, source, m, line))
    if has_citations:
        draft.sub(_CITED, lambda m, line: _cited(draft, m["words"], line))
        draft.sub(_CITED_IN_LINE, lambda m, line: _cited_in_line(draft, m, line))


def _reference(draft: Draft, places: Map, source: str, found: re.Match[str], line: int) -> str:
    name = found["id"]
    label = re.sub(r"[-_:]+", " ", _KIND.sub("", name))
    page = next((path for path, names in places.anchors.items() if name in names), "")
    if not page or page not in places.pages:
        draft.note(line, f"the reference {found[0][:80]} is plain words now")
        return label
    draft.note(line, f"the reference {found[0][:80]} is a link now; give it words")
    here = posixpath.dirname(places.pages[source])
    where = "" if page == source else quote(posixpath.relpath(places.pages[page], here or "."))
    return f"[{label}]({where}#{quote(places.anchors[page][name], safe='')})"


def _cited(draft: Draft, words: str, line: int) -> str:
    draft.note(line, f"the citation [{words[:80]}] is plain words now; name its source here")
    return f"({re.sub(r'-?@', '', words)})"


def _cited_in_line(draft: Draft, found: re.Match[str], line: int) -> str:
    draft.note(line, f"the citation {found[0]} is plain words now; name its source here")
    return found["key"]
