"""Letting go of SQLite's write lock before something slow."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from cohort.db import db

WROTE = "wrote_in_this_transaction"


class UnsavedChanges(AssertionError):
    """The lock was to be released after something was written: a fault in our code."""


def release_write_lock() -> None:
    """End a transaction that has only looked, before work that takes long or waits for another
    machine: on SQLite nobody else could write meanwhile. What was loaded is loaded again when it
    is next asked for, in a new transaction.

    Raises UnsavedChanges when something was changed: it would be lost without a word.
    """
    session = db.session()
    changed = [*session.new, *session.dirty, *session.deleted]
    if changed or session.info.get(WROTE):
        raise UnsavedChanges(
            f"The write lock was to be released, but this transaction has written: {changed!r}. "
            "Write after what takes long, or commit first."
        )
    session.rollback()


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
