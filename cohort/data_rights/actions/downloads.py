"""“Download everything of mine”: asked for with one press, made by the worker, kept for a week."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
import structlog

from cohort.accounts.models import User
from cohort.data_rights import emails, queries, registry
from cohort.data_rights.archive import Archive
from cohort.data_rights.models import DataExport
from cohort.data_rights.settings import KEEP_EXPORTS_DAYS
from cohort.db import db, reading
from cohort.db.write_lock import release_write_lock
from cohort.files import store
from cohort.kernel import clock, ids
from cohort.kernel.data_rights import DataSubject
from cohort.kernel.safety_log import event
from cohort.mail import outbox
from cohort.settings.current import current
from cohort.web.logs import reason_of

log = structlog.get_logger(__name__)
ASKED = event("download.asked", "Somebody asked for everything of theirs", is_change=True)
TAKEN = event(
    "download.taken",
    "Everything of somebody’s was downloaded, or written to a file by a command",
    level="warning",
)

# A worker that reports nothing for so long has died; another starts again.
LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 3
ROOM_NEEDED = 100_000_000  # bytes of free space where the file is made


def ask_for_download(user_id: int) -> DataExport:
    """A second press gets the one being made, or made a moment ago."""
    db.session.scalar(sa.select(User.id).where(User.id == user_id).with_for_update())
    found = queries.latest_download(user_id)
    if found is not None and (found.is_being_made or found.was_made_just_now):
        return found
    export = DataExport(user_id=user_id)
    db.session.add(export)
    db.session.info[outbox.WAKE] = True
    db.session.flush()
    ASKED.note(user_id)
    return export


def make_waiting_downloads() -> None:
    """Make each waiting download. A fault in one is logged and does not hold up the others."""
    while (export_id := _take_next()) is not None:
        try:
            _make(export_id)
        except Exception as error:  # any error: the download is tried again, three times in all
            db.session.rollback()
            log.exception("a download could not be made", export=export_id, error=reason_of(error))


def _take_next() -> int | None:
    """The id of the next one, leased to this worker in a transaction of its own."""
    now = clock.now()
    export = db.session.scalar(
        sa.select(DataExport)
        .where(
            DataExport.ready_at.is_(None),
            DataExport.failed_at.is_(None),
            sa.or_(DataExport.begun_at.is_(None), DataExport.begun_at < now - LEASE),
        )
        .order_by(DataExport.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if export is None:
        release_write_lock()
        return None
    export.begun_at, export.attempts = now, export.attempts + 1
    export.steps_done = 0
    if export.attempts > MOST_ATTEMPTS:
        export.failed_at = now
    taken = export.id
    db.session.commit()
    return taken


def _make(export_id: int) -> None:
    export = db.session.get(DataExport, export_id)
    if export is None or export.failed_at is not None:
        release_write_lock()
        return
    user = db.session.get_one(User, export.user_id)
    with tempfile.TemporaryDirectory(prefix="download-") as folder:
        if shutil.disk_usage(folder).free < ROOM_NEEDED:
            raise OSError("there is too little room to put a download together")
        path = Path(folder) / "everything.zip"
        write_everything(path, user, lambda done, of: _say_how_far(export_id, done, of))
        _finish(export_id, path)


def write_everything(path: Path, user: User, say_how_far: Callable[[int, int], None]) -> None:
    """Write a person's ZIP to `path`, and report after each part how many of how many are done."""
    whose = DataSubject(user.id, user.email)
    parts = registry.sections(whose)
    with Archive(path, user.name, clock.now()) as archive:
        for number, section in enumerate(parts):
            say_how_far(number, len(parts) + 1)
            with reading():
                archive.add(section)
                db.session.rollback()
        archive.add_index(list(registry.held()))
    say_how_far(len(parts), len(parts) + 1)


def _say_how_far(export_id: int, done: int, steps: int) -> None:
    """Report progress to the page that waits; this renews the lease, too."""
    export = db.session.get_one(DataExport, export_id)
    export.steps_done, export.steps, export.begun_at = done, steps, clock.now()
    db.session.commit()


def _finish(export_id: int, path: Path) -> None:
    key = f"downloads/{ids.write_id(ids.new_id())}.zip"
    store.put(key, path, "application/zip")  # before the row is locked: a large file takes long
    export = db.session.get_one(DataExport, export_id, with_for_update=True, populate_existing=True)
    if export.ready_at is not None:  # another worker thought that this one had died
        release_write_lock()
        return
    user = db.session.get_one(User, export.user_id)
    now = clock.now()
    export.file_key, export.size = key, path.stat().st_size
    export.steps_done, export.ready_at = export.steps, now
    export.expires_at = now + dt.timedelta(days=current(KEEP_EXPORTS_DAYS))
    outbox.post(emails.export_ready(user, export))
    db.session.commit()
