"""Helpers: a course as its readers would see it, and what would look wrong to them."""

from __future__ import annotations

import re
from pathlib import Path

from cohort.course_format.front_matter import module_facts, page_facts
from cohort.course_format.links import course_map
from cohort.course_format.naming import file_name
from cohort.course_format.reading import read_course
from cohort.course_format.values import Course
from cohort.markdown import render_page
from tests.conftest import COURSES

SHARED = COURSES
_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
LEFTOVERS = re.compile(
    r"\{:[^}]*\}|\{%.*?%\}|\{\{.*?\}\}|:::|\{[.#][\w -]+\}|\{alt=|[\ufdd0\ufdd1]|^---$|\[\[\w",
    re.MULTILINE,
)


def build(folder: Path, files: dict[str, str | bytes]) -> Course:
    """Write these files and read them as a course."""
    write(folder, files)
    return read_course(folder)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write these files."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        place.write_bytes(data)
    return folder


def said(course: Course) -> list[str]:
    """The problems as they are shown."""
    return [str(problem) for problem in course.problems]


def titles(course: Course) -> list[tuple[str, list[str]]]:
    """Each module's title with those of its pages, in order."""
    return [
        (
            module_facts(module.text, module.slug).title,
            [page_facts(page.text, page.slug).title for page in module.pages],
        )
        for module in course.modules
    ]


def bodies(course: Course) -> dict[str, str]:
    """The body of every page by its author's path, and of every module that says something."""
    found = {page.path: page_facts(page.text, "").body for m in course.modules for page in m.pages}
    for module in course.modules:
        if body := module_facts(module.text, "").body:
            found[module.path] = body
    return found


def body(course: Course, path: str) -> str:
    """One of them, without the line ends around it."""
    return bodies(course)[path].strip()


def shown(course: Course) -> dict[str, str]:
    """Each page's HTML by its author's path."""
    places = course_map(course)
    html = {}
    for module in course.modules:
        resolve = places.resolver(module.slug)
        for page in module.pages:
            rendered = render_page(page_facts(page.text, "").body, resolve=resolve)
            html[page.path] = "\n".join(str(part["html"]) for part in rendered.parts)
    return html


def leftovers(html: str) -> list[str]:
    """Marks of other tools that a reader would see outside code."""
    return LEFTOVERS.findall(_TAG.sub(" ", _CODE.sub(" ", html)))


def write_course(course: Course, folder: Path) -> None:
    """Write the texts of a converted course as files in our format, which can be read again."""
    texts = {"programme.md": course.text}
    for module in course.modules:
        within = file_name(module.position, module.slug)
        texts[f"{within}/module.md"] = module.text
        for page in module.pages:
            texts[f"{within}/{file_name(page.position, page.slug)}.md"] = page.text
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
