"""A small cohort whose posts are mailed, at moments that a test names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.db import db
from cohort.discussions.models import Post, Thread, ThreadFollowing
from cohort.discussions.notices import place_of
from cohort.kernel import clock
from cohort.mail.models import OutboxMessage
from cohort.notices import actions
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.notices.actions.reading import seen
from tests.world import Person, World

UTC = dt.UTC
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
# Tuesday 5 October 2027, 10:00 in London, which has summer time.
TEN = dt.datetime(2027, 10, 5, 9, tzinfo=UTC)
NEXT_DIGEST = dt.datetime(2027, 10, 6, 6, 31, tzinfo=UTC)  # Wednesday, 7:31 in London


class Mailroom:
    """A running cohort in London, with people by their first names."""

    def __init__(self, world: World, *names: str, zone: str = "Europe/London") -> None:
        self.world = world
        self.people: dict[str, Person] = {}
        with time_machine.travel(TEN - 30 * DAY, tick=False):
            self.programme = world.programme()
            self.cohort = world.cohort(self.programme, time_zone=zone)
            for name in names or ("Amira", "Tom", "Ines"):
                self.join(name)
        # The first look, and the first digest, find nothing.
        self.sweep(TEN - 4 * DAY)
        self.digest(TEN - 3 * HOUR + 35 * MINUTE)

    def join(self, name: str, role: Role = Role.PARTICIPANT, cohort: str = "") -> Person:
        """Somebody of this name is a member."""
        if name not in self.people:
            self.people[name] = self.world.person(name)
        self.world.join(self.people[name], cohort or self.cohort, role)
        return self.people[name]

    def thread(
        self, name: str, at: dt.datetime = TEN, *, cohort: str = "", **words: str
    ) -> tuple[int, int]:
        """A thread and its first post, whose notices are made; (thread id, post id)."""
        with time_machine.travel(at, tick=False):
            thread = self.world.thread(self.people[name], cohort or self.cohort, **words)
            with self.world.database() as session:
                post = session.scalar(sa.select(Post.id).where(Post.thread_id == thread))
                self._follow(name, thread)
            self.told(post)
        return thread, post

    def post(
        self,
        name: str,
        thread: int,
        at: dt.datetime = TEN,
        body: str | None = None,
        *,
        cohort: str = "",
        **kinds: str,
    ) -> int:
        """A post whose notices are made: `reply="Tom"` is one for Tom."""
        with time_machine.travel(at, tick=False):
            post = self.world.post(self.people[name], cohort or self.cohort, thread, body)
            with self.world.database():
                self._follow(name, thread)
            self.told(post, **kinds)
        return post

    def told(self, post: int, **kinds: str) -> None:
        """Make these notices of a post, and mark it as told."""
        with self.world.database() as session:
            thread, cohort = session.execute(
                sa.select(Thread.id, Thread.cohort_id)
                .join(Post, Post.thread_id == Thread.id)
                .where(Post.id == post)
            ).one()
            place, now = place_of(thread), clock.now()
            actions.tell(
                actions.Told(self.people[name].id, cohort, kind, place, post, now)
                for kind, name in kinds.items()
            )
            session.execute(sa.update(Post).where(Post.id == post).values(told_at=now))

    def _follow(self, name: str, thread: int, state: str = "following") -> None:
        db.session.merge(
            ThreadFollowing(
                thread_id=thread, user_id=self.people[name].id, state=state, why="wrote"
            )
        )

    def follow(self, name: str, thread: int, state: str = "following") -> None:
        """They follow a thread, or mute it."""
        with self.world.database():
            self._follow(name, thread, state)

    def read(self, name: str, thread: int, through: int, at: dt.datetime = TEN) -> None:
        """They read a thread up to a post."""
        with time_machine.travel(at, tick=False), self.world.database() as session:
            for statement in seen(self.people[name].id, place_of(thread), through):
                session.execute(statement)

    def choose(self, name: str, **choices: str) -> None:
        """Their choices about mail are these."""
        self.change(name, mail_choices=choices)

    def change(self, name: str, **facts: Any) -> None:
        """Change what is stored of somebody's account."""
        with self.world.database() as session:
            session.execute(sa.update(User).where(User.id == self.people[name].id).values(**facts))

    @contextmanager
    def at(self, moment: dt.datetime) -> Iterator[None]:
        """As the worker, at this moment."""
        with time_machine.travel(moment, tick=False), self.world.app.test_request_context():
            yield
            db.session.remove()

    def sweep(self, moment: dt.datetime) -> str:
        """One look for mail at once."""
        with self.at(moment):
            return send_at_once()

    def digest(self, moment: dt.datetime) -> int:
        """Digests, as often as the worker is woken for them."""
        with self.at(moment):
            count = 0
            while more := send_digests():
                count += more
            return count

    def mails(self, name: str | None = None) -> Sequence[OutboxMessage]:
        """The mail posted so far, to one person or to all, oldest first."""
        query = sa.select(OutboxMessage).order_by(OutboxMessage.id)
        if name is not None:
            query = query.where(OutboxMessage.user_id == self.people[name].id)
        with self.world.app.app_context():
            return list(db.session.scalars(query))
