"""The people who act: the demo's accounts, and the Actors they act as."""

from __future__ import annotations

import datetime as dt

from cohort.access.actor import Actor
from cohort.accounts.actions.people import create_user
from cohort.accounts.models import User
from cohort.db import db
from cohort.demo.acting import Cast
from cohort.demo.people import PEOPLE
from cohort.kernel import clock
from cohort.programmes.loader import load_actor
from cohort.programmes.models import Cohort


class FoundedCast(Cast):
    """Accounts and cohorts by key, and an Actor for any person at any place."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.cohorts: dict[str, Cohort] = {}
        self.anchors: dict[str, dt.date] = {}
        self._members: dict[tuple[str, str], Actor] = {}

    def make_accounts(self, password_hash: str) -> None:
        """An account for everybody. Those who sign in share one hash: hashing is slow."""
        for key, person in PEOPLE.items():
            user = create_user(
                name=person.name,
                email=person.email,
                password=None,
                administrator=person.administrator,
            )
            user.password_hash = password_hash if person.signs_in else None
            self.users[key] = user
        db.session.flush()

    def somebody(self, key: str, programme_slug: str | None = None) -> Actor:
        """A person acting on the site, or in a programme."""
        return self._load(key, None, programme_slug)

    def member(self, key: str, cohort_slug: str) -> Actor:
        """A person acting in a cohort."""
        known = self._members.get((key, cohort_slug))
        if known is None:
            known = self._members[key, cohort_slug] = self._load(key, cohort_slug, None)
        return known

    def moment(self, cohort_slug: str, ago: int, at: str) -> dt.datetime:
        """`ago` days before the cohort's anchor day, at the local time `at`."""
        day = self.anchors[cohort_slug] - dt.timedelta(days=ago)
        zone = self.cohorts[cohort_slug].time_zone
        return clock.local_moment(day, dt.time.fromisoformat(at), zone)

    def cohort_id(self, slug: str) -> int:
        """The id of one of the cohorts."""
        return self.cohorts[slug].id

    def _load(self, key: str, cohort_slug: str | None, programme_slug: str | None) -> Actor:
        user = self.users[key]
        return load_actor(
            user.id, user.epoch, cohort_slug=cohort_slug, programme_slug=programme_slug
        )
