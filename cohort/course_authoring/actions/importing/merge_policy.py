"""Whose text stands: the file's or the one here. The one place that says so.

A file is taken when it changed and the text here did not. Where both changed, the text here is
left alone and told as a conflict; where only the text here did, it is left alone without a word.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TypeVar

from cohort.course_authoring.queries.stored_course import StoredModule, StoredPage
from cohort.course_format.values import digest

EDITED = "it was edited here since it was last imported"
TAKEN_OUT = "it was taken out of the course here, and its file has changed since"
GONE = "its file has gone, but it was edited here"


R = TypeVar("R", StoredModule, StoredPage)


class Verdict(Enum):
    """What to do with a file whose text is known here already."""

    TAKE = auto()
    LEAVE = auto()  # nothing to do: the same, or only the text here has changed
    BRING_BACK = auto()  # retired when its file went; the file is there again, with the same text
    CLASH = auto()


def judge(row: StoredModule | StoredPage, text: str, *, overwrite: bool) -> tuple[Verdict, str]:
    """The verdict on a file of this text; for a clash, what happened in words."""
    is_out = row.retired_at is not None
    is_same_file = row.file_digest == digest(text)
    if is_out and row.file_position is not None and not overwrite:  # taken out in the browser
        if is_same_file or row.source == text:
            return Verdict.LEAVE, ""
        return Verdict.CLASH, TAKEN_OUT
    if row.source == text:
        return (Verdict.BRING_BACK if is_out else Verdict.LEAVE), ""
    if overwrite or not row.file_digest:
        return Verdict.TAKE, ""
    if is_same_file:
        return (Verdict.BRING_BACK if is_out else Verdict.LEAVE), ""
    if was_edited(row):
        return Verdict.CLASH, EDITED
    return Verdict.TAKE, ""


def was_edited(row: StoredModule | StoredPage) -> bool:
    """Whether its text was written here, or changed here since it was last imported."""
    return row.file_digest != digest(row.source)


def take_number(row: R, position: int) -> R:
    """The row with the number before the file's name.

    An order that was chosen here stays until the file itself gets another number.
    """
    if row.file_position == position:
        return row
    return replace(row, file_position=position, position=position)
