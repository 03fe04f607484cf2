"""The course's files, for members."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_modules import queries
from cohort.course_modules.views.blueprint import blueprint
from cohort.files.sending import send
from cohort.web.guard import allowed, viewer


@blueprint.get("/files/<path:path>")
@allowed(Can.READ_COHORT)
def send_file(cohort_slug: str, path: str) -> ResponseReturnValue:
    """A picture or other file of a module that is open, or of the whole course."""
    found = queries.get_asset(viewer(), path)
    return send(found.key, found.name, found.media_type, found.digest)
