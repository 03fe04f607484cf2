"""Keeps drafts for tests, past the web."""

from __future__ import annotations

from collections.abc import Mapping

from cohort.drafts import keeping
from cohort.drafts.keeping import Saving
from cohort.drafts.kinds import Place, kind_called
from cohort.kernel import ids
from tests.world import Person, World


def keep(
    world: World,
    person: Person,
    cohort: str,
    facts: Mapping[str, str],
    *,
    kind: str = "thread",
    target: str = "new",
    about: str = "",
) -> str:
    """A draft of this person in this cohort; returns its key."""
    key = ids.write_id(ids.new_id())
    with world.database():
        actor, place = world.actor(person, cohort), Place(about)
        keeping.keep(actor, kind_called(kind), target, place, Saving(key, facts))
    return key
