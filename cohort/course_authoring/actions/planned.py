"""Writing what was planned: in one short transaction, and only on the rows it was planned from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from cohort.course_authoring.actions.rendering import Rendering, render_stale
from cohort.course_authoring.actions.saving import write_course
from cohort.course_authoring.queries.stored_course import StoredCourse, read_stored_course
from cohort.db import db, reading, take_advisory_lock, wait_longer
from cohort.kernel.errors import Clash

MOST_PLANS = 5
P = TypeVar("P")
T = TypeVar("T")


class Outdated(Clash):
    """The course is not as it was when this was planned. Nothing was written."""


def write_planned(plan: Callable[[], P], write: Callable[[P], T]) -> T:
    """Plan, with no transaction open, and write in a transaction that holds the advisory lock
    called modules. When the course was changed in between, plan again. The caller commits.

    Raises Clash when that happens again and again.
    """
    for number in range(1, MOST_PLANS + 1):
        planned = plan()
        wait_longer()
        take_advisory_lock("modules")
        try:
            return write(planned)
        except (Outdated, StaleDataError):
            db.session.rollback()
        except IntegrityError:  # on PostgreSQL somebody may have added something of this name
            db.session.rollback()
            if number == MOST_PLANS:
                raise
    raise Clash("The course was changed here again and again meanwhile. Try again in a moment.")


def check_is_current(programme_id: int, planned_from: StoredCourse) -> StoredCourse:
    """The programme's course, as it is and as it was planned from. Raises Outdated when these are
    not the same."""
    stored = read_stored_course(programme_id, with_blocks=False)
    if stored != planned_from:
        raise Outdated("The course was changed here meanwhile.")
    return stored


def render_programme(programme_id: int) -> int:
    """Render again what an older renderer made; returns how many pages that were."""

    def read() -> StoredCourse:
        with reading():
            stored = read_stored_course(programme_id)
            db.session.rollback()
        return stored

    def plan() -> tuple[StoredCourse, Rendering]:
        stored = read()
        return stored, render_stale(stored)

    def write(planned: tuple[StoredCourse, Rendering]) -> int:
        stored, rendering = planned
        write_course(check_is_current(programme_id, stored), rendering)
        return len(rendering.pages)

    return write_planned(plan, write) if read().has_stale() else 0
