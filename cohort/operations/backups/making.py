"""Making a backup while the site runs.

A file belongs to the database from the commit that put it to the commit that took it out. So the
files come first, then the database as of one moment, then the files that were put meanwhile: every
file that this database names is in the archive, unless it was put and removed during the backup.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import sqlalchemy as sa

from cohort.access.actor import NOBODY
from cohort.accounts.models import User
from cohort.audit_log.actions import record
from cohort.db import db, reading
from cohort.files import store
from cohort.kernel import clock
from cohort.kernel.errors import NotFound
from cohort.operations import health
from cohort.operations.backups import database
from cohort.operations.backups.archive import DATABASE, FILES, PART, Backup, BackupRefused, written
from cohort.settings.current import current
from cohort.settings.settings import SITE_NAME

NAME = "cohort-{:%Y%m%dT%H%M%SZ}.tar.gz"
PATTERN = "cohort-????????T??????Z.tar.gz"
DONE = "site:backup"
SCRATCH = ".cohort-backup-"
LEFT_BEHIND = dt.timedelta(days=1)


def make(target: Path, *, with_files: bool = True, keep: int | None = None) -> tuple[Path, Backup]:
    """Write a backup and record it in the audit log; returns where it is and what it holds.

    When `target` is a folder, the file gets a name with the moment (UTC) in it; and where `keep`
    is given, only the newest so many of that folder's backups stay. Raises BackupRefused or
    OSError; a backup that failed leaves nothing behind.
    """
    path = target / NAME.format(clock.now()) if target.is_dir() else target
    if not path.parent.is_dir():
        raise BackupRefused(f"There is no folder {path.parent}. Make it first.")
    database.refuse_unfinished()
    _remove_leftovers(path.parent)
    backup = _write(path, with_files)
    record(NOBODY, DONE, backup, bytes=path.stat().st_size, files=backup.files)
    db.session.commit()
    if keep is not None and target.is_dir():
        for old in sorted(target.glob(PATTERN))[:-keep]:
            old.unlink()
    return path, backup


def _remove_leftovers(folder: Path) -> None:
    """Remove what backups that were killed have left: each would take up a database's room."""
    for old in (*folder.glob(f"{SCRATCH}*"), *folder.glob(PART)):
        if clock.now().timestamp() - old.stat().st_mtime > LEFT_BEHIND.total_seconds():
            shutil.rmtree(old) if old.is_dir() else old.unlink()


def _write(path: Path, with_files: bool) -> Backup:
    facts = _facts(with_files)
    with (
        written(path) as archive,
        tempfile.TemporaryDirectory(dir=path.parent, prefix=SCRATCH) as folder,
    ):
        dump = Path(folder) / DATABASE
        before = set(_put_files(archive, skip=set())) if with_files else set()
        database.dump(dump)
        with dump.open("rb") as content:
            archive.add(DATABASE, dump.stat().st_size, content)
        if with_files:
            list(_put_files(archive, skip=before))
        archive.finish(facts)
        return Backup(**vars(facts) | {"members": archive.members})


def _facts(with_files: bool) -> Backup:
    with reading():
        facts = Backup(
            made_at=clock.now(),
            database=database.kind(),
            revision=health.revision_in_database() or "",
            site=current(SITE_NAME),
            people=db.session.scalar(sa.select(sa.func.count()).select_from(User)) or 0,
            with_files=with_files,
        )
        db.session.rollback()  # no transaction stays open while files are copied
    if not facts.revision:
        raise BackupRefused("The database is empty: there is nothing to back up.")
    return facts


def _put_files(archive: Any, *, skip: set[str]) -> Iterator[str]:
    """Add each stored file but those, and give its key."""
    for key in store.everything():
        if key in skip:
            continue
        try:
            size = store.size_of(key)
            content = cast(IO[bytes], _Pieces(store.stream(key)))
        except NotFound:
            continue  # removed since it was listed, so the database does not name it any more
        archive.add(FILES + key, size, content)
        yield key


class _Pieces:
    """Pieces of bytes, to be read like a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        cut = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:cut], self._rest[cut:]
        return given
