"""The people of a cohort, as far as each lets the viewer see them."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts.views.profile import picture
from cohort.programmes import queries
from cohort.programmes.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer


@blueprint.get("/cohorts/<cohort_slug>/people")
@allowed(Can.READ_COHORT)
def list_people(cohort_slug: str) -> ResponseReturnValue:
    """Who is in the cohort."""
    return render_template("programmes/people.html", people=queries.people_visible_to(viewer()))


@blueprint.get("/cohorts/<cohort_slug>/people/<id:membership_id>")
@allowed(Can.READ_COHORT)
def show_person(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """One of them."""
    person = queries.get_person(viewer(), membership_id)
    return render_template("programmes/person.html", person=person)


@blueprint.get("/cohorts/<cohort_slug>/people/<id:membership_id>/photo")
@allowed(Can.READ_COHORT)
def show_photo(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """Their photo, for the people they let see it."""
    return picture(queries.get_person(viewer(), membership_id).photo_key)
