"""Blocks that other tools mark by lines, tags or attributes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course_format.rendering import build, titles
from tests.course_format.test_other_tools import LIST, one

MKDOCS = {"mkdocs.yml": "site_name: A course\n"}
MYST = {"conf.py": "project = 'A course'\n"}
HUGO = {"hugo.toml": 'title = "A course"\n'}


@pytest.mark.parametrize("how", ["", '="1"', "='block'", "=1"])
@pytest.mark.parametrize("others", [{}, MKDOCS, HUGO], ids=["tree", "mkdocs", "hugo"])
def test_a_marked_element_is_opened_in_any_course(
    tmp_path: Path, how: str, others: dict[str, str | bytes]
) -> None:
    text = f"<div class=lesson markdown{how}>\n* tie a knot\n* untie **that**\n</div>\n"
    html, _ = one(tmp_path, text, **others)
    assert LIST in html


@pytest.mark.parametrize("text", ["A <b>markdown</b> file", "<div title='markdown'>\n*a*\n</div>"])
def test_the_word_markdown_opens_nothing(tmp_path: Path, text: str) -> None:
    html, _ = one(tmp_path, text)
    assert ("<b>markdown</b>" in html) or ("*a*" in html)


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        (":::{code} python\n:linenos:\n\n# tie\n:::", 'class="language-python"># tie\n</code>'),
        ("::::{code-block} sh\n:::\nls\n::::", 'class="language-sh">:::\nls\n</code>'),
        (":::{math}\n:label: one\n\nx \\times y\n:::", "x \\times y"),
        (":::{mermaid}\nA --> B\n:::", 'class="language-mermaid">A --&gt; B\n</code>'),
        (":::{iframe} https://example.org/a\n:width: 50%\n:::", 'href="https://example.org/a"'),
        ("> :::{code} sh\n> ls\n> :::", 'class="language-sh">ls\n</code>'),
    ],
)
def test_code_formulas_and_frames_between_colons(
    tmp_path: Path, written: str, shown_as: str
) -> None:
    html, told = one(tmp_path, f"Words.\n\n{written}\n\nThe end.\n", **MYST)
    assert shown_as in html
    assert "<p>The end.</p>" in html
    assert not [text for text in told if "unknown block" in text]


def test_an_open_colon_fence_stays_as_it_is(tmp_path: Path) -> None:
    html, _ = one(tmp_path, "`:::{code}` opens code.\n\n```\n:::{code} sh\nls\n```\n", **MYST)
    assert "<code>:::{code} sh\nls\n</code>" in html


@pytest.mark.parametrize("indent", ["  ", "   "])
def test_a_closing_mark_that_slid_into_the_list_still_closes(tmp_path: Path, indent: str) -> None:
    html, told = one(tmp_path, f"::: note\n\n- tie\n- untie\n{indent}:::\n\n## After\n\nWords.\n")
    assert '<h2 id="s-after">After</h2>' in html
    assert not [text for text in told if "close" in text]


@pytest.mark.parametrize(
    ("written", "shown_as", "label"),
    [
        ("/// note | Mind\nThe **knot**.\n///", "<p>The <strong>knot</strong>.</p>", "Mind"),
        ("/// details | More\n    type: tip\n    open: True\nWords.\n///", "Words.", "More"),
        ("//// tip\n/// note | In\nWords.\n///\n////", "Words.", "In"),
        ("/// tab | Left\nWords.\n///", "<strong>Left</strong>", "Left"),
        ("/// New | New in 3\n///", "", "New in 3"),
        ("/// caption\nA *knot*\n///", "<p>A <em>knot</em></p>", ""),
    ],
)
def test_blocks_between_slashes(tmp_path: Path, written: str, shown_as: str, label: str) -> None:
    html, told = one(tmp_path, f"{written}\n\nThe end.\n", **MKDOCS)
    assert shown_as in html
    assert label in html
    assert "///" not in html
    assert "type: tip" not in html
    assert not [text for text in told if "block" in text]


@pytest.mark.parametrize("text", ["/// alone", "a /// b\n\n///", "```\n/// note | x\n///\n```"])
def test_slashes_in_prose_and_code_stay(tmp_path: Path, text: str) -> None:
    html, _ = one(tmp_path, text, **MKDOCS)
    assert "///" in html


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("{++in++}", "<ins>in</ins>"),
        ("{--out--}", "<del>out</del>"),
        ("{==here==}", "<mark>here</mark>"),
        ("{~~old~>new~~}", "<del>old</del><ins>new</ins>"),
        ("a{>>only for us<<} b", "<p>a b</p>"),
    ],
)
def test_marks_of_revisers(tmp_path: Path, written: str, shown_as: str) -> None:
    html, _ = one(tmp_path, f"{written}\n", **MKDOCS)
    assert shown_as in html.replace("<!--only for us-->", "")


def test_the_title_of_a_notice_is_plain_words(tmp_path: Path) -> None:
    html, _ = one(tmp_path, '!!! tip "The `bowline` and **more**"\n    Words.\n', **MKDOCS)
    assert "The bowline and more" in html


def test_tabs_without_content_are_headings_too(tmp_path: Path) -> None:
    html, _ = one(tmp_path, '=== "Left"\n\n=== "Right"\n\n    Words.\n', **MKDOCS)
    assert "<strong>Left</strong>" in html
    assert "===" not in html


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ('{{% button href="https://example.org/a" %}}Go **on**{{% /button %}}', ">Go <strong>on"),
        ("{{< mermaid >}}\nA --> B\n{{< /mermaid >}}", 'class="language-mermaid">A --&gt; B\n'),
        ('<p>a</p>\n{{< card header="**Knots**" >}}\nWords.\n{{< /card >}}', "<strong>Knots<"),
        ("{{% pageinfo %}}\nWords.\n{{% /pageinfo %}}\n\n## After", '<h2 id="s-after">After</h2>'),
    ],
)
def test_more_of_hugos_shortcodes(tmp_path: Path, written: str, shown_as: str) -> None:
    html, _ = one(tmp_path, f"{written}\n", **HUGO)
    assert shown_as in html


def test_boxes_of_the_galaxy_training_network(tmp_path: Path) -> None:
    text = (
        "> <hands-on-title>Tie it</hands-on-title>\n>\n> 1. Open {% tool [Knotter](a/b/1.0) %}\n"
        ">    > <comment-title></comment-title>\n>    > Mind it.\n"
        ">    {: .comment}\n{: .hands_on}\n"
    )
    html, told = one(tmp_path, text, **{"_config.yml": "title: A course\n"})
    assert "<strong>Tie it</strong>" in html
    assert "Open Knotter" in html
    assert "Exercise" in html
    assert not [line for line in told if "-title" in line]


def test_the_list_of_myst_gives_the_order(tmp_path: Path) -> None:
    listed = (
        "version: 1\nproject:\n  title: Knots\n  toc:\n    - file: index.md\n"
        "    - title: Second\n      children:\n        - file: b.md\n"
        "    - file: first.md\n      children:\n        - file: a.md\n"
    )
    files: dict[str, str | bytes] = {"myst.yml": listed, "index.md": "# Welcome\n\nWords.\n"}
    files |= {f"{name}.md": f"# Page {name}\n\nWords.\n" for name in ("a", "b", "first")}
    course = build(tmp_path, files)
    assert titles(course) == [("Second", ["Page b"]), ("Page first", ["Page a"])]
    assert "title: Knots" in course.text


def test_words_of_a_figure_hold_no_link(tmp_path: Path) -> None:
    text = "```{figure} https://example.org/a.png\nSee [the knot](https://example.org).\n```\n"
    html, _ = one(tmp_path, text, **MYST)
    assert "](" not in html
