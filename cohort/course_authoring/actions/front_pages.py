"""The public page of a programme, as programmes.actions.front_pages asks for it."""

from __future__ import annotations

from urllib.parse import quote, unquote

from cohort.course_authoring.actions.file_sizes import sized
from cohort.course_authoring.actions.rendering import Surroundings
from cohort.course_authoring.queries.stored_course import StoredCourse, read_stored_course
from cohort.course_format.front_matter import programme_facts
from cohort.course_format.front_page import OF_COURSE, front_page
from cohort.course_format.links import OWN
from cohort.course_modules.link_resolver import TAG, fill_addresses
from cohort.course_modules.queries import FoundAsset, get_shared_asset
from cohort.db import db, reading
from cohort.kernel.errors import NotFound
from cohort.programmes.models import Programme


def front_page_html(programme: Programme, text: str, course: StoredCourse | None = None) -> str:
    """The text as HTML for strangers, with its own pictures. `course`: as it will be; else as it is
    stored."""
    if course is None:
        known = programme.id is not None
        course = read_stored_course(programme.id, with_texts=False) if known else StoredCourse()
    there = Surroundings.of(course).course
    html = sized(front_page(text, there).html, there)
    return fill_addresses(html, lambda address: _place(programme.slug, f"course:{address}"))


def shared_file(programme: Programme, path: str) -> FoundAsset:
    """A file that the programme's page names. Raises NotFound for all others."""
    named = f'="{_address(programme.slug, path)}"'
    # In tags: its words, and code above all, may say the address of a file that is not shown.
    if not any(named in tag for tag in TAG.findall(programme.description_html)):
        raise NotFound("There is no such file.")
    return get_shared_asset(programme.id, f"{OWN}/{path}")


def bring_front_page(programme: Programme, before: StoredCourse, after: StoredCourse) -> None:
    """Let the public page follow its course, as an import makes it: its pictures, and its text
    too while nobody has edited that here."""
    if before.text and after.text and _body(before) == programme.description.strip():
        programme.description = _body(after)
    programme.description_html = front_page_html(programme, programme.description, after)


def render_front_page(programme_id: int) -> None:
    """Render the public page again, if an older renderer made it."""
    with reading():
        programme = db.session.get_one(Programme, programme_id)
        html = front_page_html(programme, programme.description)
        is_new = html != programme.description_html
        db.session.rollback()
    if is_new:
        db.session.get_one(Programme, programme_id).description_html = html
        db.session.flush()


def _body(course: StoredCourse) -> str:
    return programme_facts(course.text[0], "").body.strip() if course.text else ""


def _place(slug: str, address: str) -> str | None:
    if not address.startswith(OF_COURSE):
        return None
    return _address(slug, unquote(address.removeprefix(OF_COURSE)))


def _address(slug: str, path: str) -> str:
    return f"/programmes/{slug}/files/{quote(path)}"
