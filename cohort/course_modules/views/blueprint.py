"""What all of a cohort's module pages share."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from markupsafe import Markup

from cohort.course_modules.link_resolver import Places, reader_places
from cohort.course_modules.queries import OutlineRow, outline_of
from cohort.kernel import clock
from cohort.web.guard import viewer

blueprint = Blueprint("course_modules", __name__, url_prefix="/cohorts/<cohort_slug>/modules")


def places_in(cohort_slug: str, outline: Iterable[OutlineRow]) -> Places:
    """Where the links in a module's text lead for this reader."""
    opens = {
        line.slug: None if line.is_open else f"opens {clock.say_day(line.opening.day)}"
        for line in outline
    }
    return reader_places(cohort_slug, opens)


@blueprint.app_template_filter("prompt_html")
def prompt_html(html: str) -> Markup:
    """A prompt's question away from its page, in the log or a thread, with real addresses."""
    if "course:" in html or "<img" in html:
        here = viewer()
        html = places_in(here.cohort.slug, outline_of(here)).fill(html)
    # Our own renderer made and sanitised it on save; only addresses were filled in since.
    return Markup(html)  # noqa: S704  # nosec B704
