"""The editor's drafts: of a page, or of a module's facts and introduction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from cohort.access.actor import Actor
from cohort.course_authoring.organiser_views import editor
from cohort.course_authoring.queries import content, versions
from cohort.course_authoring.queries.content import EditableText
from cohort.drafts import Kind, Place
from cohort.kernel.errors import NotFound

FIELDS = (
    *("title", "summary", "foundation", "minutes_to_read", "minutes_to_do", "opens_after_days"),
    *("objectives", "licence", "language", "body", "note"),
)


def _text(viewer: Actor, target: str) -> EditableText:
    text = content.get_text(viewer, _id(target))
    if text.target != target:
        raise NotFound("No such text.")
    return text


def _id(target: str) -> int:
    number = target.partition(":")[2]
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        raise NotFound("No such text.")
    return int(number)


def _place(viewer: Actor, target: str) -> Place:
    text = _text(viewer, target)
    return Place(about=text.title, saved=editor.saved_fields(text))


def _url(viewer: Actor, target: str) -> str:
    slug = viewer.programme.slug
    return url_for("course_content.edit_text", programme_slug=slug, text_id=_id(target))


def _others(viewer: Actor, target: str) -> Mapping[str, Any]:
    return {"others": editor.say_others(versions.others_editing(viewer, _text(viewer, target)))}


KINDS = (
    Kind(
        "course_text",
        FIELDS,
        _place,
        lambda about: f"a change to “{about}”",
        _url,
        answer=_others,
    ),
)
