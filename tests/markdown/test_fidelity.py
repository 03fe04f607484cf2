"""What authors write for GitHub comes out as GitHub shows it: headings, lists, items, code, tables,
pictures and links. `structure.py` says what is compared and what is normalised."""

from __future__ import annotations

import re
from importlib.metadata import distributions

import pytest

from tests.conftest import COURSES
from tests.markdown.samples import SAMPLES
from tests.markdown.structure import differences

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
BAR = 0.98  # of pages agree wholly


def unlike(pages: dict[str, str]) -> dict[str, list[str]]:
    """The pages on which we and GitHub differ, with the first difference."""
    return {name: found for name, text in pages.items() if (found := differences(text))}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_habit_of_writing_comes_out_as_on_github(name: str) -> None:
    assert differences(SAMPLES[name]) == []


@pytest.mark.foreign_courses
def test_shared_courses_come_out_as_on_github() -> None:
    pages = {
        str(path.relative_to(COURSES)): _FRONT_MATTER.sub("", path.read_text("utf-8"))
        for path in sorted(COURSES.rglob("*.md"))
    }
    bad = unlike(pages)
    assert len(pages) > 50
    assert len(bad) <= (1 - BAR) * len(pages), bad


def test_pages_that_nobody_here_has_written_come_out_as_on_github() -> None:
    """The READMEs of the packages we use: pages that the renderer was not made for."""
    pages = {}
    for found in distributions():
        if "markdown" in str(found.metadata.get("Description-Content-Type", "")).lower():
            text = found.metadata.get_payload() or found.metadata.get("Description") or ""
            pages[str(found.metadata["Name"])] = str(text)
    bad = unlike(pages)
    assert len(pages) > 30
    assert len(bad) <= (1 - BAR) * len(pages), bad


def test_the_comparison_sees_what_it_is_for() -> None:
    from tests.markdown.structure import githubs, pieces_of

    theirs = githubs("# A\n\n- b\n  - c\n\n`d` [e](f) ![g](h)\n\n|i|\n|-|\n|j|\n")
    assert [piece.kind for piece in theirs] == [
        "heading", "ul", "li", "ul", "li", "code", "link", "picture", "table",
    ]  # fmt: skip
    assert pieces_of("<ul><li>a</li></ul>") != pieces_of("<ol><li>a</li></ol>")
    assert pieces_of("<ul><li>a<ul><li>b</li></ul></li></ul>") != pieces_of(
        "<ul><li>a</li></ul><ul><li>b</li></ul>"
    )
