"""“Tell me when somebody answers this”, from the press to the notice and the mail."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.db import db
from cohort.discussions.models import PostFollowing
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.models import Notice
from tests.client import Browser, Page
from tests.discussions.tending import address, press, told
from tests.world import Person, World

TELL_ME = "Tell me when somebody answers this"
YOU_HEAR = "You hear when somebody answers this."


@pytest.fixture
def joe(world: World, cohort: str) -> Person:
    person = world.person("Joe Marsh")
    world.join(person, cohort)
    return person


def buttons(page: Page) -> list[str]:
    """The words that one sees on the buttons of posts."""
    found = page.tree.xpath("//form[contains(@action, '/following')]//button/text()")
    return [words.strip() for words in found if words.strip() in (TELL_ME, "Stop")]


def first_post(world: World, thread: int) -> int:
    with world.app.app_context():
        return int(
            db.session.scalar(
                sa.text("select min(id) from post where thread_id = :it").bindparams(it=thread)
            )
        )


def choose(browser: Browser, page: Page) -> Page:
    """Press the button of the first post on the page."""
    (form, *_) = page.tree.xpath("//form[contains(@action, '/posts/')][.//button[@name='state']]")
    (button,) = form.xpath(".//button[@name='state']")
    sent = {"csrf_token": browser.token(), "state": button.get("value")}
    return browser.post(form.get("action"), sent)


def test_from_the_press_to_the_notice_and_one_mail(
    world: World, cohort: str, amira: Person, joe: Person, thread: int, ruth: Browser
) -> None:
    his = world.browser(joe)
    with time_machine.travel(clock.now(), tick=False) as now:
        page = his.get(address(cohort, thread))
        assert buttons(page) == [TELL_ME]
        assert YOU_HEAR not in page.text
        for _ in range(2):  # a double press is one following
            pressed = choose(his, page)
            assert pressed.status == 303
        assert f"#post-{ids.write_id(first_post(world, thread))}" in pressed.location
        after = his.follow(pressed)
        assert YOU_HEAR in after.text
        assert buttons(after) == ["Stop"]
        assert world.count(PostFollowing) == 1
        form = ruth.get(
            f"{address(cohort, thread)}?reply={ids.write_id(first_post(world, thread))}"
        )
        ruth.send(form, "/posts", body="Respite works here like this.")
        assert (joe.id, "answer") in told(world)
        assert "Ruth Calder answered a post that you follow" in his.get("/notices").text
        now.shift(dt.timedelta(minutes=11))
        with world.app.app_context():
            send_at_once()
            mine = sa.select(OutboxMessage).where(OutboxMessage.user_id == joe.id)
            (mail,) = db.session.scalars(mine)
        assert mail.text.startswith("Respite works here like this.")
        assert "because it answers a post that you follow" in mail.text


def test_stop_is_one_press_and_brings_nothing_more(
    world: World, cohort: str, amira: Person, joe: Person, thread: int, ruth: Browser
) -> None:
    his = world.browser(joe)
    choose(his, his.get(address(cohort, thread)))
    stopped = choose(his, his.get(address(cohort, thread)))
    assert buttons(his.follow(stopped)) == [TELL_ME]
    form = ruth.get(f"{address(cohort, thread)}?reply={ids.write_id(first_post(world, thread))}")
    ruth.send(form, "/posts", body="An answer")
    assert told(world) == [(amira.id, "reply")]


def test_an_author_hears_without_asking_and_can_stop(
    world: World, cohort: str, amira: Person, thread: int, ruth: Browser
) -> None:
    hers = world.browser(amira)
    page = hers.get(address(cohort, thread))
    assert YOU_HEAR in page.text
    assert buttons(page) == ["Stop"]
    assert buttons(hers.follow(choose(hers, page))) == [TELL_ME]
    form = ruth.get(f"{address(cohort, thread)}?reply={ids.write_id(first_post(world, thread))}")
    ruth.send(form, "/posts", body="An answer")
    with world.app.app_context():
        assert db.session.scalars(sa.select(Notice)).all() == []


def test_it_is_not_offered_where_nothing_would_come_of_it(
    world: World, cohort: str, joe: Person, amira: Person, thread: int
) -> None:
    his = world.browser(joe)
    press(his, cohort, thread, "following", state="muted")
    assert buttons(his.get(address(cohort, thread))) == []
    press(his, cohort, thread, "following", state="stopped")
    assert buttons(his.get(address(cohort, thread))) == [TELL_ME]
    hers = world.browser(amira)
    first = ids.write_id(first_post(world, thread))
    hers.submit(address(cohort, thread, f"posts/{first}/remove"), "/remove")
    assert buttons(his.get(address(cohort, thread))) == []
