"""Reading a course from a folder in any known format; the result is in ours."""

from __future__ import annotations

from pathlib import Path

from cohort.course_format.folder import open_folder
from cohort.course_format.foreign.converting import convert
from cohort.course_format.foreign.folder_tree import plan_tree
from cohort.course_format.foreign.jekyll import looks_like_posts, plan_posts
from cohort.course_format.foreign.workbench import looks_like_workbench, plan_workbench
from cohort.course_format.naming import slugify
from cohort.course_format.native_format import looks_ours, read_ours
from cohort.course_format.values import Course


def read_course(folder: Path) -> Course:
    """Read a course. A part that cannot be used is a problem in it, by path and line.

    Raises FileNotFoundError when there is no such folder, and nothing else.
    """
    found = open_folder(folder)
    slug = slugify(folder.resolve().name) or "course"
    if looks_ours(found):
        return read_ours(found, slug)
    if looks_like_workbench(found):
        return convert(found, plan_workbench(found), slug)
    if looks_like_posts(found):
        return convert(found, plan_posts(found), slug)
    return convert(found, plan_tree(found), slug)
