"""`flask modules check`: what it prints, and exit codes that fit CI."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.course_authoring.folders import run
from tests.course_format.rendering import write

FACTS = "---\ntitle: T\nsummary: S\nminutes_to_read: 1\n---\n\n"


def course(folder: Path, body: str) -> Path:
    """A course of one page with this body."""
    return write(folder / "a-course", {"programme.md": FACTS, "01-one.md": FACTS + body})


def test_a_course_without_faults_passes_and_is_measured(app: Flask, tmp_path: Path) -> None:
    ran = run(app, "check", course(tmp_path, "Hello there.\n"))
    assert ran.code == 0
    assert "01-one.md: T: 2 words, 1 minutes to read (it says 1)" in ran.out
    assert "1 modules, 1 pages: 0 errors, 0 warnings." in ran.out


def test_an_error_fails_by_path_and_line(app: Flask, tmp_path: Path) -> None:
    ran = run(app, "check", course(tmp_path, "Hello.\n\n![](x.png)\n"))
    assert ran.code == 1
    assert "error: 01-one.md:9: this picture leads nowhere: x.png" in ran.out


def test_a_warning_fails_only_when_strict(app: Flask, tmp_path: Path) -> None:
    folder = course(tmp_path, "This " + "and that " * 20 + "ends.\n")
    assert run(app, "check", folder).code == 0
    ran = run(app, "check", "--strict", folder)
    assert ran.code == 1
    assert "warning: 01-one.md:7: a long sentence, 42 words" in ran.out


def test_wrong_use_has_a_code_of_its_own(app: Flask, tmp_path: Path) -> None:
    assert run(app, "check", tmp_path / "nowhere").code == 2
    assert run(app, "check", "--programme", "nobodys", course(tmp_path, "x")).code == 2
