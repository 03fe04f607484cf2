"""Planning an import: what it would write, worked out and rendered with no database.

The plan holds the rows it was made from, so that whoever applies it can see whether they are
still the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cohort.course_authoring.actions.importing.files import FileToStore, Found, merge_files
from cohort.course_authoring.actions.importing.merge_texts import (
    Merge,
    merge_course_text,
    merge_modules,
)
from cohort.course_authoring.actions.importing.page_warnings import Files, problems_found
from cohort.course_authoring.actions.importing.report import Change, Conflict, LoadReport
from cohort.course_authoring.actions.rendering import Facts, Rendering, render_all_if_moved
from cohort.course_authoring.queries.stored_course import StoredCourse
from cohort.course_format.values import Course
from cohort.kernel import clock, ids
from cohort.kernel.problems import Problem


@dataclass(frozen=True)
class ImportPlan:
    """What an import would write: the rows as they were `before` and as they will be `after`.

    `facts`: what those texts say that are taken from the files; `files`: the file that each text
    was read from; both by the row's id. `to_store`: files by their paths. `changes` tells of each
    file of the course whether it is new, changed, left, in conflict, retired or back again.
    """

    before: StoredCourse
    after: StoredCourse
    facts: Facts
    files: Files
    to_store: Mapping[str, FileToStore]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]
    single_files: frozenset[str]


@dataclass(frozen=True)
class RenderedPlan:
    """A plan with what its texts, and the pages around them, were rendered to."""

    plan: ImportPlan
    rendering: Rendering

    def report(self) -> LoadReport:
        """What the import does, or would do."""
        plan, rendering = self.plan, self.rendering
        return LoadReport(
            changes=list(plan.changes),
            conflicts=list(plan.conflicts),
            problems=[*plan.problems, *problems_found(rendering, plan.files)],
            rendered=len(rendering.pages),
            single_files=set(plan.single_files),
        )


def plan_import(
    before: StoredCourse,
    course: Course,
    found: Mapping[Path, Found],
    *,
    overwrite: bool = False,
    now: dt.datetime | None = None,
    new_id: Callable[[], int] = ids.new_id,
) -> ImportPlan:
    """Judge each text and file of the course against what is stored. `overwrite`: where texts
    differ, the file's is taken. `found`: the files as examine_files saw them."""
    now = now or clock.now()
    report = LoadReport(problems=list(course.problems))
    merge = Merge(before, report, overwrite, now, new_id)
    merge_course_text(merge, course)
    merge_modules(merge, course)
    after, to_store = merge_files(
        merge.course(), course, found, report, overwrite=overwrite, now=now
    )
    return ImportPlan(
        before=before,
        after=after,
        facts=merge.facts,
        files=merge.files,
        to_store=to_store,
        changes=tuple(report.changes),
        conflicts=tuple(report.conflicts),
        problems=tuple(report.problems),
        single_files=frozenset(report.single_files),
    )


def render_plan(plan: ImportPlan) -> RenderedPlan:
    """Render what the plan changes, and everything when what pages can link to changes with it."""
    return RenderedPlan(plan, render_all_if_moved(plan.before, plan.after, plan.facts))
