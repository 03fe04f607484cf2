"""What tags leave in a text: emphasis around nothing, and blocks that began within a line.

While tags are filled in, NOTHING stands for one that left no words, and EDGE on both sides of a
block's mark, which must stand on a line of its own: else the rest of the page lies in the block.
"""

from __future__ import annotations

import re

from cohort.course_format.foreign.mapped_text import Draft

NOTHING, EDGE = "\x02", "\x03"  # no text that we read holds them
_AROUND = re.compile(rf"(?P<mark>\*{{1,3}}|_{{1,3}}|~~|==){NOTHING}(?:[ \t]*{NOTHING})*(?P=mark)")
_AFTER_OPENING = re.compile(
    rf"(?:(?<=[\s(\[{{\"'“‘—–-])|^)(?P<mark>\*+|_+|~~){NOTHING}+[ \t]+", re.MULTILINE
)
_BEFORE_CLOSING = re.compile(
    rf"[ \t]+{NOTHING}+(?P<mark>\*+|_+|~~)(?=[\s.,;:!?)\]}}\"'”’—–-]|$)", re.MULTILINE
)
_NOTHING = re.compile(f"{NOTHING}+")
_ROW = re.compile(rf"^[^\n]*{EDGE}[^\n]*$", re.M)
_PREFIX = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?")
_MARKER = re.compile(r"[-*+]|\d{1,4}[.)]|\[[ xX]\]")


def close_up(draft: Draft) -> None:
    """Take the signs out: emphasis closes around what is left, or goes; marks get their lines."""
    if NOTHING in draft.text:
        draft.sub(_AROUND, lambda *_: "")
        draft.sub(_AFTER_OPENING, lambda m, _: m["mark"])
        draft.sub(_BEFORE_CLOSING, lambda m, _: m["mark"])
        draft.sub(_NOTHING, lambda *_: "")
    if EDGE in draft.text:
        draft.sub(_ROW, lambda m, line: _parted(draft, m[0], line))


def _parted(draft: Draft, row: str, line: int) -> str:
    """The row as lines, each of its block marks on one of its own, within the same list item."""
    prefix = _PREFIX.match(row)
    start = prefix[0] if prefix else ""
    pieces = [piece.strip() for piece in row[len(start) :].split(EDGE)]
    pieces = [piece for piece in pieces if piece]
    if start.lstrip().startswith("|") or (pieces and pieces[0].startswith("|")):
        draft.note(line, "a box within a table is plain words now")
        return start + " ".join(piece for piece in pieces if not piece.startswith(":::"))
    further = _MARKER.sub(lambda found: " " * len(found[0]), start)
    return "\n".join(f"{further if at else start}{piece}" for at, piece in enumerate(pieces))
