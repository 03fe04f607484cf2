"""`flask modules check`: what it refuses, what it warns of, how it ends, with and without a
database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from cohort.app import create_app
from config import ROOT
from tests.conftest import config_for
from tests.course_authoring.folders import SHIPPED, page, run, small_course, write
from tests.world import World


@pytest.fixture
def no_database(tmp_path: Path) -> Flask:
    """An app whose database cannot be reached."""
    return create_app(config_for(f"sqlite:///{tmp_path / 'none' / 'none.db'}", tmp_path))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """With every fact that check asks for."""
    folder = small_course(tmp_path / "small")
    facts = "summary: In short.\nminutes_to_read: 1\n---"
    for name in ("00-start.md", "01-power/module.md"):
        text = (folder / name).read_text()
        write(folder, {name: text.replace("\n---", f"\n{facts}", 1)})
    return folder


def test_the_shipped_course_has_nothing_to_put_right(no_database: Flask) -> None:
    ran = run(no_database, "check", SHIPPED, "--strict")
    assert ran.code == 0, ran.out
    assert "9 modules, 18 pages: 0 errors, 0 warnings." in ran.out
    assert "01-seeing-commissioning-afresh/module.md: " in ran.out
    assert "reading age" in ran.out


REFUSED = {
    "a prompt id twice": (
        "::: {.reflect #power-who}\nAgain?\n:::",
        "01-power/04-bad.md:5: the prompt id #power-who stands at 01-power/01-where.md:11 already",
    ),
    "a picture without words": ("![](fig/map.png)", "01-power/04-bad.md:5:"),
    "a skipped heading": ("## One\n\n#### Three", "01-power/04-bad.md:7:"),
    "a dead link": ("[There](03-nowhere.md)", "01-power/04-bad.md:5:"),
    "an unknown block": ("::: mystery\nWords.\n:::", "01-power/04-bad.md:5:"),
    "a video without transcript": (
        '::: {.video title="A film" src="https://example.org/a"}\n:::',
        "01-power/04-bad.md:5:",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_by_file_and_line(
    no_database: Flask, course: Path, case: str
) -> None:
    assert run(no_database, "check", course).code == 0
    body, words = REFUSED[case]
    write(course, {"01-power/04-bad.md": page("Bad", body)})
    ran = run(no_database, "check", course)
    assert (ran.code, words in ran.out) == (1, True), ran.out


def test_warnings_fail_a_strict_check_alone(no_database: Flask, course: Path) -> None:
    long = " ".join(["word"] * 60) + "."
    write(course, {"01-power/04-long.md": page("Long", long)})
    ran = run(no_database, "check", course)
    assert (ran.code, "warning: 01-power/04-long.md:5: a long sentence" in ran.out) == (0, True)
    assert "1 warnings" in ran.out
    assert run(no_database, "check", course, "--strict").code == 1


def test_a_file_that_an_import_would_refuse_is_told(no_database: Flask, course: Path) -> None:
    write(course, {"01-power/fig/bad.png": b"MZ" * 40})
    ran = run(no_database, "check", course)
    assert ran.code == 1
    assert "01-power/fig/bad.png: the file could not be read as a picture" in ran.out


def test_wrong_use_and_empty_folders(no_database: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run(no_database, "check", tmp_path / "nowhere").code == 2
    ran = run(no_database, "check", tmp_path / "empty")
    assert (ran.code, "there is no module in this folder" in ran.out) == (1, True)


def test_an_id_that_went_while_people_had_answered_it_is_refused(
    world: World, course: Path
) -> None:
    run(world.app, "import", course)
    person, cohort = world.person(), world.cohort("small")
    world.join(person, cohort)
    text = (course / "01-power/01-where.md").read_text()
    write(course, {"01-power/01-where.md": text.replace("power-who", "power-whom")})
    assert run(world.app, "check", course, "--programme", "small").code == 0
    address = f"/cohorts/{cohort}/log/new?prompt=power-who"
    world.browser(person).submit(address, "power-who", title="", body="My answer")
    ran = run(world.app, "check", course, "--programme", "small")
    assert ran.code == 1
    assert "the prompt #power-who has answers and stands in no page" in ran.out
    assert "My answer" not in ran.out
    assert run(world.app, "check", course).code == 0
    assert run(world.app, "check", course, "--programme", "no-such").code == 2


FAULTS = {
    "a dead link": {"01-power/04-bad.md": page("Bad", "[gone](nowhere.md)")},
    "a dead place on another page": {"01-power/04-bad.md": page("Bad", "[x](01-where.md#gone)")},
    "a reserved page": {"01-power/04-files.md": page("Bad")},
    "a reserved module": {"04-search/module.md": page("Bad"), "04-search/01-a.md": page("A")},
    "a reserved single file": {"04-whole.md": page("Bad")},
    "a page without a title": {"01-power/04-bad.md": "Words.\n"},
    "a prompt twice": {"01-power/04-bad.md": page("Bad", "::: {.reflect #power-who}\nAgain?\n:::")},
    "a file that is no picture": {"01-power/bad.png": b"no picture"},
    "a picture that is no picture": {
        "01-power/bad.png": b"no picture",
        "01-power/04-bad.md": page("Bad", "![Words](bad.png)"),
    },
    "a dead link on the front page": {"programme.md": page("A course", "[gone](nowhere.md)")},
    "facts that are not facts": {"01-power/04-bad.md": "---\ntitle: [\n---\n\nWords.\n"},
    "a module without its file": {"04-bad/01-a.md": page("A")},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_check_and_every_import_say_the_same(world: World, course: Path, fault: str) -> None:
    write(course, FAULTS[fault])
    checked = run(world.app, "check", course)
    first = run(world.app, "import", course)
    again = run(world.app, "import", course)
    dry = run(world.app, "import", course, "--dry-run")
    assert [ran.code for ran in (checked, first, again, dry)] == [1, 1, 1, 1], first.out
    errors = [errors_of(ran.out) for ran in (checked, first, again, dry)]
    assert errors[0]
    assert errors == [errors[0]] * 4
    assert f"{len(errors[0])} error" in again.out


def errors_of(out: str) -> list[str]:
    """The lines that name a fault, as a check and an import both write them."""
    same = out.replace(" too, which keeps it; give this one another", " already")
    lines = [line.removeprefix("error: ") for line in same.splitlines()]
    told = [line for line in lines if ".md:" in line or "png:" in line]
    beside = ("reading age", "warning", "minutes to read")
    return sorted(line for line in told if not any(words in line for words in beside))


@pytest.mark.parametrize(
    "env",
    [{}, {"COHORT_ENV": "production"}, {"COHORT_ENV": "sideways"}, {"DATABASE_URL": "mysql://x"}],
    ids=str,
)
def test_no_environment_is_needed(course: Path, env: dict[str, str]) -> None:
    ran = flask_alone(env, "modules", "check", str(course))
    assert ran.returncode == 0, ran.stderr
    assert "2 modules, 4 pages: 0 errors, 0 warnings." in ran.stdout


def test_other_commands_still_need_one(course: Path) -> None:
    for asked in (["modules", "import", str(course)], ["modules", "check", ".", "--programme=x"]):
        ran = flask_alone({}, *asked)
        assert ran.returncode == 1
        assert "must be set in production" in ran.stderr


def flask_alone(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`flask --app wsgi …` in an environment of these variables alone."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
