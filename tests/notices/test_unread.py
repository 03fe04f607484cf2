"""Notices and what is unread: one truth, for each person, within the walls of their cohorts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.access.actor import Role
from cohort.course_modules.notices import MODULE_OPENED
from cohort.db import change, db
from cohort.discussions import actions as discussions
from cohort.discussions.actions import telling
from cohort.discussions.models import (
    Mention,
    Post,
    PostRemoval,
    Thread,
    ThreadFollowing,
    ThreadKind,
)
from cohort.discussions.queries import recipients
from cohort.kernel import clock, ids
from cohort.notices.actions import Told, tell
from cohort.notices.models import Notice, ReadThrough
from cohort.programmes.models import Cohort, Membership
from tests.client import Browser, Page
from tests.world import Person, World


def marks(browser: Browser, cohort: str) -> list[str]:
    """The words of what is new in the list of threads, one for each thread that has any."""
    page = browser.get(f"/cohorts/{cohort}/threads")
    found = page.tree.xpath("//li[contains(@class, 'line--unread')]//strong")
    return [mark.text_content() for mark in found]


def read(browser: Browser, path: str) -> Page:
    """Open a page, and let what is left to do after its response be done."""
    page = browser.get(path)
    page.response.close()
    return page


def address(cohort: str, thread: int) -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"


def tell_of(world: World, person: Person, cohort: str, thread: int, kind: str = "reply") -> None:
    """A notice to this person of the newest post of the thread."""
    with world.database():
        cohort_id = db.session.scalars(sa.select(Cohort.id).where(Cohort.slug == cohort)).one()
        newest = db.session.scalar(sa.select(sa.func.max(Post.id)).where(Post.thread_id == thread))
        assert newest
        tell([Told(person.id, cohort_id, kind, f"thread:{thread}", newest, clock.now())])


def header(browser: Browser) -> str:
    link = browser.get("/notices").tree.xpath("//header//a[@href='/notices']")[0]
    return " ".join(link.text_content().split())


def test_what_others_write_is_new_until_it_is_read_and_ones_own_never_is(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, "Respite")
    world.post(amira, cohort, thread, "One more thing")
    hers, his = world.browser(amira), world.browser(ben)
    assert marks(hers, cohort) == []
    assert marks(his, cohort) == ["2 new"]
    assert "2 new" in his.get(f"/cohorts/{cohort}").text
    read(his, address(cohort, thread))
    assert marks(his, cohort) == []
    world.post(ben, cohort, thread, "Mine")
    assert marks(his, cohort) == []
    assert marks(hers, cohort) == ["1 new"]


def test_the_first_new_post_stands_under_a_line_that_says_since_when(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, body="Said before")
    his = world.browser(ben)
    read(his, address(cohort, thread))
    with world.database():
        change(sa.update(ReadThrough).values(at=clock.now().replace(year=2024)))
    world.post(amira, cohort, thread, "Said since")
    page = read(his, address(cohort, thread))
    line = page.tree.xpath("//li[@id='new']")[0]
    assert line.text_content().startswith("New since ")
    assert line.text_content().endswith(" 2024")
    assert "Said since" in line.getnext().text_content()
    assert "First new" in page.text
    assert "First new" not in read(his, address(cohort, thread)).text


def test_a_long_thread_opens_at_the_first_new_post_and_is_read_as_far_as_it_was_shown(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, body="Post number 000.")
    his = world.browser(ben)
    for number in range(1, 60):
        world.post(amira, cohort, thread, f"Post number {number:03d}.")
    read(his, address(cohort, thread))  # the first fifty
    assert marks(his, cohort) == ["10 new"]
    page = read(his, address(cohort, thread))
    assert "Post number 047." not in page.text
    assert "Post number 048." in page.text
    assert "Post number 059." in page.text
    assert marks(his, cohort) == []
    first = read(his, f"{address(cohort, thread)}?after={ids.write_id(0)}")
    assert "Post number 000." in first.text
    link = first.tree.xpath("//a[normalize-space(text())='Go to the newest']")[0]
    assert "Post number 059." in read(his, link.get("href").split("#")[0]).text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_a_page_fetched_ahead_was_seen_by_nobody(
    world: World, cohort: str, amira: Person, ben: Person, headers: dict[str, str]
) -> None:
    thread = world.thread(amira, cohort)
    his = world.browser(ben)
    his.client.get(address(cohort, thread), headers=headers).close()
    his.client.head(address(cohort, thread)).close()
    assert marks(his, cohort) == ["1 new"]
    read(his, address(cohort, thread))
    assert marks(his, cohort) == []


def test_what_was_said_before_somebody_joined_is_not_new_to_them(
    world: World, cohort: str, amira: Person
) -> None:
    thread = world.thread(amira, cohort)
    cara = world.person("Cara Lind")
    world.join(cara, cohort)
    browser = world.browser(cara)
    assert marks(browser, cohort) == []
    world.post(amira, cohort, thread, "Hello Cara")
    assert marks(browser, cohort) == ["1 new"]


def test_all_is_marked_as_read_by_one_press(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, "Respite")
    world.thread(amira, cohort, "Housing")
    tell_of(world, ben, cohort, thread)
    his = world.browser(ben)
    assert sorted(marks(his, cohort)) == ["1 new", "1 new"]
    done = his.send(his.get(f"/cohorts/{cohort}/threads"), "/threads/read")
    assert "All threads are marked as read" in his.get(done.location).text
    assert marks(his, cohort) == []
    assert header(his) == "Notices"
    new = his.get(f"/cohorts/{cohort}/threads?show=new")
    assert "You have read everything" in new.text


def test_the_list_shows_what_is_new_and_what_is_mine(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    mine = world.thread(ben, cohort, "Begun by Ben")
    answered = world.thread(amira, cohort, "Answered by Ben")
    world.post(ben, cohort, answered)
    world.thread(amira, cohort, "Of no concern")
    his = world.browser(ben)

    def titles(show: str) -> list[str]:
        page = his.get(f"/cohorts/{cohort}/threads?show={show}")
        return [a.text_content() for a in page.tree.xpath("//*[@class='line__title']/a")]

    assert titles("mine") == ["Answered by Ben", "Begun by Ben"]
    assert titles("new") == ["Of no concern", "Answered by Ben"]
    assert len(titles("all")) == 3
    assert mine


def test_reading_a_post_clears_its_notice_and_opening_a_notice_marks_its_post(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, "Respite", "What I meant was this")
    tell_of(world, ben, cohort, thread)
    his = world.browser(ben)
    page = read(his, "/notices")
    assert header(his) == "Notices 1 unread"
    assert "Amira Okafor answered your post" in page.text
    assert "What I meant was this" in page.text
    link = page.tree.xpath("//a[contains(text(), 'answered your post')]")[0].get("href")
    landed = read(his, link.split("#")[0])
    assert landed.tree.xpath(f"//*[@id='{link.split('#')[1]}']")
    assert marks(his, cohort) == []
    assert header(his) == "Notices"
    world.post(amira, cohort, thread, "And this")
    tell_of(world, ben, cohort, thread, "mention")
    assert header(his) == "Notices 1 unread"
    read(his, address(cohort, thread))
    assert header(his) == "Notices"


def test_one_event_is_one_notice_of_the_most_direct_kind(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort)
    for kind in ("answer", "reply", "mention", "reply"):
        tell_of(world, ben, cohort, thread, kind)
    with world.database():
        assert db.session.scalars(sa.select(Notice.kind)).all() == ["reply"]


def test_who_has_left_a_cohort_sees_and_counts_nothing_of_it(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, "Respite", "heron-words")
    tell_of(world, ben, cohort, thread)
    his = world.browser(ben)
    assert "heron-words" in read(his, "/notices").text
    with world.database():
        change(
            sa.update(Membership).where(Membership.user_id == ben.id).values(left_at=clock.now())
        )
    page = read(his, "/notices")
    assert header(his) == "Notices"
    assert "heron-words" not in page.text
    assert "Respite" not in page.text


def test_a_notice_whose_post_is_gone_is_not_shown_and_not_counted_again(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort)
    tell_of(world, ben, cohort, thread)
    with world.database():
        change(sa.update(Notice).values(subject_id=ids.new_id()))
    his = world.browser(ben)
    assert "answered your post" not in read(his, "/notices").text
    assert header(his) == "Notices"


def test_everything_is_marked_as_read_from_the_page_of_notices(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, "Respite")
    tell_of(world, ben, cohort, thread)
    his = world.browser(ben)
    page = read(his, "/notices")
    assert "New in threads" in page.text
    done = his.send(page, "/notices/read")
    page = his.get(done.location)
    assert "Everything is marked as read" in page.text
    assert "New in threads" not in page.text
    assert marks(his, cohort) == []
    assert header(his) == "Notices"


def test_a_thread_is_followed_stopped_and_muted_and_says_why(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort)
    with world.database():
        assert telling.tell_of_posts() == 1
    hers, his = world.browser(amira), world.browser(ben)
    page = read(hers, address(cohort, thread))
    assert "Because you began it." in page.text
    hers.send(page, f"{ids.write_id(thread)}/following", state="stopped")
    assert "You do not follow this thread" in read(hers, address(cohort, thread)).text
    world.post(amira, cohort, thread, "My own words change nothing")
    with world.database():
        telling.tell_of_posts()
    assert "You do not follow this thread" in read(hers, address(cohort, thread)).text
    its_form = f"{ids.write_id(thread)}/following"
    his.send(read(his, address(cohort, thread)), its_form, state="muted")
    world.post(amira, cohort, thread, "Unheard")
    assert marks(his, cohort) == []
    assert "You have muted this thread" in read(his, address(cohort, thread)).text


def test_telling_twice_or_killed_in_the_middle_doubles_nothing(
    world: World, cohort: str, amira: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = world.thread(amira, cohort)
    for number in range(4):
        world.post(amira, cohort, thread, f"Post {number}")
    monkeypatch.setattr(telling, "POSTS_AT_ONCE", 2)
    to_ben = lambda posts: ((ben.id, post.id, "reply") for post in posts)  # noqa: E731
    monkeypatch.setattr(recipients, "REASONS", (to_ben, to_ben))
    index, calls = telling.index_posts, []

    def killed(numbers: list[int]) -> None:
        calls.append(numbers)
        if len(calls) == 2:
            raise KeyboardInterrupt
        index(numbers)

    monkeypatch.setattr(telling, "index_posts", killed)
    with pytest.raises(KeyboardInterrupt), world.database():
        telling.tell_of_posts()
    assert world.count(Notice) == 2
    with world.database():
        assert telling.tell_of_posts() == 3
        assert telling.tell_of_posts() == 0
        change(sa.update(Post).values(told_at=None))
        assert telling.tell_of_posts() == 5
    assert world.count(Notice) == 5
    assert world.count(ThreadFollowing) == 1


def test_nobody_is_told_of_their_own_post_or_of_a_muted_thread(
    world: World, cohort: str, amira: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = world.person("Sam Stranger")
    thread = world.thread(amira, cohort)
    everybody = [amira.id, ben.id, stranger.id]
    monkeypatch.setattr(
        recipients,
        "REASONS",
        (lambda posts: ((one, post.id, "mention") for post in posts for one in everybody),),
    )
    with world.database():
        discussions.follow_thread(world.actor(ben, cohort), thread, "muted")
        telling.tell_of_posts()
    assert world.count(Notice) == 0
    with world.database():
        discussions.follow_thread(world.actor(ben, cohort), thread, "following")
        change(sa.update(Post).values(told_at=None))
        telling.tell_of_posts()
        assert db.session.scalars(sa.select(Notice.user_id)).all() == [ben.id]


def test_an_opened_module_is_a_notice_until_it_is_read(
    world: World, cohort: str, amira: Person
) -> None:
    with world.database():
        here = db.session.scalars(sa.select(Cohort).where(Cohort.slug == cohort)).one()
        slug, module_id = db.session.execute(
            sa.text("select slug, id from module order by position, id limit 1")
        ).one()
        place = f"module:{module_id}"
        tell([Told(amira.id, here.id, MODULE_OPENED, place, module_id, clock.now())])
    hers = world.browser(amira)
    page = read(hers, "/notices")
    assert "This module has opened" in page.text
    assert header(hers) == "Notices 1 unread"
    read(hers, f"/cohorts/{cohort}/modules/{slug}")
    assert header(hers) == "Notices"


def test_search_finds_threads_and_posts_of_this_cohort_alone(
    world: World, cohort: str, amira: Person
) -> None:
    world.thread(amira, cohort, "What procurement said", "The kingfisher clause matters")
    other = world.cohort("commissioning-with-communities", "Another cohort")
    stranger = world.person("Stella Stranger")
    world.join(stranger, other, Role.FACILITATOR)
    with world.database():
        telling.tell_of_posts()
    hers, theirs = world.browser(amira), world.browser(stranger)
    for words in ("procurement", "kingfisher"):
        found = hers.get(f"/cohorts/{cohort}/search?q={words}")
        assert "What procurement said" in found.text
        assert "Nothing found" in theirs.get(f"/cohorts/{other}/search?q={words}").text
    # By her name she is found, not what she wrote.
    by_name = hers.get(f"/cohorts/{cohort}/search?q=Okafor").text
    assert "Amira Okafor" in by_name
    assert "What procurement said" not in by_name
    link = hers.get(f"/cohorts/{cohort}/search?q=kingfisher").tree.xpath(
        "//*[@class='hit__title']/a"
    )[0]
    assert "The kingfisher clause matters" in read(hers, link.get("href").split("#")[0]).text


def test_answers_and_mentions_reach_whom_they_are_meant_for(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    cara = world.person("Cara Lind")
    world.join(cara, cohort)
    thread = world.thread(amira, cohort)
    with world.database():
        first = db.session.scalars(sa.select(Post.id)).one()
        discussions.follow_post(world.actor(ben, cohort), thread, first, "following")
    world.post(cara, cohort, thread, "An answer")
    with world.database():
        answer = db.session.scalars(sa.select(sa.func.max(Post.id))).one()
        change(sa.update(Post).where(Post.id == answer).values(reply_to_id=first))
        db.session.add(Mention(post_id=answer, user_id=ben.id))
        telling.tell_of_posts()
        told = db.session.execute(sa.select(Notice.user_id, Notice.kind, Notice.subject_id))
        assert {tuple(row) for row in told} == {
            (amira.id, "reply", answer),
            (ben.id, "mention", answer),
        }
        discussions.follow_post(world.actor(amira, cohort), thread, first, "stopped")
        change(sa.delete(Notice))
        change(sa.update(Post).values(told_at=None))
        telling.tell_of_posts()
        assert db.session.scalars(sa.select(Notice.user_id)).all() == [ben.id]


def test_what_is_removed_or_not_yet_shown_of_a_quiet_round_is_neither_found_nor_new(
    world: World, cohort: str, amira: Person, ben: Person
) -> None:
    thread = world.thread(amira, cohort, body="What did you try?")
    world.post(amira, cohort, thread, "The kingfisher answer")
    with world.database():
        telling.tell_of_posts()
        answer = db.session.scalars(sa.select(sa.func.max(Post.id))).one()
        change(sa.update(Thread).values(kind=ThreadKind.ROUND))
    his = world.browser(ben)
    search = f"/cohorts/{cohort}/search?q=kingfisher"
    assert "Nothing found" in his.get(search).text
    assert marks(his, cohort) == ["1 new"]  # what asks
    world.post(ben, cohort, thread, "Mine")
    assert "Nothing found" not in his.get(search).text
    assert marks(his, cohort) == ["2 new"]
    with world.database():
        db.session.add(PostRemoval(post_id=answer, removed_by=amira.id))
    assert "Nothing found" in his.get(search).text
    assert marks(his, cohort) == ["1 new"]
