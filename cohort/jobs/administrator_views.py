"""Background jobs, for administrators."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.jobs import queries
from cohort.web.guard import allowed, viewer

blueprint = Blueprint("jobs_administrator", __name__, url_prefix="/admin/jobs")


@blueprint.get("")
@allowed(Can.ADMINISTER)
def list_jobs() -> ResponseReturnValue:
    """Whether the worker is alive, and how each job's last run went."""
    pulse = queries.last_pulse(viewer())
    return render_template(
        "jobs/administrator/list.html",
        lines=queries.jobs_visible_to(viewer(), current_app.extensions["scheduled_jobs"]),
        troubles=queries.troubles_visible_to(viewer()),
        pulse=pulse,
        is_silent=queries.is_silent(pulse),
    )
