"""What authors can write in a page, and what they are told when something is wrong."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from cohort.kernel.problems import Problem
from cohort.markdown import RenderedPage, plain_text, render_page


def html_of(text: str) -> str:
    """The page's HTML, all parts together."""
    return "\n".join(part["html"] for part in render_page(text).parts)


def problems(text: str) -> list[tuple[int, str]]:
    """Line and words of each problem."""
    return [(problem.line, problem.text) for problem in render_page(text).problems]


def stored(target: str) -> str | None:
    """A course with one page and one file."""
    known = {
        "../02-power/01-x.md": "course:page/power/x",
        "../02-power/01-x.md#law": "course:page/power/x#s-law",
        "fig/my map.png": "course:asset/fig/my%20map.png",
        "forms/plan.docx": "course:asset/forms/plan.docx",
    }
    return known.get(target)


@pytest.mark.parametrize(
    "opening",
    [
        "::: callout",
        ":::callout",
        "::::::: callout :::::::",
        "::: {.callout}",
        "::: {.callout #here}",
        "::: Callout",
        "   ::: callout",
    ],
)
def test_a_block_opens_in_every_way_that_pandoc_and_the_workbench_know(opening: str) -> None:
    html = html_of(f"{opening}\nInside *it*.\n:::\n\nOutside.")
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    (block,) = tree.find_class("block-callout")
    assert block.text_content().strip() == "Inside it."
    assert ":::" not in html


def test_blocks_nest_and_each_closing_line_closes_the_innermost() -> None:
    html = html_of(":::: challenge\na\n\n::: solution\nb\n:::\n\nc\n::::\nd")
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    (outer,) = tree.find_class("block-callout")
    (inner,) = outer.find_class("block-details")
    assert "Exercise" in outer.text_content()
    assert "c" in outer.text_content()
    assert inner.text_content().split() == ["Solution", "b"]
    assert "d" not in outer.text_content()


def test_a_block_in_a_list_ends_with_its_item_and_may_close_after_it() -> None:
    page = render_page("- one\n  ::: callout\n  inside\n:::\n\nafter")
    assert page.problems == []
    html = page.parts[0]["html"]
    assert html.index("inside") < html.index("</div>") < html.index("</li>") < html.index("after")


def test_values_of_two_words_and_titles_are_read() -> None:
    html = html_of('::: {.callout title="Two words"}\na\n:::\n\n::: note Its title\nb\n:::')
    assert '<p class="block__title">Two words</p>' in html
    assert '<p class="block__title">Its title</p>' in html
    assert 'aria-label="Note: Its title"' in html


def test_a_heading_at_a_blocks_start_is_its_title_and_keeps_the_outline() -> None:
    page = render_page("## Part\n\n::: callout\n## Mind this\ntext\n### More\n:::\n\n## Next")
    html = page.parts[0]["html"]
    assert '<h3 class="block__title" id="s-mind-this">Mind this</h3>' in html
    assert '<h4 id="s-more">More</h4>' in html
    assert [(heading.level, heading.id) for heading in page.headings] == [
        (2, "s-part"),
        (2, "s-next"),
    ]
    assert page.problems == []


def test_details_take_their_summary_from_the_title_the_heading_or_the_kind() -> None:
    html = html_of(
        '::: {.details title="A & B"}\nx\n:::\n\n::: details\n### Why\ny\n:::\n\n::: hint\nz\n:::'
    )
    assert "<summary>A &amp; B</summary>" in html
    assert '<summary><h2 id="s-why">Why</h2></summary>' in html
    assert "<summary>Hint</summary>" in html


@pytest.mark.parametrize(
    "text",
    [
        '!!! warning "Careful"\n    Mind *it*.',
        "> [!WARNING]\n> Mind *it*.",
        "::: warning\nMind *it*.\n:::",
        ":::{warning}\nMind *it*.\n:::",
    ],
)
def test_everybodys_warning_is_the_same_block(text: str) -> None:
    html = html_of(text)
    assert 'class="block block-callout"' in html
    assert '<p class="block__label">Warning</p>' in html
    assert "<p>Mind <em>it</em>.</p>" in html
    for raw in (":::", "!!!", "[!"):
        assert raw not in html


def test_a_closed_admonition_is_details() -> None:
    html = html_of('??? note "More of it"\n    - a\n    - b\n\nafter')
    assert "<summary>More of it</summary>" in html
    assert html.index("<li>b</li>") < html.index("</details>") < html.index("after")


def test_a_film_is_a_part_with_its_transcript() -> None:
    text = '::: {.video title="Power" url="https://films.example/1"}\nShe said *yes*.\n:::'
    assert render_page(text).parts == [
        {
            "kind": "video",
            "title": "Power",
            "url": "https://films.example/1",
            "poster": "",
            "html": "<p>She said <em>yes</em>.</p>",
        }
    ]
    page = render_page("::: {.video url=https://films.example/1}\n## Power\nWords.\n:::")
    assert page.parts[0]["title"] == "Power"
    assert page.parts[0]["html"] == "<p>Words.</p>"


def test_a_word_is_explained_and_linked_where_others_first_use_it() -> None:
    page = render_page('a\n\n::: {.glossary term="Asset map"}\nA *map*.\n:::')
    (term,) = page.terms
    assert (term.slug, term.term, term.html, term.line) == (
        "asset-map",
        "Asset map",
        "<p>A <em>map</em>.</p>",
        3,
    )
    assert '<dfn id="s-term-asset-map">Asset map</dfn>' in page.parts[0]["html"]
    page = render_page(
        "## Asset maps\n\nDraw asset maps. `asset map` [asset map](x.md) An asset map.",
        terms=[("asset-map", "Asset map"), ("other", "Other")],
    )
    html = page.parts[0]["html"]
    assert html.count("course:glossary") == 1
    assert 'Draw <a href="course:glossary#asset-map" class="term"' in html
    assert ">asset maps</a>" in html


def test_a_word_explained_for_facilitators_stays_out_of_the_glossary() -> None:
    page = render_page(
        '::: facilitator\n::: {.glossary term="Exit"}\nWe end early.\n:::\n:::\n\n'
        '::: {.glossary term="Asset"}\nA strength.\n:::'
    )
    assert [term.term for term in page.terms] == ["Asset"]
    assert [part["kind"] for part in page.parts] == ["facilitator", "html"]
    assert "We end early" in page.parts[0]["html"]
    (problem,) = page.problems
    assert (problem.line, problem.is_error) == (2, False)
    assert "does not come into the glossary" in problem.text


@pytest.mark.parametrize(
    "words",
    [
        "{.callout .facilitator}",
        "callout {.facilitator}",
        "{.facilitator .wide}",
        "{.tip .instructor}",
        "facilitators",
        "Facilitator-notes",
        "{.instructor-note}",
        "callout {.facilitators}",
    ],
)
def test_a_block_that_is_also_for_facilitators_is_for_them_alone(words: str) -> None:
    page = render_page(f"a\n\n::: {words}\nOnly ours.\n:::\n\nb")
    assert [part["kind"] for part in page.parts] == ["html", "facilitator", "html"]
    assert "Only ours." in page.parts[1]["html"]


def test_a_download_says_what_it_is() -> None:
    page = render_page(
        '::: {.download file=forms/plan.docx title="The plan"}\nFill it in.\n:::', resolve=stored
    )
    html = page.parts[0]["html"]
    assert 'href="course:asset/forms/plan.docx"' in html
    assert "The plan</a>" in html
    assert "(Word document)" in html
    assert "Fill it in." in html
    assert page.problems == []


def test_relative_links_and_pictures_become_stored_addresses() -> None:
    page = render_page(
        "[law](../02-power/01-x.md#law) ![m](fig/my%20map.png) "
        "<a href='../02-power/01-x.md'>x</a>\n"
        '<img src="fig/my map.png" alt="m">\n\n[gone](../nope.md) ![n](gone.png)',
        resolve=stored,
        first_line=10,
    )
    html = page.parts[0]["html"]
    assert 'href="course:page/power/x#s-law"' in html
    assert html.count('src="course:asset/fig/my%20map.png"') == 2
    assert 'href="course:page/power/x"' in html
    assert "nope" not in html
    assert page.problems == [
        Problem("", 13, "this link leads nowhere: ../nope.md"),
        Problem("", 13, "this picture leads nowhere: gone.png"),
    ]
    assert "<em>n</em>" in html  # its words stay


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n\n::: {.reflect}\nQ\n:::", 3, "needs an id"),
        ("::: {.try #Bad_Id}\nQ\n:::", 1, "needs an id"),
        ("::: {.try #a}\n1\n:::\n\n::: {.try #a}\n2\n:::", 5, "'a' stands twice"),
        ("a\n\n::: mystery\nQ\n:::", 3, "unknown block ::: mystery"),
        ("a\n\n::: story\nQ", 3, "this ::: story block is never closed"),
        ("- a\n  ::: story\n  Q\n\nb", 2, "never closed"),
        ("text\n\n:::", 3, "closes nothing"),
        ("::: {.video url=https://v.example}\nT\n:::", 1, "needs a title"),
        ('::: {.video title="T" url=https://v.example}\n:::', 1, "needs its transcript"),
        ('::: {.video title="T"}\nT\n:::', 1, "needs its url"),
        ("a\nb ![](x.png)", 2, "no words"),
        ('a\n\n<p>\n<img src="x.png">\n</p>', 4, "no words"),
        ("a\n\n[b](#c)", 3, "leads nowhere: #c"),
        ("## A\n\n#### B", 3, "h4 stands below h2"),
        ("### A", 1, "the first heading is an h3"),
        ("a\n\n<iframe src=x></iframe>", 3, "a <iframe> was taken out"),
        ("a <script>b</script>", 1, "a <script> was taken out"),
        ("a\n\n<div>\n\n<form>", 5, "a <form> was taken out"),
        ("a\n\n<!-- b", 3, "comment is never closed"),
        ("a\n[b](javascript:c)\n<a href=javascript:c>d</a>", 3, "javascript: was taken out"),
        ("a\n\n[b](course:page/x/y)", 3, "course: was taken out"),
        ("## A {#x}\n\n## B {#x}", 3, "#x stands twice"),
        ("a[^1]\n\n[^1]: b\n\n[^2]: c", 5, "nothing speaks of the footnote 2"),
        ("::: {.glossary}\nx\n:::", 1, "needs its word"),
        ("::: facilitator\n::: {.try #a}\nQ\n:::\n:::", 2, "shown as plain text"),
        ("a\n\nb\0c", 3, "damaged"),
        ("a\n\nb\ud800c", 3, "damaged"),
        ("a\n\nb\u202ec", 3, "turns the direction"),
    ],
)
def test_what_is_wrong_is_said_by_line(text: str, line: int, words: str) -> None:
    found = problems(text)
    assert any(line == at and words in said for at, said in found), found


def test_a_picture_said_to_be_decoration_needs_no_words() -> None:
    assert problems('![](x.png){alt=""}\n\n<img src="x.png" alt="">') == []


def test_the_workbenchs_pictures_have_caption_and_words() -> None:
    html = html_of('![The caption](x.png){alt=\'A "quoted" word\' width="80%" .big}')
    assert html == (
        '<figure><img src="x.png" alt="A &quot;quoted&quot; word">'
        "<figcaption>The caption</figcaption></figure>"
    )
    assert "<figcaption>Cap</figcaption>" in html_of('![words](x.png "Cap")')


UNSEEN = [
    "::: mystery\nkept\n:::",
    "::: story\nkept",
    "::: {.reflect}\nkept\n:::",
    "<blink>kept</blink>",
    "<font color=red>kept</font>",
    "<button>kept</button>",
    "> " * 400 + "kept",
    "- " * 400 + "kept",
    "\n".join("  " * n + "- a" for n in range(500)) + "\nkept",
    "::: callout\n" * 500 + "kept\n" + ":::\n" * 500,
    "<div>" * 1000 + "kept",
    "[^1]: kept",
    "[" * 3000 + "kept",
    '!!! mystery "Title"\n    kept',
    "*[A]: b\n\nkept",
    "::: video\nkept\n:::",
    "::: {.download file=x.pdf}\nkept\n:::",
    "::: facilitator\n::: {.reflect #a}\nkept\n:::\n:::",
]


@pytest.mark.parametrize("text", UNSEEN)
def test_whatever_is_wrong_what_was_written_is_shown(text: str) -> None:
    page = render_page(text)
    assert "kept" in plain_text(page.parts, with_facilitators=True)


def test_facilitators_notes_stay_theirs_wherever_they_stand() -> None:
    page = render_page(
        "::: {.reflect #a}\nQ\n\n::: facilitator\nSecret one[^s]\n:::\n:::\n\n"
        "- item\n\n  ::: instructor\n  Secret two\n  :::\n\n"
        "::: details\n:::: {.facilitator}\nSecret three\n::::\n:::\n\nPublic[^p]\n\n"
        "[^s]: Secret four\n[^p]: Public note\n\n"
        "::: facilitator\nThe Secret[^t]\n\n[^t]: Secret five[^u]\n[^u]: Secret six\n"
        "[^v]: Secret seven, spoken of nowhere[^v]\n:::"
    )
    assert [part["kind"] for part in page.parts].count("facilitator") == 4
    for part in page.parts:
        assert ("Secret" in part["html"]) == (part["kind"] == "facilitator")
    assert "Secret" not in plain_text(page.parts)
    everything = plain_text(page.parts, with_facilitators=True)
    assert all(f"Secret {word}" in everything for word in ("four", "five", "six", "seven"))
    assert "Secret" not in page.prompts[0].html
    assert "Public note" in [part for part in page.parts if part["kind"] == "html"][-1]["html"]


def test_authors_html_is_balanced_where_it_stands() -> None:
    page = render_page(
        "::: {.reflect #a}\n<div><b>one\n:::\n\n</div></section></details>two\n\n"
        "> <details><summary>S</summary>\n\nthree <i>four\n\nfive </b></i>"
    )
    for part in page.parts:
        html = part["html"]
        for tag in ("div", "b", "i", "details", "blockquote"):
            assert html.count(f"<{tag}>") == html.count(f"</{tag}>"), (tag, html)
    assert page.parts[0]["html"].startswith("<div><b>one")
    assert "five" in page.parts[-1]["html"]


def test_no_authors_html_can_forge_a_part() -> None:
    text = "\ufdd0" + "0" * 16 + "0\ufdd1 &#xFDD0;0&#xFDD1;\n\n::: {.reflect #a}\nQ\n:::"
    page = render_page(text)
    assert [part["kind"] for part in page.parts] == ["html", "reflect"]
    assert page.parts[1]["html"] == "<p>Q</p>"


def test_kramdowns_and_pandocs_attributes_are_not_shown() -> None:
    html = html_of(
        "## One {#first .big}\n\nA paragraph.\n{: .note #here}\n\n- a\n- b\n{: .list}\n\n"
        "[x](#first){: .button} *y*{.z} [span]{.red} `c`{: .lang}\n\n[w](#here)\n\n"
        "| t |\n|---|\n| u |\n{: .table}\n"
    )
    assert "{" not in html
    assert '<h2 id="s-first">One</h2>' in html
    assert '<p id="s-here">' in html
    assert 'href="#s-first"' in html
    assert "span" in html
    assert html.count("<tr>") == 2


def test_abbreviations_are_explained_everywhere_but_in_code() -> None:
    html = html_of("The CIC and CICs, `CIC`.\n\n*[CIC]: Community interest company\n")
    assert html.count('<abbr title="Community interest company">CIC</abbr>') == 1
    assert "<code>CIC</code>" in html
    assert "*[" not in html


def test_mathematics_is_kept_and_money_is_not_mathematics() -> None:
    html = html_of("$a_1 + b_1$ and $$x^2$$ cost $5 or $10, A$AP and B$.\n\n$$\n\\sum_i x_i*y*\n$$")
    assert '<span class="math">$a_1 + b_1$</span>' in html
    assert '<span class="math">$$x^2$$</span>' in html
    assert "cost $5 or $10, A$AP and B$." in html
    assert '<div class="math">$$<br>\n\\sum_i x_i*y*<br>\n$$</div>' in html


def test_task_lists_have_boxes_with_words() -> None:
    html = html_of("- [ ] call *her*\n- [x] wrote")
    boxes = lxml_html.fragment_fromstring(html, create_parent="div").findall(".//input")
    assert [(box.get("type"), box.get("aria-label"), box.get("checked")) for box in boxes] == [
        ("checkbox", "To do", None),
        ("checkbox", "Done", ""),
    ]
    assert all(box.get("disabled") is not None for box in boxes)


def test_wide_things_can_be_scrolled_with_the_keyboard() -> None:
    html = html_of("| a |\n|--:|\n| b |\n\n```python\n" + "x" * 80 + "\n```")
    assert '<div class="table-scroll" role="region" aria-label="Table" tabindex="0">' in html
    assert '<td class="align-right">b</td>' in html
    assert '<pre tabindex="0"><code class="language-python">' in html


def test_definition_lists_and_footnotes() -> None:
    html = html_of(
        "Term\n: One *meaning*\n: Another\n\nText[^a] and[^b] again[^a].\n\n[^b]: B.\n[^a]: A."
    )
    assert "<dt>Term</dt>\n<dd>One <em>meaning</em></dd>" in html
    assert html.index('id="s-fn-1"') < html.index("A.") < html.index("B.")
    assert 'href="#s-fn-1" id="s-fnref-1"' in html
    assert 'id="s-fnref-1-2"' in html
    assert 'href="#s-fnref-1-2"' in html


def test_comments_are_dropped_and_typography_is_left() -> None:
    assert html_of("a <!-- no --> b\n\n<!-- no\n\nno -->\n\n“c” -- d... 'e'") == (
        "<p>a  b</p>\n\n<p>“c” -- d... 'e'</p>"
    )


def test_a_body_with_an_h1_moves_down_as_a_whole() -> None:
    page = render_page("# A\n\n## B\n\n<h1>C</h1>\n\n## D")
    assert [heading.level for heading in page.headings] == [2, 3, 3]
    assert "<h2>C</h2>" in page.parts[0]["html"]
    assert page.problems == []


def test_words_are_counted_and_plain_text_is_plain() -> None:
    page: RenderedPage = render_page(
        "## A b\n\nc *d* `e`\n\n| f | g |\n|---|---|\n| h | i |\n\n::: facilitator\nno\n:::\n\n"
        "::: {.reflect #k}\nWhy?\n:::"
    )
    assert plain_text(page.parts) == "A b\nc d e\nf g\nh i\nWhy?"
    assert page.words == 10


def test_the_same_text_always_comes_out_the_same() -> None:
    text = "::: {.reflect #a}\nQ\n:::\n\n| a |\n|---|\n| b |\n\n- [ ] c[^1]\n\n[^1]: d"
    assert render_page(text) == render_page(text)
