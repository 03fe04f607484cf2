"""The blueprint that all pages about a programme's content share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint(
    "course_content", __name__, url_prefix="/organise/programmes/<programme_slug>/content"
)
