"""Putting a backup in the place of what is there, or of nothing."""

from __future__ import annotations

import mimetypes
import shutil
import tempfile
from collections.abc import Callable
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

    Raises BackupRefused before anything is changed: for a backup that `check` refuses, while the
    site runs, and for a database that holds something when `replace` is not said.
    """
    backup = check(path)
    people = _people_here()
    if people is not None and not replace:
        raise BackupRefused(
            f"The database holds something already ({people} people). To put the backup in its "
            "place, say --replace; what is there now is lost, so back it up first."
        )
    database.refuse_while_in_use()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cohort-") as folder:
        dump = _taken_out(path, Path(folder))
        database.restore(dump)
    db.engine.dispose()
    if backup.with_files:
        _put_files(path, backup)
    migrating.migrate()
    return _afterwards(backup, send_waiting)


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


def _put_files(path: Path, backup: Backup) -> None:
    """Store the backup's files, and remove those that the restored database does not know."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cohort-") as folder:
        whole = Path(folder) / "file"
        each_member(path, _putting(whole))
    for key in set(store.everything()) - {n.removeprefix(FILES) for n in backup.members}:
        store.delete(key)
    db.session.commit()


def _putting(whole: Path) -> Callable[[str, int, IO[bytes]], None]:
    def put(name: str, _size: int, content: IO[bytes]) -> None:
        if name.startswith(FILES):
            _copy(content, whole)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            store.put(name.removeprefix(FILES), whole, kind)

    return put


def _copy(content: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(content, file, PIECE)
