"""Who is asking, and where they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a membership makes of a person in one cohort."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"


@dataclass(frozen=True, slots=True)
class ProgrammeScope:
    """The programme a URL names (a cohort's URL names its programme too)."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class CohortScope:
    """The cohort a URL names. `accent` is 1 to 8; `starts_on` is a day in `time_zone`."""

    id: int
    slug: str
    name: str
    status: str
    status_words: str
    accent: int
    starts_on: dt.date
    ends_on: dt.date
    time_zone: str
    programme_name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, signed in or not, together with the cohort or programme they ask about.

    `half_user_id`: they gave a password or code but not yet the second factor they need
    (`must_set_up`: they have none yet). The rules treat them as not signed in.
    `second_factor_compulsory`: they must have one. `is_vouched_for`: they
    signed in with a code that a facilitator (`vouched_by`) read out, which proves too little to
    open a log or to change the account, and opens only the cohorts which that facilitator hosts.
    `agreement_due`: the cohort's agreement waits for their consent.
    `is_leaving`: they asked for the account to be deleted, and may only take that back.
    `notice_known_at`: when they last saw the privacy notice, which may have changed since.
    `joined_at`: when they joined the cohort; what is older is never new to them.
    `unread_notices`: how many they have, at most 100.
    `previews_at`: the moment at which a preview shows the course; None for now.
    """

    user_id: int = 0
    half_user_id: int = 0
    must_set_up: bool = False
    second_factor_compulsory: bool = False
    sign_in_id: int = 0
    is_vouched_for: bool = False
    vouched_by: int = 0
    agreement_due: bool = False
    is_leaving: bool = False
    notice_known_at: dt.datetime | None = None
    previews_at: dt.datetime | None = None
    joined_at: dt.datetime | None = None
    unread_notices: int = 0
    time_zone: str = ""
    name: str = ""
    is_administrator: bool = False
    organises_something: bool = False
    organises_here: bool = False
    membership_id: int = 0
    role: Role | None = None
    asked_cohort: CohortScope | None = None
    asked_programme: ProgrammeScope | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user_id != 0

    @property
    def is_facilitator(self) -> bool:
        return self.role is Role.FACILITATOR

    @property
    def is_participant(self) -> bool:
        return self.role is Role.PARTICIPANT

    @property
    def is_organiser(self) -> bool:
        return self.organises_something

    @property
    def stands_within(self) -> bool:
        """Whether this person may know that the URL's cohort or programme exists at all."""
        return self.role is not None or self.organises_here or self.is_administrator

    @property
    def cohort(self) -> CohortScope:
        """The cohort in the URL. Raises LookupError where the URL names none."""
        if self.asked_cohort is None:
            raise LookupError("this request is not about one cohort")
        return self.asked_cohort

    @property
    def programme(self) -> ProgrammeScope:
        """The programme in the URL. Raises LookupError where the URL names none."""
        if self.asked_programme is None:
            raise LookupError("this request is not about one programme")
        return self.asked_programme


NOBODY = Actor()
