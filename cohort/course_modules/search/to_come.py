"""Search for modules that have not opened to the viewer yet: the title and the day, no contents.

What is hidden from participants is not found by them at all, as in the list of modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from cohort.access.actor import Actor
from cohort.course_modules.queries.reading import outline_of
from cohort.kernel import clock
from cohort.search.direct import DirectKind, DirectThing
from cohort.search.kinds import Group, HitPlace
from cohort.web.filters import reader_moment


def _to_come(viewer: Actor) -> Iterator[DirectThing]:
    for module in outline_of(viewer):
        if module.is_open:
            continue
        opening, zone = module.opening, viewer.cohort.time_zone
        when = (
            clock.say_day(opening.day)
            if opening.is_whole_day
            else reader_moment(opening.moment, zone)
        )
        name = f"Module {module.number}" if module.number else "Before we begin"
        place: dict[str, Any] = {"cohort_slug": viewer.cohort.slug, "module_slug": module.slug}
        standing = HitPlace(
            url_for("course_modules.read_module", **place),
            f"{name} · Opens on {when}",
            glyph=module.glyph,
            accent=module.accent,
            language=module.language,
        )
        yield DirectThing(module.id, module.title, "", standing)


TO_COME = DirectKind(
    "module_to_come",
    Group("Modules to come", "Only their titles are looked through until they open."),
    _to_come,
)
