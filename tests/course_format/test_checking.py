"""Checking a course of our own: each fault is named by its path and line, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.course_format.checking import check_course, examine
from cohort.course_format.reading import read_course
from config import ROOT
from tests.course_format.rendering import build

GOOD: dict[str, str | bytes] = {
    "programme.md": "---\ntitle: A course\nsummary: About.\n---\n\n[Power](01-power/module.md).\n",
    "01-power/module.md": (
        "---\ntitle: Power\nsummary: Who decides.\nminutes_to_read: 10\n---\n\nHello.\n"
    ),
    "01-power/01-seats.md": (
        "---\ntitle: Seats\n---\n\n## The law\n\n![A map](map.png)\n\n"
        "Read [on](02-rooms.md#the-door).\n\n::: {.reflect #who-sits}\nWho?\n:::\n"
    ),
    "01-power/02-rooms.md": "---\ntitle: Rooms\n---\n\n## The door\n\nAnd [back](../02-end.md).\n",
    "02-end.md": "---\ntitle: End\nsummary: The end.\nminutes_to_read: 5\n---\n\nGoodbye.\n",
    "01-power/map.png": b"\x89PNG",
}


def found(folder: Path, changes: dict[str, str | bytes]) -> list[str]:
    """What is said of the good course with these files instead of its own."""
    return [str(problem) for problem in check_course(build(folder, GOOD | changes))]


def page(body: str) -> dict[str, str | bytes]:
    """The first page with this body, which begins on its line 5."""
    return {"01-power/01-seats.md": f"---\ntitle: Seats\n---\n\n{body}"}


def test_a_good_course_has_no_problems(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("Text\n\n![](map.png)\n", 7, "a picture has no words for those who cannot see it"),
        ('<img src="map.png">\n', 5, "a picture has no words for those who cannot see it"),
        ("## A\n\n#### B\n", 7, "a heading level is skipped: h4 stands below h2"),
        ("Text\n[x](gone.md)\n", 6, "this link leads nowhere: gone.md"),
        ("[x](../../../etc/passwd)\n", 5, "this link leads nowhere: ../../../etc/passwd"),
        ("[x](#gone)\n", 5, "this link leads nowhere: #gone"),
        ("\n\n[x](02-rooms.md#gone)\n", 7, "leads to a page, but not to a place on it: #gone"),
        ("[x](../02-end.md#gone)\n", 5, "leads to a page, but not to a place on it: #gone"),
        ("![A map](maps/no.png)\n", 5, "this picture leads nowhere: maps/no.png"),
        ('\n::: {.video title="T" url="https://vimeo.com/1"}\n:::\n', 6, "needs its transcript"),
        ("::: nonsense\nx\n:::\n", 5, "unknown block ::: nonsense"),
        ("::: {.reflect #a}\nx\n:::\n\n::: {.discuss #a}\ny\n:::\n", 9, "stands twice"),
        ("::: {.reflect #Not good}\nx\n:::\n", 5, "needs an id of small letters"),
        ("::: {.reflect #kept}\nx\n", 5, "is never closed"),
    ],
)
def test_each_fault_is_named_by_line_once(tmp_path: Path, body: str, line: int, words: str) -> None:
    problems = found(tmp_path, page(body))
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"01-power/01-seats.md:{line}: ")
    assert words in problems[0]


def test_a_prompt_id_stands_once_in_the_whole_course(tmp_path: Path) -> None:
    facts = "---\ntitle: End\nsummary: S\nminutes_to_read: 5\n---\n"
    again = f"{facts}Bye.\n\n::: {{.try #who-sits}}\nx\n:::\n"
    assert found(tmp_path, {"02-end.md": again}) == [
        "02-end.md:8: the prompt id #who-sits stands at 01-power/01-seats.md:11 already"
    ]


def test_an_id_with_answers_that_is_gone_is_refused(tmp_path: Path) -> None:
    course = build(tmp_path, GOOD)
    assert check_course(course, {"who-sits"}) == []
    (problem,) = check_course(course, {"who-sits", "old-one"})
    assert problem.is_error
    assert "#old-one has answers" in problem.text


@pytest.mark.parametrize(
    ("path", "text", "words", "is_error"),
    [
        ("programme.md", "---\ntitle: T\n---\n", "the course has no summary", False),
        ("programme.md", "---\nsummary: S\n---\n", "the course has no title", True),
        (
            "01-power/module.md",
            "---\ntitle: T\nminutes_to_read: 5\n---\n",
            "the module has no summary",
            False,
        ),
        (
            "01-power/module.md",
            "---\ntitle: T\nsummary: S\n---\n",
            "does not say minutes_to_read",
            False,
        ),
        ("01-power/02-rooms.md", "## The door\n\nText\n", "the page has no title", True),
        (
            "01-power/module.md",
            "---\ntitle: T\nsummary: S\nminutes_to_read: 5\n---\n::: {.reflect #intro}\nx\n:::\n",
            "introduction holds no prompts",
            True,
        ),
    ],
)
def test_what_a_file_does_not_say_is_named(
    tmp_path: Path, path: str, text: str, words: str, is_error: bool
) -> None:
    (problem,) = check_course(build(tmp_path, GOOD | {path: text}))
    assert problem.path == path
    assert words in problem.text
    assert problem.is_error is is_error


def test_a_long_sentence_is_a_warning_with_its_line(tmp_path: Path) -> None:
    long = "Short one.\nThis " + "and that " * 16 + "ends."
    course = build(tmp_path, GOOD | page(f"First.\n\n- {long}\n"))
    (problem,) = check_course(course)
    assert (problem.line, problem.is_error) == (8, False)
    assert problem.text.startswith("a long sentence, 34 words: “This and that")


def test_reading_age_and_minutes_are_told_by_page_and_module(tmp_path: Path) -> None:
    easy = "The cat sat on the mat. The dog ran to the door. " * 60
    seen = examine(build(tmp_path, GOOD | page(easy)))
    power, end = seen.modules
    seats, _, _ = seen.pages
    assert (seats.path, seats.title, seats.minutes) == ("01-power/01-seats.md", "Seats", 3)
    assert seats.age is not None
    assert seats.age < 7
    assert (power.minutes, power.said) == (4, 10)
    assert end.age is None  # too short to say


def test_the_shipped_course_has_no_errors() -> None:
    course = read_course(ROOT / "modules" / "commissioning-with-communities")
    seen = examine(course)
    assert [str(problem) for problem in seen.problems if problem.is_error] == []
    assert all(module.age is not None and module.age <= 14 for module in seen.modules)
