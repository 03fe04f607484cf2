"""Writing an import that was planned and rendered, in the transaction of whoever calls."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_authoring.actions.front_pages import bring_front_page
from cohort.course_authoring.actions.importing.files import write_files
from cohort.course_authoring.actions.importing.page_warnings import lost_answers
from cohort.course_authoring.actions.importing.planning import RenderedPlan
from cohort.course_authoring.actions.importing.report import TOLD, Fate, LoadReport
from cohort.course_authoring.actions.planned import check_is_current
from cohort.course_authoring.actions.saving import Saved, write_course
from cohort.course_authoring.queries.answered_prompts import answered_prompts
from cohort.course_authoring.queries.stored_course import StoredCourse
from cohort.course_modules import search
from cohort.course_modules.models import CourseText
from cohort.db import db
from cohort.programmes.models import Programme

MOST_NAMED = 50  # on record: the numbers tell the rest


def apply_plan(actor: Actor, programme: Programme, rendered: RenderedPlan) -> LoadReport:
    """Make the programme's course what was planned. Raises Outdated, with nothing written, when
    the rows are not those that the plan was made from."""
    plan, after = rendered.plan, rendered.rendering.course
    before = check_is_current(programme.id, plan.before)
    _write_course_text(before, after)
    write_course(before, rendered.rendering, Saved(actor, plan.facts, origin="files"))
    write_files(actor, before, after, plan.to_store)
    bring_front_page(programme, before, after)
    db.session.flush()
    search.catch_up(programme.id)
    report = finished_report(rendered, programme.id)
    if report.has_changes:
        _record(actor, programme, report)
    db.session.flush()
    return report


def finished_report(rendered: RenderedPlan, programme_id: int) -> LoadReport:
    """The plan's report, with what only the database knows: whose answers lose their prompt."""
    report, after = rendered.report(), rendered.rendering.course
    gone = after.prompts_without_page() if report.has_changes else set()
    if gone:
        report.problems += lost_answers(gone & answered_prompts(programme_id))
    return report


def _write_course_text(before: StoredCourse, after: StoredCourse) -> None:
    if after.text is None or after.text == before.text:
        return
    query = sa.select(CourseText).where(CourseText.programme_id == before.programme_id)
    kept = db.session.scalar(query) or CourseText(programme_id=before.programme_id)
    kept.source, kept.file_digest = after.text
    db.session.add(kept)


def _record(actor: Actor, programme: Programme, report: LoadReport) -> None:
    retired = [change.path for change in report.of(Fate.RETIRED)]
    facts: dict[str, Any] = {"retired": retired}
    facts["files"] = [change.path for change in report.of(*TOLD, kind="file")]
    record(
        actor,
        "modules:load",
        programme,
        programme_id=programme.id,
        pages_written=report.pages_written,
        modules_changed=report.modules_changed[:MOST_NAMED],
        **{name: paths[:MOST_NAMED] for name, paths in facts.items() if paths},
    )
