"""Elements of an author's own HTML that cannot be kept: frames, videos, scripts and others."""

from __future__ import annotations

import re
from html import unescape

from cohort.course_format.foreign.mapped_text import Draft, between
from cohort.course_format.foreign.videos import link, safe_video_address, video_block

_FRAME = re.compile(
    r"(?:<(?P<box>div|p|center|figure)\b[^<>]{0,300}>\s{0,100})?"
    r"<(?P<name>iframe|embed|object|video|audio)\b(?P<said>[^<>]{0,3000})/?>"
    r"(?P<inside>(?:[^<]|<(?!/(?:iframe|object|video|audio)\b)(?!(?:iframe|embed|object|video|audio)\b)){0,3000}"
    r"</(?:iframe|object|video|audio)\s*>)?"
    r"(?:\s{0,100}</(?P<end>div|p|center|figure)>)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:data-)?(?:src|data|href|value)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\btitle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TAG = re.compile(r"<(?=[a-z])")
_WORDLESS = re.compile(r"youtube video player|vimeo|video player|video", re.IGNORECASE)


def carry_tags(draft: Draft) -> None:
    """Convert elements that have an equivalent here; remove scripts and styles."""
    for name in ("script", "style", "template", "noscript"):
        _take_out(draft, name)
    draft.sub(_FRAME, lambda found, line: _frame(draft, found, line))


def _take_out(draft: Draft, name: str) -> None:
    low = draft.text.lower()
    if f"<{name}" not in low or len(low) != len(draft.text):
        return
    spans = [
        (start, end)
        for start, end in between(low, f"<{name}", f"</{name}>")
        if low[start + len(name) + 1] in " >\t\n"
    ]

    def change(old: str, line: int) -> str:
        draft.note(line, f"a <{name}> was taken out")
        return "\n" * old.count("\n")

    draft.splice((start, end, change) for start, end in spans)


def _frame(draft: Draft, found: re.Match[str], line: int) -> str:
    name = found["name"].lower()
    before = draft.text.rfind("\n", 0, found.start()) + 1
    start = draft.text[before : found.start()]
    indent = start[: len(start) - len(start.lstrip(" "))]
    address = _first(_ADDRESS.search(found["said"] + (found["inside"] or "")))
    title = _first(_TITLE.search(found["said"]))
    is_boxed = bool(found["box"]) and bool(found["end"])
    opening = f"<{found['box']}>" if found["box"] and not is_boxed else ""
    closing = f"</{found['end']}>" if found["end"] and not is_boxed else ""
    if not address:
        draft.note(line, f"a <{name}> without an address was taken out")
        return opening + closing
    video = safe_video_address(address)
    if video or (name == "video" and not address.startswith("data:")):
        title = "" if _WORDLESS.fullmatch(title.strip()) else title
        say = "a film became a ::: video block; write its title and its transcript"
        draft.note(line, say if not title else say.replace("its title and ", ""))
        return opening + video_block(video or address, title, indent) + closing
    if not re.match(r"(?:https?:)?//|[\w./-]+\Z", address):
        draft.note(line, f"a <{name}> was taken out")
        return opening + closing
    address = f"https:{address}" if address.startswith("//") else address
    draft.note(line, f"a <{name}> is a plain link now: {address[:120]}")
    return f"{opening}\n\n{indent}{link(address, title or _words_for(name))}\n\n{indent}{closing}"


def _first(found: re.Match[str] | None) -> str:
    if not found:
        return ""
    return unescape(next((group for group in found.groups() if group), "")).strip()


def _words_for(name: str) -> str:
    return "Listen to this" if name == "audio" else "Open this on its own site"
