"""Whatever a folder holds, reading it ends soon, with words and never with a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohort.course_format.checking import check_course
from cohort.course_format.reading import read_course
from tests.course_format.rendering import build, write
from tests.patience import Measuring, work_of

NAMES = st.sampled_from(
    [
        "programme.md",
        "01-a/module.md",
        "01-a/02-b.md",
        "01-A é/x.md",
        "README.md",
        "SUMMARY.md",
        "mkdocs.yml",
        "_toc.yml",
        "_data/course.yml",
        "_config.yml",
        "config.yaml",
        "book.toml",
        "modules/a/_posts/2000-01-01-x.md",
        "episodes/01-x.md",
        "docs/_category_.json",
        "a/b/c/d.md",
        "links.md",
        "index.md",
        "_sidebar.md",
        "content/_index.md",
        "x.png",
        "10.md",
        "日本.md",
    ]
)
PIECES = st.sampled_from(
    [
        "---\n",
        "title: x\n",
        "title: [\n",
        "- a\n",
        "+++\n",
        "# A\n",
        "## B {#c}\n",
        "text ",
        "\n",
        "[x](y.md)",
        "![](z.png){alt='q'}",
        "{% include a %}",
        "{{ site.x }}",
        "{% raw %}",
        "::: note\n",
        ":::\n",
        "```\n",
        "```{note}\n",
        "> q\n{: .callout}\n",
        "<iframe src='https://a.b/c'></iframe>",
        "[[wiki|w]]",
        "{{< figure src='a' >}}",
        "<!--",
        "-->",
        "$$",
        "`",
        "modules: [a]\n",
        "nav:\n",
        "  - a: b.md\n",
        "* [T](a/b/c/d.md)\n",
        "\ufeff",
        "\ufdd0",
        "\x00",
        "{",
        "}",
        "(",
        ")",
        "{:toc}\n",
        "- TOC\n",
        "{%",
        "%}",
        "&a [*a]\n",
        "episodes:\n",
        "<script>",
        "x\n===\n",
        "{#a}",
        "(l)=\n",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map("".join).map(str.encode), st.binary(max_size=200)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, TEXTS, max_size=7))
def test_no_tree_raises(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for path, data in files.items():
            write(folder, {path: data})
        course = read_course(folder)
        for problem in check_course(course):
            assert problem.text
            str(problem).encode()


@pytest.mark.parametrize(
    "unit",
    ["[", "![](", "{% ", "{{ ", "{: ", "<iframe ", "<!--", "$$", "`", "[[", "](", "# a\n", "> - "],
)
def test_hostile_text_costs_no_more_than_honest_text(tmp_path: Path, unit: str) -> None:
    def cost(count: int) -> float:
        write(tmp_path, {"a.md": "x\n\n" + unit * count, "b.md": "x"})
        return work_of(lambda: read_course(tmp_path))

    few = max(cost(5_000), 0.02)
    assert cost(20_000) < 12 * few  # four times the text; the square would be sixteen times


READ = """
import sys
from pathlib import Path
from cohort.course_format.reading import read_course
course = read_course(Path(sys.argv[1]))
print(sum(len(module.pages) for module in course.modules), len(course.problems))
"""


def test_500_files_are_read_in_little_memory(tmp_path: Path) -> None:
    body = "## A heading\n\nSome words with a [link](page-1.md) and `code`.\n\n" * 60
    files: dict[str, str | bytes] = {
        f"docs/{part:02d}-part/page-{page}.md": f"# Page {page}\n\n{body}"
        for part in range(20)
        for page in range(25)
    }
    write(tmp_path / "course", files)
    read = Measuring(["-c", READ, tmp_path / "course"], tmp_path).end()
    assert read.said.split() == ["500", "0"]
    assert read.megabytes < 300


def test_a_page_of_10_mb_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    course = build(tmp_path, {"a.md": "x" * 10_000_000, "b.md": "# B\n\nhello"})
    assert [str(problem) for problem in course.problems] == [
        "a.md: it is larger than 1024 kB; make several pages of it"
    ]
    assert [page.slug for module in course.modules for page in module.pages] == ["b"]
