"""The plain text of a mail: format=flowed (RFC 3676) put together again, columns kept."""

from __future__ import annotations

import re

from cohort.mail.cutting.marks import without_marks

_QUOTED = re.compile(r"^>+")
_COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")


def markdown_of_plain(text: str, *, flowed: bool = False, delete_space: bool = False) -> str:
    """The lines of a plain mail. `flowed` and `delete_space` (RFC 3676's DelSp) as its
    Content-Type says."""
    text = without_marks(text.replace("\r\n", "\n").replace("\r", "\n")).replace("\xa0", " ")
    text = _UNSEEN.sub("", text)
    if flowed:
        text = _put_together(text, delete_space)
    return _with_columns(text)


def _put_together(text: str, delete_space: bool) -> str:
    made: list[str] = []
    depth_before, goes_on = 0, False
    for line in text.split("\n"):
        depth = len(found[0]) if (found := _QUOTED.match(line)) else 0
        words = line[depth:]
        words = words.removeprefix(" ")  # space-stuffing
        is_signature = words == "-- "
        if goes_on and depth == depth_before and not is_signature:
            made[-1] += words
        else:
            made.append(("> " * depth + words) if depth else words)
        goes_on = words.endswith(" ") and not is_signature
        if goes_on and delete_space:
            made[-1] = made[-1][:-1]
        depth_before = depth
    return "\n".join(line if line == "-- " else line.rstrip() for line in made)


def _with_columns(text: str) -> str:
    """Rows of columns, one under the other, get a fence, so that they stay under each other."""
    made: list[str] = []
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        if _COLUMNS.search(line.strip()) and not line.startswith(">"):
            rows.append(line.rstrip())
            continue
        made += ["```", *rows, "```"] if len(rows) > 1 and _is_table(rows) else rows
        rows = []
        made.append(line)
    return "\n".join(made[:-1])


def _is_table(rows: list[str]) -> bool:
    """Whether most rows have as many columns as the first, and none has the shape of a contact."""
    counts = [len(re.split(r" {3,}|\t+", row.strip())) for row in rows]
    return len(rows) > 2 or counts[0] == counts[1] > 2
