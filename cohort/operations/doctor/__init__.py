"""What is wrong with this installation, from what only its operator can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.exc import DBAPIError

from cohort.db import db
from cohort.operations.doctor import elsewhere, inside, machine, mail_dns
from cohort.operations.doctor.findings import Finding

HERE: tuple[Callable[[], Iterator[Finding]], ...] = (
    inside.settings,
    inside.database,
    inside.work,
    inside.keys,
    inside.backups,
    machine.room,
    machine.permissions,
    machine.clock_is_right,
)


def examine(*, offline: bool = False, name_server: str | None = None) -> Iterator[Finding]:
    """Everything that was looked at, one by one. `offline` leaves out what asks another machine;
    `name_server` (host or host:port) is asked in place of the machine's own."""
    for look in HERE:
        yield from _found_by(look)
    if not offline:
        yield from _found_by(elsewhere.mail_server)
        yield from _found_by(elsewhere.replies)
        yield from mail_dns.records(name_server)
        yield from elsewhere.address()


def _found_by(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What it finds; less where it needs a database that does not answer, which is said before."""
    try:
        yield from look()
    except DBAPIError:
        db.session.rollback()
