"""The course that comes with the platform, held to what its readers were promised."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

import pytest

from cohort.course_format.checking import examine
from cohort.course_format.front_matter import module_facts, page_facts
from cohort.course_format.reading import read_course
from cohort.course_format.values import Course, ModuleFile
from cohort.markdown import RenderedPage, render_page
from config import ROOT

FOLDER = ROOT / "modules/commissioning-with-communities"
FEWEST_WORDS, MOST_WORDS = 900, 1400  # of a module, as a participant reads it
OLDEST = 14  # years of reading age
IN_LAW = (
    "This is learning material, not legal advice; talk to your procurement and legal colleagues."
)
FOUNDATIONS = {
    "",  # Start here belongs to none
    "Shared purpose",
    "Collaborative mindset",
    "Healthy relationships",
    "Collaborative behaviours",
    "Collaborative infrastructure",
    "Shared learning",
}
# Answers hang on these: they are the course's promise to those who have answered.
PROMPTS = {
    "m0-introduce-yourself",
    "m0-make-room-in-the-diary",
    "m0-what-i-hope-to-do-differently",
    "m1-draw-your-last-round",
    "m1-one-stage-sooner",
    "m1-who-was-in-the-room",
    "m2-a-decision-to-own-outright",
    "m2-power-walk",
    "m2-what-stopped-us",
    "m3-if-there-were-no-consequences",
    "m3-the-story-they-might-tell",
    "m3-two-unhurried-conversations",
    "m4-half-a-day-with-a-guide",
    "m4-help-without-taking-over",
    "m4-what-no-report-says",
    "m5-an-honest-plan",
    "m5-rewrite-one-page-together",
    "m5-when-participation-went-badly",
    "m6-grant-or-contract",
    "m6-rules-i-have-not-read",
    "m6-three-routes-in-an-hour",
    "m7-a-meeting-in-two-halves",
    "m7-three-learning-questions",
    "m7-what-reports-have-changed",
    "m8-a-hundred-day-plan",
    "m8-one-change-and-who-helped",
    "m8-what-i-do-now",
}


@cache
def course() -> Course:
    return read_course(FOLDER)


def pages(module: ModuleFile) -> list[RenderedPage]:
    """The module's introduction and pages, rendered."""
    facts = module_facts(module.text, module.slug)
    bodies = [facts.body, *(page_facts(page.text, page.slug).body for page in module.pages)]
    return [render_page(body, resolve=lambda target: f"course:asset/{target}") for body in bodies]


def html(module: ModuleFile, *, without: tuple[str, ...] = ()) -> str:
    parts = [part for page in pages(module) for part in page.parts]
    return "\n".join(part["html"] for part in parts if part["kind"] not in without)


MODULES = [module.slug for module in course().modules]
each_module = pytest.mark.parametrize("slug", MODULES)
each_numbered_module = pytest.mark.parametrize("slug", MODULES[1:])


def the(slug: str) -> ModuleFile:
    return next(module for module in course().modules if module.slug == slug)


def test_the_check_finds_nothing_not_even_to_warn_of() -> None:
    examined = examine(course())
    assert [str(problem) for problem in examined.problems] == []
    assert course().problems == []


def test_there_are_eight_modules_and_a_start() -> None:
    assert len(MODULES) == 9
    assert MODULES[0] == "start-here"


def test_no_page_asks_for_an_older_reader() -> None:
    examined = examine(course())
    old = {r.path: r.age for r in [*examined.pages, *examined.modules] if (r.age or 0) > OLDEST}
    assert old == {}
    assert all(reading.age for reading in examined.pages)


def test_the_minutes_fit_the_words() -> None:
    examined = examine(course())
    wrong = {
        reading.path: (reading.said, reading.minutes)
        for reading in [*examined.pages, *examined.modules]
        if abs(reading.said - reading.minutes) > 1
    }
    assert wrong == {}


@each_numbered_module
def test_a_module_is_as_long_as_an_evening_allows(slug: str) -> None:
    words = re.sub(r"<[^>]+>", " ", html(the(slug), without=("facilitator",))).split()
    assert FEWEST_WORDS <= len(words) <= MOST_WORDS
    assert 2 <= len(the(slug).pages) <= 4


def test_prompts_keep_their_ids() -> None:
    found = [prompt.key for m in course().modules for p in pages(m) for prompt in p.prompts]
    assert len(found) == len(set(found))
    assert set(found) == PROMPTS


@each_module
def test_a_module_has_all_its_parts(slug: str) -> None:
    module = the(slug)
    facts = module_facts(module.text, slug)
    kinds = [part["kind"] for page in pages(module) for part in page.parts]
    assert (kinds.count("reflect"), kinds.count("discuss"), kinds.count("try")) == (1, 1, 1)
    assert kinds.count("facilitator") == 1
    text = html(module)
    assert text.count("block-story") == 1
    assert text.count("block-keypoints") == 1
    assert "block-glossary" in text
    assert 2 <= len(facts.objectives) <= 4
    assert facts.foundation in FOUNDATIONS
    assert bool(facts.foundation) == (slug != "start-here")


@each_module
def test_a_story_says_that_it_is_invented(slug: str) -> None:
    story = html(the(slug)).split("block-story")[1]
    assert "<em>This story is invented" in story


@each_numbered_module
def test_a_module_names_three_sources_with_their_addresses(slug: str) -> None:
    last = the(slug).pages[-1].text
    further = last[last.index("## Go further") :].split(":::")[0]
    assert len(re.findall(r"^- .*\]\(https://[^)]+\)", further, re.MULTILINE)) == 3


@pytest.mark.parametrize("slug", MODULES[6:8])
def test_what_touches_law_says_that_it_is_no_advice(slug: str) -> None:
    assert IN_LAW in html(the(slug))


def test_its_files_are_few_small_and_all_used() -> None:
    text = "\n".join(page.text for module in course().modules for page in module.pages)
    for asset in course().assets:
        assert asset.source.stat().st_size < 40_000, asset.path
        name = PurePosixPath(asset.path).name
        assert name in text, asset.path
