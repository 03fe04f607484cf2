"""Small courses as other tools keep them: order, titles, links, blocks, what is said by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.course_format.front_matter import module_facts, programme_facts
from cohort.course_format.reading import read_course
from tests.course_format.rendering import body, build, leftovers, said, shown, titles, write_course

PNG = b"\x89PNG"


def one(folder: Path, text: str, **others: str | bytes) -> tuple[str, list[str]]:
    """A page's body as it is converted, in a tree with a second page, and what is said of it."""
    files = {"1-page.md": f"# Page\n\n{text}", "2-other.md": "# Other\n\n## A place\n", **others}
    course = build(folder, files)
    for path, html in shown(course).items():
        assert leftovers(html) == [], path
    return body(course, "1-page.md"), [text for text in said(course) if "1-page" in text]


def test_gitbook(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "SUMMARY.md": "# Summary\n\n* [Hello](README.md)\n* [Basics](basics/README.md)\n"
            "  * [Two](basics/two.md)\n  * [Ten](basics/ten.md)\n* [End](end.md)\n* [No](no.md)\n",
            "README.md": "# My book\n\nSee [basics](basics/).\n",
            "basics/README.md": "# Basics\n\n![Map](../.gitbook/assets/a%20map.png)\n",
            "basics/two.md": '# Two\n\n{% hint style="info" %}\nCare\n{% endhint %}\n\n'
            "[x](ten.md#a-b)\n",
            "basics/ten.md": "# Ten\n\n## A b\n",
            "end.md": "# End\n\n[back](/basics/two)\n",
            ".gitbook/assets/a map.png": PNG,
        },
    )
    assert titles(course) == [("Basics", ["Two", "Ten"]), ("End", ["End"])]
    assert programme_facts(course.text, "").title == "My book"
    assert body(course, "basics/two.md") == "::: info\nCare\n:::\n\n[x](02-ten.md#a-b)"
    assert body(course, "end.md") == "[back](../01-basics/01-two.md)"
    assert body(course, "basics/README.md") == "![Map](../files/gitbook/assets/a%20map.png)"
    assert said(course) == ["SUMMARY.md:8: it lists no.md, which is not there"]
    write_course(course, tmp_path / "out")
    assert titles(read_course(tmp_path / "out")) == titles(course)


def test_hugo(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "config.toml": 'title = "A course"\nlanguageCode = "en"\n',
            "content/_index.md": "+++\ntitle = 'Home'\n+++\nHi",
            "content/first/_index.md": "---\ntitle: First\nweight: 10\n---\nWhy",
            "content/first/b.md": "---\ntitle: B\nweight: 1\n---\n{{% notice tip %}}\nHey\n"
            '{{% /notice %}}\n\n[a]({{< ref "a.md" >}})\n{{< odd x=1 >}}\n',
            "content/first/a.md": "---\ntitle: A\nweight: 2\n---\n"
            '{{< figure src="/img/x.png" alt="Alt" caption="Cap" >}}\n\n'
            "{{< highlight go >}}\nx := {{ y }}\n{{< /highlight >}}\n",
            "content/second/_index.md": "---\ntitle: Second\nweight: 5\n---\n",
            "content/second/c.md": "# C\n\nText\n",
            "content/second/later.md": "---\ntitle: Later\ndraft: true\n---\n",
            "static/img/x.png": PNG,
        },
    )
    assert titles(course) == [("Second", ["C"]), ("First", ["B", "A"])]
    assert body(course, "content/first/b.md") == "::: tip\nHey\n:::\n\n[a](02-a.md)"
    assert body(course, "content/first/a.md").startswith('![Alt](../static/img/x.png "Cap")')
    assert "```go\nx := {{ y }}\n```" in body(course, "content/first/a.md")
    assert said(course) == [
        "content/second/later.md: its author marks it as a draft, so it is left out",
        "content/first/b.md:10: {{< odd x=1 >}} was taken out",
    ]


def test_docusaurus_and_mkdocs_and_jupyter_book(tmp_path: Path) -> None:
    docusaurus = build(
        tmp_path / "a",
        {
            "docs/intro.md": "---\nsidebar_position: 1\n---\n# Hi\n\n[y](/docs/basics/create)\n",
            "docs/basics/_category_.json": '{"label": "The basics", "position": 2}',
            "docs/basics/create.md": "---\nsidebar_position: 2\n---\n# Make\n\n:::tip X\nT\n:::\n",
            "docs/basics/10-last.mdx": "import X from 'y';\n\n# Last\n\nText\n",
        },
    )
    assert titles(docusaurus) == [("The basics", ["Make", "Last"])]
    assert "[y](01-the-basics/01-create.md)" in docusaurus.text
    assert said(docusaurus) == ["docs/basics/10-last.mdx:1: a line of code was taken out"]
    mkdocs = build(
        tmp_path / "b",
        {
            "mkdocs.yml": "site_name: MK\nnav:\n  - Home: index.md\n  - Part one:\n"
            "    - B page: one/b.md\n    - one/a.md\n  - About: about.md\n",
            "docs/index.md": "# Home\n",
            "docs/one/a.md": "# A\n\nText\n",
            "docs/one/b.md": "[a](a.md)\n",
            "docs/about.md": "# About\n",
            "docs/lost.md": "# Lost\n",
        },
    )
    assert titles(mkdocs) == [
        ("Part one", ["B page", "A"]),
        ("About", ["About"]),
        ("More pages", ["Lost"]),
    ]
    assert said(mkdocs) == ["docs/lost.md: it is not in mkdocs.yml, so it comes last"]
    book = build(
        tmp_path / "c",
        {
            "_toc.yml": "format: jb-book\nroot: intro\nchapters:\n- file: ch/one\n  sections:\n"
            "  - file: ch/two\n- file: ch/three\n",
            "intro.md": "# Book\n",
            "ch/one.md": "# One\n\n```{note}\nN\n```\n\nSee {doc}`two`.\n",
            "ch/two.md": "# Two\n\n```{figure} ../img/a.png\n:alt: Alt\nCap\n```\n",
            "ch/three.md": "# Three\n\n```{code-cell} python\n1\n```\n",
            "img/a.png": PNG,
        },
    )
    assert titles(book) == [("One", ["Two"]), ("Three", ["Three"])]
    assert body(book, "ch/one.md") == "::: note\nN\n:::\n\nSee [two](01-two.md)."
    assert body(book, "ch/two.md") == '![Cap](../img/a.png){alt="Alt"}'
    assert body(book, "ch/three.md") == "```python\n1\n```"


def test_a_flat_folder_is_one_module_in_natural_order(tmp_path: Path) -> None:
    course = build(tmp_path / "my-notes", {f"{n}-p.md": f"# P {n}\n\nx\n" for n in (10, 2, 1)})
    assert titles(course) == [("My notes", ["P 1", "P 2", "P 10"])]


def test_deeper_folders_are_flattened_and_said(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "01-a/01-x.md": "# X\n",
            "01-a/02-in/01-y.md": "# Y\n\n[x](../01-x.md)\n",
            "02-b/01-z.md": "# Z\n",
        },
    )
    assert titles(course) == [("A", ["X", "Y"]), ("B", ["Z"])]
    assert body(course, "01-a/02-in/01-y.md") == "[x](01-x.md)"
    assert said(course) == [
        "01-a/02-in: it lies in a folder within a module, so its pages follow in that module"
    ]


def test_an_older_carpentries_lesson(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "_config.yml": "title: Old lesson\n",
            "_episodes/01-a.md": "---\ntitle: A\nteaching: 10\nexercises: 5\n---\n"
            "> ## Ex\n> do\n>\n"
            "> > ## Sol\n> > ~~~\n> > y\n> > ~~~\n> > {: .language-python}\n> {: .solution}\n"
            "{: .challenge}\n\n![f]({{ page.root }}/fig/a.png)\n"
            "[b]({{ page.root }}{% link _episodes/02-b.md %})\n{% include links.md %}\n",
            "_episodes/02-b.md": "---\ntitle: B\n---\n[a]({{ site.baseurl }}/01-a/)\n",
            "fig/a.png": PNG,
            "index.md": "---\nlayout: lesson\n---\nHi",
            "setup.md": "---\ntitle: Setup\n---\nS",
        },
    )
    assert course.kind == "workbench"
    assert titles(course) == [("Old lesson", ["A", "B"]), ("For learners", ["Setup"])]
    facts = module_facts(course.modules[0].text, "")
    assert (facts.minutes_to_read, facts.minutes_to_do) == (10, 5)
    text = body(course, "_episodes/01-a.md")
    assert text.startswith(
        "::: challenge\n\n## Ex\ndo\n\n::: solution\n\n## Sol\n~~~python\ny\n~~~"
    )
    assert text.endswith("![f](../fig/a.png)\n[b](02-b.md)")
    assert body(course, "_episodes/02-b.md") == "[a](01-a.md)"
    assert said(course) == []


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("[o](2-other.html)", "[o](02-other.md)"),
        ("[o](/2-other/)", "[o](02-other.md)"),
        ("[o](2-other#a-place)", "[o](02-other.md#a-place)"),
        ("[o](other.md#A-Place)", "[o](02-other.md#a-place)"),
        ("[[2-other|that]]", "[that](02-other.md)"),
        ('<a href="2-other.md">o</a>', '<a href="02-other.md">o</a>'),
        ("[o]\n\n[o]: 2-other.md 'T'", "[o]\n\n[o]: 02-other.md 'T'"),
        ("[o](https://example.org/2-other.md)", "[o](https://example.org/2-other.md)"),
        ("`[o](2-other.md) {% x %}`", "`[o](2-other.md) {% x %}`"),
        ("```\n[o](2-other.md) {: .x}\n```", "```\n[o](2-other.md) {: .x}\n```"),
        ("$a_{b}{{c}}$ costs", "$a_{b}{{c}}$ costs"),
        ("<!-- {% x %} -->\n\nx", "<!-- {% x %} -->\n\nx"),
        ("## H\n{: #mine}\n\nx", "## H {#mine}\n\n\nx"),
        ("(lab)=\n## H\n\nx", "## H {#lab}\n\n\nx"),
        ("![](p.png){alt='A \"big\" one'}", '![A "big" one](../p.png)'),
        ("![c](my pic.png)", "![c](../my%20pic.png)"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_what_becomes_of_marks_without_a_word(tmp_path: Path, text: str, becomes: str) -> None:
    files: dict[str, str | bytes] = {
        "1-page.md": f"# Page\n\n{text}\n",
        "2-other.md": "# Other\n\n## A place\n",
        "p.png": PNG,
        "my pic.png": PNG,
    }
    course = build(tmp_path, files)
    assert body(course, "1-page.md") == becomes
    assert said(course) == []


@pytest.mark.parametrize(
    ("text", "becomes", "words"),
    [
        ("x{: .red} y", "x y", "the attributes {: .red} were left out"),
        ('[o](2-other.md){:target="_blank"}', "[o](02-other.md)", "were left out"),
        ("x\n{: .lead}", "x", "the attributes {: .lead} were left out"),
        ("a {% if x %}b{% endif %}", "a b", "{% if x %} was taken out; the text in it"),
        ("a {{ site.nothing }}b", "a b", "{{ site.nothing }} was taken out"),
        ("* TOC\n{:toc}\n\nx", "x", "a table of contents was taken out"),
        ("a <script>alert(1)</script>b", "a b", "a <script> was taken out"),
        (
            '<iframe src="https://maps.example.org/x"></iframe>',
            "[Open this on its own site](https://maps.example.org/x)",
            "a <iframe> is a plain link now: https://maps.example.org/x",
        ),
        (
            '<iframe title="Us" src="https://player.vimeo.com/video/12"></iframe>',
            '::: {.video title="Us" url="https://vimeo.com/12"}\n:::',
            "a film became a ::: video block; write its transcript",
        ),
        ("[[gone|words]]", "words", "nothing here is called gone"),
    ],
)
def test_what_cannot_be_carried_is_said_by_line(
    tmp_path: Path, text: str, becomes: str, words: str
) -> None:
    converted, problems = one(tmp_path, text)
    assert converted == becomes
    assert words in problems[0]
    assert problems[0].startswith(("1-page.md:3: ", "1-page.md:4: "))


def test_titles_are_folded_only_where_they_say_the_same(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "1.md": "---\ntitle: Power & us\n---\n\n# Power and us\n\n## Sub\n",
            "2.md": "---\ntitle: Another\n---\n\n# Not the same\n\nx\n",
            "3.md": "Setext title\n============\n\nx\n",
            "4.md": "No heading\n",
        },
    )
    assert titles(course)[0][1] == ["Power & us", "Another", "Setext title", "4"]
    assert body(course, "1.md") == "## Sub"
    assert body(course, "2.md") == "# Not the same\n\nx"
    assert body(course, "3.md") == "x"


def test_front_matter_that_cannot_be_read_keeps_its_plain_lines(tmp_path: Path) -> None:
    text = "---\ntitle: Power: who has it\n---\n\nx\n"
    course = build(tmp_path, {"1-a.md": text, "2-b.md": "---\n\nA rule first\n\n---\n\ny\n"})
    assert titles(course)[0][1] == ["Power: who has it", "B"]
    assert len(said(course)) == 1
    assert said(course)[0].startswith("1-a.md:2: its front matter cannot be read")


def test_no_name_takes_an_address_of_the_site(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "search/files.md": "# Files\n",
        "b/search.md": "[f](../search/files.md)",
    }
    course = build(tmp_path, files)
    slugs = [(module.slug, [page.slug for page in module.pages]) for module in course.modules]
    assert slugs == [("b", ["search-2"]), ("search-2", ["files-2"])]
    assert body(course, "b/search.md") == "[f](../02-search-2/01-files-2.md)"
