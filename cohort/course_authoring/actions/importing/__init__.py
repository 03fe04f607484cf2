"""Loading a course from its files. What left the files is retired, not lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from cohort.access.actor import Actor
from cohort.audit_log.actions import record
from cohort.course_authoring.actions import rendering
from cohort.course_authoring.actions.importing.files import (
    Found,
    examine_files,
    kept_digests,
    load_files,
    refused_files,
)
from cohort.course_authoring.actions.importing.merge_texts import load_course_text, load_modules
from cohort.course_authoring.actions.importing.page_warnings import tell_lost_answers, tell_problems
from cohort.course_authoring.actions.importing.report import (
    TOLD,
    Change,
    Conflict,
    Fate,
    LoadReport,
)
from cohort.course_format.values import Course
from cohort.course_modules import search
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.programmes.models import Programme

__all__ = [
    "TOLD",
    "Change",
    "Conflict",
    "Fate",
    "Found",
    "LoadReport",
    "examine_files",
    "kept_digests",
    "load_course",
    "refused_files",
]

MOST_NAMED = 50  # on record: the numbers tell the rest


def load_course(
    actor: Actor,
    programme: Programme,
    course: Course,
    *,
    overwrite: bool = False,
    found: Mapping[Path, Found] | None = None,
    keep_files: bool = True,
) -> LoadReport:
    """Make the programme's modules match the files, in this transaction.

    `overwrite`: where texts differ, the file's is taken. `found`: the course's files as
    examine_files saw them, before the transaction began; `keep_files=False` stores none of them,
    for a dry run that will be rolled back.
    """
    report = LoadReport(problems=list(course.problems))
    before = rendering.Surroundings.of(programme.id)
    query = sa.select(Module).where(Module.programme_id == programme.id)
    modules = {module.slug: module for module in db.session.scalars(query)}
    pages = (
        sa.select(ModulePage)
        .join(Module, Module.id == ModulePage.module_id)
        .where(Module.programme_id == programme.id)
        .options(defer(ModulePage.parts))
    )
    known = {(page.module_id, page.slug): page for page in db.session.scalars(pages)}
    load_course_text(programme, course, report, overwrite=overwrite)
    paths = load_modules(actor, programme, course, modules, known, report, overwrite=overwrite)
    found = examine_files(course, kept_digests(programme.id)) if found is None else found
    load_files(actor, programme, course, found, report, overwrite=overwrite, keep=keep_files)
    db.session.flush()
    with search.together():
        outcome = rendering.render_what_changed(programme.id, before)
    search.catch_up(programme.id)
    report.rendered = outcome.rendered
    tell_problems(report, outcome, paths)
    if report.has_changes:
        tell_lost_answers(report, programme.id)
        _record(actor, programme, report)
    db.session.flush()
    return report


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
