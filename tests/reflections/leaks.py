"""What of a log could leak: nobody but the author comes across any of it."""

from __future__ import annotations

from cohort.course_modules.queries import get_prompt
from cohort.kernel import ids
from cohort.reflections import actions as reflections
from tests.access.leaking import Planted, Site

PLANTED = (
    Planted("wren-body-of-a-private-entry", frozenset({"author"})),
    Planted("wren-title-of-a-private-entry", frozenset({"author"})),
    Planted("wren-entry-of-whoever-left"),
)


def write_entry(site: Site, body: str, title: str) -> int:
    """A private entry of the author's, on a prompt so that the module page shows it."""
    with site.world.database():
        actor = site.world.actor(site.people["author"], site.heron)
        return reflections.write_reflection(
            actor,
            body=body,
            title=title,
            prompt_id=get_prompt(actor, "m1-reflect").id,
            submission_key=ids.write_id(ids.new_id()),
        )


def _entries(site: Site) -> None:
    entry = write_entry(site, "wren-body-of-a-private-entry", "wren-title-of-a-private-entry")
    site.addresses["reflection_id"] = ids.write_id(entry)
    site.world.reflection(site.people["left"], site.heron, "wren-entry-of-whoever-left")


PLANTS = (_entries,)
