"""Home, the cohort's home, and the pages every site has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules.queries import ModuleRow
from cohort.kernel import clock
from cohort.markdown import member_html
from cohort.programmes import queries as programmes
from cohort.site import health
from cohort.site.forms import SampleForm
from cohort.site.queries import home as queries
from cohort.web.guard import allowed, public, signed_in, viewer

blueprint = Blueprint("site", __name__)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What this is, and the programmes one can look at."""
    return render_template("site/home.html", programmes=programmes.published_programmes())


@blueprint.get("/cohorts/<cohort_slug>")
@allowed(Can.READ_COHORT)
def cohort_home(cohort_slug: str) -> ResponseReturnValue:
    """What now? At most five dated things."""
    home = queries.cohort_home(viewer())
    return render_template("site/cohort_home.html", home=home, things=_things(home))


@blueprint.post("/preview")
@signed_in
def preview() -> ResponseReturnValue:
    """What a text will look like, by the renderer that will keep it. Keeps nothing."""
    return member_html(request.form.get("text", "")), {"Content-Type": "text/html; charset=utf-8"}


@blueprint.get("/cookies")
@public
def cookies() -> ResponseReturnValue:
    """The two cookies, and why."""
    return render_template("site/cookies.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("site/accessibility.html")


@blueprint.get("/for-it-desks")
@public
def for_it_desks() -> ResponseReturnValue:
    """What a council's IT desk asks before people can use the site."""
    config = current_app.config
    host = urlsplit(config["PUBLIC_URL"]).hostname
    return render_template("site/for_it_desks.html", host=host, mail_from=config["MAIL_FROM"])


@blueprint.get("/components")
@public
def components() -> ResponseReturnValue:
    """Every component in every state. Not in production."""
    if current_app.config["IS_PRODUCTION"]:
        abort(404)
    return render_template(
        "dev/components.html",
        form=SampleForm(),
        form_with_errors=SampleForm.with_errors(),
        sample_time=clock.now(),
        error=True,  # it shows the error summary too
    )


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """This process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Database, migrations, worker and outbox, for a load balancer or a watchman."""
    report = health.check()
    return report, 200 if report["status"] == "ok" else 503


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of "What now?", as components/now.html draws it."""

    kind: str
    title: str
    when: dt.date
    when_words: str
    url: str | None = None
    text: str | None = None
    action: tuple[str, str] | None = None
    is_next: bool = False


def _things(home: queries.CohortHome) -> list[Thing]:
    things = []
    if home.next_module is not None:
        things.append(_reading(home.next_module))
    for module in home.coming:
        when = f"{clock.say_day(module.opens_on)}, {_in_days(module.opens_on, home.today)}"
        things.append(Thing("Opens", module.title, module.opens_on, when))
    return things[: queries.MOST_THINGS]


def _reading(module: ModuleRow) -> Thing:
    names: dict[str, Any] = {"cohort_slug": viewer().cohort.slug, "module_slug": module.slug}
    address = onward = url_for("course_modules.read_module", **names)
    text, verb = module.summary, "Go on reading" if module.pages_done else "Start reading"
    if stop := module.stop:
        names |= {"page_slug": stop.page_slug, "_anchor": stop.heading_id or None}
        onward, verb = url_for("course_modules.read_page", **names), "Go on where you stopped"
        text = f"You stopped at {stop.page_title}"
        text += f", {stop.heading}." if stop.heading else "."
    return Thing(
        kind="Read",
        title=module.title,
        when=module.opens_on,
        when_words="opened early, for you"
        if module.opening.is_early
        else f"open since {clock.say_day(module.opens_on)}",
        url=address,
        text=text,
        action=(verb, onward),
        is_next=True,
    )


def _in_days(day: dt.date, today: dt.date) -> str:
    count = (day - today).days
    if count == 0:
        return "today"
    return "tomorrow" if count == 1 else f"in {count} days"
