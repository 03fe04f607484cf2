"""Public programme pages, and the viewer's own cohorts."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.programmes import queries
from cohort.programmes.views.blueprint import blueprint
from cohort.web.guard import public, signed_in, viewer


@blueprint.get("/programmes/<programme_slug>")
@public
def show_programme(programme_slug: str) -> ResponseReturnValue:
    """What the programme is, what it takes, and when; all from data."""
    programme = queries.get_published_programme(programme_slug)
    cohorts = queries.cohorts_open_for_interest(programme.id)
    return render_template("programmes/programme.html", programme=programme, cohorts=cohorts)


@blueprint.get("/cohorts")
@signed_in
def my_cohorts() -> ResponseReturnValue:
    """The cohorts that the viewer belongs to."""
    cohorts = queries.cohorts_visible_to(viewer())
    return render_template("programmes/my_cohorts.html", cohorts=cohorts)
