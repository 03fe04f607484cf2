"""Over any history of posting, reading, opening notices, muting and merging, what is unread is one
truth: the list of threads, the thread, the notices and the header say the same, and a plain model
of sets says so too."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohort.db import change, db
from cohort.discussions import actions as discussions
from cohort.discussions import queries
from cohort.discussions.models import Post, Thread
from cohort.discussions.queries.unseen import unseen_threads
from cohort.kernel import clock, ids
from cohort.notices.actions import Told, mark_all_read, seen, tell, withdraw
from cohort.notices.queries import notices_of, reader_of
from tests.world import Person, World

PEOPLE, THREADS = 3, 3
WHO = st.integers(0, PEOPLE - 1)
WHERE = st.integers(0, THREADS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), WHO, WHERE, WHO),  # the last one is told of it
        st.tuples(st.just("read"), WHO, WHERE, st.integers(1, 4)),  # as far as so many new posts
        st.tuples(st.just("read all"), WHO, WHERE, WHO),
        st.tuples(st.just("merge"), WHO, WHERE, WHERE),
        st.tuples(st.just("withdraw"), WHO, WHERE, WHO),
    ),
    max_size=14,
)


class History:
    """The site after some steps, and a plain model of it: the posts each person has not read."""

    def __init__(self, world: World, cohort: str, people: list[Person]) -> None:
        self.world, self.cohort, self.people = world, cohort, people
        self.actors = [world.actor(person, cohort) for person in people]
        self.threads: list[int] = []
        for _ in range(THREADS):
            posted = discussions.open_thread(
                self.actors[0], title=world.fresh("T"), body=world.fresh("B"), submission_key=_key()
            )
            self.threads.append(posted.thread_id)
        self.told: set[tuple[int, int]] = set()  # (person, post)

    def posts(self, thread: int) -> list[tuple[int, int]]:
        query = sa.select(Post.id, Post.author_id).where(Post.thread_id == thread)
        return [tuple(row) for row in db.session.execute(query.order_by(Post.id))]

    def unread(self, who: int, thread: int) -> list[int]:
        state = queries.reading_state(self.actors[who], thread)
        mine = self.actors[who].user_id
        return [n for n, author in self.posts(thread) if n > state.through and author != mine]

    def take(self, step: tuple[Any, ...]) -> None:
        act, who, where, other = step
        actor, thread = self.actors[who], self.threads[where]
        if act == "post":
            body = self.world.fresh("Words")
            posted = discussions.reply(actor, thread, body=body, submission_key=_key())
            if other != who:
                told = self.actors[other]
                where_ = f"thread:{thread}"
                tell(
                    [
                        Told(
                            told.user_id,
                            told.cohort.id,
                            "reply",
                            where_,
                            posted.post_id,
                            clock.now(),
                        )
                    ]
                )
                self.told.add((other, posted.post_id))
        elif act == "read":
            new = self.unread(who, thread)[:other]
            if new:
                for statement in seen(actor.user_id, f"thread:{thread}", new[-1]):
                    db.session.execute(statement)
        elif act == "read all":
            mark_all_read(reader_of(actor.user_id))
            assert not any(self.unread(who, one) for one in self.threads)
        elif act == "merge" and self.threads[other] != thread:
            self._merge(self.threads[other], thread)
        elif act == "withdraw" and (posts := self.posts(thread)):
            gone = posts[-1][0]
            withdraw(f"thread:{thread}", gone)
            self.told -= {(one, gone) for one in range(PEOPLE)}

    def _merge(self, old: int, new: int) -> None:
        before = [{*self.unread(n, old), *self.unread(n, new)} for n in range(PEOPLE)]
        change(sa.update(Post).where(Post.thread_id == old).values(thread_id=new))
        newest = sa.select(sa.func.max(Post.id)).where(Post.thread_id == new).scalar_subquery()
        change(sa.update(Thread).where(Thread.id == new).values(last_post_id=newest))
        change(sa.update(Thread).where(Thread.id == old).values(last_post_id=0))
        discussions.threads_merged(old, new)
        self.threads = [new if one == old else one for one in self.threads]
        for n in range(PEOPLE):
            assert before[n] <= set(self.unread(n, new)), "a merger hides nothing that is new"

    def check(self) -> None:
        db.session.flush()
        for n, actor in enumerate(self.actors):
            new = {thread: self.unread(n, thread) for thread in set(self.threads)}
            listed = {row.id: row.new_posts for row in queries.threads_visible_to(actor).rows}
            for thread, posts in new.items():
                state = queries.reading_state(actor, thread)
                assert listed[thread] == state.new_posts == len(posts)
                assert state.first_new == (posts[0] if posts else None)
            reader = reader_of(actor.user_id)
            derived = {one.place: one.count for one in unseen_threads(reader)}
            assert derived == {f"thread:{t}": len(posts) for t, posts in new.items() if posts}
            shown = queries.threads_visible_to(actor, show=queries.Show.NEW).rows
            assert {row.id for row in shown} == {t for t, posts in new.items() if posts}
            unread = {post for posts in new.values() for post in posts}
            told = {row.subject_id: row.is_unread for row in notices_of(reader).rows}
            assert set(told) == {post for who, post in self.told if who == n}
            assert told == {post: post in unread for post in told}
            header = self.world.actor(self.people[n], self.cohort).unread_notices
            assert header == sum(told.values())


def _key() -> str:
    return ids.write_id(ids.new_id())


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_one_truth_of_what_is_unread(app: Flask, world: World, steps: list[Any]) -> None:
    programme = world.programme(name=world.fresh("Programme"))
    cohort = world.cohort(programme, world.fresh("Cohort"))
    people = [world.person() for _ in range(PEOPLE)]
    for person in people:
        world.join(person, cohort)
    with app.test_request_context():
        history = History(world, cohort, people)
        history.check()
        for step in steps:
            history.take(step)
            history.check()
        db.session.commit()
