"""What changed between two texts."""

from __future__ import annotations

from cohort.kernel.comparing import MOST_LINES, DiffLine, compare_lines


def test_lines_are_the_same_gone_or_new_in_reading_order() -> None:
    assert compare_lines("a\n\nb\nc", "a\nB\n\nc\nd") == [
        DiffLine("a"),
        DiffLine("b", "taken out"),
        DiffLine("B", "added"),
        DiffLine("c"),
        DiffLine("d", "added"),
    ]


def test_the_same_text_with_other_spaces_has_no_changes() -> None:
    assert {line.change for line in compare_lines("a\n\n b ", "a\nb")} == {""}


def test_very_long_texts_are_not_compared_line_by_line() -> None:
    text = "x\n" * MOST_LINES
    assert {line.change for line in compare_lines(text, text)} == {"taken out", "added"}
