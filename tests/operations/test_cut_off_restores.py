"""A restore that fails changes nothing; one that is killed is said, and begins anew."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from cohort.db import db
from cohort.files import store
from cohort.operations import migrating
from cohort.operations.backups import database, making, restoring
from cohort.operations.backups.archive import BackupRefused
from cohort.site.cli import prepare
from tests import databases
from tests.world import World

PUBLIC = "BEGIN READ WRITE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMIT"
OFF = ("history", "sign_in", "outbox_message", "user_account")  # a restore changes them
# Where it ends, as (module, name) of what is not done any more.
STEPS = {
    "before the files": (restoring, "_put_files"),
    "before the migrations": (migrating, "migrate"),
    "before sign-ins and mail": (restoring, "_afterwards"),
    "before what was there goes": (database, "finish"),
}


class Killed(BaseException):
    """Stands for a SIGKILL: nothing of ours runs after it."""


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs, as the tests' own server has them."""
    monkeypatch.setenv("PATH", f"{databases.programs()}:{os.environ['PATH']}")


def state(app: Flask) -> tuple[Any, dict[str, bytes]]:
    with app.app_context():
        files = {key: store.get(key) for key in store.everything()}
    return databases.everything(app, but=OFF), files


def later(app: Flask, world: World, folder: Path) -> tuple[Path, Any, Any]:
    """A backup, what it holds, and what the site holds some time after it."""
    programme = world.programme()
    world.course_file(programme)
    world.photo(world.person("Priya Nair"))
    held = state(app)
    with app.app_context():
        archive = making.make(folder / "it.tar.gz")[0]
    world.photo(world.person("Tom Adeyemi"))
    return archive, held, state(app)


def ending_with(error: BaseException) -> Callable[..., None]:
    def end(*_all: Any, **_named: Any) -> None:
        raise error

    return end


def cut_off(app: Flask, archive: Path, step: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*STEPS[step], ending_with(Killed()))
        patch.setattr(restoring, "_undo", ending_with(Killed()))
        with app.app_context(), pytest.raises(Killed):
            restoring.restore(archive, replace=True)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("step", [step for step in STEPS if STEPS[step][1] != "finish"])
def test_one_that_fails_leaves_everything_as_it_was(
    app: Flask, world: World, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _held, now = later(app, world, tmp_path)
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step], ending_with(full))
        with app.app_context(), pytest.raises(BackupRefused, match=r"Nothing was .*No space left"):
            restoring.restore(archive, replace=True)
    assert state(app) == now
    with app.app_context():
        database.refuse_unfinished()


def test_one_that_fails_between_two_files_leaves_those_that_were_there(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _held, now = later(app, world, tmp_path)
    put, done = store.put, []

    def some(*words: Any) -> None:
        if done:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(words)
        put(*words)

    monkeypatch.setattr(store, "put", some)
    with app.app_context(), pytest.raises(BackupRefused, match="No space left"):
        restoring.restore(archive, replace=True)
    assert done
    assert state(app) == now


@pytest.mark.parametrize("step", STEPS)
def test_after_one_that_was_killed_nothing_starts_until_it_is_run_again(
    app: Flask, world: World, tmp_path: Path, step: str
) -> None:
    archive, held, _now = later(app, world, tmp_path)
    cut_off(app, archive, step)
    with app.app_context():
        with pytest.raises(click.ClickException, match="A restore was cut off"):
            prepare(with_demo=False)
        with pytest.raises(BackupRefused, match="A restore was cut off"):
            making.make(tmp_path)
        restoring.restore(archive, replace=True)
    assert state(app) == held
    with app.app_context():
        prepare(with_demo=False)


@pytest.mark.parametrize("step", STEPS)
def test_after_one_that_was_killed_a_failing_one_brings_back_what_was_there(
    app: Flask, world: World, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _held, now = later(app, world, tmp_path)
    cut_off(app, archive, step)
    monkeypatch.setattr(migrating, "migrate", ending_with(OSError("the disk is broken")))
    with app.app_context(), pytest.raises(BackupRefused, match="Nothing was restored"):
        restoring.restore(archive, replace=True)
    assert state(app) == now


def test_a_new_site_that_was_cut_off_is_empty_again(
    app: Flask, world: World, tmp_path: Path, workplace: Path
) -> None:
    archive, held, _now = later(app, world, tmp_path)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        if database.kind() == "sqlite":
            (workplace / "cohort.db").unlink()
        else:
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(PUBLIC)
    cut_off(app, archive, "before sign-ins and mail")
    with app.app_context():
        database.put_back()
        assert not database.is_unfinished()
        restoring.restore(archive)  # without --replace, for there is nothing
    assert state(app) == held


def test_an_archive_on_another_disk_that_cannot_be_written_to_is_restored(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What becomes the database is written beside it: a file moves only within one disk."""
    archive, held, _now = later(app, world, tmp_path)
    replace, moved = Path.replace, []

    def within_one_disk(self: Path, target: Path) -> Path:
        moved.append((self, Path(target)))
        assert tmp_path not in self.parents
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", within_one_disk)
    before = sorted(tmp_path.iterdir())
    with app.app_context():
        restoring.restore(archive, replace=True)
    assert state(app) == held
    assert sorted(tmp_path.iterdir()) == before
    assert moved or "postgresql" in app.config["SQLALCHEMY_DATABASE_URI"]
