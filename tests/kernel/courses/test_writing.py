"""Writing a course: letter for letter what was read, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.kernel.courses.reading import read_course
from cohort.kernel.courses.values import Course, ModuleFile
from cohort.kernel.courses.writing import FolderInTheWay, write_course
from config import ROOT
from tests.kernel.courses.rendering import SHARED, build

FILES: dict[str, str | bytes] = {
    "programme.md": "---\ntitle: 'A course'   # kept\n---\n\n\nAbout.\n\n\n",
    "00-start.md": "---\ntitle: Start\n...\nHello",
    "03-plain.md": "# No front matter\n\nText  \n",
    "001-power/module.md": "---\ntitle: Power\nodd: [1,  2]\n---\n",
    "001-power/01-a.md": "text without an end",
    "001-power/1-b.md": "---\ntitle: B\n---\n\n\n",
    "001-power/fig/Map of it.png": b"\x89PNG",
    "logo.svg": "<svg/>",
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def same(course: Course) -> object:
    """All of a course that writing and reading must keep, but for where its files stood."""
    return (
        course.text,
        [(m.slug, m.position, m.text, m.is_single_file, _pages(m)) for m in course.modules],
        sorted((asset.path, asset.source.read_bytes()) for asset in course.assets),
    )


def _pages(module: ModuleFile) -> list[tuple[str, int, str]]:
    return [(page.slug, page.position, page.text) for page in module.pages]


def test_our_own_format_is_written_letter_for_letter(tmp_path: Path) -> None:
    course = build(tmp_path / "course", FILES)
    assert course.problems == []
    write_course(course, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "course")
    again = read_course(tmp_path / "out")
    assert again.modules == course.modules
    assert same(again) == same(course)


def test_the_shipped_course_is_written_letter_for_letter(tmp_path: Path) -> None:
    shipped = ROOT / "modules" / "commissioning-with-communities"
    write_course(read_course(shipped), tmp_path / "out")
    assert contents(tmp_path / "out") == contents(shipped)


@pytest.mark.parametrize("name", ["p2pu-template", "carpentries-instructor-training"])
def test_a_converted_course_reads_the_same_once_written(tmp_path: Path, name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the courses are not beside the project")
    course = read_course(SHARED / name)
    write_course(course, tmp_path / "out")
    again = read_course(tmp_path / "out")
    assert again.kind == "ours"
    assert again.problems == []
    assert same(again) == same(course)
    write_course(again, tmp_path / "third")
    assert contents(tmp_path / "third") == contents(tmp_path / "out")


def test_a_folder_that_holds_something_is_left_alone_unless_asked(tmp_path: Path) -> None:
    course = build(tmp_path / "course", FILES)
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(FolderInTheWay, match="is not empty"):
        write_course(course, out)
    assert contents(out) == {"mine.txt": b"mine"}
    write_course(course, out, replace=True)
    assert contents(out) == contents(tmp_path / "course")


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    course = build(tmp_path / "course", FILES)
    course.assets[0].source.unlink()
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(FileNotFoundError):
        write_course(course, out)
    assert contents(out) == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "out"]
