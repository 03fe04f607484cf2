"""What this machine tells: room on its disks, who can read the files, its clock."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from cohort.db import db
from cohort.kernel import clock
from cohort.operations.doctor.findings import Finding
from config import Config

LEAST_ROOM = 1024**3  # bytes
MAY_DIFFER = dt.timedelta(seconds=5)
UNSYNCHRONISED = 0x0040  # STA_UNSYNC of Linux' adjtimex(2)
TIMEX_BYTES = 512  # more than the structure has
STATUS_AT = 5 * ctypes.sizeof(ctypes.c_long)  # after modes, offset, freq, maxerror and esterror


def room() -> Iterator[Finding]:
    """Whether there is room for the site to write, and for a copy of its database."""
    for place in _places():
        free = shutil.disk_usage(place).free
        needed = max(LEAST_ROOM, 2 * _size(place))
        yield Finding(
            "Disk",
            free >= needed,
            f"{_in_words(free)} are free at {place}."
            if free >= needed
            else f"Only {_in_words(free)} are free at {place}; {_in_words(needed)} are wanted.",
        )


def permissions() -> Iterator[Finding]:
    """Whether anybody but the site's own user can read what people wrote."""
    open_ones = []
    for path in _kept_files():
        found = path.stat()
        if stat.S_IMODE(found.st_mode) & 0o077:
            open_ones.append(f"chmod go= {path}")
        if found.st_uid != os.geteuid():
            open_ones.append(f"chown the owner of this process to {path}")
    yield Finding(
        "Permissions",
        not open_ones,
        "The database and the files are their owner’s alone."
        if not open_ones
        else f"Others could read what people wrote. Run: {'; '.join(open_ones)}",
    )


def clock_is_right() -> Iterator[Finding]:
    """Whether the clock agrees with the database's, and follows a time server."""
    if db.engine.dialect.name == "postgresql":
        theirs = db.session.scalar(sa.text("SELECT clock_timestamp()"))
        apart = abs(clock.now() - theirs) if theirs else dt.timedelta()
        if apart > MAY_DIFFER:
            words = f"It differs from the database’s by {int(apart.total_seconds())} seconds."
            yield Finding("Clock", False, f"{words} Set both by a time server.")
            return
    follows = _follows_a_time_server()
    words = {
        True: "It follows a time server.",
        False: "It follows no time server, so codes from apps will stop working one day. "
        "Start one, such as systemd-timesyncd or chrony.",
        None: "Whether it follows a time server cannot be told here.",
    }[follows]
    # Inside a container the kernel does not say how its host keeps the time.
    yield Finding("Clock", follows or None, words)


def _follows_a_time_server() -> bool | None:
    """What the Linux kernel says (adjtimex(2)); None elsewhere."""
    try:
        call = ctypes.CDLL(None, use_errno=True).adjtimex
    except (AttributeError, OSError):
        return None
    timex = ctypes.create_string_buffer(TIMEX_BYTES)
    if call(timex) == -1:
        return None
    status = ctypes.c_int.from_buffer(timex, STATUS_AT).value
    return not status & UNSYNCHRONISED


def _places() -> list[Path]:
    """The folders the site writes to, one for each disk."""
    config: Config = current_app.extensions["config"]
    folders = [config.instance_path]
    if database := _database_file():
        folders.append(database.parent)
    return list({folder.stat().st_dev: folder for folder in reversed(folders)}.values())


def _kept_files() -> Iterator[Path]:
    config: Config = current_app.extensions["config"]
    yield config.instance_path
    files = Path(config.files_url.removeprefix("file://") or config.instance_path / "files")
    if not config.files_url or config.files_url.startswith("file:"):
        yield from (path for path in [files] if path.exists())
    if database := _database_file():
        for name in ("", "-wal", "-shm"):
            yield from (path for path in [Path(f"{database}{name}")] if path.exists())


def _database_file() -> Path | None:
    url = db.engine.url
    return Path(str(url.database)) if url.drivername.startswith("sqlite") else None


def _size(place: Path) -> int:
    database = _database_file()
    return database.stat().st_size if database and database.parent == place else 0


def _in_words(size: int) -> str:
    return f"{size / 1024**3:.1f} GB"
