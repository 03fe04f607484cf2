"""Importing a course from its files: plan, render, apply. What left the files is retired, not
lost.

The plan (planning.py) says from plain rows what is to be written, and is rendered with no
transaction open; one short transaction applies it (applying.py) while the rows are the same. A
dry run is the plan.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_authoring.actions.importing.applying import apply_plan, finished_report
from cohort.course_authoring.actions.importing.files import (
    Found,
    examine_files,
    problems_of_files,
)
from cohort.course_authoring.actions.importing.planning import (
    RenderedPlan,
    plan_import,
    render_plan,
)
from cohort.course_authoring.actions.importing.report import (
    TOLD,
    Change,
    Conflict,
    Fate,
    LoadReport,
)
from cohort.course_authoring.actions.planned import write_planned
from cohort.course_authoring.queries.stored_course import StoredCourse, read_stored_course
from cohort.course_format.front_matter import programme_facts
from cohort.course_format.values import Course
from cohort.db import db, reading
from cohort.db.write_lock import release_write_lock
from cohort.programmes.actions import start_programme
from cohort.programmes.models import Programme

__all__ = [
    "TOLD",
    "Change",
    "Conflict",
    "Fate",
    "LoadReport",
    "import_course",
    "load_course",
    "problems_of_files",
]


def import_course(
    actor: Actor, course: Course, slug: str, *, overwrite: bool = False, dry_run: bool = False
) -> LoadReport:
    """Make the course of the programme of this slug match the files; the caller commits. A
    programme that does not exist yet is started, not yet public. `dry_run`: only say what that
    would do, with no transaction that can write.

    Ends the transaction so far. Raises Clash when the course was changed again and again.
    """
    found: dict[Path, Found] = {}

    def plan() -> RenderedPlan:
        stored = _read(slug)
        # Re-encoding pictures and rendering take long: no transaction is open meanwhile.
        found.update(examine_files(course, stored, found))
        return render_plan(plan_import(stored, course, found, overwrite=overwrite))

    if dry_run:
        planned = plan()
        with reading():
            report = finished_report(planned, planned.plan.before.programme_id)
            db.session.rollback()
        return report
    return write_planned(
        plan, lambda planned: apply_plan(actor, _programme(actor, course, slug), planned)
    )


def load_course(
    actor: Actor, programme: Programme, course: Course, *, overwrite: bool = False
) -> LoadReport:
    """The same in the transaction that is open already, which lasts as long as rendering does."""
    db.session.flush()
    stored = read_stored_course(programme.id)
    plan = plan_import(stored, course, examine_files(course, stored), overwrite=overwrite)
    return apply_plan(actor, programme, render_plan(plan))


def _read(slug: str) -> StoredCourse:
    """What is stored of a programme's course; no transaction stays open."""
    release_write_lock()
    with reading():
        known = db.session.scalar(sa.select(Programme.id).where(Programme.slug == slug))
        stored = read_stored_course(known) if known else StoredCourse()
        db.session.rollback()
    return stored


def _programme(actor: Actor, course: Course, slug: str) -> Programme:
    found = db.session.scalar(sa.select(Programme).where(Programme.slug == slug))
    if found is not None:
        return found
    facts = programme_facts(course.text, course.slug)
    return start_programme(
        actor, name=facts.title, slug=slug, summary=facts.summary, description=facts.body.strip()
    )
