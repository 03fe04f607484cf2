"""Where the hits of modules, their pages and the words they explain are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from markupsafe import Markup

from cohort.access.actor import Actor
from cohort.search.kinds import HitPlace
from cohort.web.languages import said_in


def place_of(viewer: Actor, extra: Mapping[str, Any]) -> HitPlace:
    """A module, a page or an explained word, from the `extra` of its entry."""
    place: dict[str, Any] = {"cohort_slug": viewer.cohort.slug}
    number = extra["number"]
    words = f"Module {number}" if number else "Before we begin"
    title = said_in(extra["title"], extra.get("module_language"))
    if "term" in extra:
        url = url_for("course_modules.read_glossary", _anchor=extra["term"], **place)
        words = Markup("Glossary · {}: {}").format(words, title)
    elif "page" in extra:
        place |= {"module_slug": extra["module"], "page_slug": extra["page"]}
        url = url_for("course_modules.read_page", **place)
        words = Markup("{}: {}").format(words, title)
    else:
        url = url_for("course_modules.read_module", module_slug=extra["module"], **place)
    language = extra.get("language", "")
    return HitPlace(url, words, glyph=number % 12, accent=number % 8 + 1, language=language)


def place_of_note(viewer: Actor, extra: Mapping[str, Any]) -> HitPlace:
    """A page's notes for facilitators, likewise."""
    page = place_of(viewer, extra)
    return replace(page, words=Markup("Note for facilitators · {}").format(page.words))
