"""The database's part of a backup: SQLite by its own VACUUM INTO, PostgreSQL by pg_dump and
pg_restore. Both see one moment of the database and hold up nobody who writes.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from cohort.db import db
from cohort.operations.backups.archive import BackupRefused, sync

# The schema, or the end of the file's name, that holds what was there until the restore is whole.
ASIDE = "before_restore"
LOOKS, PAUSE_SECONDS = 20, 0.25  # for connections that have just hung up


def kind() -> str:
    """'sqlite' or 'postgresql'."""
    return db.engine.dialect.name


def dump(target: Path) -> None:
    """Write the whole database to a new file, as of one moment. Raises BackupRefused."""
    if kind() == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    try:
        with closing(sqlite3.connect(_path())) as source:
            source.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise BackupRefused(f"SQLite cannot copy the database: {error}.") from error
    check_file(target)


def restore(dump_file: Path) -> None:
    """Put the dump in the place of whatever the database holds, and that aside, until `finish` or
    `put_back` says how it went: another process, after a power cut, can still put it back.

    `dump_file`, in the `workplace`, is used up on SQLite. Raises BackupRefused.
    """
    if kind() == "postgresql":
        with _autocommit() as connection:
            _at_once(connection, f"ALTER SCHEMA public RENAME TO {ASIDE}", "CREATE SCHEMA public")
        how = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run("pg_restore", *how, str(dump_file))
    else:
        _restore_sqlite(dump_file)


def is_unfinished() -> bool:
    """Whether a restore was begun, and neither finished nor undone."""
    if kind() != "postgresql":
        return _aside().exists()
    query = sa.text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    with _autocommit() as connection:
        return bool(connection.scalar(query, {"name": ASIDE}))


def refuse_unfinished() -> None:
    """Raises BackupRefused after a restore that was cut off: what is there is a part of it."""
    if is_unfinished():
        raise BackupRefused(
            "A restore was cut off, so the database holds only a part of what belongs in it. Run "
            "it again: flask site restore. What was there before is kept until one is whole."
        )


def put_back() -> None:
    """Undo a restore that is unfinished; without one, nothing."""
    if not is_unfinished():
        return
    if kind() == "postgresql":
        with _autocommit() as connection:
            back = f"ALTER SCHEMA {ASIDE} RENAME TO public"
            _at_once(connection, "DROP SCHEMA public CASCADE", back)
    elif _aside().stat().st_size:
        _forget_log()
        _aside().replace(_path())
    else:  # there was none
        _forget_log()
        _path().unlink(missing_ok=True)
        _aside().unlink()


def finish() -> None:
    """The restore is whole: what was there before goes."""
    if kind() == "postgresql":
        with _autocommit() as connection:
            _at_once(connection, f"DROP SCHEMA {ASIDE} CASCADE")
    else:
        _aside().unlink()


def workplace() -> Path:
    """A folder for what is to become the database: a file moves at once only within one disk."""
    if kind() == "postgresql":
        return Path(current_app.extensions["config"].instance_path)
    return _path().parent


def refuse_while_in_use() -> None:
    """Raises BackupRefused while another process is connected to the database."""
    db.session.remove()
    db.engine.dispose()
    look = _others if kind() == "postgresql" else _is_open_elsewhere
    # PostgreSQL takes a moment to notice that somebody, we ourselves say, has hung up.
    for _ in range(LOOKS):
        if not look():
            return
        time.sleep(PAUSE_SECONDS)
    if look():
        raise BackupRefused(
            "The database is in use. Stop the site and every worker first, then try again."
        )


def check_file(path: Path) -> None:
    """Raises BackupRefused when a SQLite file is not sound."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupRefused(f"The copy of the database is not sound: {said}.")


def _path() -> Path:
    return Path(str(db.engine.url.database))


def _aside() -> Path:
    return Path(f"{_path()}.{ASIDE}")


def _forget_log() -> None:
    """Another file in this place must not be read together with the one's write-ahead log."""
    for name in (f"{_path()}-wal", f"{_path()}-shm"):
        Path(name).unlink(missing_ok=True)


def _restore_sqlite(dump_file: Path) -> None:
    check_file(dump_file)
    dump_file.chmod(0o600)
    sync(dump_file)
    if _path().exists():
        _forget_log()
        _path().replace(_aside())
    else:
        _aside().touch(mode=0o600)
    dump_file.replace(_path())
    sync(workplace())


def _is_open_elsewhere() -> bool:
    """SQLite leaves write-ahead logging only for somebody who has the file to themselves."""
    if not _path().exists():
        return False
    with closing(sqlite3.connect(_path(), timeout=1, isolation_level=None)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            return True
        except sqlite3.DatabaseError:
            return False  # a damaged file: nothing can be made of it, so it may be replaced
    return bool(mode != "delete")


def _others() -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    query += " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with _autocommit() as connection:
        return bool(connection.scalar(sa.text(query)))


def _at_once(connection: sa.Connection, *statements: str) -> None:
    connection.exec_driver_sql("; ".join(("BEGIN READ WRITE", *statements, "COMMIT")))


def _autocommit() -> sa.Connection:
    return db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on our database. The password is not among its arguments,
    which every user of the machine can read."""
    url = db.engine.url.set(drivername="postgresql")
    address = url.set(password=None).render_as_string(hide_password=False)
    env = dict(os.environ) | ({"PGPASSWORD": str(url.password)} if url.password else {})
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [program, f"--dbname={address}", *words],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise BackupRefused(
            f"{program} is not installed. Install PostgreSQL's client programs, of the server's "
            "version or newer, where this command runs."
        ) from None
    if done.returncode:
        said = " ".join(done.stderr.split()) or "it did not say why"
        raise BackupRefused(f"{program} failed: {said[:600]}")
