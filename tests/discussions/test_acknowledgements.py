"""Three small words said of posts: by name, once, and taken back by one press."""

from __future__ import annotations

import pytest

from cohort.discussions.models import Acknowledgement
from cohort.kernel import ids
from cohort.mail.models import OutboxMessage
from tests.client import Browser, Page
from tests.world import Person, World


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


def member(world: World, cohort: str, name: str) -> Person:
    person = world.person(name)
    world.join(person, cohort)
    return person


def address_of(cohort: str, thread: int) -> str:
    return f"/cohorts/{cohort}/threads/{ids.write_id(thread)}"


def press(browser: Browser, page: Page, **button: str) -> Page:
    return browser.send(page, "/words", **button)


def test_a_word_stands_with_names_and_one_press_takes_it_back(world: World, cohort: str) -> None:
    joe, amira, tom = (member(world, cohort, name) for name in ("Joe", "Amira", "Tom"))
    thread = world.thread(joe, cohort)
    address = address_of(cohort, thread)
    first = world.browser(amira)
    press(first, first.get(address), say="thanks")
    browser = world.browser(tom)
    page = browser.get(address)
    assert "Thank you: Amira" in page.text
    answer = press(browser, page, say="thanks")
    anchor = answer.location.split("#")[1]
    page = browser.follow(answer)
    assert "Thank you: Amira and you" in page.text
    pressed = page.tree.xpath("//form[@class='said']/button[@aria-pressed='true']")
    assert [(button.get("name"), button.get("value")) for button in pressed] == [
        ("take_back", "thanks")
    ]
    assert page.tree.xpath(
        f"//li[@id='{anchor}']//form[@class='said']/button[@aria-pressed='true']"
    )
    page = browser.follow(press(browser, page, take_back="thanks"))
    assert "Thank you: Amira" in page.text
    assert "and you" not in page.text
    assert not page.tree.xpath("//form[@class='said']/button[@aria-pressed='true']")


def test_a_word_pressed_twice_stands_once_and_sends_no_mail(world: World, cohort: str) -> None:
    joe, amira = (member(world, cohort, name) for name in ("Joe", "Amira"))
    address = address_of(cohort, world.thread(joe, cohort))
    browser = world.browser(amira)
    mails = world.count(OutboxMessage)
    page = browser.get(address)
    for word in ("helps", "helps", "same"):
        assert press(browser, page, say=word).status == 303
    assert world.count(Acknowledgement) == 2
    assert press(browser, page, take_back="helps").status == 303
    assert press(browser, page, take_back="helps").status == 303
    assert world.count(Acknowledgement) == 1
    assert world.count(OutboxMessage) == mails


def test_nobody_acknowledges_their_own_post_or_by_another_word(world: World, cohort: str) -> None:
    joe, amira = (member(world, cohort, name) for name in ("Joe", "Amira"))
    thread = world.thread(joe, cohort)
    own = world.browser(joe)
    page = own.get(address_of(cohort, thread))
    assert not page.tree.xpath("//form[@class='said']")
    other = world.browser(amira)
    shown = other.get(address_of(cohort, thread))
    action = shown.form("/words")["__action__"]
    assert own.post(action, {"csrf_token": own.token(), "say": "thanks"}).status == 403
    assert press(other, shown, say="boo").status == 404
    assert world.count(Acknowledgement) == 0


def test_a_name_is_shown_as_it_is(world: World, cohort: str) -> None:
    joe = member(world, cohort, "Joe")
    odd = world.person("<img src=x onerror=alert(1)>", email="odd@example.org")
    world.join(odd, cohort)
    address = address_of(cohort, world.thread(joe, cohort))
    browser = world.browser(odd)
    press(browser, browser.get(address), say="same")
    page = world.browser(joe).get(address)
    assert "Same here: <img src=x onerror=alert(1)>" in page.text
    assert not page.tree.xpath("//img[@src='x']")
