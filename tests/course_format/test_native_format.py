"""Reading a course in our own format: what is wrong is said by file and line, the rest goes on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cohort.course_format.folder import BIGGEST_TEXT
from cohort.course_format.front_matter import module_facts, page_facts, programme_facts
from cohort.course_format.reading import read_course
from cohort.course_format.values import Course
from config import ROOT

GOOD = "---\ntitle: A page\nminutes_to_read: 5\n---\n\nWords.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    course = tmp_path / "course"
    module = course / "01-first"
    (module / "pictures").mkdir(parents=True)
    (course / "programme.md").write_text("---\ntitle: The course\n---\nAbout.\n")
    (course / "00-start.md").write_text("---\ntitle: Start\nsummary: How.\n---\n\nHello.\n")
    (module / "module.md").write_text("---\ntitle: First\nopens_after_days: 7\n---\nWhy.\n")
    (module / "01-good.md").write_text(GOOD)
    (module / "pictures" / "map.png").write_bytes(b"\x89PNG")
    return course


def said(course: Course) -> list[str]:
    """The problems as they are shown."""
    return [str(problem) for problem in course.problems]


def test_a_course_is_read_whole(folder: Path) -> None:
    course = read_course(folder)
    assert course.problems == []
    assert (course.slug, course.kind) == ("course", "ours")
    assert programme_facts(course.text, "x").title == "The course"
    start, first = course.modules
    assert (first.slug, first.position, first.path) == ("first", 1, "01-first/module.md")
    assert module_facts(first.text, "x").opens_after_days == 7
    (page,) = first.pages
    assert (page.slug, page.position, page.text) == ("good", 1, GOOD)
    assert [asset.path for asset in course.assets] == ["01-first/pictures/map.png"]
    assert (start.slug, start.is_single_file) == ("start", True)


def test_a_module_in_one_file_is_its_front_matter_and_one_page(folder: Path) -> None:
    start = read_course(folder).modules[0]
    (page,) = start.pages
    assert page.slug == start.slug
    assert module_facts(start.text, "x").summary == "How."
    assert page.text == "\nHello.\n"
    assert start.text + page.text == (folder / "00-start.md").read_text()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("02-bad.md", b"---\ntitle: [unclosed\n---\nx", "02-bad.md:2: its front matter cannot be"),
        ("02-bad.md", b"---\n- a\n- list\n---\nx", "02-bad.md:1: its front matter has no"),
        ("02-bad.md", b"---\na: &a [x]\nb: &b [*a, *a]\n*b : 1\n---\n", "front matter cannot be"),
        ("02-bad.md", b"---\nx: " + b"[" * 9_000 + b"\n---\nx", "front matter cannot be"),
        ("02-bad.md", b"\x89PNG\r\n\x1a\n\xff\x00", "02-bad.md: it is not text"),
        ("02-bad.md", bytes(range(256)), "02-bad.md: it is not text"),
        ("02-bad.md", b"x" * (BIGGEST_TEXT + 1), "larger than 1024 kB; make several pages"),
        ("Bad Name.md", b"x", "a page is named like 01-ideas.md"),
        ("02-new.md", b"---\nminutes_to_read: soon\n---\nx", "a whole number, not 'soon'"),
        ("02-new.md", b"---\nminutes_to_read: 5.5\n---\nx", "a whole number, not '5.5'"),
        ("02-new.md", b"---\nminutes_to_read: {a: b}\n---\nx", "must be a whole number"),
        ("02-new.md", b"---\nminutes_to_read: !!int 0x" + b"f" * 9_000 + b"\n---\nx", "whole num"),
        ("02-good.md", b"x", "02-good.md: another one has the name good; this one is not read"),
        ("notes/01-deep.md", b"x", "notes/01-deep.md: pages stand in the module's own folder"),
        ("tool.exe", b"MZ", "tool.exe: this kind of file is not kept with a course"),
        (".secret.md", b"x", ".secret.md: hidden files are left out"),
        ("02-caf\u00e9.md", b"x", "it goes by cafe"),
    ],
)
def test_a_bad_file_is_named_and_the_rest_goes_on(
    folder: Path, name: str, content: bytes, words: str
) -> None:
    place = folder / "01-first" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    course = read_course(folder)
    assert [problem for problem in said(course) if words in problem], said(course)
    assert len(course.problems) == 1
    assert course.problems[0].path.startswith("01-first/")
    first = course.modules[1]
    assert first.pages[0].text == GOOD
    assert first.unread == ({"bad"} if name == "02-bad.md" else set())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Café".encode("utf-16"), "read as UTF-16"),
        (b"Caf\xe9", "it is not UTF-8"),
        ("Café".encode("utf-8-sig"), ""),
        ("Caf\u00e9".encode() + b"\x0c", "control characters"),
    ],
)
def test_other_encodings_are_read_with_a_warning(folder: Path, data: bytes, words: str) -> None:
    padding = b"" if words != "control characters" else b" " * 2000
    (folder / "01-first" / "02-odd.md").write_bytes(data + padding)
    course = read_course(folder)
    assert course.modules[1].pages[1].text.strip() == "Café"
    assert [words in text for text in said(course)] == ([True] if words else [])
    assert not any(problem.is_error for problem in course.problems)


def test_windows_line_ends_and_marks_are_read(folder: Path) -> None:
    text = "\ufeff" + GOOD.replace("\n", "\r\n")
    (folder / "01-first" / "02-windows.md").write_bytes(text.encode())
    course = read_course(folder)
    assert course.modules[1].pages[1].text == GOOD
    assert course.problems == []


def test_a_module_whose_own_file_is_bad_is_not_counted_as_gone(folder: Path) -> None:
    (folder / "01-first" / "module.md").write_text("---\ntitle: 'unclosed\n---\n")
    (folder / "02-empty").mkdir()
    (folder / "02-empty" / "01-page.md").write_text(GOOD)
    course = read_course(folder)
    assert [module.slug for module in course.modules] == ["start"]
    assert course.unread == {"first", "empty"}
    assert "02-empty/module.md: there is no such file; a module's folder needs one" in said(course)


def test_two_modules_of_one_name_are_refused(folder: Path) -> None:
    (folder / "03-first.md").write_text(GOOD)
    course = read_course(folder)
    assert said(course) == ["03-first.md: another one has the name first; this one is not read"]
    assert [module.slug for module in course.modules] == ["start", "first"]


def test_names_that_are_not_ours_get_a_slug_without_a_clash(folder: Path) -> None:
    for name in ("02-Good.md", "3. Où çà.md", "04-日本.md"):
        (folder / "01-first" / name).write_text("x")
    course = read_course(folder)
    slugs = [(page.position, page.slug) for page in course.modules[1].pages]
    assert slugs == [(1, "good"), (2, "good-2"), (3, "ou-ca"), (4, "part-4")]
    assert [problem.is_error for problem in course.problems] == [False] * 3


def test_links_out_of_the_course_and_in_circles_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(GOOD)
    first = folder / "01-first"
    (first / "02-out.md").symlink_to(tmp_path / "secret.md")
    (first / "passwd.txt").symlink_to("../../../../../../../../etc/passwd")
    (first / "03-circle.md").symlink_to("04-circle.md")
    (first / "04-circle.md").symlink_to("03-circle.md")
    (first / "05-gone.md").symlink_to("nowhere.md")
    (first / "loop").symlink_to("..")
    (first / "06-inside.md").symlink_to("01-good.md")
    course = read_course(folder)
    assert [page.slug for page in course.modules[1].pages] == ["good", "inside"]
    assert len(course.assets) == 1
    assert course.modules[1].unread == {"out", "circle", "gone"}
    outside = [text for text in said(course) if "a place outside the course" in text]
    assert [text.split(":")[0] for text in outside] == ["01-first/02-out.md", "01-first/passwd.txt"]
    assert len(course.problems) == 6


def test_what_is_no_plain_file_is_reported(folder: Path) -> None:
    os.mkfifo(folder / "01-first" / "02-pipe.md")
    (folder / "01-first" / "03-folder.md").mkdir()
    assert said(read_course(folder)) == ["01-first/02-pipe.md: it is not a plain file"]


def test_a_name_that_is_not_utf8_is_reported(folder: Path) -> None:
    (folder / "01-first" / os.fsdecode(b"02-caf\xe9.md")).write_text("x")
    (problem,) = read_course(folder).problems
    assert "its name is not UTF-8" in problem.text
    str(problem).encode()


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that anybody may enter, seen by somebody without rights."""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)
        was = os.geteuid()
        yield Path(place)
        os.seteuid(was)


def test_files_without_permission_are_reported(nobody: Path) -> None:
    for name in ("01-open.md", "02-shut.md", "03-folder/module.md"):
        (nobody / name).parent.mkdir(exist_ok=True)
        (nobody / name).write_text(GOOD)
    (nobody / "programme.md").write_text("x")
    (nobody / "02-shut.md").chmod(0)
    (nobody / "03-folder").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    course = read_course(nobody)
    assert [module.slug for module in course.modules] == ["open"]
    assert course.unread == {"shut", "folder"}
    assert sorted(said(course)) == [
        "02-shut.md: it cannot be read (permission denied)",
        "03-folder: the folder cannot be read (permission denied)",
    ]


def test_a_missing_folder_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        read_course(tmp_path / "nowhere")


def test_an_empty_folder_is_said_in_words(tmp_path: Path) -> None:
    course = read_course(tmp_path)
    assert (course.modules, len(course.problems)) == ([], 1)


def test_facts_stay_as_their_author_wrote_them() -> None:
    for written, title in [("1.10", "1.10"), ("Yes", "Yes"), ("2024-05-01", "2024-05-01")]:
        assert page_facts(f"---\ntitle: {written}\n---\n", "x").title == title


def test_a_title_comes_from_the_first_heading_in_plain_words() -> None:
    heading = "# The *whole* [cycle](x.md) `loop` ## {#top .big}"
    assert page_facts(f"\n{heading}\n\nText", "x").title == "The whole cycle loop"
    assert page_facts("Text\n\n# Later", "a-slug").title == "A slug"


@pytest.mark.parametrize("unit", ["#", " ", "# ", "[", "![", "`", "<", "{", "[](", "\\"])
def test_a_hostile_heading_costs_no_time(unit: str) -> None:
    page_facts("# a" + unit * 200_000 + "b", "x")


def test_aliases_that_grow_without_end_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = "---\n" + "\n".join([*lines, "objectives: *a11", "title: *a11"]) + "\n---\n"
    facts = module_facts(text, "slug")
    assert (facts.title, facts.objectives) == ("Slug", ())
    assert len(facts.problems) == 1


def test_the_shipped_course_is_whole() -> None:
    course = read_course(ROOT / "modules" / "commissioning-with-communities")
    assert course.problems == []
    assert [module.position for module in course.modules] == list(range(9))
    assert all(module.pages for module in course.modules)
