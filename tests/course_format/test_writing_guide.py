"""docs/writing-modules.md is the author's guide; its example has to work as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cohort.course_format.checking import examine
from cohort.course_format.front_matter import module_facts, page_facts
from cohort.course_format.reading import read_course
from cohort.course_format.values import Course
from cohort.markdown import RenderedPage, render_page
from config import ROOT
from tests.pictures import picture

GUIDE = (ROOT / "docs/writing-modules.md").read_text()
FILE = re.compile(r"^`([\w./-]+\.md)`\n\n````markdown\n(.*?)^````$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's folder, with the two files that stand beside its pages."""
    course = tmp_path / "good-neighbours"
    for path, text in FILE.findall(GUIDE):
        place = course / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    module = course / "01-meeting-neighbours"
    (module / "fig").mkdir()
    (module / "fig/street.png").write_bytes(picture())
    (module / "visit-notes.csv").write_text("Who,What surprised me\n")
    return course


@pytest.fixture
def course(folder: Path) -> Course:
    return read_course(folder)


def rendered(course: Course, number: int) -> RenderedPage:
    """The example's nth page, its links found as if all of them led somewhere."""
    page = course.modules[0].pages[number]
    facts = page_facts(page.text, page.slug)
    return render_page(facts.body, resolve=stored, first_line=facts.body_line)


def stored(target: str) -> str:
    """A stored address for a relative one; tests/course_modules shows the real thing."""
    path, _, place = target.partition("#")
    if path.endswith(".md"):
        slug = path.rpartition("/")[2].removesuffix(".md")[3:]
        return f"course:page/meeting-neighbours/{slug}" + (f"#s-{place}" if place else "")
    return f"course:asset/01-meeting-neighbours/{path}"


def all_html(page: RenderedPage) -> str:
    return "\n".join(str(part.get("html", "")) for part in page.parts)


def test_the_example_is_read_as_it_is_meant(course: Course) -> None:
    assert course.problems == []
    assert [module.slug for module in course.modules] == ["meeting-neighbours"]
    assert [page.slug for page in course.modules[0].pages] == ["who-lives-here", "a-first-visit"]
    facts = module_facts(course.modules[0].text, "")
    assert facts.problems == ()
    assert facts.objectives == ("Say who lives near you.", "Pay one first visit.")
    assert {asset.path for asset in course.assets} == {
        "01-meeting-neighbours/fig/street.png",
        "01-meeting-neighbours/visit-notes.csv",
    }


def test_the_check_finds_nothing_in_the_example(course: Course) -> None:
    assert [str(problem) for problem in examine(course).problems] == []


@pytest.mark.parametrize(
    ("file", "words", "instead", "said"),
    [
        ("01-who-lives-here.md", "![A row of six houses. Two have lit windows.]", "![]", "words"),
        ("02-a-first-visit.md", "01-who-lives-here.md#", "01-who-lived-here.md#", "nowhere"),
        ("02-a-first-visit.md", "#gn-one-visit", "#gn-what-got-in-the-way", "twice"),
        ("02-a-first-visit.md", "## Key points", "#### Key points", "level"),
        ("02-a-first-visit.md", "::: keypoints", "::: mainpoints", "unknown block"),
    ],
)
def test_the_check_refuses_what_the_guide_says(
    folder: Path, file: str, words: str, instead: str, said: str
) -> None:
    page = folder / "01-meeting-neighbours" / file
    assert page.read_text().count(words) == 1
    page.write_text(page.read_text().replace(words, instead))
    refused = [str(problem) for problem in examine(read_course(folder)).problems]
    assert len(refused) >= 1
    assert all(file in problem for problem in refused), refused
    assert any(said in problem for problem in refused), refused


def test_the_example_shows_what_the_guide_says(course: Course) -> None:
    first, second = rendered(course, 0), rendered(course, 1)
    assert first.problems == second.problems == []
    html = all_html(first)
    assert 'src="course:asset/01-meeting-neighbours/fig/street.png"' in html
    assert "<figcaption>Our street at eight in the evening.</figcaption>" in html
    assert "<dt>Bold guess</dt>" in html
    assert "<summary>How to draw the map</summary>" in html
    assert 'href="course:page/meeting-neighbours/a-first-visit#s-before-you-go"' in html
    assert "Since March. We asked the agent." in html
    assert "Ask a child." in html
    assert [term.term for term in first.terms] == ["Neighbour"]
    assert [(p.key, p.kind, p.template) for p in first.prompts] == [
        ("gn-door-i-pass", "reflect", "what-so-what-now-what")
    ]
    assert [(p.key, p.kind) for p in second.prompts] == [
        ("gn-one-visit", "try"),
        ("gn-what-got-in-the-way", "discuss"),
    ]
    kinds = [part["kind"] for part in second.parts if part["kind"] != "html"]
    assert kinds == ["video", "try", "discuss", "facilitator"]
    video = next(part for part in second.parts if part["kind"] == "video")
    assert video["url"] == "https://video.example.org/visit"
    assert video["poster"] == "course:asset/01-meeting-neighbours/fig/street.png"
    assert "fetches a chair" in video["html"]
    assert 'href="course:asset/01-meeting-neighbours/visit-notes.csv"' in all_html(second)
    assert "(CSV table)" in all_html(second)
    assert ":::" not in all_html(first) + all_html(second)


def test_the_guide_names_every_block_there_is() -> None:
    from cohort.markdown.blocks import LABELS

    table = GUIDE[GUIDE.index("| Block | What readers see") :].split("\n\n")[0]
    named = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    assert set(named) == set(LABELS)


def test_the_guides_own_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^##+ (.*)$", GUIDE, re.MULTILINE)
    }
    prose = FILE.sub("", GUIDE)
    places = set(re.findall(r"\]\(#([\w-]+)\)", prose))
    assert places <= headings
