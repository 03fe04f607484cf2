"""Files that an import put into the store and never came to name (see cohort/files/sweeping.py)."""

from __future__ import annotations

from collections.abc import Iterator

from cohort.course_authoring.actions.assets import FOLDER
from cohort.course_modules.models import CourseAsset
from cohort.files import sweeping

_NAMED_IN = (CourseAsset.key, CourseAsset.original_key)


def unused_files() -> Iterator[str]:
    """The keys of the files that no course names any more, or ever did. Ends the transaction."""
    return sweeping.unused_files(FOLDER, _NAMED_IN)


def sweep() -> str:
    """Remove them; returns how many there were, in words."""
    count = sweeping.sweep(FOLDER, _NAMED_IN)
    return f"{count} unused course {'file' if count == 1 else 'files'} removed."
