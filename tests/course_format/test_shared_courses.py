"""Two real courses, written by others: all of them comes through, in order, without leftovers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cohort.course_format.checking import examine
from cohort.course_format.front_matter import page_facts, programme_facts
from cohort.course_format.reading import read_course
from cohort.course_format.values import Course
from tests.course_format.rendering import SHARED, bodies, leftovers, shown, titles

P2PU = SHARED / "p2pu-template"
WORKBENCH = SHARED / "carpentries-instructor-training"
POSTS = "modules/content/_posts/"

pytestmark = pytest.mark.foreign_courses


@pytest.fixture(scope="module")
def p2pu() -> Course:
    return read_course(P2PU)


@pytest.fixture(scope="module")
def workbench() -> Course:
    return read_course(WORKBENCH)


def test_the_p2pu_course_has_its_titles_in_order(p2pu: Course) -> None:
    assert p2pu.kind == "p2pu"
    about = programme_facts(p2pu.text, "x")
    assert about.title == "Course-in-a-Box"
    assert about.summary.endswith("creating online courses, built by P2PU")
    assert titles(p2pu) == [
        (
            "Setup",
            ["Getting Started with GitHub", "Required Setup", "Understanding the Course Template"],
        ),
        ("Content", ["Markdown & Media", "Homepage", "Modules", "Submodules"]),
        (
            "Customize",
            [
                "Add Single Pages",
                "Add Links to the Top Menu",
                "Set a Custom Domain",
                "Use Google Analytics",
                "Add a Favicon",
                "Choose a Course License",
            ],
        ),
    ]
    slugs = [page.slug for page in p2pu.modules[2].pages]
    assert slugs[:3] == ["single-pages", "top-menu", "custom-domain"]


def test_every_image_that_the_p2pu_course_has_is_found(p2pu: Course) -> None:
    there = {str(path.relative_to(P2PU)) for path in (P2PU / "img").iterdir()}
    assert {asset.path for asset in p2pu.assets} >= there
    html = "\n".join(shown(p2pu).values())
    found = set(re.findall(r'src="course:asset/_/([^"]+)"', html))
    assert found == {
        "img/preview-changes.png",
        "img/logo.png",
        "img/example-top-nav-no-link.png",
        "img/example-top-nav-link.png",
    }


def test_links_between_pages_of_the_p2pu_course_lead_to_them(p2pu: Course) -> None:
    html = shown(p2pu)
    assert 'href="course:page/content/modules"' in html[POSTS + "2000-01-02-homepage.md"]
    assert 'href="course:page/content/submodules"' in html[POSTS + "2000-01-02-homepage.md"]
    setup = html["modules/setup/_posts/2000-01-02-required-setup.md"]
    assert 'href="course:page/customize/custom-domain"' in setup
    front = programme_facts(p2pu.text, "").body
    assert "](01-setup/01-getting-started.md)" in front
    assert "](02-content/01-markdown-and-media.md)" in front


def test_films_become_blocks_and_code_stays_code(p2pu: Course) -> None:
    text = bodies(p2pu)[POSTS + "2000-01-01-markdown-and-media.md"]
    film = '::: {.video title="Video" url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"}\n:::'
    assert text.count(film) == 2
    assert text.count("<iframe") == 2  # both in code, where the page shows how it is done
    assert "![alt]({{site.baseurl}}/img/logo.png)\n```" in text
    assert "![alt](../img/logo.png)\n" in text
    assert "raw %}" not in text.replace("<!-- {% raw %} -->", "").replace(
        "<!-- {% endraw %} -->", ""
    )


def test_every_problem_of_the_p2pu_course_has_its_own_path_and_line(p2pu: Course) -> None:
    assert [str(problem) for problem in p2pu.problems] == [
        "modules/README.md: it is about the files, so it is no page",
        ".: files that are no part of a course are left out (no ending)",
        f"{POSTS}2000-01-01-markdown-and-media.md:168: a film became a ::: video block; "
        "write its title and its transcript",
        f"{POSTS}2000-01-01-markdown-and-media.md:176: a film became a ::: video block; "
        "write its title and its transcript",
    ]
    dead = [str(p) for p in examine(p2pu).problems if "leads nowhere" in p.text]
    assert dead == [
        "modules/setup/_posts/2000-01-03-course-template.md:8: "
        "this picture leads nowhere: /img/course-template.png",
        f"{POSTS}2000-01-02-homepage.md:13: this picture leads nowhere: /img/example-jumbotron.png",
        "modules/customize/_posts/2000-01-01-single-pages.md:9: "
        "this picture leads nowhere: /img/example-single-page.png",
        "modules/customize/_posts/2000-01-05-favicon.md:9: "
        "this picture leads nowhere: /img/favicon.ico",
    ]


def test_the_workbench_lesson_has_its_titles_in_order(workbench: Course) -> None:
    assert workbench.kind == "workbench"
    about = programme_facts(workbench.text, "x")
    assert (about.title, about.language) == ("Instructor Training", "en")
    assert about.licence == "CC BY 4.0"
    pages = [page for module in workbench.modules for page in module.pages]
    episodes = [page.path for page in pages if page.path.startswith("episodes/")]
    assert episodes == sorted(
        f"episodes/{path.name}" for path in (WORKBENCH / "episodes").glob("*.md")
    )
    for page in pages:
        first = (WORKBENCH / page.path).read_text()
        said = re.search(r"\A---\n(?:.*\n)*?title: *(['\"]?)(.*)\1\n", first)
        assert said
        assert page_facts(page.text, "").title == said[2], page.path
    modules = [title for title, _ in titles(workbench)]
    assert modules[:3] == ["Instructor Training", "How Learning Works", "Building Teaching Skill"]
    assert modules[-2:] == ["For learners", "For instructors"]
    assert len(modules) == len(set(modules))


def test_the_workbench_lesson_keeps_its_minutes(workbench: Course) -> None:
    (expertise,) = [p for m in workbench.modules for p in m.pages if p.slug == "expertise"]
    assert page_facts(expertise.text, "").minutes_to_read == 20


def test_instructors_notes_are_for_facilitators_alone(workbench: Course) -> None:
    html = shown(workbench)
    assert "Icebreaker Ideas" in html["instructors/icebreakers.md"]
    notes = bodies(workbench)["instructors/icebreakers.md"]
    assert notes.lstrip().startswith("::::: facilitator\n")
    assert notes.endswith(":::::\n")
    assert not re.search(r"^:+ *instructor", "\n".join(bodies(workbench).values()), re.MULTILINE)


def test_links_between_episodes_lead_to_them(workbench: Course) -> None:
    html = shown(workbench)
    assert (
        'href="course:page/how-learning-works/practice-learning"'
        in html["episodes/04-expertise.md"]
    )
    assert 'href="course:page/how-learning-works/expertise#s-expertise-and-teaching"' in "\n".join(
        html.values()
    )
    assert "course:page/for-learners/checkout" in html["learners/setup.md"]
    assert "course:page/for-instructors/icebreakers" in "\n".join(html.values())


def test_alternative_words_and_captions_of_images_come_through(workbench: Course) -> None:
    html = shown(workbench)["episodes/04-expertise.md"]
    assert 'src="course:asset/_/episodes/fig/mental_models.svg"' in html
    assert 'alt="Three collections of six circles.' in html


@pytest.mark.parametrize("folder", [P2PU, WORKBENCH])
def test_no_reader_sees_the_marks_of_another_tool(folder: Path) -> None:
    found = {path: leftovers(html) for path, html in shown(read_course(folder)).items()}
    assert {path: marks for path, marks in found.items() if marks} == {}


@pytest.mark.parametrize("folder", [P2PU, WORKBENCH])
def test_what_is_dead_is_dead_in_the_folder_as_well(folder: Path) -> None:
    for problem in examine(read_course(folder)).problems:
        if "leads nowhere" in problem.text:
            target = problem.text.partition("leads nowhere: ")[2].lstrip("./")
            assert not target.startswith("#")
            assert not list(folder.rglob(target.rpartition("/")[2])), problem
            line = (folder / problem.path).read_text().split("\n")[problem.line - 1]
            assert target.rpartition("/")[2] in line or "[" in line, problem
