"""“Download everything of mine”."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.data_rights import queries
from cohort.data_rights.actions import downloads
from cohort.data_rights.settings import KEEP_EXPORTS_DAYS
from cohort.data_rights.views.blueprint import blueprint
from cohort.files import store
from cohort.settings.current import current
from cohort.web.guard import allowed, viewer
from cohort.web.limits import limiter


@blueprint.get("/account/download")
@allowed(Can.CHANGE_ACCOUNT)
def show_download() -> ResponseReturnValue:
    """What it contains, its progress, and where to get it."""
    export = queries.latest_download(viewer().user_id)
    days = current(KEEP_EXPORTS_DAYS)
    return render_template("data_rights/download.html", export=export, days=days)


@blueprint.post("/account/download")
@allowed(Can.CHANGE_ACCOUNT)
@limiter.limit("20 per hour")
def ask_for_download() -> ResponseReturnValue:
    """Ask for a download. A second press asks for no more."""
    downloads.ask_for_download(viewer().user_id)
    return redirect(url_for(".show_download"), 303)


@blueprint.get("/account/download/<id:export_id>/file")
@allowed(Can.CHANGE_ACCOUNT)
def get_download(export_id: int) -> ResponseReturnValue:
    """The file, for its owner alone."""
    export = queries.get_download(viewer(), export_id)
    pieces = store.stream(export.file_key or "")
    downloads.TAKEN.note()
    answer = Response(pieces, mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="everything-of-mine.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.content_length = export.size
    return answer
