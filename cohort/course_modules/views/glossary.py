"""The cohort's glossary."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules import queries
from cohort.course_modules.views.blueprint import blueprint, places_in
from cohort.web.guard import allowed, viewer


# "_" can be no module's slug, so a module called glossary keeps its address.
@blueprint.get("/_/glossary")
@allowed(Can.READ_COHORT)
def read_glossary(cohort_slug: str) -> ResponseReturnValue:
    """The words that the open modules explain, each with its page."""
    terms = queries.terms_visible_to(viewer())
    places = places_in(cohort_slug, queries.outline_of(viewer()))
    return render_template("course_modules/glossary.html", terms=terms, places=places)
