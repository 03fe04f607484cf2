"""On the cohort's home: the module to read next, those that open soon, and the progress so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from cohort.access.actor import Actor
from cohort.course_modules.queries import ModuleRow, modules_visible_to
from cohort.kernel import clock
from cohort.kernel.now import Column, Later, OnHome, Rank, Section, Thing, in_days
from cohort.web.languages import said_in

MOST_COMING = 4
SOON = dt.timedelta(days=28)


def modules_now(viewer: Actor) -> OnHome:
    """The one thing to do next: the page where the viewer last stopped, if it is not done, else
    the first module that is not; then the locked modules that open within four weeks (or the next
    one), and how many come after."""
    modules = modules_visible_to(viewer)
    now = clock.now()
    today = clock.in_zone(now, viewer.cohort.time_zone).date()
    readable = [m for m in modules if m.is_open]
    locked = sorted(
        (m for m in modules if m.opening.is_to_come(now)), key=lambda m: m.opening.moment
    )
    soon = [m for m in locked if m.opens_on - today <= SOON][:MOST_COMING] or locked[:1]
    upcoming = _next([m for m in readable if not m.is_done])
    done = sum(m.is_done for m in readable)
    return OnHome(
        things=[_to_read(viewer, m) for m in upcoming] + [_opening(m, today) for m in soon],
        later=Later(
            count=len(locked) - len(soon),
            noun="more module",
            after=", with the days they open",
            url=url_for("course_modules.list_modules", cohort_slug=viewer.cohort.slug),
        ),
        instead=Section("course_modules/now/nothing_dated.html", {"any_open": bool(readable)}),
        sections=[
            Section(
                "course_modules/now/course.html",
                {"open": len(readable), "done": done},
                column=Column.ASIDE,
            )
        ],
    )


def _next(unfinished: Sequence[ModuleRow]) -> Sequence[ModuleRow]:
    """The one to read, or none."""
    begun = [(m.stop.read_at, m.id, m) for m in unfinished if m.stop]
    return [max(begun)[2]] if begun else unfinished[:1]


def _opening(module: ModuleRow, today: dt.date) -> Thing:
    when = f"{clock.say_day(module.opens_on)}, {in_days(module.opens_on, today)}"
    return Thing("Opens", said_in(module.title, module.language), module.opens_on, when)


def _to_read(viewer: Actor, module: ModuleRow) -> Thing:
    names: dict[str, Any] = {"cohort_slug": viewer.cohort.slug, "module_slug": module.slug}
    address = onward = url_for("course_modules.read_module", **names)
    text = said_in(module.summary, module.language)
    verb = "Go on reading" if module.pages_done else "Start reading"
    if stop := module.stop:
        names |= {"page_slug": stop.page_slug, "_anchor": stop.heading_id or None}
        onward, verb = url_for("course_modules.read_page", **names), "Go on where you stopped"
        words = [said_in(one, stop.language) for one in (stop.page_title, stop.heading) if one]
        text = Markup("You stopped at {}.").format(Markup(", ").join(words))
    return Thing(
        kind="Read",
        title=said_in(module.title, module.language),
        when=module.opens_on,
        when_words="opened early, for you"
        if module.opening.is_early
        else f"open since {clock.say_day(module.opens_on)}",
        url=address,
        text=text,
        action=(verb, onward),
        rank=Rank.NEXT,
    )


NOW = (modules_now,)
