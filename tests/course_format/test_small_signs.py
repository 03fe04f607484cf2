"""Small signs that one tool alone reads: shown as meant in its courses, as text in others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course_format.rendering import body, build, said, shown

MKDOCS = {"mkdocs.yml": "site_name: K\n"}
MYST = {"_toc.yml": "format: jb-book\n"}


@pytest.mark.parametrize(
    ("tool", "ending", "written", "shown_as"),
    [
        ({}, "md", "It is ==marked== so", "It is <mark>marked</mark> so"),
        ({}, "md", "a == b and c == d", "a == b and c == d"),
        ({}, "md", "`==x==`", "<code>==x==</code>"),
        (MKDOCS, "md", "^^new^^", "<ins>new</ins>"),
        ({}, "md", "^^new^^", "^^new^^"),
        (MKDOCS, "md", "H~2~O and x^2^", "H<sub>2</sub>O and x<sup>2</sup>"),
        (MKDOCS, "md", "++ctrl+c++ and C++", "<kbd>Ctrl</kbd>+<kbd>C</kbd> and C++"),
        (MKDOCS, "md", "-   :material-clock:{ .lg .middle } __Soon__", "<strong>Soon</strong>"),
        ({}, "qmd", "H~2~O", "H<sub>2</sub>O"),
        ({}, "qmd", "[Words]{.smallcaps} on", "<p>Words on</p>"),
        ({}, "qmd", "| a |\n|---|\n| b |\n\n: The cap {#tbl-x}", "<em>The cap</em>"),
        ({}, "qmd", "::: {.column-margin}\nBeside.\n:::", "<p>Beside.</p>"),
        ({}, "Rmd", "One\n\n\\newpage\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ({}, "Rmd", "::: {.rmdtip}\nTry.\n:::", 'aria-label="Tip"'),
        (MYST, "md", "% hidden\n\nWords\n\n+++\n\nMore", "<p>Words</p>\n<p>More</p>"),
        (MYST, "md", ":::{dropdown} Open me\n:color: red\nIn it.\n:::", "<summary>Open me<"),
        (MYST, "md", "::::{grid} 2\n:::{card} One\nIn it.\n:::\n::::", "In it."),
        ({}, "md", ":::tip My **own**\nWords.\n:::", 'block__title">My own<'),
        ({}, "md", "~~~ python\nx\n~~~\n{: .language-python}", 'class="language-python"'),
    ],
)
def test_each_tools_signs(
    tmp_path: Path, tool: dict[str, str], ending: str, written: str, shown_as: str
) -> None:
    name = f"docs/1-page.{ending}"
    files = {name: f"---\ntitle: P\n---\n\n{written}\n", "docs/2-o.md": "# O\n"}
    course = build(tmp_path, files | tool)
    html = shown(course)[name]
    assert shown_as in html
    assert ":::" not in html
    assert "{." not in html


@pytest.mark.parametrize("name", ["warning", "callout big", "box", "alert alert-info"])
def test_a_box_of_html_loses_its_look_and_that_is_said(tmp_path: Path, name: str) -> None:
    text = f'# P\n\n<div class="{name}">\n\nMind **this**.\n\n</div>\n'
    course = build(tmp_path, {"a/1-p.md": text, "a/2-o.md": "# O\n"})
    assert "<strong>this</strong>" in shown(course)["a/1-p.md"]
    assert said(course) == [f"a/1-p.md:3: the class “{name}” of a <div> was left out"]


def test_an_address_with_a_question_in_a_shortcode(tmp_path: Path) -> None:
    text = "# P\n\n{{< video https://www.youtube.com/watch?v=dQw4w9WgXcQ >}}\n"
    course = build(tmp_path, {"a/1-p.md": text, "a/2-o.md": "# O\n"})
    assert 'url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in body(course, "a/1-p.md")
