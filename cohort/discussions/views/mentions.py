"""Whom one may name with an @ in this cohort, as a page and for the script of the composers."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.queries.mentions import nameable_by
from cohort.discussions.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer
from cohort.web.script_answers import wants_json


@blueprint.get("/threads/names")
@allowed(Can.READ_THREADS)
def list_names(cohort_slug: str) -> ResponseReturnValue:
    """How everybody is written. To a script: {"people": [{"name", "about", "written"}, …]}."""
    people = nameable_by(viewer())
    if not wants_json():
        return render_template("discussions/names.html", people=people)
    return {
        "people": [
            {"name": one.name, "about": one.organisation, "written": one.written} for one in people
        ]
    }, {"Vary": "Accept"}
