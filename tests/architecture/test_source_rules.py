"""The rules about our own source (tests/architecture/checkers.py) and the import contracts: the
real tree keeps them, and a planted fault is named with what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from flask import Flask

from config import ROOT
from tests.architecture import checkers

PACKAGE = ROOT / "cohort"
CHECKS = [
    checkers.long_files,
    checkers.misnamed_files,
    checkers.undeclared,
    checkers.long_views,
    checkers.undocumented,
    checkers.clocks_read,
    checkers.bare_imports,
]
LONG_VIEW = '@blueprint.get("/x")\ndef show() -> str:\n    """Show."""\n' + "    x = 1\n" * 21
PLANTS: list[tuple[Callable[[Path], list[str]], str, str, str]] = [
    (
        checkers.long_files,
        "discussions/queries.py",
        "x = 1\n" * 301,
        "cohort/discussions/queries.py has 301 lines; the limit is 300. Make it a package of the "
        "same name, a file for each thing it does.",
    ),
    (
        checkers.long_files,
        "app.py",
        "x = 1\n" * 151,
        "cohort/app.py has 151 lines; the limit is 150. Make it a package",
    ),
    (
        checkers.misnamed_files,
        "discussions/utils.py",
        "",
        "cohort/discussions/utils.py is not a name that a feature may hold. Put its code where "
        "the table in docs/architecture.md says",
    ),
    (
        checkers.misnamed_files,
        "discussions/helpers/__init__.py",
        "",
        "cohort/discussions/helpers is not a name that a feature may hold",
    ),
    (
        checkers.misnamed_files,
        "discussions/passwords.py",
        "",
        "cohort/discussions/passwords.py is not a name that a feature may hold",
    ),
    (
        checkers.undeclared,
        "discussions/demo.py",
        "HAPENINGS = (conversations,)\n",
        "cohort/discussions/demo.py declares nothing: BEFORE or HAPPENINGS or AFTER is gathered "
        "from a file of this name (DECLARATIONS in cohort/features.py). Add it, or give the file",
    ),
    (
        checkers.undeclared,
        "discussions/now.py",
        "threads_now = None\n",
        "cohort/discussions/now.py declares nothing: NOW is gathered from a file of this name (",
    ),
    (
        checkers.undeclared,
        "discussions/demo/__init__.py",
        "AFTER: tuple[Act, ...] = (set_releases)\n",
        "cohort/discussions/demo/__init__.py: AFTER is neither a tuple nor a dictionary. Write "
        "the brackets, and a comma behind a single item of a tuple.",
    ),
    (
        checkers.long_views,
        "discussions/facilitator_views.py",
        LONG_VIEW,
        "cohort/discussions/facilitator_views.py: show has 21 lines; a view has at most 20. Move "
        "what it decides into actions.py",
    ),
    (
        checkers.undocumented,
        "discussions/actions.py",
        '"""Verbs."""\nclass Thing:\n    """A thing."""\n    def act(self): ...\n',
        "cohort/discussions/actions.py: Thing.act has no docstring. Say what it is for.",
    ),
    (
        checkers.undocumented,
        "discussions/actions.py",
        "x = 1\n",
        "cohort/discussions/actions.py: the file itself has no docstring",
    ),
    (
        checkers.clocks_read,
        "discussions/actions.py",
        "import datetime as dt\nwhen = dt.datetime.now(dt.UTC)\n",
        "cohort/discussions/actions.py:2 asks the machine's clock by dt.datetime.now. Call "
        "clock.now() from cohort/kernel/clock.py",
    ),
    (
        checkers.clocks_read,
        "discussions/actions.py",
        "from datetime import date\nnull = date.today\n",
        "cohort/discussions/actions.py:2 asks the machine's clock by date.today",
    ),
    (
        checkers.bare_imports,
        "discussions/actions.py",
        "import cohort.db\n",
        "cohort/discussions/actions.py:1: import cohort.db. Write from cohort.… import …",
    ),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_our_source_keeps_the_rule(check: Callable[[Path], list[str]]) -> None:
    faults = check(PACKAGE)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("check", "name", "text", "words"), PLANTS, ids=[f"{p[0].__name__}-{p[1]}" for p in PLANTS]
)
def test_a_fault_planted_in_the_source_is_named_with_what_to_do(
    tmp_path: Path, check: Callable[[Path], list[str]], name: str, text: str, words: str
) -> None:
    planted = tmp_path / "cohort" / name
    planted.parent.mkdir(parents=True)
    planted.write_text(text)
    faults = check(tmp_path / "cohort")
    assert len(faults) == 1, faults
    assert words in faults[0]


def test_what_the_rules_let_by_is_let_by(tmp_path: Path) -> None:
    folder = tmp_path / "cohort" / "accounts"
    (folder / "queries").mkdir(parents=True)  # a file that grew into a package of its name
    (folder / "passwords.py").write_text('"""Hashing."""\n' + "x = 1\n" * 299)
    (folder / "views.py").write_text('"""Views."""\n' + LONG_VIEW.removesuffix("    x = 1\n"))
    clock = tmp_path / "cohort" / "kernel" / "clock.py"
    clock.parent.mkdir()
    clock.write_text('"""The time."""\nimport datetime as dt\nnow = dt.datetime.now(dt.UTC)\n')
    for check in CHECKS:
        assert check(tmp_path / "cohort") == []


def test_no_tracked_file_holds_a_conflict_mark() -> None:
    faults = checkers.conflict_marks(ROOT)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("mark", ["<" * 7 + " HEAD", "|" * 7 + " 1a2b3c4", "=" * 7, ">" * 7])
def test_a_planted_conflict_mark_is_named_with_its_line(tmp_path: Path, mark: str) -> None:
    (tmp_path / "guide.md").write_text(f"# Guide\n\nTitle\n{'=' * 8}\n{mark}\nOne side\n")
    (tmp_path / "notes.md").write_text(f"{mark}\n")  # not tracked, so nobody gets it
    (tmp_path / "map.png").write_bytes(f"\0\n{mark}\n".encode())
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "guide.md", "map.png"], cwd=tmp_path, check=True)
    assert checkers.conflict_marks(tmp_path) == [
        f"guide.md:5 holds a conflict mark, {mark[:7]}. Settle its lines, delete the marks."
    ]


# --- Import contracts ------------------------------------------------------------------------


def lint_imports(folder: Path) -> tuple[int, str]:
    """The exit code and report of import-linter on the tree in `folder`."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--config", "pyproject.toml", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def copy_of_source(folder: Path) -> Path:
    """cohort/ and the contracts, to plant a fault in."""
    shutil.copytree(PACKAGE, folder / "cohort", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder / "cohort"


def broken(report: str) -> list[str]:
    return [line.removesuffix(" BROKEN") for line in report.splitlines() if "BROKEN" in line]


def test_our_imports_keep_every_contract(tmp_path: Path) -> None:
    copy_of_source(tmp_path)
    code, report = lint_imports(tmp_path)
    assert (code, broken(report)) == (0, []), report
    assert f"{len(contracts())} kept, 0 broken" in report


def contracts() -> list[str]:
    """The names of all contracts in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


PLANTED_IMPORTS = [
    (
        "reflections/queries.py",
        "from cohort.discussions import models",
        "The floors between packages",
        "cohort.reflections.queries -> cohort.discussions.models",
    ),
    (
        "discussions/queries/threads.py",
        "from cohort.discussions import forms",
        "The floors inside each feature",
        "cohort.discussions.queries.threads -> cohort.discussions.forms",
    ),
    (
        "discussions/queries/threads.py",
        "from cohort.discussions import now",
        "The floors inside each feature",
        "cohort.discussions.queries.threads -> cohort.discussions.now",
    ),
    (
        "discussions/actions/posting.py",
        "from cohort.discussions.demo import talks",
        "The floors inside each feature",
        "cohort.discussions.actions.posting -> cohort.discussions.demo.talks",
    ),
    (
        "discussions/now.py",
        "import sqlalchemy",
        "No SQLAlchemy in views, forms or the rule book",
        "cohort.discussions.now -> sqlalchemy",
    ),
    (
        "discussions/views/posting.py",
        "import sqlalchemy",
        "No SQLAlchemy in views, forms or the rule book",
        "cohort.discussions.views.posting -> sqlalchemy",
    ),
    (
        "access/rules.py",
        "import flask",
        "No Flask in the kernel, Markdown, the course format or the rule book",
        "cohort.access.rules -> flask",
    ),
    (
        "discussions/queries/threads.py",
        "from cohort.course_authoring import models as content",
        "The features build on reading the course, and know nothing of writing it",
        "cohort.discussions.queries.threads -> cohort.course_authoring.models",
    ),
    (
        "course_format/native_format.py",
        "from cohort.course_format.foreign import jekyll",
        "Our own course format knows no foreign dialect; reading.py alone chooses",
        "cohort.course_format.native_format -> cohort.course_format.foreign.jekyll",
    ),
]


def test_each_contract_is_tried_with_a_planted_import() -> None:
    assert {contract for _, _, contract, _ in PLANTED_IMPORTS} == set(contracts())


@pytest.mark.parametrize(("name", "line", "contract", "words"), PLANTED_IMPORTS)
def test_a_planted_import_that_breaks_a_contract_is_reported_by_its_name(
    tmp_path: Path, name: str, line: str, contract: str, words: str
) -> None:
    planted = copy_of_source(tmp_path) / name
    planted.write_text(planted.read_text() + f"\n{line}\n")
    code, report = lint_imports(tmp_path)
    assert code != 0
    assert contract in broken(report), report
    assert words in report


def test_a_new_package_fails_until_it_is_placed_on_a_floor(tmp_path: Path) -> None:
    package = copy_of_source(tmp_path) / "badges"
    package.mkdir()
    (package / "__init__.py").write_text('"""A new feature."""\n')
    code, report = lint_imports(tmp_path)
    assert code != 0
    assert broken(report) == ["The floors between packages"], report
    assert "cohort.badges" in report or "- badges" in report


# --- Every name in the documents exists ------------------------------------------------------


@pytest.fixture(scope="session")
def commands(built_app: Flask) -> dict[str, set[str]]:
    """{flask group: its commands}; Flask's own too."""
    groups = {"run": set[str](), "shell": set[str](), "routes": set[str]()}
    with click.Context(built_app.cli) as context:
        for name in built_app.cli.list_commands(context):
            command = built_app.cli.get_command(context, name)
            groups[name] = set(command.commands) if isinstance(command, click.Group) else set()
    return groups


def test_every_name_in_the_readme_and_the_docs_exists(commands: dict[str, set[str]]) -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
    written = [path for path in documents if path.exists()]
    faults = [f for path in written for f in checkers.names_that_do_not_exist(path, commands)]
    assert not faults, "\n".join(faults)


def test_a_name_in_a_document_that_does_not_exist_is_named(
    tmp_path: Path, commands: dict[str, set[str]]
) -> None:
    document = tmp_path / "README.md"
    document.write_text(
        textwrap.dedent("""
            Make sure that `make test` runs; `make tea` does not. `flask --app wsgi people add` is
            real and so are `cohort/app.py`, `cohort/*/views.py`, `DATABASE_URL`, [this](README.md).

                not code

            ```
            SECRET_WORD=x PORTT=80 make run
            flask people remove
            ```

            See `cohort/utils.py`, [that](docs/gone.md) and `TRUSTED_PROXIES`.
        """)
    )
    faults = checkers.names_that_do_not_exist(document, commands)
    assert faults == [
        f"README.md names {what}, which does not exist. Mend the name."
        for what in (
            "the file cohort/utils.py",
            "the link to docs/gone.md",
            "make tea",
            "flask people remove",
            "the setting PORTT",
            "the setting SECRET_WORD",
        )
    ]
