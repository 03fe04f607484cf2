"""A programme's public page, whose text may show the pictures of its course.

The course stands on a higher floor, so app.py names who renders the text and finds the files.
"""

from __future__ import annotations

from typing import Protocol, cast

from flask import Flask, current_app

from cohort.programmes.models import Programme

_KEY = "front_pages"


class SharedFile(Protocol):
    """A file to send: its key in the file store, the name to save it under, its type."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def digest(self) -> str: ...


class FrontPages(Protocol):
    """Who knows the course of a programme."""

    def front_page_html(self, programme: Programme, text: str) -> str:
        """The text as HTML for strangers."""

    def shared_file(self, programme: Programme, path: str) -> SharedFile:
        """A file that the public page names. Raises NotFound for all others."""


def install(app: Flask, pages: FrontPages) -> None:
    """Let these render the public pages of programmes."""
    app.extensions[_KEY] = pages


def pages() -> FrontPages:
    """Those that app.py named."""
    return cast("FrontPages", current_app.extensions[_KEY])
