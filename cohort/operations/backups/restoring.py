"""Putting a backup in the place of what is there, or of nothing."""

from __future__ import annotations

import mimetypes
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.accounts.actions import sign_ins
from cohort.audit_log.actions import record
from cohort.db import db
from cohort.files import store
from cohort.mail import outbox
from cohort.operations import health, migrating
from cohort.operations.backups import database
from cohort.operations.backups.archive import (
    DATABASE,
    FILES,
    PIECE,
    Backup,
    BackupRefused,
    each_member,
    verified,
)

DONE = "site:restore"
SCRATCH = ".cohort-restore-"


@dataclass(frozen=True)
class Restored:
    """What a restore did. `cancelled` messages waited in the backup; `sign_ins` were ended."""

    backup: Backup
    cancelled: int
    sign_ins: int


def check(path: Path) -> Backup:
    """What the backup holds, if this code can restore it here. Raises BackupRefused."""
    backup = verified(path)
    if backup.database != database.kind():
        raise BackupRefused(
            f"This backup is of a {backup.database} database, and DATABASE_URL names a "
            f"{database.kind()} one."
        )
    if backup.revision > health.newest_revision():
        raise BackupRefused(
            f"This backup is at revision {backup.revision}, which this code does not know. "
            "Install the release that made it, or a newer one."
        )
    strange = [n for n in backup.members if n != DATABASE and not _is_a_file(n)]
    if strange:
        raise BackupRefused(f"This is no backup of this site: it holds {strange[0][:80]!r}.")
    return backup


def restore(path: Path, *, replace: bool = False, send_waiting: bool = False) -> Restored:
    """Restore the backup: database first, then files, then migrations. Ends every sign-in, and
    cancels the mail that waited when it was made, unless `send_waiting`: most of it went out.

    Raises BackupRefused, with everything as it was, for a backup that `check` refuses, while the
    site runs, for a database that holds something when `replace` is not said, and when it fails.
    One that is cut off begins anew: what was there before it comes back first.
    """
    backup = check(path)
    database.refuse_while_in_use()
    database.put_back()
    people = _people_here()
    if people is not None and not replace:
        raise BackupRefused(
            f"The database holds something already ({people} people). To put the backup in its "
            "place, say --replace; what is there now is lost, so back it up first."
        )
    db.engine.dispose()
    with _scratch() as folder:
        dump = _taken_out(path, folder)
        try:
            done = _put_all(path, backup, dump, send_waiting)
        except BaseException as error:
            _undo()
            if isinstance(error, BackupRefused | migrating.MigrationRefused):
                raise
            raise BackupRefused(f"Nothing was restored: {error}") from error
    database.finish()
    if backup.with_files:
        _remove_others(backup)
    return done


def _put_all(path: Path, backup: Backup, dump: Path, send_waiting: bool) -> Restored:
    database.restore(dump)
    db.engine.dispose()
    if backup.with_files:
        _put_files(path)
    migrating.migrate()
    return _afterwards(backup, send_waiting)


def _undo() -> None:
    db.session.remove()
    db.engine.dispose()
    database.put_back()


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder of our own, once those of restores that were cut off are gone."""
    place = database.workplace()
    for old in place.glob(f"{SCRATCH}*"):
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=SCRATCH) as folder:
        yield Path(folder)


def _afterwards(backup: Backup, send_waiting: bool) -> Restored:
    reason = f"It waited in the backup of {backup.made_at:%Y-%m-%d %H:%M} UTC that was restored."
    done = Restored(
        backup,
        cancelled=0 if send_waiting else outbox.cancel_all(reason),
        sign_ins=sign_ins.end_everybodys(),
    )
    made_at = backup.made_at.isoformat(timespec="minutes")
    record(NOBODY, DONE, backup, made_at=made_at, cancelled=done.cancelled)
    db.session.commit()
    return done


def _people_here() -> int | None:
    """How many accounts the database has: None for an empty one, 0 for one that is damaged."""
    try:
        if not sa.inspect(db.session.connection()).has_table("user_account"):
            return None
        count: int | None = db.session.scalar(sa.text("SELECT count(*) FROM user_account"))
        return count
    except sa.exc.OperationalError as error:
        raise BackupRefused(migrating.unreachable(error)) from error
    except sa.exc.DatabaseError:
        return 0
    finally:
        db.session.rollback()


def _is_a_file(name: str) -> bool:
    return name.startswith(FILES) and store.is_key(name.removeprefix(FILES))


def _taken_out(path: Path, folder: Path) -> Path:
    dump = folder / DATABASE

    def take(name: str, _size: int, content: IO[bytes]) -> None:
        if name == DATABASE:
            _copy(content, dump)

    each_member(path, take)
    return dump


def _put_files(path: Path) -> None:
    """Store the backup's files. No other one is replaced: a key is never used twice."""
    with tempfile.TemporaryDirectory(dir=database.workplace(), prefix=SCRATCH) as folder:
        each_member(path, _putting(Path(folder) / "file"))


def _remove_others(backup: Backup) -> None:
    """Remove the files that the restored database does not know."""
    for key in set(store.everything()) - {n.removeprefix(FILES) for n in backup.members}:
        store.delete(key)


def _putting(whole: Path) -> Callable[[str, int, IO[bytes]], None]:
    def put(name: str, _size: int, content: IO[bytes]) -> None:
        if name.startswith(FILES):
            _copy(content, whole)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            store.put(name.removeprefix(FILES), whole, kind)
            db.session.commit()  # a failure later must not remove a file that was here before

    return put


def _copy(content: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(content, file, PIECE)
