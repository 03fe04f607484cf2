"""Backups: what was there comes back, whole and nothing but it; what is not whole is refused."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.db import db
from cohort.files import store
from cohort.mail import outbox
from cohort.mail.models import MailState, OutboxMessage
from cohort.operations.backups import database, making, restoring
from cohort.operations.backups.archive import MANIFEST, BackupRefused, verified
from tests import databases
from tests.world import World

CHANGED_BY_RESTORING = ("history", "sign_in", "outbox_message", "user_account")
PUBLIC = "BEGIN READ WRITE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMIT"


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs, as the tests' own server has them."""
    monkeypatch.setenv("PATH", f"{databases.programs()}:{os.environ['PATH']}")


def site(world: World) -> None:
    """A programme with members, a photo, a file, a reflection and a thread."""
    programme = world.programme()
    cohort = world.cohort(programme)
    world.modules(programme)
    priya = world.person("Priya Nair")
    world.join(priya, cohort)
    world.photo(priya)
    world.course_file(programme)
    world.reflection(priya, cohort, "Was ich nicht gesagt habe: \U0001f331 “nothing”")
    world.thread(priya, cohort)


def files(app: Flask) -> dict[str, bytes]:
    with app.app_context():
        return {key: store.get(key) for key in store.everything()}


def lose_everything(app: Flask, workplace: Path) -> None:
    """The disk is gone, and so are the tables."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(PUBLIC)
        db.engine.dispose()
    for name in ("cohort.db", "cohort.db-wal", "cohort.db-shm"):
        (workplace / name).unlink(missing_ok=True)
    shutil.rmtree(workplace / "files")
    app.extensions.pop("file_store")


def backed_up(app: Flask, folder: Path) -> Path:
    with app.app_context():
        return making.make(folder / "it.tar.gz")[0]


def test_everything_that_was_lost_comes_back(
    app: Flask, world: World, workplace: Path, tmp_path: Path
) -> None:
    site(world)
    before = databases.everything(app, but=CHANGED_BY_RESTORING)
    held = files(app)
    assert len(held) >= 2
    archive = backed_up(app, tmp_path)
    lose_everything(app, workplace)
    with app.app_context():
        assert restoring.restore(archive).backup.people == 1
    assert databases.everything(app, but=CHANGED_BY_RESTORING) == before
    assert any(before.values())
    assert files(app) == held
    # And again, from what was restored.
    second = tmp_path / "again"
    second.mkdir()
    archive = backed_up(app, second)
    with app.app_context():
        restoring.restore(archive, replace=True)
    assert databases.everything(app, but=CHANGED_BY_RESTORING) == before


def test_replacing_puts_the_old_state_back_and_removes_later_files(
    app: Flask, world: World, tmp_path: Path
) -> None:
    site(world)
    before = databases.everything(app, but=CHANGED_BY_RESTORING)
    held = files(app)
    archive = backed_up(app, tmp_path)
    world.person("Somebody New")
    with app.app_context():
        store.put("photos/later.webp", b"later")
        db.session.commit()
        with pytest.raises(BackupRefused, match=r"holds something already \(2 people\).*--replace"):
            restoring.restore(archive)
        restoring.restore(archive, replace=True)
    assert databases.everything(app, but=CHANGED_BY_RESTORING) == before
    assert files(app) == held


def test_nobody_stays_signed_in_and_no_mail_goes_twice(
    app: Flask, world: World, tmp_path: Path
) -> None:
    priya = world.person("Priya Nair")
    browser = world.browser(priya)
    assert browser.get("/account").status == 200
    with app.app_context():
        outbox.post(
            outbox.Message("test", "a@example.org", "A", "Code 123456", "T", "H", secret=True)
        )
        db.session.commit()
    archive = backed_up(app, tmp_path)
    with app.app_context():
        done = restoring.restore(archive, replace=True)
        assert done.cancelled == 1
        row = db.session.scalars(sa.select(OutboxMessage)).one()
        assert (row.state, row.text) == (MailState.CANCELLED, "")
        assert row.last_error
        assert "backup" in row.last_error
    assert browser.get("/account").status == 303


def test_mail_that_waited_goes_out_if_asked(app: Flask, world: World, tmp_path: Path) -> None:
    with app.app_context():
        outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        db.session.commit()
    archive = backed_up(app, tmp_path)
    with app.app_context():
        assert restoring.restore(archive, replace=True, send_waiting=True).cancelled == 0
        assert db.session.scalars(sa.select(OutboxMessage)).one().state == MailState.WAITING


def test_a_backup_is_of_one_moment_and_has_each_file_that_it_names(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody uploads a file after the files were copied, and another after the database was."""
    programme = world.programme()
    world.modules(programme)
    real = database.dump

    def dump(target: Path) -> None:
        world.course_file(programme, name="before.png")
        real(target)
        world.course_file(programme, name="after.png")

    monkeypatch.setattr(database, "dump", dump)
    archive = backed_up(app, tmp_path)
    with app.app_context():
        restoring.restore(archive, replace=True)
        rows = db.session.execute(sa.text("SELECT path, key FROM course_asset")).all()
        assert [row.path.rpartition("/")[2] for row in rows] == ["before.png"]
        assert all(store.exists(row.key) for row in rows)


def test_people_write_on_while_a_backup_is_made(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection commits between the first byte of the copy and the last."""
    cohort = world.cohort(world.programme())
    priya = world.person("Priya Nair")
    world.join(priya, cohort)
    real = database.check_file if not is_postgresql(app) else database._run
    written = []

    def during(*words: Any) -> None:
        writer = threading.Thread(target=lambda: written.append(world.reflection(priya, cohort)))
        writer.start()
        writer.join()
        real(*words)

    monkeypatch.setattr(database, real.__name__, during)
    with app.app_context():
        making.make(tmp_path / "it.tar.gz")
    assert len(written) == 1
    assert written[0]


def is_postgresql(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "postgresql"


def test_only_its_owner_can_read_it_and_nothing_else_is_left(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(world)
    old = os.umask(0)
    try:
        archive = backed_up(app, tmp_path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [archive]
    with app.app_context(), pytest.raises(BackupRefused, match="is there already"):
        making.make(archive)

    def full(_target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(database, "dump", full)
    with app.app_context(), pytest.raises(OSError, match="No space left"):
        making.make(tmp_path / "second.tar.gz")
    assert list(tmp_path.iterdir()) == [archive]


def test_only_the_newest_are_kept(app: Flask, world: World, tmp_path: Path) -> None:
    strange = tmp_path / "cohort-notes.txt"
    strange.write_text("mine")
    old = [tmp_path / f"cohort-2026010{day}T030000Z.tar.gz" for day in range(1, 5)]
    for path in old:
        path.write_bytes(b"old")
    with app.app_context():
        path, _backup = making.make(tmp_path, keep=3)
    assert sorted(tmp_path.iterdir()) == sorted([strange, *old[2:], path])


def test_a_site_in_use_is_left_alone(
    app: Flask, world: World, tmp_path: Path, database_url: str
) -> None:
    site(world)
    before = databases.everything(app)
    archive = backed_up(app, tmp_path)
    other = sa.create_engine(database_url, poolclass=sa.NullPool)
    with other.connect() as connection:
        connection.execute(sa.text("SELECT count(*) FROM user_account"))
        connection.commit()
        with app.app_context(), pytest.raises(BackupRefused, match="Stop the site"):
            restoring.restore(archive, replace=True)
    assert databases.everything(app, but=("history",)) == {
        name: rows for name, rows in before.items() if name != "history"
    }


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]


def packed(path: Path, content: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def without_end(path: Path) -> None:
    data = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(data[: len(data) // 2]))


def without_a_file(path: Path) -> None:
    content = members(path)
    del content[next(name for name in content if name.startswith("files/"))]
    packed(path, content)


def with_another_byte(path: Path) -> None:
    content = members(path)
    data = bytearray(content["database"])
    data[len(data) // 2] ^= 0xFF
    packed(path, content | {"database": bytes(data)})


def with_a_stranger(path: Path) -> None:
    content = members(path)
    manifest = content.pop(MANIFEST)
    packed(path, content | {"../../etc/passwd": b"root", MANIFEST: manifest})


def with_a_link(path: Path) -> None:
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo("database")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)


def without_manifest(path: Path) -> None:
    packed(path, {name: data for name, data in members(path).items() if name != MANIFEST})


def with_a_broken_manifest(path: Path) -> None:
    packed(path, members(path) | {MANIFEST: b"{]"})


def of_a_newer_release(path: Path) -> None:
    content = members(path)
    manifest = content[MANIFEST].replace(b'"revision": "0', b'"revision": "9')
    packed(path, content | {MANIFEST: manifest})


def of_another_database(path: Path) -> None:
    content = members(path)
    manifest = content[MANIFEST].replace(b'"database": "sqlite"', b'"database": "postgresql"')
    if manifest == content[MANIFEST]:
        manifest = manifest.replace(b'"database": "postgresql"', b'"database": "sqlite"')
    packed(path, content | {MANIFEST: manifest})


def no_archive(path: Path) -> None:
    path.write_text("a shopping list")


def nothing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (cut_short, "only a part|damaged|no backup|cannot be read"),
        (without_end, "only a part|damaged|no backup|cannot be read"),
        (without_a_file, "damaged"),
        (with_another_byte, "damaged"),
        (with_a_stranger, "damaged"),
        (with_a_link, "holds a link"),
        (without_manifest, f"no {MANIFEST}"),
        (with_a_broken_manifest, "no backup of this site"),
        (of_a_newer_release, "this code does not know"),
        (of_another_database, "DATABASE_URL names a"),
        (no_archive, "no backup"),
        (nothing, "cannot be read: No such file"),
    ],
)
def test_what_is_not_whole_is_refused_and_nothing_changes(
    app: Flask, world: World, tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    site(world)
    archive = backed_up(app, tmp_path)
    before, held = databases.everything(app), files(app)
    harm(archive)
    with app.app_context(), pytest.raises(BackupRefused, match=words):
        restoring.restore(archive, replace=True)
    assert databases.everything(app) == before
    assert files(app) == held


def test_a_dump_that_cannot_be_restored_leaves_what_was_there(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole by its digests, but no database: made so by a broken disk, say."""
    site(world)
    before, held = databases.everything(app, but=("history",)), files(app)
    with monkeypatch.context() as patch:
        patch.setattr(database, "dump", lambda target: target.write_bytes(b"PGDMP, or not"))
        archive = backed_up(app, tmp_path)
    assert verified(archive)
    with app.app_context(), pytest.raises(BackupRefused, match=r"pg_restore failed|not sound"):
        restoring.restore(archive, replace=True)
    assert databases.everything(app, but=("history",)) == before
    assert files(app) == held
