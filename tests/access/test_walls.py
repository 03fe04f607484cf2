"""The walls of a cohort, and a log's: what lists show, what can be got and what the rule book
says are the same, for a crowd of people and a crowd of things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cohort.access.actions import Can
from cohort.access.actor import NOBODY, Actor, Role
from cohort.access.rules import may
from cohort.course_modules import queries as course_modules
from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.db import db
from cohort.discussions import queries as discussions
from cohort.discussions.models import Post, Thread, ThreadLock
from cohort.facilitation.queries import progress_visible_to
from cohort.interest.models import ExpressionOfInterest
from cohort.interest.queries import registrations_visible_to
from cohort.kernel import clock, ids
from cohort.kernel.errors import NotFound
from cohort.kernel.paging import Page
from cohort.programmes import queries as programmes
from cohort.programmes.models import Cohort, Membership, Programme
from cohort.reflections import actions as writing
from cohort.reflections import queries as reflections
from cohort.reflections.models import Reflection
from tests.access.crowd import Crowd, Standing, deactivate, full_cast, gather, standings
from tests.conftest import Keeps
from tests.world import World

crowds = given(cast=st.lists(standings, min_size=4, max_size=8))
few = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # an example is a whole database: no shrinking
    suppress_health_check=list(HealthCheck),
)


def all_rows(list_query: Callable[..., Page[Any]], *given: Any, key: str = "before") -> list[Any]:
    """Every row of a list, page after page by its key."""
    page = list_query(*given)
    rows = list(page.rows)
    while page.next_key is not None:
        page = list_query(*given, **{key: page.next_key})
        assert page.rows, "the key of a next page led to an empty one"
        rows += page.rows
    found = [row.id for row in rows]
    assert len(found) == len(set(found)), "a row stood on two pages"
    return rows


def shown(rows: Iterable[Any]) -> set[int]:
    return {row.id for row in rows}


def gettable(get: Callable[[Actor, int], Any], viewer: Actor, things: Iterable[Any]) -> set[int]:
    """The ids of the things that `get` gives the viewer rather than NotFound."""
    found = set()
    for thing in things:
        try:
            assert get(viewer, thing.id).id == thing.id
        except NotFound:
            continue
        found.add(thing.id)
    return found


def every(table: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(table)))


def a_log_shows_and_gives_exactly_what_the_rules_allow(world: World, crowd: Crowd) -> None:
    with world.app.app_context():
        entries = every(Reflection)
        for viewer in crowd.actors_in_cohorts():
            readable = {e.id for e in entries if may(viewer, Can.READ_REFLECTION, e)}
            assert shown(all_rows(reflections.reflections_visible_to, viewer)) == readable
            assert gettable(reflections.get_reflection, viewer, entries) == readable
            assert readable <= {e.id for e in entries if e.author_id == viewer.user_id}
            assert readable == {e.id for e in entries if may(viewer, Can.EDIT_REFLECTION, e)}


def threads_and_posts_show_and_give_exactly_what_the_rules_allow(
    world: World, crowd: Crowd
) -> None:
    with world.app.app_context():
        threads, posts = every(Thread), every(Post)
        locks = {lock.thread_id: lock.locked_at for lock in every(ThreadLock)}
        for viewer in crowd.actors_in_cohorts():
            here = {t.id for t in threads if t.cohort_id == viewer.cohort.id}
            readable = here if may(viewer, Can.READ_THREADS) else set()
            assert shown(all_rows(discussions.threads_visible_to, viewer)) == readable
            assert gettable(discussions.get_thread, viewer, threads) == readable
            open_ones = {t.id for t in threads if t.id not in locks}
            answered = {
                t.id
                for t in threads
                if may(
                    viewer,
                    Can.REPLY,
                    SimpleNamespace(cohort_id=t.cohort_id, locked_at=locks.get(t.id), kind=t.kind),
                )
            }
            assert answered == readable & open_ones
            for thread_id in readable:
                thread = discussions.get_thread(viewer, thread_id)
                seen = shown(all_rows(discussions.posts_in, viewer, thread, key="after"))
                assert seen == {p.id for p in posts if p.thread_id == thread_id}


def registrations_and_progress_show_exactly_what_the_rules_allow(
    world: World, crowd: Crowd
) -> None:
    with world.app.app_context():
        asked = every(ExpressionOfInterest)
        members = [m for m in every(Membership) if m.left_at is None]
        for viewer in crowd.actors_in_cohorts():
            here = {e.id for e in asked if e.cohort_id == viewer.cohort.id}
            seen = here if may(viewer, Can.SEE_COHORT_REGISTRATIONS) else set()
            assert shown(all_rows(registrations_visible_to, viewer)) == seen
            together = [m for m in members if m.cohort_id == viewer.cohort.id]
            people = {person.membership_id for person in programmes.people_visible_to(viewer)}
            may_read = may(viewer, Can.READ_COHORT)
            assert people == ({m.id for m in together} if may_read else set())
            rows = {row.person.membership_id for row in progress_visible_to(viewer).rows}
            learners = {m.id for m in together if m.role == Role.PARTICIPANT}
            assert rows == (learners if may(viewer, Can.SEE_PROGRESS) else set())
        for viewer in crowd.actors_in_programmes():
            here = {e.id for e in asked if e.programme_id == viewer.programme.id}
            seen = here if may(viewer, Can.SEE_REGISTRATIONS) else set()
            assert shown(all_rows(registrations_visible_to, viewer)) == seen


def cohorts_and_programmes_show_and_give_exactly_what_the_rules_allow(
    world: World, crowd: Crowd
) -> None:
    with world.app.app_context():
        cohorts, all_programmes = every(Cohort), every(Programme)
        for person, _ in crowd.people:
            asking = {c.id: world.actor(person, cohort=c.slug) for c in cohorts}
            mine = {key for key, viewer in asking.items() if may(viewer, Can.READ_COHORT)}
            for key, viewer in asking.items():
                assert shown(programmes.cohorts_visible_to(viewer)) == mine
                within = may(viewer, Can.READ_COHORT) or may(viewer, Can.EDIT_COHORT)
                got = gettable(lambda who, _id: programmes.get_cohort(who), viewer, [viewer.cohort])
                assert got == ({key} if within else set())
            running = {p.id: world.actor(person, programme=p.slug) for p in all_programmes}
            run = {key for key, viewer in running.items() if may(viewer, Can.EDIT_PROGRAMME)}
            for key, viewer in running.items():
                assert shown(programmes.programmes_visible_to(viewer)) == run
                theirs = {c.id for c in cohorts if c.programme_id == key and key in run}
                assert shown(programmes.cohorts_of_programme(viewer)) == theirs
                programme = [viewer.programme]
                got = gettable(lambda who, _id: programmes.get_programme(who), viewer, programme)
                assert got == ({key} & run)


def modules_show_and_give_exactly_what_is_open_to_the_viewer(world: World, crowd: Crowd) -> None:
    with world.app.app_context():
        modules, pages, prompts = every(Module), every(ModulePage), every(Prompt)
        for viewer in crowd.actors_in_cohorts():
            reads = may(viewer, Can.READ_COHORT)
            today = clock.in_zone(clock.now(), viewer.cohort.time_zone).date()
            days = (today - viewer.cohort.starts_on).days
            ours = [m for m in modules if m.programme_id == viewer.programme.id and reads]
            opened = [m for m in ours if viewer.is_facilitator or m.opens_after_days <= days]
            listed = course_modules.modules_visible_to(viewer)
            assert shown(listed) == shown(ours)
            assert {line.id for line in listed if line.is_open} == shown(opened)
            assert _readable_modules(viewer, modules) == shown(opened)
            for module in opened:
                contents = course_modules.get_module(viewer, module.slug).contents
                assert shown(contents) == {p.id for p in pages if p.module_id == module.id}
            read = {p.id for p in pages if p.module_id in shown(opened)}
            expected = {p.id for p in prompts if p.page_id in read}
            assert _readable_prompts(viewer, prompts) == expected


def _readable_modules(viewer: Actor, modules: list[Module]) -> set[int]:
    found = set()
    for slug in {module.slug for module in modules}:
        try:
            found.add(course_modules.get_module(viewer, slug).id)
        except NotFound:
            continue
    return found


def _readable_prompts(viewer: Actor, prompts: list[Prompt]) -> set[int]:
    found = set()
    for key in {prompt.key for prompt in prompts}:
        try:
            found.add(course_modules.get_prompt(viewer, key).id)
        except NotFound:
            continue
    return found


CHECKS = (
    a_log_shows_and_gives_exactly_what_the_rules_allow,
    threads_and_posts_show_and_give_exactly_what_the_rules_allow,
    registrations_and_progress_show_exactly_what_the_rules_allow,
    cohorts_and_programmes_show_and_give_exactly_what_the_rules_allow,
    modules_show_and_give_exactly_what_is_open_to_the_viewer,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_with_the_full_cast(kept: Keeps, check: Callable[[World, Crowd], None]) -> None:
    crowd = kept(full_cast)
    check(crowd.world, crowd)


@few
@crowds
def test_with_any_crowd(world: World, cast: list[Standing]) -> None:
    crowd = gather(world, cast)
    for check in CHECKS:
        check(world, crowd)


def test_the_posts_of_a_thread_are_found_only_within_the_viewers_reach(kept: Keeps) -> None:
    crowd = kept(full_cast)
    world = crowd.world
    with world.app.app_context():
        for viewer in crowd.actors_in_cohorts():
            for thread in every(Thread):
                reach = thread.cohort_id == viewer.cohort.id and may(viewer, Can.READ_THREADS)
                found = all_rows(discussions.posts_in, viewer, thread, key="after")
                assert bool(found) is reach, "discussions.queries.posts_in looks past its viewer"


def test_the_parts_of_a_page_are_found_only_within_the_viewers_reach(kept: Keeps) -> None:
    crowd = kept(full_cast)
    world = crowd.world
    with world.app.app_context():
        for viewer in crowd.actors_in_cohorts():
            for page in every(ModulePage):
                module = db.session.get_one(Module, page.module_id)
                try:
                    _, found = course_modules.get_page(viewer, module.slug, page.slug)
                except NotFound:
                    continue
                assert may(viewer, Can.READ_COHORT)
                shown = db.session.get_one(ModulePage, found.line.id)
                own = db.session.get_one(Module, shown.module_id)
                assert own.programme_id == viewer.programme.id, "get_page looks past its viewer"
                notes = [part for part in found.parts if part["kind"] == "facilitator"]
                assert not notes or viewer.is_facilitator


def test_nobody_and_whoever_closed_their_account_find_nothing(kept: Keeps) -> None:
    crowd = kept(full_cast)
    world = crowd.world
    for person, _ in crowd.people:
        deactivate(world, person)
    with world.app.app_context():
        assert {*crowd.actors_in_cohorts(), *crowd.actors_in_programmes()} == {NOBODY}
        assert not programmes.cohorts_visible_to(NOBODY)
        assert not programmes.programmes_visible_to(NOBODY)
        for query in (reflections.reflections_visible_to, discussions.threads_visible_to):
            assert not query(NOBODY).rows


def test_following_the_keys_of_long_lists_shows_each_row_once_in_order(world: World) -> None:
    slug = world.programme()
    cohort, writer = world.cohort(slug), world.person()
    world.join(writer, cohort, Role.FACILITATOR)
    thread = world.thread(writer, cohort)
    for _ in range(2 * discussions.THREADS_A_PAGE):
        world.thread(writer, cohort)
    for _ in range(2 * discussions.POSTS_A_PAGE):
        world.post(writer, cohort, thread)
    for n in range(51):
        world.interest(slug, cohort, name=f"Asker {n}")
    with world.database():
        viewer = world.actor(writer, cohort)
        for n in range(2 * reflections.PAGE_SIZE + 1):
            key = ids.write_id(ids.new_id())
            writing.write_reflection(
                viewer, body=f"Thought {n}", title="", prompt_id=None, submission_key=key
            )
    with world.app.app_context():
        entries = all_rows(reflections.reflections_visible_to, viewer)
        assert [e.start for e in entries] == [f"Thought {n}" for n in range(40, -1, -1)]
        talks = [t.last_post_id for t in all_rows(discussions.threads_visible_to, viewer)]
        assert len(talks) == 61
        assert talks == sorted(talks, reverse=True)
        found = discussions.get_thread(viewer, thread)
        posts = [p.id for p in all_rows(discussions.posts_in, viewer, found, key="after")]
        assert len(posts) == 101
        assert posts == sorted(posts)
        asked = [r.name for r in all_rows(registrations_visible_to, viewer)]
        assert asked == [f"Asker {n}" for n in range(50, -1, -1)]


def test_the_crowd_holds_something_on_both_sides_of_every_wall(kept: Keeps) -> None:
    """Otherwise the tests above could agree on nothing at all."""
    crowd = kept(full_cast)
    world = crowd.world
    with world.app.app_context():
        for can in (Can.READ_COHORT, Can.SEE_PROGRESS, Can.EDIT_COHORT):
            assert {may(viewer, can) for viewer in crowd.actors_in_cohorts()} == {True, False}
        opened = {
            line.is_open
            for viewer in crowd.actors_in_cohorts()
            for line in course_modules.modules_visible_to(viewer)
        }
        assert opened == {True, False}
        assert 0 < len(every(ThreadLock)) < len(every(Thread))
        assert len(every(Reflection)) > 12
        assert any(c.starts_on > clock.now().date() for c in every(Cohort))
