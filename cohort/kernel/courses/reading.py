"""Reading a course from a folder, however it was kept: our own format comes out."""

from __future__ import annotations

from pathlib import Path

from cohort.kernel.courses.folder import open_folder
from cohort.kernel.courses.naming import slugify
from cohort.kernel.courses.ours import looks_ours, read_ours
from cohort.kernel.courses.values import Course


def read_course(folder: Path) -> Course:
    """Read a course. What cannot be used is a problem in it, by path and line.

    Raises FileNotFoundError when there is no such folder, and nothing else.
    """
    found = open_folder(folder)
    slug = slugify(folder.resolve().name) or "course"
    if looks_ours(found):
        return read_ours(found, slug)
    found.report("", "there is no programme.md here, and no other kind of course that we know")
    return Course(slug=slug, kind="tree", problems=found.problems)
