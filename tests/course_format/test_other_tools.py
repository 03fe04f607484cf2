"""What other tools read as markup: converted by rule, or taken out and said, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course_format.rendering import body, build, leftovers, said, shown, titles

JEKYLL = {"_config.yml": "title: A course\n"}


def one(folder: Path, text: str, **others: str | bytes) -> tuple[str, list[str]]:
    """A page's HTML, in a tree with a second page, and what is said of it."""
    files = {
        "1-page.md": f"---\ntitle: Page\n---\n\n{text}",
        "2-other.md": "# Other\n\n## A place\n",
    }
    course = build(folder, files | others)
    html = shown(course)["1-page.md"]
    assert leftovers(html) == []
    return html, [text for text in said(course) if "1-page" in text]


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("##Ropes", '<h2 id="s-ropes">Ropes</h2>'),
        ("## A\n\n###Knots and *more*", '<h3 id="s-knots-and-more">Knots and <em>more</em></h3>'),
        ("##Ropes##", '<h2 id="s-ropes">Ropes</h2>'),
        ('##Knots\n{: id="ties"}', '<h2 id="s-ties">Knots</h2>'),
        ("## Knots\n{: id=ties}", '<h2 id="s-ties">Knots</h2>'),
        ("## Knots\n{: #ties .big}", '<h2 id="s-ties">Knots</h2>'),
        ("#word and #2", "<p>#word and #2</p>"),
        ("```\n##Ropes\n```", "<pre><code>##Ropes\n</code></pre>"),
        ("`##Ropes`", "<p><code>##Ropes</code></p>"),
    ],
)
def test_headings_of_kramdown(tmp_path: Path, written: str, shown_as: str) -> None:
    html, _ = one(tmp_path, f"Words.\n\n{written}\n", **JEKYLL)
    assert shown_as in html


@pytest.mark.parametrize("written", ["##Ropes", "###Ropes and knots"])
def test_elsewhere_such_a_line_is_text(tmp_path: Path, written: str) -> None:
    html, _ = one(tmp_path, f"Words.\n\n{written}\n")
    assert f"<p>{written}</p>" in html


LIST = "<ul>\n<li>tie a knot</li>\n<li>untie <strong>that</strong></li>\n</ul>"


@pytest.mark.parametrize("how", ['"1"', "'1'", "1", '"block"', '"span"'])
def test_the_inside_of_a_marked_element_is_markdown(tmp_path: Path, how: str) -> None:
    text = f'<div class="box" markdown={how}>\n##To do\n* tie a knot\n* untie **that**\n</div>\n'
    html, told = one(tmp_path, f"{text}---\nThe end.\n", **JEKYLL)
    assert '<h2 id="s-to-do">To do</h2>' in html
    assert LIST in html
    assert "<hr>\n<p>The end.</p>" in html
    assert told == ["1-page.md:5: the class “box” of a <div> was left out"]


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ('<div markdown="1">**One** line.</div>', "<p><strong>One</strong> line.</p>"),
        ('<p markdown="1">Some *words*.</p>', "<p>Some <em>words</em>.</p>"),
        ('<p markdown="span">\nSome *words*.\n</p>', "<p>Some <em>words</em>.</p>"),
        ('A <span markdown="1">**bold** word</span>.', "<strong>bold</strong> word"),
        ('<h3 markdown="1">The *third*</h3>', "The <em>third</em></h3>"),
        (
            '<div markdown="1">\n<div markdown="1">\n* in *here*\n</div>\n* out\n</div>',
            "<li>in <em>here</em></li>",
        ),
        (
            '<table>\n  <tr>\n    <td markdown="1">**a**</td>\n    <td>b</td>\n  </tr>\n</table>',
            "<p><strong>a</strong></p>",
        ),
        ('<div markdown="1">\n```\n**x**\n```\n</div>', "<pre><code>**x**\n</code></pre>"),
        ('```\n<div markdown="1">\n```', '&lt;div markdown="1"&gt;'),
        ("<div>\n<p>x</p>\n</div>\nWords *after*.", "<p>Words <em>after</em>.</p>"),
        ("<div>\n<p>x</p>\n</div>\n---\n\nAfter", "<hr>\n<p>After</p>"),
    ],
)
def test_elements_of_kramdown(tmp_path: Path, written: str, shown_as: str) -> None:
    html, _ = one(tmp_path, f"{written}\n\nWords.\n", **JEKYLL)
    assert shown_as in html
    assert "<p>Words.</p>" in html


def test_a_collection_is_a_module_in_its_order(tmp_path: Path) -> None:
    config = (
        "title: By the sea\ncollections:\n  lessons:\n    output: true\n    title: The lessons\n"
        "  notes:\n    output: true\n    order: [z.md, a.md]\n  people:\n    output: false\n"
    )
    course = build(
        tmp_path,
        {
            "_config.yml": config,
            "index.md": "---\ntitle: Home\n---\n\nSee [tides](/lessons/part-one/tides/).\n",
            "_lessons/two.md": "---\ntitle: Two\norder: 2\n---\n\n[z]({% link _notes/z.md %})\n",
            "_lessons/one.md": "---\ntitle: One\norder: 1\n---\n\nWords.\n",
            "_lessons/part-one/tides.md": "---\ntitle: Tides\norder: 3\n---\n\n![A](sea.png)\n",
            "_lessons/part-one/sea.png": b"\x89PNG",
            "_notes/a.md": "---\ntitle: A\n---\n\n[two](/lessons/two)\n",
            "_notes/z.md": "---\ntitle: Z\n---\n\nWords.\n",
            "_notes/no.md": "---\ntitle: No\npublished: false\n---\n\nWords.\n",
            "_people/ada.md": "---\ntitle: Ada\n---\n\nWords.\n",
        },
    )
    assert titles(course) == [("The lessons", ["One", "Two", "Tides"]), ("Notes", ["Z", "A"])]
    assert "01-lessons/03-tides.md" in course.text
    assert body(course, "_lessons/two.md") == "[z](../02-notes/01-z.md)"
    assert body(course, "_notes/a.md") == "[two](../01-lessons/02-two.md)"
    assert body(course, "_lessons/part-one/tides.md") == "![A](../files/lessons/part-one/sea.png)"
    assert sorted(said(course)) == [
        "_lessons/part-one/tides.md: it lies in a folder within a module, so it follows in that "
        "module",
        "_notes/no.md: its author marks it as a draft, so it is left out",
        "_people/ada.md: it is part of the site, not of the course",
    ]


def test_collections_stand_beside_posts(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "_config.yml": "collections_dir: all\ncollections:\n  labs:\n    output: true\n",
            "modules/one/_posts/2020-01-01-first.md": "---\ntitle: First\n---\n\nWords.\n",
            "all/_labs/b.md": "# B\n",
            "all/_labs/a.md": "# A\n",
        },
    )
    assert titles(course) == [("One", ["First"]), ("Labs", ["A", "B"])]


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ('[n]({{ "/2-other/" | url }})', 'href="course:page/'),
        ("[n]({{ '/2-other.html' | relative_url }})", 'href="course:page/'),
        ("[n]({{ '/2-other' | url | safe }})", 'href="course:page/'),
        ("[n]({{ '2-other.md' | absolute_url }})", 'href="course:page/'),
        ("It is {{ title }}.", "<p>It is Page.</p>"),
        ("It is {{ page.title | upcase }}.", "<p>It is PAGE.</p>"),
        ("By {{ site.title }}.", "<p>By A course.</p>"),
        ("By {{ $frontmatter.title }}.", "<p>By Page.</p>"),
        ("`{{ title }}`", "<code>{{ title }}</code>"),
    ],
)
def test_filters_and_names_are_filled_in(tmp_path: Path, written: str, shown_as: str) -> None:
    course = build(
        tmp_path,
        JEKYLL | {"1-page.md": f"---\ntitle: Page\n---\n\n{written}\n", "2-other.md": "# Other\n"},
    )
    assert shown_as in shown(course)["1-page.md"]
    assert said(course) == []


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("**{{ n | size }} helpers** of **{{ x.y }}**", "<strong>helpers</strong> of"),
        ("Some **helpers {{ n }}** go", "Some <strong>helpers</strong> go"),
        ("*{{ n }}* and __{{ n }}__ and ~~{{ n }}~~ and ***{{ n }}***", "and  and  and"),
        ("**Name:** {{ n }} and on", "<strong>Name:</strong>  and on"),
        ("**Name:**{{ n }} and on", "<strong>Name:</strong> and on"),
        ("a {{ n }}*b*", "a <em>b</em>"),
        ("**{% odd %} x**", "<strong>x</strong>"),
        ("**{{< odd >}}**", "<p></p>"),
        ("- {{ n }} **{{ n }}**\n- b", "<li>b</li>"),
        ("2 * {{ n }} * 3", "2 *  * 3"),
    ],
)
def test_no_stars_stay_around_what_was_taken_out(
    tmp_path: Path, written: str, shown_as: str
) -> None:
    html, told = one(tmp_path, f"{written}\n")
    assert shown_as in (html or "<p></p>")
    assert "**" not in html
    assert "~~" not in html
    assert any("was taken out" in text and ":5:" in text for text in told)


@pytest.mark.parametrize(
    ("written", "shown_as", "lines"),
    [
        ("Look at this first.{.lead}", "<p>Look at this first.</p>", [5]),
        ("**Name:** {.small}", "<p><strong>Name:</strong></p>", [5]),
        ("Two\nlines {.small}\nof it.", "<p>Two\nlines\nof it.</p>", [6]),
        ("- An item{.big}\n- Another { .big .small }", "<li>An item</li>", [5, 6]),
        ("> Said{.big}", "<p>Said</p>", [5]),
        ("1. One {#first .big}\n2. Two", "<li>One</li>", [5]),
        ("`code`{.python} it", "<code>code</code> it", [5]),
        ("## Heading {.unnumbered}", '<h2 id="s-heading">Heading</h2>', [5]),
        ("| A{.w-50} | B {.w-50} |\n|---|---|\n| c{.x} | d |", "<td>c</td>", [5, 7]),
        ("Write `x{.lead}` so", "<code>x{.lead}</code>", []),
        ("```\nx {.lead}\n```", "x {.lead}", []),
        ("The set {a, b} and {.5} stay", "{a, b} and {.5} stay", []),
    ],
)
def test_classes_behind_words_are_taken_out_and_said(
    tmp_path: Path, written: str, shown_as: str, lines: list[int]
) -> None:
    course = build(tmp_path, {"1-page.md": f"---\ntitle: P\n---\n\n{written}\n", "2-o.md": "# O\n"})
    assert shown_as in shown(course)["1-page.md"]
    told = [problem.line for problem in course.problems]
    assert sorted(set(told)) == lines


NOTE = '<div class="block block-callout" role="group" aria-label="Note">'


@pytest.mark.parametrize(
    "written",
    [
        "{{% alert %}}Bring a pen.{{% /alert %}}",
        "{{< alert >}}Bring a pen.{{< /alert >}}",
        "{{% notice note %}} Bring a pen. {{% /notice %}}",
        "{{< callout >}}Bring a pen.\n{{< /callout >}}",
        "{{% note %}}\nBring a pen.{{% /note %}}",
        "Words before {{% note %}}Bring a pen.{{% /note %}}",
        "{{% note %}}Bring a pen.{{% /note %}} Words behind",
        '{% hint style="info" %}Bring a pen.{% endhint %}',
        "- An item\n- {{% note %}}Bring a pen.{{% /note %}}",
        "1. One\n   {{< note >}}Bring a pen.{{< /note >}}\n2. Two",
        "> {{% note %}}Bring a pen.{{% /note %}}",
    ],
)
def test_notices_end_where_their_author_ends_them(tmp_path: Path, written: str) -> None:
    html, _ = one(tmp_path, f"{written}\n\n## After it\n\nThe end.\n", **{"hugo.toml": ""})
    assert NOTE in html
    inside, _, after = html.partition(NOTE)[2].partition("</div>")
    assert "Bring a pen." in inside
    assert '<h2 id="s-after-it">After it</h2>\n<p>The end.</p>' in after


def test_a_notice_in_a_table_is_words(tmp_path: Path) -> None:
    html, told = one(tmp_path, "| A |\n|---|\n| {{% note %}}Bring it{{% /note %}} |\n")
    assert "<td>Bring it</td>" in html
    assert told == ["1-page.md:7: a box within a table is plain words now"]


@pytest.mark.parametrize(
    ("written", "shown_as", "says"),
    [
        (r"See Figure \@ref(fig:the-map).", "Figure the map.", "is plain words now"),
        (r"See \@ref(a-place).", ">a place</a>", "is a link now"),
        ("See @fig-the-map and [@tbl-x].", "See the map and x.", "is plain words now"),
        ("In @sec-here.", '<a href="#s-sec-here"', "is a link now"),
        ("As said [@knuth1984, p. 3].", "(knuth1984, p. 3)", "name its source"),
        ("By @knuth1984 once.", "By knuth1984 once.", "name its source"),
        (r"`\@ref(x)` and `@fig-x`", r"<code>\@ref(x)</code>", ""),
        ("Write to me@fig-tree.org", "me@fig-tree.org", ""),
    ],
)
def test_references_of_bookdown_and_quarto(
    tmp_path: Path, written: str, shown_as: str, says: str
) -> None:
    text = f"# One\n\n{written}\n\n## Here {{#sec-here}}\n\nWords.\n"
    files = {"01-one.Rmd": text, "02-two.Rmd": "# Two\n\n## A place\n\nWords.\n"}
    course = build(tmp_path, dict(files))
    html = shown(course)["01-one.Rmd"]
    assert shown_as in html
    told = [line for line in said(course) if line.startswith("01-one.Rmd:3:")]
    assert bool(told) is bool(says)
    assert all(says in line for line in told)
