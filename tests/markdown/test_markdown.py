"""Markdown becomes safe HTML, quickly, whatever was written."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from cohort.markdown import LONGEST, member_html, render_page
from tests.patience import work_of

XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '![x](x" onerror="alert(1))',
    "<svg/onload=alert(1)>",
    "<a href='x' onclick='alert(1)'>y</a>",
    "<iframe src=//evil.example></iframe>",
    '<p style="background:url(//evil.example)">x</p>',
    "[a]: javascript:alert(1)\n\n[a]",
    "<<script>script>alert(1)<</script>/script>",
    "`<script>alert(1)</script>`",
    '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
    "<form action=//evil.example><input name=q></form>",
    '<a href="&#106;avascript:alert(1)">x</a>',
]


def dangers(html: str) -> list[str]:
    """Elements and attributes that could do something."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    found = tree.xpath(
        ".//script|.//iframe|.//svg|.//form|.//object|.//math|.//style"
        "|.//input[not(@type='checkbox' and @disabled)]"
    )
    bad = [element.tag for element in found]
    for element in tree.iter():
        for name, value in element.attrib.items():
            link = value.strip().lower()
            if name.startswith("on") or name == "style" or link.startswith(("javascript", "data")):
                bad.append(f"{element.tag} {name}={value}")
    return bad


@pytest.mark.parametrize("text", XSS)
def test_hostile_text_does_nothing(text: str) -> None:
    assert dangers(member_html(text)) == []
    page = render_page(
        f"# T\n\n{text}\n\n::: callout\n{text}\n:::\n\n::: {{.reflect #a}}\n{text}\n:::"
    )
    for part in page.parts:
        assert dangers(part["html"]) == []


def test_members_can_write_simple_things() -> None:
    html = member_html(
        "**Bold** and *soft*\nnext line\n\n- one\n- two\n\n> quoted\n\nhttps://a.example"
    )
    assert "<strong>Bold</strong> and <em>soft</em><br>\nnext line" in html
    assert "<li>one</li>" in html
    assert "<blockquote>" in html
    assert 'href="https://a.example"' in html
    assert "nofollow" in html


def test_members_headings_and_pictures_are_text() -> None:
    html = member_html("# Big *news*\n\n![cat](https://a.example/cat.png)")
    assert "<p><strong>Big <em>news</em></strong></p>" in html
    assert "<img" not in html
    assert "<h" not in html


def test_raw_html_of_members_is_shown_as_typed() -> None:
    assert "&lt;b&gt;x&lt;/b&gt;" in member_html("<b>x</b>")


def test_text_over_the_limit_is_shown_as_typed() -> None:
    html = member_html("**a** " * LONGEST)
    assert "**a**" in html
    assert "<strong>" not in html


HOSTILE = {
    "dots": "a." * 10_000,
    "dashes": "- " * 19 + "\n" + "-\n" * 9_000,
    "underlines": "a\n=\n" * 5_000,
    "dotted lines": ("a." * 250 + "\n") * 39,
    "brackets": "[" * 20_000,
    "stars": "*" * 20_000 + "a",
    "links": "[x](" * 5_000,
    "quotes": ">" * 20_000,
    "quoted lines": "> " * 10_000,
    "list depth": "\n".join(" " * n + "- a" for n in range(190)),
    "ticks": "`" * 19_999,
    "entities": "&#" * 10_000,
    "tags": "<a " * 6_000,
    "addresses": "http://" * 2_800,
    "mail": "a@" * 10_000,
    "underscores": "_a" * 10_000,
    "numbered": "1. " * 6_600,
    "backslashes": "\\" * 20_000,
    "tildes": "~~" * 10_000,
    "parentheses": "[](" * 130 + ")" * 19_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_no_more_than_a_few_times_an_honest_one(name: str) -> None:
    honest = ("A sentence with **some** *marks* and a [link](https://a.example).\n\n" * 300)[
        :20_000
    ]
    ratio = _time(HOSTILE[name]) / _time(honest.replace("[", "(").replace("*", ""))
    assert ratio < 40, f"{name} took {ratio:.0f} times as long as honest text of that length"


def _time(text: str) -> float:
    member_html(text)
    return work_of(lambda: member_html(text), times=3)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab[]()*_`<>!#-+.:&;\\|~\n \t1{}=\"'/", max_size=300))
def test_no_text_ever_fails_or_does_harm(text: str) -> None:
    assert dangers(member_html(text)) == []
    for part in render_page(text).parts:
        assert dangers(part["html"]) == []


PIECES = [
    "- ", "1. ", "> ", "# ", "\n", "\n\n", "    ", "\t", "|", "- [ ] ", "```", "~~~", "---",
    "===", "[a]: /x ", "[^1]: ", "[^1]", "<!-- ", "-->", "::: note ", ":::", "!!! note ",
    "*[q]: ", "*", "**", "_", "`", "~~", "[", "](", ")", "![", "{", "}", '"', "'", "=", "<",
    ">", "</", "<b>", "</div>", "<div ", "<img src=x ", "<script>", "<svg ", "<a href=",
    "onerror=x ", "style=x ", "javascript:", "data:text/html,", "course:page/x", "&#106;",
    "&lt;", "\\", "https://", "@x.org", " ", "\x00",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.integers(0, 999).map("zq{}w".format), max_size=30)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_no_piece_of_html_does_harm_and_no_page_fails(pieces: list[str]) -> None:
    page = render_page("".join(pieces))
    assert not [problem for problem in page.problems if "as it was typed" in problem.text]
    for part in page.parts:
        assert dangers(part["html"]) == []
        tree = lxml_html.fragment_fromstring(part["html"], create_parent="div")
        addresses = tree.xpath(".//@href|.//@src")
        assert not [found for found in addresses if found.strip().startswith("course:")]


@settings(max_examples=400, deadline=None)
@given(texts)
def test_no_word_that_a_member_typed_vanishes(pieces: list[str]) -> None:
    text = "".join(pieces)
    html = member_html(text)  # words stand in attributes too, and an element may begin within one
    shown = unescape(html) + unescape(re.sub("<[^>]*>", "", html))
    assert [word for word in re.findall(r"zq\d+w", text) if word not in shown] == []


def test_members_lists_code_and_tasks_are_read_as_on_github() -> None:
    html = member_html("Bring:\n- pen\n  - ink\n  ```\n  x\n  ```\n- [x] done\n1986. A year")
    assert "<p>Bring:</p>\n<ul>" in html
    assert "<li>pen\n<ul>\n<li>ink</li>\n</ul>\n<pre><code>x\n</code></pre>" in html
    assert "<li>☑ done" in html
    assert '<ol start="1986">\n<li>A year</li>' in html
    assert member_html("Hello\n---\nthere") == "<p>Hello</p>\n<p>⁂</p>\n<p>there</p>\n"


def test_a_page_is_cut_at_its_prompts() -> None:
    page = render_page(
        "Before.\n\n::: {.reflect #who template=gibbs}\nWho *was* there?\n:::\n\n"
        "::: story\n## A tale\n\n::: facilitator\nHint.\n:::\n\nIts end.\n:::\n\n"
        "::: {.discuss #what}\nWhat?\n:::\n"
    )
    assert [part["kind"] for part in page.parts] == [
        "html", "reflect", "html", "facilitator", "html", "discuss",
    ]  # fmt: skip
    assert page.parts[1] == {
        "kind": "reflect",
        "key": "who",
        "template": "gibbs",
        "html": "<p>Who <em>was</em> there?</p>",
    }
    assert "Hint" in page.parts[3]["html"]
    assert not any("Hint" in part["html"] for part in page.parts if part["kind"] == "html")
    assert [(p.key, p.kind) for p in page.prompts] == [("who", "reflect"), ("what", "discuss")]
    assert page.problems == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("::: {.reflect}\nQ\n:::", "needs an id"),
        ("::: {.reflect #Bad_Id}\nQ\n:::", "needs an id"),
        ("::: mystery\nQ\n:::", "unknown block ::: mystery"),
        ("::: story\nQ", "never closed"),
        ("text\n\n:::\n", "closes nothing"),
        ("::: story\n" * 30 + "x\n" + ":::\n" * 30, "nested more than 20 deep"),
    ],
)
def test_what_is_wrong_with_a_block_is_said(text: str, words: str) -> None:
    assert any(words in problem.text for problem in render_page(text).problems)


def test_colons_inside_code_are_code() -> None:
    page = render_page("```\n::: {.reflect #x}\nnot one\n:::\n```\n")
    assert page.prompts == []
    assert ":::" in page.parts[0]["html"]


def test_a_forged_cut_mark_is_nothing() -> None:
    page = render_page('<hr data-cut="0">\n\n<hr data-cut="7"><div>x</div>\n\nText')
    assert all(part["kind"] == "html" for part in page.parts)


def test_headings_get_ids_and_tables_a_box() -> None:
    (part,) = render_page("# One\n\n## Two\n\n## Two\n\n|a|b|\n|-|-|\n|1|2|\n").parts
    assert '<h2 id="s-one">' in part["html"]
    assert '<h3 id="s-two">' in part["html"]
    assert '<h3 id="s-two-1">' in part["html"]
    assert '<div class="table-scroll" role="region"' in part["html"]
    assert "<h1" not in part["html"]
