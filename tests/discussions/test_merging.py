"""Merged threads: nothing of them is lost, and everybody keeps what they follow, muted and read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohort.access.actor import Role
from cohort.db import change, db
from cohort.discussions.actions.following import follow_thread
from cohort.discussions.actions.merging import merge
from cohort.discussions.models import (
    Post,
    Thread,
    ThreadFollowing,
    ThreadKind,
    ThreadMerge,
    ThreadSummary,
)
from cohort.discussions.queries import get_thread_now, reading_state
from cohort.drafts.models import Draft
from cohort.kernel import ids
from cohort.notices.actions.reading import seen
from cohort.notices.models import Mailed
from tests.client import Browser
from tests.discussions.tending import act_on, acts, address, press, told
from tests.world import Person, World


def posts_of(world: World, number: int) -> list[int]:
    with world.app.app_context():
        query = sa.select(Post.id).where(Post.thread_id == number).order_by(Post.id)
        return list(db.session.scalars(query))


def into(browser: Browser, cohort: str, old: int, new: int, **fields: str) -> int:
    return press(browser, cohort, old, "merge", into=ids.write_id(new), **fields).status


def test_posts_stand_in_order_and_old_addresses_lead_there(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    other = world.thread(amira, cohort, "Carers", "Carers begin.")
    last = world.post(amira, cohort, thread, "Respite goes on.")
    everything = sorted(posts_of(world, thread) + posts_of(world, other))
    hers = world.browser(amira)
    found = ruth.get(f"{address(cohort, thread, 'merge')}?words=CAR")
    assert found.tree.xpath("//option/@value") == [ids.write_id(other)]
    page = ruth.get(f"{address(cohort, thread, 'merge')}?into={ids.write_id(other)}")
    assert "The 2 posts of “Respite” go into “Carers”" in " ".join(page.text.split())
    sent = ruth.send(page, "/merge")
    assert sent.location == address(cohort, other)
    assert posts_of(world, other) == everything
    with world.app.app_context():
        row = db.session.get_one(Thread, other)
        assert (row.posts, row.last_post_id) == (3, last)
    assert hers.get(f"{address(cohort, thread)}?post=x&_scheme=ftp").location == (
        f"{address(cohort, other)}?post=x"
    )
    permalink = hers.get(address(cohort, thread, f"posts/{ids.write_id(last)}")).location
    post = ids.write_id(last)
    assert permalink == f"{address(cohort, other)}?post={post}#post-{post}"
    again = ruth.send(page, "/merge")
    assert (again.status, again.location) == (303, address(cohort, other))
    assert acts(world) == ["thread:merge"]
    listed = hers.get(f"/cohorts/{cohort}/threads").tree.xpath("//*[@class='line__title']/a/text()")
    assert listed == ["Carers"]


def test_a_chain_leads_to_its_end(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    second, third = (world.thread(amira, cohort, title) for title in ("Second", "Third"))
    assert into(ruth, cohort, thread, second) == 303
    assert into(ruth, cohort, second, third) == 303
    assert world.browser(amira).get(address(cohort, thread)).location == address(cohort, third)
    assert len(posts_of(world, third)) == 3
    assert into(ruth, cohort, third, thread) == 422, "into itself, by another address"


@pytest.mark.parametrize("kind", [ThreadKind.NOTICEBOARD, ThreadKind.ROUND])
def test_kinds_that_do_not_go_together_are_refused_in_words(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser, kind: ThreadKind
) -> None:
    other = world.thread(amira, cohort, "Other")
    with world.database():
        change(sa.update(Thread).where(Thread.id == other).values(kind=kind))
    for old, new in ((thread, other), (other, thread), (thread, thread)):
        refused = press(ruth, cohort, old, "merge", into=ids.write_id(new))
        assert refused.status == 422
        assert "merged" in refused.text
    assert world.count(ThreadMerge) == 0
    assert "Other" not in ruth.get(address(cohort, thread, "merge")).text.replace("Other t", "")


def test_replies_drafts_mail_and_summaries_go_along(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    other = world.thread(amira, cohort, "Carers")
    hers = world.browser(amira)
    open_page = hers.get(address(cohort, thread))
    for number in (thread, other):
        act_on(ruth, cohort, number, "summary")
    with world.database():
        actor = world.actor(amira, cohort)
        target = f"thread:{ids.write_id(thread)}"
        facts = {"kind": "reply", "key": ids.write_id(ids.new_id()), "facts": {"body": "Half a"}}
        db.session.add(Draft(user_id=amira.id, cohort_id=actor.cohort.id, target=target, **facts))
        db.session.add(Mailed(user_id=amira.id, place=f"thread:{thread}", subject_id=5))
    assert into(ruth, cohort, thread, other) == 303
    sent = hers.send(open_page, "/posts", body="Written meanwhile.")
    assert sent.location.startswith(address(cohort, other))
    with world.app.app_context():
        assert db.session.scalars(sa.select(Mailed.place)).one() == f"thread:{other}"
        assert db.session.scalars(sa.select(ThreadSummary.body)).one().count("agreed") == 2
    page = hers.get(address(cohort, other))
    assert "Written meanwhile." in page.text
    assert "Half a" in page.text


def test_a_post_in_the_very_moment_goes_along(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    other = world.thread(amira, cohort, "Carers")
    assert into(ruth, cohort, thread, other) == 303
    world.post(amira, cohort, thread, "Just too late")  # past the check for a merger
    with world.app.app_context():
        assert db.session.get_one(Thread, other).posts == 3
        assert db.session.get_one(Thread, thread).posts == 0
    assert len(posts_of(world, other)) == 3


def test_the_search_finds_a_merged_threads_posts_where_they_are(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    other = world.thread(amira, cohort, "Carers")
    told(world)
    assert into(ruth, cohort, thread, other) == 303
    hers = world.browser(amira)
    page = hers.get(f"/cohorts/{cohort}/search?q=respite")
    assert not [url for url in page.links().values() if ids.write_id(thread) in url]
    found = hers.get(f"/cohorts/{cohort}/search?q=words")
    assert [url for url in found.links().values() if ids.write_id(other) in url]


STATES = st.sampled_from([None, "following", "stopped", "muted"])
PEOPLE = st.lists(
    st.tuples(STATES, STATES, st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=3
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=st.lists(st.booleans(), min_size=1, max_size=5), people=PEOPLE)
def test_nobody_loses_what_they_follow_muted_or_have_not_read(
    world: World,
    cohort: str,
    amira: Person,
    order: list[bool],
    people: list[tuple[str | None, str | None, int, int]],
) -> None:
    readers = [world.person() for _ in people]
    for reader in readers:
        world.join(reader, cohort)
    both = [world.thread(amira, cohort, world.fresh("Thread")) for _ in range(2)]
    for which in order:
        world.post(amira, cohort, both[which])
    mine = {number: posts_of(world, number) for number in both}
    for reader, states in zip(readers, people, strict=True):
        with world.database() as session:
            actor = world.actor(reader, cohort)
            for number, state, read in zip(both, states[:2], states[2:], strict=True):
                if state:
                    follow_thread(actor, number, state)
                if read:
                    through = mine[number][: int(read)][-1]
                    for statement in seen(reader.id, f"thread:{number}", through):
                        session.execute(statement)
    host = world.person()
    world.join(host, cohort, Role.FACILITATOR)
    with world.database():
        merge(world.actor(host, cohort), *both)
    for reader, (one, other, *read) in zip(readers, people, strict=True):
        with world.database():
            actor = world.actor(reader, cohort)
            state = reading_state(actor, get_thread_now(actor, both[0]).id)
            row = db.session.get(ThreadFollowing, (both[1], reader.id))
        ranked = ["stopped", "following", "muted"]
        best = max(filter(None, (one, other)), key=ranked.index, default=None)
        assert (row.state if row else None) == best
        unread = [p for number, n in zip(both, read, strict=True) for p in mine[number][n:]]
        if best == "muted":
            assert state.first_new is None
        else:
            assert state.new_posts >= len(unread)
            assert not unread or (state.first_new or ids.BIGGEST) <= min(unread)
