"""Reading a course from a folder, however it was kept: our own format comes out."""

from __future__ import annotations

from pathlib import Path

from cohort.kernel.courses.converting import convert
from cohort.kernel.courses.folder import open_folder
from cohort.kernel.courses.jekyll import looks_like_posts, plan_posts
from cohort.kernel.courses.naming import slugify
from cohort.kernel.courses.ours import looks_ours, read_ours
from cohort.kernel.courses.trees import plan_tree
from cohort.kernel.courses.values import Course
from cohort.kernel.courses.workbench import looks_like_workbench, plan_workbench


def read_course(folder: Path) -> Course:
    """Read a course. What cannot be used is a problem in it, by path and line.

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
