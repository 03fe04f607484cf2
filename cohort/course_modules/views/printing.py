"""A whole module on paper."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules import queries
from cohort.course_modules.link_resolver import apart
from cohort.course_modules.views.blueprint import blueprint, places_in
from cohort.web.guard import allowed, viewer


# No page's slug can be "_", so a page called print keeps its address.
@blueprint.get("/<module_slug>/_/print")
@allowed(Can.READ_COHORT)
def print_module(cohort_slug: str, module_slug: str) -> ResponseReturnValue:
    """All pages of an open module in one, with lines to write on beneath its prompts."""
    module, pages = queries.get_whole_module(viewer(), module_slug)
    return render_template(
        "course_modules/print.html",
        module=module,
        pages=pages,
        places=places_in(cohort_slug, module.outline),
        apart=apart,
    )
