"""The suite itself: what it leaves out, what it keeps, what it waits for, what it needs."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from config import ROOT
from tests import conftest
from tests.conftest import Keeps, _is_left_out
from tests.world import Person, World

# --- What is left out ------------------------------------------------------------------------


def an_item(*marks: str, fixtures: Iterable[str] = ("database_url",)) -> Any:
    return SimpleNamespace(
        get_closest_marker=lambda name: name if name in marks else None, fixturenames=fixtures
    )


def a_run(database: str, *, full: bool = False) -> Any:
    options = {"--database": database, "--full": full}
    return SimpleNamespace(getoption=options.__getitem__)


@pytest.mark.parametrize(
    ("item", "on_postgresql", "in_full"),
    [
        (an_item(), True, True),
        (an_item("sqlite_is_enough"), False, True),
        (an_item(fixtures=()), False, False),
    ],
    ids=["about the database", "about pages", "about neither"],
)
def test_a_whole_run_leaves_out_what_would_tell_nothing_new(
    item: Any, on_postgresql: bool, in_full: bool
) -> None:
    for full, runs in ((False, on_postgresql), (True, in_full)):
        assert _is_left_out(item, a_run("postgresql", full=full), whole=True) is not runs
        assert not _is_left_out(item, a_run("sqlite", full=full), whole=True)
        assert not _is_left_out(item, a_run("postgresql", full=full), whole=False)


def test_what_is_about_postgresql_runs_there_alone() -> None:
    for whole in (True, False):
        assert _is_left_out(an_item("only_postgresql"), a_run("sqlite"), whole=whole)
        assert not _is_left_out(an_item("only_postgresql"), a_run("postgresql"), whole=whole)


def test_what_reads_courses_that_are_not_here_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(conftest, "COURSES", tmp_path)
    assert not _is_left_out(an_item("foreign_courses"), a_run("sqlite"), whole=True)
    monkeypatch.setattr(conftest, "COURSES", tmp_path / "nowhere")
    assert _is_left_out(an_item("foreign_courses"), a_run("sqlite"), whole=False)


# --- What is kept ----------------------------------------------------------------------------


def somebody(world: World) -> Person:
    found = world.person("Somebody")
    world.photo(found)
    return found


def test_a_kept_world_is_as_it_was_built_whatever_was_done_to_it(
    app: Flask, kept: Keeps, workplace: Path
) -> None:
    def photos() -> list[str]:
        return sorted(path.name for path in (workplace / "files").rglob("*.webp"))

    found, world = kept(somebody), World(app)
    assert photos()
    before, shown = photos(), world.browser(found).get("/account/profile").text
    world.person("Somebody else")
    world.profile(found, job="Changed")
    world.photo(found, colour=(1, 2, 3))
    assert photos() != before
    assert kept(somebody) is found
    assert photos() == before
    assert world.browser(found).get("/account/profile").text == shown


# --- What it waits for -----------------------------------------------------------------------

WALL_CLOCKS = ("monotonic", "perf_counter")


def wall_clocks(source: str) -> list[int]:
    """The lines that look at a clock on the wall."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr.removesuffix("_ns") in WALL_CLOCKS
    ]


def test_no_test_fails_because_a_machine_is_slow() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != "patience.py" and "bench" not in path.parts
        for line in wall_clocks(path.read_text())
    }
    assert not found, (
        f"{sorted(found)}: wait with wait_until, and measure processor time with work_of, "
        "or a ratio of the same run; see tests/patience.py"
    )


def test_a_look_at_the_clock_on_the_wall_is_noticed() -> None:
    assert wall_clocks("import time\nbegun = time.monotonic()\n") == [2]
    assert wall_clocks("import time\nbegun = time.process_time()\n") == []


# --- What the site needs ---------------------------------------------------------------------


def imported(source: str) -> set[str]:
    """The packages that a piece of source imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}


def listed(requirements: str) -> set[str]:
    """The distributions that a requirements file names."""
    names = re.findall(r"^[A-Za-z0-9._-]+", requirements, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def unlisted(packages: set[str], requirements: str) -> dict[str, list[str]]:
    """{package: distributions it comes from} of those that no line of the file names."""
    known = packages_distributions()
    ours = {"cohort", "config", "wsgi", "migrations"} | sys.stdlib_module_names
    return {
        name: known.get(name, [])
        for name in packages - ours
        if listed(requirements).isdisjoint(listed("\n".join(known.get(name, []))))
    }


def test_what_the_site_imports_is_in_its_requirements() -> None:
    files = [ROOT / "config.py", ROOT / "wsgi.py"]
    files += [*(ROOT / "cohort").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    packages = set[str]().union(*(imported(path.read_text()) for path in files))
    assert not unlisted(packages, (ROOT / "requirements.in").read_text())


def test_an_import_that_is_not_in_the_requirements_is_noticed() -> None:
    packages = imported("import re\nimport sqlalchemy.orm\nfrom idna import encode\n")
    assert unlisted(packages, "sqlalchemy==2.1.9\n") == {"idna": ["idna"]}
    assert unlisted(packages, "SQLAlchemy\nidna\n") == {}
