"""Slips that CommonMark passes over in silence: told by line, and nothing else is."""

from __future__ import annotations

import pytest

from cohort.markdown import render_page

TOLD = {
    "A claim.[^gone]": [(1, "there is no note for [^gone]")],
    "One\ntwo [^a] and\n\n[^b]: Three": [(2, "there is no note for [^a]"), (4, "")],
    "See [the guide][nope].": [(1, "nothing says where [the guide][nope] leads")],
    "Words\nand [text][].": [(2, "nothing says where [text][] leads")],
    "- [the *best* guide][nope]": [(1, "nothing says where")],
    "| A |\n|---|\n| b | c |": [(3, "“c” is not shown")],
    "> | A | B |\n> |---|---|\n> | a | b | c | d |": [(3, "“c” and “d” is not shown")],
    "- x\n\n  | A |\n  |---|\n  | b | c |": [(5, "“c” is not shown")],
    "| A | B |\n|---|---|\n| `either|or` | words |": [(3, "“words” is not shown")],
    "| A | B |\n|---|---|\n| [[x|y]] | words |": [(3, "“words” is not shown")],
    "**注意。**これは大事。": [(1, "asterisks stay")],
    "**“Listen first,”**she said.": [(1, "asterisks stay")],
    "Words\n**bold **here": [(2, "asterisks stay")],
    "** bold**": [(1, "asterisks stay")],
    "**never closed": [(1, "asterisks stay")],
    "*“Listen,”*she said.": [(1, "asterisks stay")],
    "![A map](C:/maps/a.png)": [(1, "names a place on one computer")],
    "![A map](file:///maps/a.png)": [(1, "names a place on one computer")],
}
FINE = (
    "Fine: [1] and [x], [1][2] and [ ] and a[1][2].",
    "- [x] done\n- [ ] not",
    "[a]\n\n[a]: https://example.org/",
    "[b][a] and [a][]\n\n[a]: https://example.org/",
    "A claim.[^1]\n\n[^1]: A note.",
    "`[^gone]` and `[a][b]` and `**x`",
    "\\[^gone] and \\[a][b] and \\*\\*x\\*\\*",
    "```\n[^gone] **x\n```",
    "| A | B |\n|---|---|\n| a | b |\n| a \\| b | c |\n| `a \\| b` | |\n| a |\n| a | b | |",
    "2 * 3 * 4 and 2**3 and f**k and ****",
    "**bold**, *not*, ***both***, **a *b* c** and 5 * x",
    "It costs 5*. * Terms apply.",
    "The formula $a**b$ and <span title='**'>words</span>",
)


@pytest.mark.parametrize("text", TOLD)
def test_a_slip_is_told_with_its_line(text: str) -> None:
    found = render_page(text).problems
    assert len(found) == len(TOLD[text]), [str(problem) for problem in found]
    for problem, (line, words) in zip(found, TOLD[text], strict=True):
        assert problem.line == line
        assert words in problem.text


@pytest.mark.parametrize("text", FINE)
def test_what_is_meant_so_is_not_told(text: str) -> None:
    assert render_page(text).problems == []


@pytest.mark.parametrize("name", ["notes.pdf", "film.mp4", "table.csv"])
def test_a_picture_that_is_none_shows_its_words(name: str) -> None:
    page = render_page(f"![The words]({name})", resolve=lambda target: f"course:asset/_/{target}")
    html = str(page.parts[0]["html"])
    assert "<img" not in html
    assert "The words" in html
    assert [str(p) for p in page.problems] == [
        f":1: this is no picture, so its words alone are shown: {name}"
    ]
