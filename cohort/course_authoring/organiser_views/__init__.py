"""The organiser's desk for a programme's content."""

from cohort.course_authoring.organiser_views import (
    assets,
    books,
    desk,
    editing,
    files,
    previews,
    revisions,
    template_filters,
)
from cohort.course_authoring.organiser_views.blueprint import blueprint

__all__ = [
    "assets",
    "blueprint",
    "books",
    "desk",
    "editing",
    "files",
    "previews",
    "revisions",
    "template_filters",
]
