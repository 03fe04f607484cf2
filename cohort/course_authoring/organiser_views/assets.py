"""The course's files, for those who edit its content."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_modules import queries
from cohort.files.sending import send
from cohort.web.guard import allowed, viewer


@blueprint.get("/files/<path:path>")
@allowed(Can.EDIT_CONTENT)
def send_file(programme_slug: str, path: str) -> ResponseReturnValue:
    """Any picture or other file of the programme, as the preview shows it."""
    found = queries.get_asset_to_edit(viewer(), path)
    return send(found.key, found.name, found.media_type, found.digest)
