"""Notices to participants, once, that a module has opened.

Each cohort is a transaction of its own, which holds both the announcement and its messages, so
a killed worker loses nothing and sends nothing twice. It locks the cohort's row first, as every
change of releases does, so two workers wait for each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from cohort.accounts.mail_choices import Wish, wants
from cohort.accounts.models import User
from cohort.course_modules import emails
from cohort.course_modules.models import EarlyOpening, Release
from cohort.course_modules.notices import MODULE_OPENED, place_of
from cohort.course_modules.queries import notices as queries
from cohort.course_modules.queries.notices import OpenedModule
from cohort.course_modules.queries.releases import hold
from cohort.db import change, db
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.notices.actions import Told, tell
from cohort.notices.actions.mailing import take_room
from cohort.programmes.models import Cohort, CohortStatus

log = structlog.get_logger(__name__)
# Notices about modules are mailed between these hours of the cohort's zone.
FIRST_HOUR, LAST_HOUR = 7, 21


def post_openings() -> str:
    """Post the notices that are due; returns how many. Raises the last error of a cohort whose
    notices could not be posted, once the others' are."""
    now, posted = clock.now(), 0
    failed: Exception | None = None
    cohorts = queries.cohorts_with_news(now)
    db.session.commit()
    for cohort_id in cohorts:
        try:
            posted += _tell(cohort_id, now)
            db.session.commit()
        except Exception as error:  # whatever the error, the other cohorts get their notices
            db.session.rollback()
            log.exception("notices not posted", cohort_id=cohort_id)
            failed = error
    if failed:
        raise failed
    return f"posted {posted}"


def _tell(cohort_id: int, now: dt.datetime) -> int:
    cohort = hold(cohort_id)
    if cohort is None or cohort.status != CohortStatus.RUNNING or not _is_decent(cohort, now):
        return 0
    return _tell_all(cohort, now) + _tell_early(cohort, now)


def _is_decent(cohort: Cohort, now: dt.datetime) -> bool:
    return FIRST_HOUR <= clock.in_zone(now, cohort.time_zone).hour < LAST_HOUR


def _tell_all(cohort: Cohort, now: dt.datetime) -> int:
    opened, posted = queries.newly_opened(cohort, now), 0
    if not opened:
        return 0
    for membership_id, user, early in queries.who_hears(cohort):
        news = [module for module in opened if module.id not in early]
        posted += _post(cohort, membership_id, user, news, is_early=False)
    for module in opened:
        _mark(cohort, module, now)
    return posted


def _tell_early(cohort: Cohort, now: dt.datetime) -> int:
    posted = 0
    for membership_id, user, modules in queries.newly_opened_early(cohort, now):
        posted += _post(cohort, membership_id, user, modules, is_early=True)
        change(
            sa.update(EarlyOpening)
            .where(
                EarlyOpening.membership_id == membership_id,
                EarlyOpening.module_id.in_([module.id for module in modules]),
            )
            .values(announced_at=now)
        )
    return posted


def _post(
    cohort: Cohort,
    membership_id: int,
    user: User,
    modules: Sequence[OpenedModule],
    *,
    is_early: bool,
) -> int:
    tell(
        Told(user.id, cohort.id, MODULE_OPENED, place_of(module.id), module.id, clock.now())
        for module in modules
    )
    if not modules or wants(user.mail_choices, "modules") is not Wish.AT_ONCE:
        return 0
    events = [(place_of(module.id), module.id) for module in modules]
    if not take_room(user.id, user.time_zone or cohort.time_zone, events):
        return 0
    outbox.post(emails.module_opened(user, cohort, modules, membership_id, is_early=is_early))
    return 1


def _mark(cohort: Cohort, module: OpenedModule, now: dt.datetime) -> None:
    """Keep the version: the mark contradicts nobody who has the desk open."""
    here = sa.and_(Release.cohort_id == cohort.id, Release.module_id == module.id)
    if not change(sa.update(Release).where(here).values(announced_at=now)):
        db.session.execute(
            sa.insert(Release).values(
                cohort_id=cohort.id, module_id=module.id, announced_at=now, version=0
            )
        )
