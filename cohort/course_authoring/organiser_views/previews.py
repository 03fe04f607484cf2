"""The course as a participant of one cohort sees it on one day. Nothing is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.access.actor import Actor
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_authoring.organiser_views.editor import Shown
from cohort.course_authoring.queries.previewing import participant_of
from cohort.course_modules import queries
from cohort.course_modules.link_resolver import PlaceOf, content_places
from cohort.kernel import clock
from cohort.programmes.queries import cohorts_of_programme
from cohort.web.guard import allowed, viewer


@dataclass(frozen=True, slots=True)
class AskedPreview:
    """The cohort and day chosen; `wrong`: the error about the day, in words."""

    cohort: str
    on: str
    day: dt.date | None
    wrong: str = ""

    @property
    def query(self) -> dict[str, str]:
        return {"cohort": self.cohort, "on": self.on}


@blueprint.get("/preview")
@allowed(Can.EDIT_CONTENT)
def preview_course(programme_slug: str) -> ResponseReturnValue:
    """A form for cohort and day; once chosen, the list of modules."""
    asked, cohorts = _asked(), cohorts_of_programme(viewer())
    reader, modules = None, None
    if asked.cohort and asked.day:
        reader = participant_of(viewer(), asked.cohort, asked.day)
        modules = queries.modules_visible_to(reader)
    page = render_template(
        "course_authoring/preview_course.html",
        asked=asked,
        cohorts=cohorts,
        modules=modules,
        reader=reader,
        today=clock.in_zone(clock.now(), clock.LONDON).date(),
    )
    return page, 422 if asked.wrong else 200


@blueprint.get("/preview/<module_slug>")
@allowed(Can.EDIT_CONTENT)
def preview_module(programme_slug: str, module_slug: str) -> ResponseReturnValue:
    """A module's front page, if it is open to them."""
    asked = _asked()
    if not asked.cohort or not asked.day:
        return redirect(url_for(".preview_course", programme_slug=programme_slug), 303)
    reader = participant_of(viewer(), asked.cohort, asked.day)
    module = queries.get_module(reader, module_slug)
    parts = list(module.introduction_parts)
    shown = Shown(module.title, parts, [], _places(asked), module.language)
    return _page(asked, reader, module, shown)


@blueprint.get("/preview/<module_slug>/<page_slug>")
@allowed(Can.EDIT_CONTENT)
def preview_page(programme_slug: str, module_slug: str, page_slug: str) -> ResponseReturnValue:
    """A page, if it is open to them, without what only facilitators see."""
    asked = _asked()
    if not asked.cohort or not asked.day:
        return redirect(url_for(".preview_course", programme_slug=programme_slug), 303)
    reader = participant_of(viewer(), asked.cohort, asked.day)
    module, page = queries.get_page(reader, module_slug, page_slug)
    line = page.line
    shown = Shown(line.title, list(page.parts), [], _places(asked), line.language)
    return _page(asked, reader, module, shown)


def _page(asked: AskedPreview, reader: Actor, module: queries.OpenModule, shown: Shown) -> str:
    return render_template(
        "course_authoring/preview_reading.html",
        asked=asked,
        reader=reader,
        module=module,
        shown=shown,
    )


def _asked() -> AskedPreview:
    cohort, on = request.args.get("cohort", "")[:80], request.args.get("on", "")[:20]
    if not on:
        return AskedPreview(cohort, on, None, "Enter a day" if cohort else "")
    try:
        day = dt.date.fromisoformat(on)
    except ValueError:
        return AskedPreview(cohort, on, None, "Enter a real day, like 2027-03-27")
    if not 2000 <= day.year <= 2100:
        return AskedPreview(cohort, on, None, "The year must be between 2000 and 2100")
    return AskedPreview(cohort, on, day)


def _places(asked: AskedPreview) -> PlaceOf:
    here = viewer().programme.slug
    ask: Any = {"programme_slug": here, **asked.query}
    return content_places(
        here,
        page=lambda **names: url_for(".preview_page", **names, **ask),
        module=lambda **names: url_for(".preview_module", **names, **ask),
    )
