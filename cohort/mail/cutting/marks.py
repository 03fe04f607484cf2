"""Marks in the text of a mail that carry over what its HTML said about a place: characters of
Unicode's private area, which no mail program writes."""

from __future__ import annotations

import re

QUOTE_TO_END = "\ue0f1"  # a line: from here to the end stands the mail that is answered
SIGNATURE = "\ue0f2"  # a line: a signature begins
SIGNATURE_ENDS = "\ue0f3"  # a line
PICTURE = "\ue0f4"  # in a line: a picture stood here, its number follows in the next mark
_MARKS = re.compile("[\ue0f0-\ue0ff]")
_PICTURE = re.compile(f"{PICTURE}([0-9]+){PICTURE}")


def picture(number: int) -> str:
    """The mark of the mail's picture `number`, from 0."""
    return f"{PICTURE}{number}{PICTURE}"


def pictures_in(text: str) -> list[int]:
    """The numbers of the pictures that stand in a text."""
    return [int(number) for number in _PICTURE.findall(text)]


def without_marks(text: str) -> str:
    """The text as people read it."""
    return _MARKS.sub("", _PICTURE.sub("", text))
