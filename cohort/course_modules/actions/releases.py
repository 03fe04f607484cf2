"""Setting when a cohort's modules open, and letting one person in early.

Callers find the release with `get_release(…, to_change=True)`, so that nothing changes between
reading and writing. A state that already holds is not set again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor, Role
from cohort.audit_log.actions import record
from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.course_modules.queries.releases import ReleaseRow
from cohort.db import change, db
from cohort.kernel import clock
from cohort.kernel.errors import Clash, DomainError, NotFound
from cohort.programmes.models import Membership

STALE = "Somebody changed this while you had the page open. This is what stands now."


def set_opening(actor: Actor, line: ReleaseRow, opens_at: dt.datetime) -> None:
    """Let the module open at a chosen moment (UTC), whatever its offset says. The moment stays
    when the cohort's first day moves."""
    if line.chosen == opens_at:
        return
    _release(actor, line).opens_at = opens_at
    _record(actor, "release:set", line, opens_at)


def open_now(actor: Actor, line: ReleaseRow, version: int) -> None:
    """Open it to every participant at once; a hidden one is shown. Raises Clash."""
    if line.is_open:
        return
    _refuse_stale(line, version)
    release, now = _release(actor, line), clock.now()
    if release.hidden_at is not None:
        release.hidden_at, release.shown_at = None, now
    release.opens_at = now
    _record(actor, "release:open-now", line, now)


def use_computed(actor: Actor, line: ReleaseRow, version: int) -> None:
    """Go back to the day that the offset gives. Raises Clash."""
    if line.chosen is None:
        return
    _refuse_stale(line, version)
    _release(actor, line).opens_at = None
    _record(actor, "release:compute", line, line.computed)


def hide(actor: Actor, line: ReleaseRow, version: int) -> None:
    """Hide it from all participants but those to whom it was opened early. What they wrote
    stays theirs. Raises Clash."""
    if line.is_hidden:
        return
    _refuse_stale(line, version)
    _release(actor, line).hidden_at = clock.now()
    _record(actor, "release:hide", line)


def show_again(actor: Actor, line: ReleaseRow, version: int) -> None:
    """Undo hiding. Its own moment then decides whether it is open. Raises Clash."""
    if not line.is_hidden:
        return
    _refuse_stale(line, version)
    release = _release(actor, line)
    release.hidden_at, release.shown_at = None, clock.now()
    _record(actor, "release:show", line)


def open_early(actor: Actor, line: ReleaseRow, membership_id: int) -> None:
    """Let one participant read the module now. Raises NotFound for anybody else, and DomainError
    where it is open to all."""
    member = db.session.get(Membership, membership_id)
    if member is None or member.cohort_id != actor.cohort.id or member.left_at is not None:
        raise NotFound("No such participant.")
    if member.role != Role.PARTICIPANT:
        raise DomainError("Facilitators read every module already.")
    if db.session.get(EarlyOpening, (membership_id, line.id)) is not None:
        return
    if line.is_open:
        raise DomainError("The module is open to everybody already.")
    db.session.add(
        EarlyOpening(
            membership_id=membership_id, module_id=line.id, opened_by=actor.user_id or None
        )
    )
    _record(actor, "release:open-early", line, user_id=member.user_id)


def take_early_back(actor: Actor, line: ReleaseRow, membership_id: int) -> None:
    """End an early opening. Doing it twice changes nothing. Raises NotFound."""
    member = db.session.get(Membership, membership_id)
    if member is None or member.cohort_id != actor.cohort.id:
        raise NotFound("No such participant.")
    taken = change(
        sa.delete(EarlyOpening).where(
            EarlyOpening.membership_id == membership_id, EarlyOpening.module_id == line.id
        )
    )
    if taken:
        _record(actor, "release:end-early", line, user_id=member.user_id)


def _refuse_stale(line: ReleaseRow, version: int) -> None:
    if line.version != version:
        raise Clash(STALE)


def _release(actor: Actor, line: ReleaseRow) -> Release:
    """The row to change, created where there is none."""
    release = db.session.get(Release, (actor.cohort.id, line.id), populate_existing=True)
    if release is None:
        release = Release(cohort_id=actor.cohort.id, module_id=line.id)
        db.session.add(release)
    release.changed_by, release.changed_at = actor.user_id or None, clock.now()
    return release


def _record(
    actor: Actor,
    act: str,
    line: ReleaseRow,
    opens_at: dt.datetime | None = None,
    user_id: int | None = None,
) -> None:
    """Write an entry to the audit log, with the moments in the cohort's zone."""
    details: dict[str, Any] = {"module": line.title}
    if opens_at is not None:
        zone = actor.cohort.time_zone
        moments = [clock.say_moment(moment, zone) for moment in (line.moment, opens_at)]
        details["changed"] = {"opens": moments}
    if user_id is not None:
        details["user_id"] = user_id
    db.session.flush()
    record(
        actor,
        act,
        db.session.get_one(Module, line.id),
        programme_id=actor.programme.id,
        cohort_id=actor.cohort.id,
        **details,
    )
