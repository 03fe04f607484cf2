"""HTML that nobody writes costs no more than a few times its length, and loses no word. Measured in
steps: calls of functions, which are the same on every machine."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from cohort.mail.cutting.bounds import DEEPEST, DEEPEST_QUOTE
from cohort.mail.cutting.html_text import markdown_of_html

MOST_STEPS = 120  # for each character of the HTML
SHAPES = {
    "nested tables": ("<table><tr><td>", "", "</td></tr></table>"),
    "nested lists": ("<ul><li>", "", "</li></ul>"),
    "nested signatures": ('<div id="Signature">', "", "</div>"),
    "nested quotes": ("<blockquote>", "line<br>", "</blockquote>"),
    "drawn quotes": ('<div class="yahoo_quoted" style="border-left: solid">', "", "</div>"),
    "a wide table": ("", "<td>cell</td>", ""),
    "many tables": ("", "<table><tr><td>cell</td></tr></table>", ""),
}


def html_of(shape: str, times: int) -> str:
    before, within, after = SHAPES[shape]
    inner = within * times
    if shape == "a wide table":
        inner = f"<table><tr>{inner}</tr></table>"
    return f"<p>By patience.</p>{before * times}{inner}the end{after * times}"


def steps(html: str) -> int:
    """How many functions are called to read it."""
    count = 0

    def called(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        markdown_of_html(html)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_the_steps_rise_with_the_length_and_no_faster(shape: str) -> None:
    small, large = (html_of(shape, times) for times in (20, 2000))
    assert steps(small) < MOST_STEPS * len(small)
    assert steps(large) < MOST_STEPS * len(large)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("times", [3, DEEPEST])
def test_no_word_is_lost(shape: str, times: int) -> None:
    text = markdown_of_html(html_of(shape, times))
    assert "By patience." in text
    assert "the end" in text


def test_quotes_within_quotes_keep_their_signs_as_far_as_anybody_reads_them() -> None:
    times = DEEPEST_QUOTE + 5
    text = markdown_of_html("<blockquote>" * times + "the end" + "</blockquote>" * times)
    assert text == "> " * DEEPEST_QUOTE + "the end"
