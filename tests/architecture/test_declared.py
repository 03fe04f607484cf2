"""What features declare for the tests is read: no file of such a name stands where nobody looks."""

from __future__ import annotations

from pathlib import Path

from tests.declared import FOLDERS, declared, files, unread


def test_every_declaration_is_read() -> None:
    found = unread()
    assert not found, "\n".join(found)


def test_a_declaration_that_nobody_reads_is_named_with_what_to_do(tmp_path: Path) -> None:
    planted = {
        "discussions/counts.py": "PAGES = ()",
        "discussions/places.py": '"""Nothing."""\n\nPLACE = ()\n',
        "bulletins/places.py": "\nPLACES = ()",
        "bulletins/routes.txt": "",
    }
    for name, text in planted.items():
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"\n{text}")
    assert unread(tmp_path) == [
        "tests/bulletins/routes.txt is read by nobody: cohort/features.py lists no bulletins",
        "tests/bulletins/places.py is read by nobody: cohort/features.py lists no bulletins",
        "tests/discussions/places.py declares none of PLACES, NOT_PAGES, ELSEWHERE",
    ]


def test_declarations_come_in_floor_order() -> None:
    folders = [path.parent.name for path in files("routes.txt")]
    assert folders == [folder for folder in FOLDERS if folder in folders]
    assert len(folders) > 10
    rules = [form.rule for form in declared("routes", "FORMS")]
    assert rules.index("/sign-in") < rules.index("/cohorts/<cohort_slug>/threads")
    assert declared("routes", "NO_SUCH_NAME") == ()
