"""Files that an import put into the store and never came to name: it was killed before its commit.

Only the course files' own folder is looked through, and a file that is a day old: no transaction
lasts that long, so whoever put it has ended, one way or the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from cohort.course_authoring.actions.assets import FOLDER
from cohort.course_modules.models import CourseAsset
from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.files import store
from cohort.kernel import clock

OLD_ENOUGH = dt.timedelta(days=1)


def unused_files() -> Iterator[str]:
    """The keys of the files that no course names any more, or ever did. Ends the transaction, so
    that nobody waits while the store answers."""
    for keys in store.older_than(FOLDER, clock.now() - OLD_ENOUGH):
        named: set[str] = set()
        for column in (CourseAsset.key, CourseAsset.original_key):
            named.update(db.session.scalars(sa.select(column).where(column.in_(keys))))
        release_write_lock()
        yield from sorted(set(keys) - named)


def sweep() -> str:
    """Remove them; returns how many there were, in words."""
    count = 0
    for key in unused_files():
        store.delete(key)
        count += 1
    return f"{count} unused course {'file' if count == 1 else 'files'} removed."
