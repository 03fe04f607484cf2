"""Search for the people of the viewer's cohort: by name, and by the organisation they let be seen.

They are read as the page People reads them and stand in no index: nothing there can be out of step
with what somebody hides, with a new name, or with who is in the cohort.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from cohort.access.actor import Actor, Role
from cohort.programmes.queries.people import Person, people_visible_to
from cohort.search.direct import DirectKind, DirectThing
from cohort.search.kinds import Group, HitPlace


def _people(viewer: Actor) -> Iterator[DirectThing]:
    for person in people_visible_to(viewer):
        yield DirectThing(
            person.membership_id, person.name, person.organisation, _place_of(viewer, person)
        )


def _place_of(viewer: Actor, person: Person) -> HitPlace:
    at: dict[str, Any] = {"cohort_slug": viewer.cohort.slug, "membership_id": person.membership_id}
    words = "Facilitator" if person.role == Role.FACILITATOR else "Participant"
    return HitPlace(
        url_for("programmes.show_person", **at),
        f"{words}, you" if person.user_id == viewer.user_id else words,
        face=person.user_id,
        photo=url_for("programmes.show_photo", **at, small=1) if person.photo_key else None,
    )


DIRECT = (
    DirectKind(
        "person",
        Group("People", "Each decides what the others see."),
        _people,
        leads=True,
    ),
)
