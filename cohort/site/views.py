"""Home, the cohort's home, and the pages every site has."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.kernel import clock
from cohort.markdown import member_html
from cohort.operations import health
from cohort.programmes import queries as programmes
from cohort.site.forms import SampleForm
from cohort.site.queries import home as queries
from cohort.web.guard import allowed, public, signed_in, viewer

blueprint = Blueprint("site", __name__)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What this site is, and the programmes that the viewer can look at."""
    return render_template("site/home.html", programmes=programmes.published_programmes())


@blueprint.get("/cohorts/<cohort_slug>")
@allowed(Can.READ_COHORT)
def cohort_home(cohort_slug: str) -> ResponseReturnValue:
    """What now? At most five dated things."""
    return render_template("site/cohort_home.html", home=queries.cohort_home(viewer()))


@blueprint.post("/preview")
@signed_in
def preview() -> ResponseReturnValue:
    """A preview of a text, by the same renderer as on save. Saves nothing."""
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
    """Answers to the questions of a council's IT desk before people can use the site."""
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
    """Database, migrations, worker and outbox, for a load balancer or a monitor."""
    report = health.check()
    return report, 200 if report["status"] == "ok" else 503
