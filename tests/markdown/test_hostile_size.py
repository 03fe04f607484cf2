"""Text made to be costly: each piece takes no more than a fixed multiple of what an honest page of
the same length takes, measured in the same run, and what stood in it is still shown."""

from __future__ import annotations

import pytest

from cohort.markdown import plain_text, render_page
from cohort.markdown.module import LONGEST_PAGE
from tests.patience import work_of

HONEST = (
    "## A heading\n\nA sentence with **some** *marks*, `code` and a [link](https://a.example).\n\n"
    "- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\n::: callout\nMind this.\n:::\n\n"
)
MOST = 60  # times as long as an honest page

HOSTILE = {
    "brackets": "[" * 20_000,
    "picture brackets": "![" * 20_000,
    "backticks": "`" * 20_000,
    "backticks of every length": " ".join("`" * n for n in range(1, 200)),
    "lists 500 deep": "\n".join("  " * n + "- a" for n in range(500)),
    "lists in a line": "- " * 500 + "a",
    "quotes 500 deep": (">" * 500 + " a\n") * 20,
    "a lazy paragraph in deep quotes": ">" * 500 + " a\n" + "b\n" * 4_000,
    "links in links": "[" * 5_000 + "a" + "](x)" * 5_000,
    "pictures in pictures": "![" * 5_000 + "a" + "](x)" * 5_000,
    "links begun": "[x](" * 10_000,
    "definitions": "".join(f"[r{n}]: http://a.example/{n}\n" for n in range(20_000)),
    "definitions begun": "[a]: <" * 4_000,
    "references": "[a]: x\n\n" + "[a]" * 10_000,
    "bare addresses": "http://a." * 20_000,
    "bare addresses with spaces": "http://a.example " * 20_000,
    "bare www": "www.a." * 20_000,
    "bare mail": "a@b.c" * 20_000,
    "schemes": "http://" * 10_000,
    "blocks 5,000 deep": "::: callout\n" * 5_000 + "x\n" + ":::\n" * 5_000,
    "blocks never closed": "::: callout\n" * 5_000,
    "blocks never opened": ":::\n" * 5_000,
    "blocks unknown": "::: what\n:::\n" * 3_000,
    "a line of colons": ":" * 20_000 + " {" * 100,
    "braces": "[a](b){#" + "x " * 10_000,
    "quoted in braces": '[a](b){k="' + "\\\\a" * 10_000,
    "cells": "|" + "a|" * 99_999 + "\n|" + "-|" * 99_999 + "\n",
    "rows": "|a|b|\n|-|-|\n" + "|1|2|\n" * 10_000,
    "footnotes": "".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(2_000)),
    "footnotes begun": "[^a]: x\n\n" + "[^" * 10_000,
    "one footnote": "[^a]: x\n\n" + "y[^a] " * 5_000,
    "abbreviations": "".join(f"*[a{n}]: x\n" for n in range(3_000)) + "a1 a2 " * 5_000,
    "tags": "<a " * 10_000,
    "tags closed": "<div>\n" + "<b>x</b>\n" * 10_000,
    "tags crossed": "<div>\n" + "<i>" * 5_000 + "</b>" * 5_000,
    "tags deep": "<div>" * 10_000,
    "quotes in tags": "<a \"'" * 4_000,
    "scripts": "<script>\n" * 5_000,
    "drawings": "<div>\n" + "<svg>\n" * 5_000,
    "comments": "<!--" * 5_000,
    "emphasis": "*a _b " * 5_000,
    "emphasis crossed": "*a_" * 8_000,
    "stars": "**" * 10_000 + "a",
    "tildes": "~~a" * 8_000,
    "definition lists": "a\n: b\n" * 4_000,
    "dollars": "$a" * 10_000,
    "dollar lines": "$$\n" * 5_000,
    "attributes": "*a*{#b} " * 4_000,
    "attribute lines": "x\n{: #a}\n" * 3_000,
    "entities": "&#" * 10_000,
    "backslashes": "\\" * 20_000,
    "headings": "# a\n" * 4_000,
    "underlined": "a\n=\n" * 4_000,
    "spaces": " " * 20_000 + "a",
    "tabs": "\t" * 20_000 + "a",
    "NULs": "a\0" * 10_000,
    "halves of characters": "a\ud800" * 10_000,
    "turns of direction": "\u202ea " * 10_000,
    "one long word": "a" * 100_000,
}


def seconds(text: str) -> float:
    return work_of(lambda: render_page(text))


@pytest.fixture(scope="module")
def pace() -> float:
    """Seconds that one letter of an honest page takes."""
    text = HONEST * 120
    render_page(text)
    return min(seconds(text) for _ in range(3)) / len(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_no_more_than_a_multiple_of_honest_text(name: str, pace: float) -> None:
    """And each is really read, not shown as typed because something went wrong."""
    text, said = HOSTILE[name], list[str]()
    taken = work_of(lambda: said.extend(found.text for found in render_page(text).problems))
    ratio = taken / (len(text) + 2_000) / pace
    assert ratio < MOST, f"{name} takes {ratio:.0f} times as long as an honest page of that length"
    assert len(text) >= 60_000 or not any("as it was typed" in words for words in said), said


@pytest.mark.parametrize("name", ["brackets", "a lazy paragraph in deep quotes", "links in links"])
def test_twice_the_text_does_not_take_four_times_as_long(name: str) -> None:
    half = HOSTILE[name]
    if name.startswith("a lazy"):
        twice = half + "b\n" * 4_000
    elif name == "brackets":
        twice = half * 2
    else:
        twice = "[" * 10_000 + "a" + "](x)" * 10_000
    short = min(seconds(half) for _ in range(2))
    assert min(seconds(twice) for _ in range(2)) < 3.4 * short + 0.1


def test_a_page_of_ten_megabytes_is_shown_as_typed_and_said_to_be_too_long() -> None:
    text = HONEST * (10_000_000 // len(HONEST)) + "the very end"
    assert len(text) > 9_900_000 > LONGEST_PAGE
    page = render_page(text, first_line=5)
    (problem,) = page.problems
    assert problem.line == 5
    assert "longer than 1,000,000 characters" in problem.text
    assert page.parts[0]["html"].endswith("the very end</p>")
    assert "<strong>" not in page.parts[0]["html"]


def test_problems_without_end_are_cut_short() -> None:
    page = render_page("::: what\nkept\n:::\n" * 2_000)
    assert len(page.problems) == 301
    assert "and more" in page.problems[-1].text
    assert plain_text(page.parts).count("kept") == 2_000


@pytest.mark.parametrize("fault", [RecursionError, ValueError, MemoryError])
def test_a_fault_on_the_way_costs_nobody_their_page(fault: type[Exception]) -> None:
    def resolve(target: str) -> str:
        raise fault

    page = render_page("<b>Kept</b> & *safe*\n\n[second](x.md)", resolve=resolve, first_line=3)
    assert page.parts == [
        {
            "kind": "html",
            "html": "<p>&lt;b&gt;Kept&lt;/b&gt; &amp; *safe*</p>\n<p>[second](x.md)</p>",
        }
    ]
    assert [(problem.line, problem.is_error) for problem in page.problems] == [(3, True)]
