"""SQLite's write lock is let go before something slow, and nothing written is lost by that."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.accounts.actions import passwords
from cohort.accounts.models import User
from cohort.db import change, db
from cohort.db.write_lock import UnsavedChanges, release_write_lock
from config import ROOT
from tests.architecture.checkers import python_files
from tests.world import Person, World


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira")


def rename(amira: Person) -> None:
    db.session.get_one(User, amira.id).name = "Ann"


def rename_and_flush(amira: Person) -> None:
    rename(amira)
    db.session.flush()


def rename_and_look(amira: Person) -> None:
    rename(amira)
    db.session.scalars(sa.select(User.email)).all()  # which flushes by itself


def add(amira: Person) -> None:
    db.session.add(User(email="b@example.org", name="Bea"))


def remove(amira: Person) -> None:
    db.session.delete(db.session.get_one(User, amira.id))


def by_statement(amira: Person) -> None:
    change(sa.update(User).values(name="Ann"))


def in_a_savepoint(amira: Person) -> None:
    with db.session.begin_nested():
        add(amira)


WRITES = [rename, rename_and_flush, rename_and_look, add, remove, by_statement, in_a_savepoint]


@pytest.mark.parametrize("write", WRITES)
def test_whoever_has_written_something_is_refused(
    app: Flask, amira: Person, write: Callable[[Person], Any]
) -> None:
    with app.app_context():
        write(amira)
        with pytest.raises(UnsavedChanges, match=r"Write after what takes long, or commit first"):
            release_write_lock()
        db.session.commit()
        release_write_lock()
        assert list(db.session.scalars(sa.select(User.name))) != ["Amira"], "and nothing is lost"


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_what_an_earlier_transaction_wrote_does_not_count(
    app: Flask, amira: Person, end: str
) -> None:
    with app.app_context():
        rename_and_flush(amira)
        getattr(db.session, end)()
        assert db.session.scalars(sa.select(User.name)).one() in ("Amira", "Ann")
        release_write_lock()


def test_somebody_else_can_write_meanwhile(app: Flask, amira: Person) -> None:
    with app.app_context():
        user = db.session.get_one(User, amira.id)
        assert user.name == "Amira"
        release_write_lock()
        with db.engine.begin() as other:
            other.execute(sa.update(User).values(name="Ann"))
        assert user.name == "Ann", "what was loaded is loaded again"


def test_an_action_that_would_lose_a_change_by_it_fails_loudly(app: Flask, amira: Person) -> None:
    """The planted fault: a view that changes something before it changes the password."""
    with app.app_context():
        user = db.session.get_one(User, amira.id)
        user.time_zone = "Europe/Paris"
        with pytest.raises(UnsavedChanges, match="User"):
            passwords.change_password(user, "seven quiet herons")


# --- No action rolls back for another reason -------------------------------------------------


def silent_rollbacks(package: Path) -> list[str]:
    """In actions, rollback() undoes what failed, or ends a transaction that cannot write."""
    faults = []
    for path, name in python_files(package):
        if "actions" not in (path.stem, *path.relative_to(package).parts):
            continue
        tree = ast.parse(path.read_text())
        fine = {id(call) for node in ast.walk(tree) if _may(node) for call in ast.walk(node)}
        faults += [
            f"{name}:{node.lineno} rolls back what nobody said had failed. To let go of the "
            "write lock, call release_write_lock() (cohort/db/write_lock.py): it loses no change."
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and _is_rollback(node) and id(node) not in fine
        ]
    return faults


def _may(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) or (
        isinstance(node, ast.With) and ast.unparse(node.items[0].context_expr) == "reading()"
    )


def _is_rollback(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "rollback"


def test_no_action_rolls_back_without_a_failure() -> None:
    assert silent_rollbacks(ROOT / "cohort") == []


def test_one_that_does_is_named(tmp_path: Path) -> None:
    package = tmp_path / "cohort"
    (package / "desk" / "actions").mkdir(parents=True)
    slow = "def act():\n    db.session.rollback()\n    wait()\n"
    fine = "def act():\n    try:\n        do()\n    except X:\n        db.session.rollback()\n"
    (package / "desk" / "actions" / "slow.py").write_text(slow)
    (package / "desk" / "actions" / "fine.py").write_text(fine)
    (fault,) = silent_rollbacks(package)
    assert fault.startswith("cohort/desk/actions/slow.py:2 rolls back")
