"""What only some tools write: no reader sees its signs, and nobody's hidden note is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.course_format.reading import read_course
from cohort.course_format.values import Course
from tests.course_format.rendering import body, build, leftovers, said, shown, titles, write_course
from tests.patience import work_of

PNG = b"\x89PNG"


def page(folder: Path, text: str, name: str = "1-page.md", **others: str | bytes) -> str:
    """The page's body, converted, and nothing foreign left in what readers see."""
    course = build(folder, {name: f"# Page\n\n{text}", "2-other.md": "# Other\n", **others})
    for path, html in shown(course).items():
        assert leftovers(html) == [], path
    return body(course, name)


def test_obsidians_callouts_are_blocks_with_their_titles(tmp_path: Path) -> None:
    text = "> [!faq]+ Why so?\n> Because\n> > [!bug]\n> > Odd\n\n> [!tip]- Shut\n> in\n"
    text += "\n> [!NOTE]\n> as is\n"
    assert page(tmp_path, text) == (
        '::: {.question title="Why so?"}\n\nBecause\n::: {.bug title="Bug"}\n\nOdd\n\n:::'
        "\n\n:::\n\n"
        '::: {.details title="Shut"}\n\nin\n\n:::\n\n> [!NOTE]\n> as is'
    )


def test_a_callout_in_code_stays_code(tmp_path: Path) -> None:
    text = '```\n> [!faq] Why?\n\n=== "A"\n\n    x\n```'
    assert page(tmp_path, text) == text


def test_hidden_notes_stay_hidden(tmp_path: Path) -> None:
    body = page(tmp_path, "a %%for me%% b\n\n%%\nmore\nnotes\n%%\n\n50%% of 60%%\n\nc ^name-1\n")
    assert body == "a <!--for me--> b\n\n<!--\nmore\nnotes\n-->\n\n50%% of 60%%\n\nc"
    html = "".join(shown(read_course(tmp_path)).values())
    assert "for me" not in html
    assert "notes" not in html
    assert "50%%" in html


def test_wiki_links_in_tables_and_to_paragraphs(tmp_path: Path) -> None:
    text = "| [[2-other\\|Two]] | b |\n|---|---|\n| ![[a.png\\|20]] | [[2-other#^p]] |\n"
    found = page(tmp_path, text, **{"a.png": PNG})
    assert "[Two](02-other.md)" in found
    assert "![](../a.png)" in found
    assert "[2-other](02-other.md)" in found


def test_mkdocs_tabs(tmp_path: Path) -> None:
    text = '=== "Mac"\n\n    Press **it**.\n\n    - one\n\n=== "Other"\n\n    Wait.\n\nEnd\n'
    assert page(tmp_path, text) == (
        "**Mac**\n\nPress **it**.\n\n- one\n\n**Other**\n\nWait.\n\nEnd"
    )


def test_quartos_callouts_and_tabs(tmp_path: Path) -> None:
    text = '::: {.callout-tip title="T"}\nx\n:::\n\n::: {.panel-tabset}\n## A\n\nx\n:::\n'
    assert page(tmp_path, text) == ('::: {.tip title="T"}\nx\n:::\n\n::: group-tab\n## A\n\nx\n:::')


def test_mdx(tmp_path: Path) -> None:
    text = (
        "import Map from './map.png';\n\n"
        "export const Red = ({children}) => (\n  <b>{children}</b>\n);\n"
        '\n{/* to do\nlater */}\n<img alt="m" src={Map} /> '
        "<img alt=\"n\" src={require('./map.png').default} /> ![o](@site/map.png)\n"
    )
    found = page(tmp_path, text, "1-page.mdx", **{"map.png": PNG})
    assert "export" not in found
    assert "import" not in found
    assert found.count('src="../map.png"') == 2
    assert "![o](../map.png)" in found
    assert "to do" not in shown(read_course(tmp_path))["1-page.mdx"]


def test_labels_of_docusaurus_tabs_stand_over_what_they_hold(tmp_path: Path) -> None:
    text = (
        '# A\n\n<Tabs groupId="os">\n<TabItem value="mac" label="On a Mac" default>\n\n'
        "Press *this*.\n\n</TabItem>\n<TabItem value='linux'>\n\nPress that.\n\n"
        '</TabItem>\n</Tabs>\n\n```mdx\n<TabItem label="As written">\n```\n'
    )
    course = build(tmp_path, {"a.md": text})
    html = shown(course)["a.md"]
    words = ["<strong>On a Mac</strong>", "<em>this</em>", "<strong>linux</strong>", "Press that."]
    assert [html.index(one) for one in words] == sorted(html.index(one) for one in words)
    assert "TabItem" not in html.replace('&lt;TabItem label="As written"&gt;', "")
    assert "As written" in html


def test_docusaurus_keeps_its_course_in_docs(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "docusaurus.config.js": "",
            "docs/intro.md": "---\nsidebar_position: 1\n---\n# Hello\n",
            "docs/basics/_category_.json": '{"label": "The basics"}',
            "docs/basics/b.md": "---\nsidebar_position: 2\n---\n# B\n",
            "docs/basics/c.md": "---\nsidebar_position: 1\n---\n# C\n",
            "blog/2021-01-01-news.md": "# News\n",
        },
    )
    assert titles(course) == [("The basics", ["C", "B"])]
    assert course.assets == []
    assert "blog/2021-01-01-news.md: it is part of the site, not of the course" in said(course)
    write_course(course, tmp_path / "out")
    assert titles(read_course(tmp_path / "out")) == titles(course)


def test_translations_beside_a_course_are_left_out_and_said_once(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "1-start/README.md": "# Start\n",
            "1-start/1-a/README.md": "# A\n",
            "1-start/1-a/translations/README.es.md": "# Hola\n",
            "translations/fr/1-start/README.md": "# Salut\n",
            "translations/de/1-start/README.md": "# Hallo\n",
        },
    )
    assert titles(course) == [("Start", ["A"])]
    say = "translations are left out; bring in a course for each language"
    assert [text for text in said(course) if say in text] == [
        f"1-start/1-a/translations: {say}",
        f"translations: {say}",
    ]
    alone = build(tmp_path / "alone", {"translations/fr/a.md": "# A\n"})
    assert len(alone.modules) == 1


def test_older_lessons_pictures_and_links(tmp_path: Path) -> None:
    course = build(
        tmp_path,
        {
            "_config.yml": "title: Old\n",
            "_includes/links.md": "[py]: https://python.org\n[gone]: {{ site.gone }}\n",
            "_episodes/01-a.md": "---\ntitle: A\n---\n[P][py]\n\n"
            '{% include figure.html url="" file="../fig/a.png" alt="Three" %}\n\n'
            "{% include links.md %}\n",
            "fig/a.png": PNG,
        },
    )
    assert "![Three](../fig/a.png)" in body(course, "_episodes/01-a.md")
    assert "gone" not in shown(course)["_episodes/01-a.md"]
    assert said(course) == [
        "_includes/links.md:2: {{ site.gone }} was taken out; nothing here fills it"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{/*" * 60_000,
        "%%\n" * 60_000,
        "%% a " * 40_000,
        "".join(f'{"    " * n}=== "a"\n\n' for n in range(300)),
        "".join(f"{'> ' * n}[!faq] a\n" for n in range(1, 300)),
        "import a\n" * 20_000,
    ],
)
def test_hostile_pages_cost_little(tmp_path: Path, text: str) -> None:
    built: list[Course] = []

    def work(text: str) -> float:
        return work_of(lambda: built.append(build(tmp_path, {"a.mdx": f"# A\n\n{text}\n"})))

    honest = 5 * work("A sentence with `code`.\n\n" * (len(text) // 125))
    assert work(text) < 20 * honest
    assert [len(module.pages) for module in built[-1].modules] == [1]
