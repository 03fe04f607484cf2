"""The whole course to take along, for its authors."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.course_authoring.organiser_views.blueprint import blueprint
from cohort.course_modules.books import whole_book, write_epub, write_html
from cohort.course_modules.views.books import sent
from cohort.web.guard import allowed, viewer


@blueprint.get("/course.epub")
@allowed(Can.EDIT_CONTENT)
def get_epub(programme_slug: str) -> ResponseReturnValue:
    """Every module, without the facilitators' notes."""
    programme = viewer().programme
    book = whole_book(programme.id, programme.slug, programme.name)
    return sent(book, write_epub, "epub", "application/epub+zip")


@blueprint.get("/course.html")
@allowed(Can.EDIT_CONTENT)
def get_html(programme_slug: str) -> ResponseReturnValue:
    """The same as one HTML file."""
    programme = viewer().programme
    book = whole_book(programme.id, programme.slug, programme.name)
    return sent(book, write_html, "html", "text/html")
