"""Who sees what a person says about themselves: the one rule for lists, pages, photos and search.

Each person chooses who sees each field of their profile. The name is no choice: everyone who
shares a cohort with them sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from cohort.access.actor import Actor


class SeenBy(StrEnum):
    """Who may see one field of a person's profile."""

    COHORT = "cohort"
    FACILITATORS = "facilitators"
    ME = "me"

    @property
    def words(self) -> str:
        """As a choice on the page."""
        return {
            "cohort": "Everyone in my cohorts",
            "facilitators": "The facilitators of my cohorts",
            "me": "Only me",
        }[self]


_CHOICES = {str(choice): choice for choice in SeenBy}
# The defaults until somebody chooses. Every field is empty until the person writes it, for the
# people they learn with.
USUAL: Mapping[str, SeenBy] = {
    "pronouns": SeenBy.COHORT,
    "job": SeenBy.COHORT,
    "organisation": SeenBy.COHORT,
    "place": SeenBy.COHORT,
    "working_on": SeenBy.COHORT,
    "can_help_with": SeenBy.COHORT,
    "photo": SeenBy.COHORT,
}


class Profiled(Protocol):
    """A person in a cohort, with what they chose."""

    @property
    def user_id(self) -> int: ...
    @property
    def cohort_id(self) -> int: ...
    @property
    def seen_by(self) -> Mapping[str, Any]: ...


def chosen(seen_by: Mapping[str, Any], field: str) -> SeenBy:
    """Who sees a field; an unknown choice shows it to nobody else.

    Raises KeyError for something that is no field of a profile.
    """
    usual = USUAL[field]
    choice = seen_by.get(field, usual)
    return _CHOICES.get(choice, SeenBy.ME) if isinstance(choice, str) else SeenBy.ME


def sees(viewer: Actor, person: Profiled, field: str) -> bool:
    """Whether the viewer sees this field of a person in the cohort of the URL."""
    choice = chosen(person.seen_by, field)
    if not _are_together(viewer, person):
        return False
    if person.user_id == viewer.user_id or choice is SeenBy.COHORT:
        return True
    return choice is SeenBy.FACILITATORS and viewer.is_facilitator


def sees_days_away(viewer: Actor, person: Profiled) -> bool:
    """Facilitators of a person's cohorts see their days away, so that no silence worries them."""
    if not _are_together(viewer, person):
        return False
    return viewer.is_facilitator or person.user_id == viewer.user_id


def _are_together(viewer: Actor, person: Profiled) -> bool:
    return (
        viewer.role is not None
        and viewer.asked_cohort is not None
        and viewer.asked_cohort.id == person.cohort_id
    )
