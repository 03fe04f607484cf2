"""Finds files that were put into the store and that nothing names: whoever put them was killed
before the commit.

Only files of a folder that are a day old: no transaction lasts that long, so whoever put them has
ended, one way or the other. One store belongs to one database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.files import store
from cohort.kernel import clock

OLD_ENOUGH = dt.timedelta(days=1)


def unused_files(folder: str, columns: Sequence[Any]) -> Iterator[str]:
    """The keys of a folder's files that none of these columns names. Ends the transaction, so that
    nobody waits while the store answers."""
    for keys in store.older_than(folder, clock.now() - OLD_ENOUGH):
        named: set[str] = set()
        for column in columns:
            named.update(db.session.scalars(sa.select(column).where(column.in_(keys))))
        release_write_lock()
        yield from sorted(set(keys) - named)


def sweep(folder: str, columns: Sequence[Any]) -> int:
    """Remove them; returns how many there were."""
    count = 0
    for key in unused_files(folder, columns):
        store.delete(key)
        count += 1
    return count
