"""A draft's headings: the title taken out of the body, and the names of anchors translated."""

from __future__ import annotations

import re
import unicodedata

from cohort.course_format.foreign.mapped_text import OPEN, SHUT, Draft
from cohort.course_format.front_matter import plain_heading
from cohort.course_format.naming import slugify

_ATX = re.compile(r"^[ \t>]{0,12}(?P<marks>#{1,6})(?:[ \t]+(?P<words>[^\n]*))?$", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<words>[^\s#>*+:|-][^\n]{0,300})\n(?P<marks>=+|-+)[ \t]*$", re.MULTILINE)
_HTML = re.compile(
    r"<h(?P<level>[1-6])\b[^<>\n]{0,300}>(?P<words>[^\n]{0,500}?)</h[1-6]>", re.IGNORECASE
)
_FIRST = re.compile(
    r"^ {0,3}#(?:[ \t]+(?P<atx>[^\n]+))$"
    r"|^(?P<setext>[^\s#>*+:|-][^\n]{0,300})\n=+[ \t]*$"
    r"|^[ \t]*<h1\b[^<>\n]{0,300}>(?P<html>[^\n]{0,500}?)</h1>[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NOTHING = re.compile(
    rf"(?:\s|{OPEN}\d+{SHUT}|<a\b[^<>\n]{{0,200}}>\s?</a>|<br[ /]*>"
    rf"|</?(?:div|center|p)\b[^<>\n]{{0,200}}>)*\Z"
)
_ID = re.compile(r"\{#(?P<id>[\w.:-]{1,100})\}[ \t#]*\Z")
_ANCHOR = re.compile(
    r"<(?:a|div|span|section|h[1-6]|p)\b[^<>\n]{0,200}?"
    r"\b(?:id|name)\s*=\s*[\"']?([\w.:-]{1,100})"
)


def fold_title(draft: Draft, said: str) -> str:
    """Take the body's own `#` title out of it and return it, if it is the page's title.

    It is when it equals the title `said` elsewhere, or when there is none. Then it must come first,
    or be the only one.
    """
    found = _FIRST.search(draft.text)
    if not found:
        return ""
    written = found["atx"] or found["setext"] or found["html"] or ""
    title = plain_heading(draft.plain(re.sub(r"<[^<>]{0,200}>", "", written)))
    comes_first = bool(_NOTHING.match(draft.text[: found.start()]))
    if said and _same(title) != _same(said):
        return ""
    if not title or not (comes_first or _is_only(draft, found)):
        return ""
    if not comes_first and (said or _ATX.search(draft.text[: found.start()])):
        return ""
    blank = "\n" * found[0].count("\n")
    draft.splice([(found.start(), found.end(), lambda *_: blank)])
    return title


def _is_only(draft: Draft, found: re.Match[str]) -> bool:
    return not _FIRST.search(draft.text, found.end())


def _same(title: str) -> str:
    plain = unicodedata.normalize("NFKC", title).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def anchors_of(draft: Draft) -> dict[str, str]:
    """Every name by which a link may call a heading -> its name here."""
    found = [(m.start(), m["words"] or "") for m in _ATX.finditer(draft.text)]
    found += [(m.start(), m["words"]) for m in _SETEXT.finditer(draft.text)]
    found += [(m.start(), m["words"]) for m in _HTML.finditer(draft.text)]
    names: dict[str, str] = {}
    given: set[str] = set()
    counts: dict[str, int] = {}
    later: list[tuple[str, str]] = []
    for _, words in sorted(found):
        named = _ID.search(words)
        plain = plain_heading(draft.plain(words))
        here = named["id"] if named else _free(github_anchor(plain), given, counts)
        given.add(here)
        names[here] = here
        for other in (kramdown_anchor(plain), slugify(plain), github_anchor(plain), plain.lower()):
            later.append((other, here))
            later.append((_numbered(other, given), here))
    for anchor in _ANCHOR.findall(draft.text):
        names.setdefault(anchor, anchor)
    for other, here in later:
        names.setdefault(other, here)
    names.pop("", None)
    return names


def github_anchor(text: str) -> str:
    """The id that GitHub gives to a heading of this text: "What's new?" -> "whats-new"."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def kramdown_anchor(text: str) -> str:
    """The id that Kramdown, and so Jekyll, gives: ASCII letters, digits and hyphens only."""
    letters = re.sub(r"[^a-zA-Z0-9 \-]", "", re.sub(r"\A[^a-zA-Z]+", "", text))
    return letters.strip().lower().replace(" ", "-") or "section"


def _free(wanted: str, given: set[str], counts: dict[str, int]) -> str:
    wanted = wanted or "section"
    found = wanted
    while found in given:
        counts[wanted] = counts.get(wanted, 0) + 1
        found = f"{wanted}-{counts[wanted]}"
    return found


def _numbered(name: str, given: set[str]) -> str:
    return f"{name}-1" if name in given else name
