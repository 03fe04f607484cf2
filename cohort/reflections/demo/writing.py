"""Each entry of the demo's logs, written by its author at its moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from cohort.access.actions import Can
from cohort.course_modules.demo import find_prompt
from cohort.demo.acting import Cast, Happening, check, date_back, new_key, unwrap
from cohort.reflections.actions import write_reflection
from cohort.reflections.demo.entries import ENTRIES, DemoEntry
from cohort.reflections.models import Reflection


def entries_written(cast: Cast) -> Iterator[Happening]:
    """Every entry, when it was written."""
    for entry in ENTRIES:
        yield cast.moment(entry.cohort, entry.ago, entry.at), partial(_write, cast, entry)


def _write(cast: Cast, entry: DemoEntry, moment: dt.datetime) -> None:
    actor = cast.member(entry.by, entry.cohort)
    check(actor, Can.WRITE_REFLECTION)
    prompt = find_prompt(actor, entry.prompt)
    reflection_id = write_reflection(
        actor,
        body=unwrap(entry.text),
        title=entry.title,
        prompt_id=prompt.id if prompt else None,
        submission_key=new_key(),
    )
    date_back(Reflection, Reflection.id == reflection_id, written_at=moment, changed_at=moment)
