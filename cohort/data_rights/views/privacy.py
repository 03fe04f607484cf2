"""The privacy notice, and its earlier versions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.data_rights import queries
from cohort.data_rights.actions import notices
from cohort.data_rights.default_notice import DEFAULT
from cohort.data_rights.views.blueprint import blueprint
from cohort.web.guard import public, signed_in, viewer
from cohort.web.redirects import own_path


@blueprint.app_context_processor
def _add_whether_it_changed() -> dict[str, Any]:
    """For the banner on every page, except where it would come between people and their text."""
    return {"notice_changed_at": _changed_at}


def _changed_at() -> dt.datetime | None:
    if request.method == "POST" or viewer().is_leaving:
        return None
    return notices.changed_for(viewer())


@blueprint.get("/privacy")
@public
def show_notice() -> ResponseReturnValue:
    """The published notice. A site without one shows the shipped one, and says so."""
    notice = queries.current_notice()
    told = notice.facts if notice else DEFAULT | {"periods": notices.periods()}
    return render_template("data_rights/privacy.html", notice=notice, told=told, is_current=True)


@blueprint.get("/privacy/versions")
@public
def list_notices() -> ResponseReturnValue:
    """Every version, with its date and what changed."""
    return render_template("data_rights/versions.html", notices=queries.published_notices())


@blueprint.get("/privacy/versions/<int:number>")
@public
def show_version(number: int) -> ResponseReturnValue:
    """One version, as it was published."""
    notice, current = queries.get_notice(number), queries.current_notice()
    is_current = current is not None and current.number == number
    return render_template(
        "data_rights/privacy.html", notice=notice, told=notice.facts, is_current=is_current
    )


@blueprint.post("/privacy/changes/hide")
@signed_in
def hide_changes() -> ResponseReturnValue:
    """Hide the banner, in every browser of this person, and stay on the page."""
    notices.note_seen(viewer())
    return redirect(own_path(request.form.get("next"), url_for("programmes.my_cohorts")), 303)
