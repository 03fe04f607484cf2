"""The `language` of a file's front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cohort.kernel.languages import LONGEST_TAG, is_tag, nearest_tag
from cohort.kernel.problems import Problem

_NAMED = re.compile(r"""^[ \t"']*language["']?[ \t]*:""", re.MULTILINE)


def language_of(facts: Mapping[str, Any], block: str, problems: list[Problem]) -> str:
    """The tag, or "" where none is given or it is none; `problems` then says so, with its line.
    `block` is the front matter as it is written."""
    value = facts.get("language")
    if value is None or value == "":
        return ""
    given = str(value).strip() if isinstance(value, str | int) else ""
    if is_tag(given):
        return given
    place = _NAMED.search(block)
    line = block.count("\n", 0, place.start()) + 1 if place else 1
    problems.append(Problem("", line, _say(given)))
    return ""


def _say(given: str) -> str:
    if hint := nearest_tag(given):
        return f"language must be a language tag: {hint}, not {given!r}"
    if len(given) > LONGEST_TAG:
        return f"language must be a tag of at most {LONGEST_TAG} characters, such as cy or en-GB"
    shown = f", not {given!r}" if given else ""
    return f"language must be a language tag (BCP 47) such as cy or en-GB{shown}"
