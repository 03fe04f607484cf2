"""The pages that each participant marked as done: self-marks only, never anything written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cohort.access.actor import Actor, Role
from cohort.course_modules.queries import ModuleRow, done_marks_in_cohort, modules_visible_to
from cohort.course_modules.queries.releases import early_openings
from cohort.kernel import clock
from cohort.programmes.queries import Person, people_visible_to


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One participant's own marks; `states` follow the order of the modules, in words."""

    person: Person
    states: Sequence[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """The grid of people by modules."""

    modules: Sequence[ModuleRow]
    rows: Sequence[ProgressRow]


def progress_visible_to(viewer: Actor) -> Progress:
    """The cohort's grid of modules that have opened, to all or early to one, for its
    facilitators; else empty."""
    if not viewer.is_facilitator:
        return Progress([], [])
    now = clock.now()
    early = {line.module_id for line in early_openings(viewer)}
    modules = [m for m in modules_visible_to(viewer) if m.id in early or m.opening.is_past(now)]
    marks = done_marks_in_cohort(viewer)
    people = [p for p in people_visible_to(viewer) if p.role == Role.PARTICIPANT]
    rows = [
        ProgressRow(
            person,
            [_words(marks.get((person.membership_id, m.id), 0), m.pages) for m in modules],
        )
        for person in people
    ]
    return Progress(modules, rows)


def _words(done: int, pages: int) -> str:
    """By the participant's own marks alone."""
    if pages and done >= pages:
        return "Done"
    return "Opened" if done else "Not opened"
