"""The organiser's desk for a programme's content."""

from cohort.course_modules.organiser_views import (
    assets,
    books,
    desk,
    drafts,
    editing,
    files,
    previews,
    revisions,
    words,
)
from cohort.course_modules.organiser_views.blueprint import blueprint

__all__ = [
    "assets",
    "blueprint",
    "books",
    "desk",
    "drafts",
    "editing",
    "files",
    "previews",
    "revisions",
    "words",
]
