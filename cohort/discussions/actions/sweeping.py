"""Files of posts that were stored and never came to stand beside one: a request was killed between
the store and the commit."""

from __future__ import annotations

from cohort.discussions.actions.attaching import FOLDER
from cohort.discussions.models import PostFile
from cohort.files import sweeping


def sweep_files() -> str:
    """Remove those that are a day old; returns how many there were, in words."""
    count = sweeping.sweep(FOLDER, (PostFile.file_key,))
    return f"{count} unused {'file' if count == 1 else 'files'} of posts removed."
