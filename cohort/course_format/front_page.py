"""A course's front page: the body of programme.md, which the programme's public page shows.

It is rendered as every page of the course is. Strangers read it, so a link to a page or to a
module's own file, which are for members, becomes plain words, and its author is told by line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from cohort.course_format.links import OWN, CourseMap
from cohort.kernel.problems import Problem
from cohort.markdown import RenderedPage, Withheld, render_page

OF_COURSE = f"course:asset/{OWN}/"  # files of the course's own folder, which strangers may get
_FOR_MEMBERS = Withheld(
    "readers of the public page see these words without a link, because pages are for members"
)
_IN_MODULE = Withheld(
    "readers of the public page do not see this file, which is a module's own; put it into the "
    "course's own folder"
)
_NO_PROMPT = "the public page holds no prompts, so this one is left out; move it to a page"
_NO_NOTES = "the public page does not show this note for facilitators"


@dataclass(frozen=True)
class FrontPage:
    """The page as strangers see it; `html` holds no addresses of the course but OF_COURSE.
    `remarks`: what of it they do not get, though it is right for members."""

    html: str
    problems: list[Problem]
    remarks: list[Problem]
    rendered: RenderedPage


def front_page(
    body: str,
    course: CourseMap,
    *,
    first_line: int = 1,
    follow: Callable[[str, str], None] | None = None,
) -> FrontPage:
    """Render a front page. `follow` is told each link that leads somewhere, as it was written, and
    its address. `first_line`: of its file, on which the body begins."""
    lead = course.resolver(None)

    def resolve(target: str) -> str | None:
        address = lead(target)
        if address and follow:
            follow(target, address)
        return _for_strangers(address) if address else None

    rendered = render_page(body, resolve=resolve, first_line=first_line)
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for problem in rendered.problems:
        is_remark = problem.text.startswith((_FOR_MEMBERS, _IN_MODULE))
        (remarks if is_remark else problems).append(problem)
    problems += [Problem("", prompt.line, _NO_PROMPT) for prompt in rendered.prompts]
    if any(part["kind"] == "facilitator" for part in rendered.parts):
        remarks.append(Problem("", 0, _NO_NOTES, is_error=False))
    html = "\n".join(filter(None, map(_shown, rendered.parts)))
    return FrontPage(html, problems, remarks, rendered)


def _for_strangers(address: str) -> str:
    if address.startswith((OF_COURSE, "#")):
        return address
    return _IN_MODULE if address.startswith("course:asset/") else _FOR_MEMBERS


def _shown(part: dict[str, str]) -> str:
    if part["kind"] == "html":
        return part["html"]
    if part["kind"] != "video":
        return ""
    title = escape(part["title"], quote=False)
    link = f'<a href="{escape(part["url"])}">{title}</a>' if part["url"] else title
    said = f"<details><summary>Read what is said</summary>{part['html']}</details>"
    return f"<p>Video: {link}</p>\n{said if part['html'] else ''}"
