"""Who marked what as done: self-marks only, never anything written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cohort.access.actor import Actor, Role
from cohort.course_modules.queries import ModuleLine, done_marks_in_cohort, modules_visible_to
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

    modules: Sequence[ModuleLine]
    rows: Sequence[ProgressRow]


def progress_visible_to(viewer: Actor) -> Progress:
    """The cohort's grid of modules that have opened, for its facilitators; else empty."""
    if not viewer.is_facilitator:
        return Progress([], [])
    today = clock.in_zone(clock.now(), viewer.cohort.time_zone).date()
    modules = [m for m in modules_visible_to(viewer) if m.opens_on <= today]
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
    if pages and done >= pages:
        return "Done"
    return f"{done} of {pages} pages" if done else "Not marked"
