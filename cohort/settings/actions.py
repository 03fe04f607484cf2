"""Changing settings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from cohort.access.actor import Actor
from cohort.audit_log.actions import changes, record
from cohort.db import db, take_advisory_lock
from cohort.kernel import clock
from cohort.kernel.errors import DomainError
from cohort.settings.current import defaults, definitions, forget
from cohort.settings.definitions import Definition, Kind
from cohort.settings.models import Setting

CHANGED = "settings_changed_in_this_transaction"


def change(actor: Actor, name: str, value: Any) -> None:
    """Give a setting a value; None sets it back to its default. The audit log keeps the old and
    the new value. Raises DomainError for a value that is not allowed."""
    definition = definitions()[name]
    if value is not None and not definition.allows(value):
        raise DomainError(f"{definition.label} cannot be {value!r}.")
    take_advisory_lock("settings")
    row = db.session.scalar(sa.select(Setting).where(Setting.name == name))
    default = defaults()[name]
    before = default if row is None or row.value is None else row.value
    after = default if value is None else value
    if before == after and (value is not None or row is None):
        return
    if row is None:
        row = Setting(name=name)
        db.session.add(row)
    row.value, row.previous = value, before
    row.changed_at, row.changed_by = clock.now(), actor.user_id or None
    db.session.flush()
    personal = [definition.label] if definition.kind is Kind.ADDRESS else []
    changed = changes({definition.label: before}, {definition.label: after}, personal=personal)
    record(actor, "setting:change", row, name=name, changed=changed)
    db.session.info[CHANGED] = True


def note(definition: Definition[Any], stored: Any) -> None:
    """Store what the site notes for itself (see `noted`). `stored` is JSON. It is not logged: the
    audit log has what it is about already."""
    take_advisory_lock("settings")
    row = db.session.scalar(sa.select(Setting).where(Setting.name == definition.name))
    if row is None:
        row = Setting(name=definition.name)
        db.session.add(row)
    row.value, row.previous = stored, None
    row.changed_at = clock.now()
    db.session.flush()
    db.session.info[CHANGED] = True


@event.listens_for(Session, "after_commit")
def _read_again(session: Session) -> None:
    if session.in_nested_transaction():
        return
    if session.info.pop(CHANGED, False) and has_app_context():
        forget()


@event.listens_for(Session, "after_rollback")
def _nothing_changed(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(CHANGED, None)
