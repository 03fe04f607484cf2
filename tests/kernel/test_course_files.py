"""Reading a course from files: what is wrong is said by file, the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.kernel.course_files import BIGGEST_FILE, read_course
from cohort.kernel.courses.front_matter import module_facts, page_facts
from cohort.kernel.markdown import render_page
from config import ROOT

GOOD = "---\ntitle: A page\nminutes_to_read: 5\n---\nWords.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    course = tmp_path / "course"
    module = course / "01-first"
    module.mkdir(parents=True)
    (course / "programme.md").write_text("---\ntitle: The course\n---\nAbout.\n")
    (module / "module.md").write_text("---\ntitle: First\nopens_after_days: 7\n---\nWhy.\n")
    (module / "01-good.md").write_text(GOOD)
    return course


def test_a_course_is_read_whole(folder: Path) -> None:
    course = read_course(folder)
    assert course.problems == []
    assert "title: The course" in course.text
    (module,) = course.modules
    assert (module.slug, module.position) == ("first", 1)
    assert module_facts(module.text, "first").opens_after_days == 7
    assert (module.pages[0].slug, module.pages[0].text) == ("good", GOOD)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("02-bad.md", b"caf\xe9", "not text in UTF-8"),
        ("02-bad.md", b"\x89PNG\r\n\x1a\n\xff", "not text in UTF-8"),
        ("02-bad.md", b"x" * (BIGGEST_FILE + 1), "larger than 1024 kB"),
        ("Bad Name.md", b"x", "a page is named like 01-ideas.md"),
    ],
)
def test_a_bad_file_is_named_and_the_rest_goes_on(
    folder: Path, name: str, content: bytes, words: str
) -> None:
    (folder / "01-first" / name).write_bytes(content)
    course = read_course(folder)
    assert any(problem.path.endswith(name) and words in problem.text for problem in course.problems)
    assert "good" in [page.slug for page in course.modules[0].pages]
    if name == "02-bad.md":
        assert course.modules[0].unread == {"bad"}


def test_windows_line_ends_and_marks_are_read(folder: Path) -> None:
    text = "\ufeff" + GOOD.replace("\n", "\r\n")
    (folder / "01-first" / "02-windows.md").write_bytes(text.encode())
    page = read_course(folder).modules[0].pages[1]
    assert page.text == GOOD


def test_a_link_out_of_the_course_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(GOOD)
    (folder / "01-first" / "02-link.md").symlink_to(tmp_path / "secret.md")
    course = read_course(folder)
    assert len(course.modules[0].pages) == 1
    assert any("outside the course" in problem.text for problem in course.problems)


def test_the_shipped_course_is_whole() -> None:
    course = read_course(ROOT / "modules" / "commissioning-with-communities")
    assert course.problems == []
    assert [module.position for module in course.modules] == list(range(9))
    facts = [module_facts(module.text, module.slug) for module in course.modules]
    assert [fact.opens_after_days for fact in facts] == [0, 0, *range(21, 148, 21)]
    keys: list[str] = []
    for module in course.modules:
        texts = [page_facts(page.text, page.slug).body for page in module.pages]
        found = [render_page(text) for text in texts]
        assert [problem for page in found for problem in page.problems] == []
        kinds = {prompt.kind for page in found for prompt in page.prompts}
        assert kinds >= {"reflect", "discuss"}, module.slug
        assert module.position == 0 or "try" in kinds
        keys += [prompt.key for page in found for prompt in page.prompts]
    assert len(keys) == len(set(keys))
