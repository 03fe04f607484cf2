"""Releases SQLite's write lock before something slow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from cohort.db import db

WROTE = "wrote_in_this_transaction"


class UnsavedChanges(AssertionError):
    """Our code tried to release the lock after it had written something, which is a fault."""


def release_write_lock() -> None:
    """End a transaction that has only read, before work that is slow or waits for another server:
    on SQLite nobody else could write meanwhile. Loaded rows are read again on their next use, in
    a new transaction.

    Raises UnsavedChanges when something was changed, which would be lost silently.
    """
    session = db.session()
    changed = [*session.new, *session.dirty, *session.deleted]
    if changed or session.info.get(WROTE):
        raise UnsavedChanges(
            f"The write lock was to be released, but this transaction has written: {changed!r}. "
            "Write after what takes long, or commit first."
        )
    session.rollback()


def write(statement: sa.Executable, facts: Mapping[str, Any]) -> sa.CursorResult[Any]:
    """Run an INSERT, UPDATE or DELETE that was built once, with bind parameters for `facts`, past
    the session: what `fetch` is for reading. Does not flush first."""
    session = db.session()
    session.info[WROTE] = True
    return session.connection().execute(statement, facts)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: UOWTransaction) -> None:
    session.info[WROTE] = True


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[WROTE] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _ended(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(WROTE, None)
