"""The search page of a cohort. It stores nothing that people search for."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.search.finding import find
from cohort.search.tokens import LONGEST_QUERY, storable
from cohort.web.guard import allowed, viewer
from cohort.web.limits import limiter

blueprint = Blueprint("search", __name__, url_prefix="/cohorts/<cohort_slug>/search")


@blueprint.get("")
@allowed(Can.READ_COHORT)
@limiter.limit("60 per minute")
def show_results(cohort_slug: str) -> ResponseReturnValue:
    """Everything with the words of `q` that the viewer may read, best first."""
    typed = " ".join(storable(request.args.get("q", ""))[:LONGEST_QUERY].split())
    results = find(viewer(), typed) if typed else None
    return render_template(
        "search/results.html", typed=typed, results=results, longest=LONGEST_QUERY
    )
