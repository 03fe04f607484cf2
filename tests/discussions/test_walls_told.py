"""Whatever was posted in two cohorts, nobody hears of one that they are not in: on the page of
notices, in search, in mail at once, in digests, and by the address of a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.db import change, db
from cohort.discussions import actions
from cohort.discussions.actions import telling
from cohort.discussions.actions.attaching import change_files
from cohort.discussions.models import PostFile, Thread
from cohort.files.member_files import look_through
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.programmes.models import Cohort, Membership
from tests.notices.mailroom import DAY, HOUR, MINUTE, TEN
from tests.world import Person, World

YEARS = count()  # each example happens in one of its own
COHORTS = ("wren-one", "wren-two")
NAMES = ("Amira Okafor", "Ben Adeyemi", "Cara Lyle", "Dov Marsh")
STANDINGS = st.sampled_from(["none", "participant", "facilitator", "left"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "reply", "name", "file", "follow"]),
        st.integers(0, len(NAMES) - 1),
        st.integers(0, 1),
        st.integers(0, len(NAMES) - 1),
    ),
    min_size=6,
    max_size=14,
)


@dataclass
class Two:
    """Two cohorts of one programme, what was posted in each, and who is in them now."""

    world: World
    people: list[Person]
    slugs: list[str]
    standings: list[tuple[str, str]]
    files: list[tuple[int, int]] = field(default_factory=list)  # (cohort, file id)

    def is_in(self, who: int, where: int) -> bool:
        return self.standings[who][where] in ("participant", "facilitator")

    def take(self, step: tuple[str, int, int, int]) -> None:
        act, who, where, other = step
        if self.standings[who][where] == "none":
            return
        actor = self.world.actor(self.people[who], self.slugs[where])
        words = f"kingfisher {COHORTS[where]} {self.world.fresh('words')}"
        thread = self._thread(where)
        if act == "follow" and thread:
            actions.follow_thread(actor, thread, "following")
        elif act == "open" or thread is None:
            actions.open_thread(actor, title=words, body=words, submission_key=_key())
        else:
            named = f"{words} @{NAMES[other]}" if act == "name" else words
            posted = actions.reply(actor, thread, body=named, submission_key=_key())
            if act == "file":
                self._put_file(posted.post_id, where)

    def _thread(self, where: int) -> int | None:
        query = sa.select(Thread.id).join(Cohort, Cohort.id == Thread.cohort_id)
        query = query.where(Cohort.slug == self.slugs[where]).order_by(Thread.id)
        found: int | None = db.session.scalars(query).first()
        return found

    def _put_file(self, post_id: int, where: int) -> None:
        name = f"{COHORTS[where]}.txt"
        change_files(post_id, [look_through(name, name.encode())])
        file_id = db.session.scalars(sa.select(PostFile.id).where(PostFile.post_id == post_id))
        self.files.append((where, file_id.one()))


def _key() -> str:
    return ids.write_id(ids.new_id())


def _made(world: World, standings: list[tuple[str, str]]) -> Two:
    programme = world.programme()
    slugs = [world.cohort(programme, name) for name in COHORTS]
    people = [world.person(name, email=f"{_key()}@example.org") for name in NAMES]
    for person, stands in zip(people, standings, strict=True):
        for slug, standing in zip(slugs, stands, strict=True):
            if standing != "none":
                leads = standing == "facilitator"
                world.join(person, slug, Role.FACILITATOR if leads else Role.PARTICIPANT)
    return Two(world, people, slugs, standings)


def _leave(two: Two) -> None:
    """Those who will have left, leave; what was posted before is still to be told."""
    for person, stands in zip(two.people, two.standings, strict=True):
        for slug, standing in zip(two.slugs, stands, strict=True):
            if standing == "left":
                here = sa.select(Cohort.id).where(Cohort.slug == slug).scalar_subquery()
                mine = Membership.user_id == person.id
                change(
                    sa.update(Membership)
                    .where(mine, Membership.cohort_id == here)
                    .values(left_at=clock.now())
                )


def _mail(world: World, moment: dt.datetime) -> None:
    with time_machine.travel(moment, tick=False), world.app.test_request_context():
        send_at_once()
        while send_digests():
            pass
        db.session.commit()
        db.session.remove()


def _mails_after(
    world: World, standings: list[tuple[str, str]], steps: list[Any], often: str
) -> int:
    """Let it happen, and look at what each person hears. Returns how many mails there were."""
    tuesday = TEN + next(YEARS) * 364 * DAY
    with time_machine.travel(tuesday - DAY, tick=False):
        two = _made(world, standings)
        with world.database():
            change(sa.update(User).values(mail_choices={"preset": often}))
    _mail(world, tuesday - 3 * HOUR + 35 * MINUTE)  # the first look, and digest, find nothing
    with time_machine.travel(tuesday), world.app.test_request_context():
        for step in steps:
            two.take(step)
        db.session.commit()
        _leave(two)
        db.session.commit()
        telling.tell_of_posts()
        db.session.commit()
    _mail(world, tuesday + 11 * MINUTE)
    _mail(world, tuesday + 22 * HOUR - 29 * MINUTE)
    with time_machine.travel(tuesday + DAY):
        return sum(_heard(two, who, person) for who, person in enumerate(two.people))


def _heard(two: Two, who: int, person: Person) -> int:
    """How many mails they got, none of which is of a cohort that they are not in."""
    browser = two.world.browser(person)
    with two.world.database() as session:
        query = sa.select(OutboxMessage).where(OutboxMessage.user_id == person.id)
        mails = [f"{mail.subject} {mail.text} {mail.html}" for mail in session.scalars(query)]
    heard = " ".join([*mails, browser.get("/notices").body])
    for where, slug in enumerate(two.slugs):
        home = f"/cohorts/{slug}"
        found = browser.get(f"{home}/search?q=kingfisher")
        if two.is_in(who, where):
            assert COHORTS[1 - where] not in found.body
        else:
            assert COHORTS[where] not in heard
            assert found.status == 404
        for of_cohort, file_id in two.files:
            sent = browser.get(f"{home}/posts/files/{ids.write_id(file_id)}")
            may = two.is_in(who, where) and of_cohort == where
            assert sent.status == (200 if may else 404)
    return len(mails)


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    standings=st.lists(
        st.tuples(STANDINGS, STANDINGS), min_size=len(NAMES), max_size=len(NAMES)
    ).filter(lambda all_: any("participant" in one for one in all_)),
    steps=STEPS,
    often=st.sampled_from(["usual", "daily"]),
)
def test_nobody_hears_of_a_cohort_that_they_are_not_in(
    world: World, standings: list[tuple[str, str]], steps: list[Any], often: str
) -> None:
    assert _mails_after(world, standings, steps, often) >= 0


@pytest.mark.parametrize("often", ["usual", "daily"])
def test_who_is_in_both_hears_of_both(world: World, often: str) -> None:
    both, one, two = ("participant",) * 2, ("participant", "none"), ("none", "participant")
    steps = [("open", 1, 0, 0), ("open", 2, 1, 0), ("name", 1, 0, 0), ("name", 2, 1, 0)]
    assert _mails_after(world, [both, one, two, ("left", "none")], steps, often) >= 1
