"""Public programme pages, and the viewer's own cohorts."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.files.sending import send
from cohort.programmes import queries
from cohort.programmes.actions.front_pages import pages
from cohort.programmes.views.blueprint import blueprint
from cohort.web.guard import public, signed_in, viewer


@blueprint.get("/programmes/<programme_slug>")
@public
def show_programme(programme_slug: str) -> ResponseReturnValue:
    """What the programme is, what it takes, and when; all from data."""
    programme = queries.get_published_programme(programme_slug)
    cohorts = queries.cohorts_open_for_interest(programme.id)
    return render_template("programmes/programme.html", programme=programme, cohorts=cohorts)


@blueprint.get("/programmes/<programme_slug>/files/<path:shared_path>")
@public
def send_shared_file(programme_slug: str, shared_path: str) -> ResponseReturnValue:
    """A picture or other file of the course that the programme's page shows or links to."""
    found = pages().shared_file(queries.get_published_programme(programme_slug), shared_path)
    return send(found.key, found.name, found.media_type, found.digest)


@blueprint.get("/cohorts")
@signed_in
def my_cohorts() -> ResponseReturnValue:
    """The cohorts that the viewer belongs to."""
    cohorts = queries.cohorts_visible_to(viewer())
    return render_template("programmes/my_cohorts.html", cohorts=cohorts)
