"""Saying no to mail from the mail itself: one click, signed, undone as easily."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cohort.accounts.mail_choices import Wish, categories, wants
from cohort.accounts.models import User
from cohort.kernel import clock
from cohort.mail.unsubscribing import unsubscribe_url
from tests.client import Browser
from tests.world import Person, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira Okafor")


def address(world: World, person: Person, category: str = "news") -> str:
    with world.app.app_context():
        url = unsubscribe_url("user", person.id, category)
    assert url.startswith("http://localhost/unsubscribe/")
    return url.removeprefix("http://localhost")


def choices(world: World, person: Person) -> dict[str, str]:
    with world.database() as session:
        found = session.scalar(sa.select(User.mail_choices).where(User.id == person.id))
        return dict(found)


def choose(world: World, person: Person, **chosen: str) -> None:
    with world.database() as session:
        session.execute(sa.update(User).where(User.id == person.id).values(mail_choices=chosen))


# --- What somebody wants ---------------------------------------------------------------------


def test_what_was_never_chosen_is_as_usual() -> None:
    assert wants({}, "direct") == "at once"
    assert wants({}, "news") == "digest"
    assert wants({}, "reminders") == "at once"


def test_what_was_chosen_holds_and_what_makes_no_sense_is_as_usual() -> None:
    assert wants({"direct": "no"}, "direct") is Wish.NO
    assert wants({"direct": "no"}, "news") is Wish.DIGEST
    assert wants({"news": "at once"}, "news") is Wish.AT_ONCE
    assert wants({"reminders": "digest"}, "reminders") is Wish.AT_ONCE, "no digest of reminders"
    for nonsense in ("never", "", None, 1, [], {}):
        assert wants({"news": nonsense}, "news") is Wish.DIGEST
    with pytest.raises(KeyError):
        wants({}, "security")


# --- From the mail ---------------------------------------------------------------------------


def test_a_mail_program_says_no_by_one_post_without_cookie_or_token(
    world: World, amira: Person
) -> None:
    choose(world, amira, direct="digest")
    stranger = Browser(world.app).client
    answer = stranger.post(address(world, amira), data=ONE_CLICK)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.text == "You get no more mail about news of your cohorts."
    assert choices(world, amira) == {"direct": "digest", "news": "no"}
    again = stranger.post(address(world, amira), data=ONE_CLICK)
    assert again.status_code == 200
    assert choices(world, amira) == {"direct": "digest", "news": "no"}


def test_one_click_works_as_a_multipart_form_too(world: World, amira: Person) -> None:
    """RFC 8058 lets a mail program send either kind."""
    answer = Browser(world.app).client.post(
        address(world, amira), data=ONE_CLICK, content_type="multipart/form-data"
    )
    assert answer.status_code == 200
    assert choices(world, amira) == {"news": "no"}


def test_a_scanner_that_opens_the_link_changes_nothing(world: World, amira: Person) -> None:
    browser = Browser(world.app)
    for _ in range(2):
        page = browser.get(address(world, amira))
        assert page.h1 == "Mail about news of your cohorts"
        assert "nothing has changed yet" in page.text
        assert browser.head(address(world, amira)).status == 200
    assert choices(world, amira) == {}


def test_a_person_presses_the_button_and_can_take_it_back(world: World, amira: Person) -> None:
    choose(world, amira, news="at once", reminders="no")
    browser = Browser(world.app)
    done = browser.follow(browser.submit(address(world, amira)))
    assert done.h1 == "You get no more mail about news of your cohorts"
    assert choices(world, amira) == {"news": "no", "reminders": "no"}
    back = browser.follow(browser.send(done, "/undo"))
    assert back.h1 == "Mail about news of your cohorts"
    assert choices(world, amira) == {"reminders": "no"}


def test_undoing_without_the_forms_own_token_does_nothing(world: World, amira: Person) -> None:
    choose(world, amira, news="no")
    page = Browser(world.app).post(address(world, amira) + "/undo")
    assert page.status == 400
    assert choices(world, amira) == {"news": "no"}


def test_a_link_stops_all_mail_and_gives_it_back_as_it_was_chosen(
    world: World, amira: Person
) -> None:
    chosen = {"preset": "weekly", "reply": "at once"}
    choose(world, amira, **chosen)
    link = address(world, amira, "all")
    answer = Browser(world.app).client.post(link, data=ONE_CLICK)
    assert answer.text == "You get no more mail about anything but your account and your data."
    stopped = choices(world, amira)
    assert stopped == {**chosen, "all": "no"}
    assert {wants(stopped, name) for name in categories()} == {Wish.NO}
    browser = Browser(world.app)
    browser.follow(browser.submit(link, "/undo"))
    assert choices(world, amira) == chosen


def test_a_link_for_a_group_stops_each_kind_of_it(world: World, amira: Person) -> None:
    choose(world, amira, threads="at once", mention="digest")
    Browser(world.app).client.post(address(world, amira, "news"), data=ONE_CLICK)
    stopped = choices(world, amira)
    assert stopped == {"mention": "digest", "news": "no"}
    assert wants(stopped, "threads") is wants(stopped, "summary") is Wish.NO
    browser = Browser(world.app)
    browser.follow(browser.submit(address(world, amira, "threads"), "/undo"))
    assert wants(choices(world, amira), "threads") is Wish.DIGEST
    assert wants(choices(world, amira), "summary") is Wish.NO, "only that kind comes again"


@pytest.mark.parametrize("category", list(categories()))
def test_each_category_can_be_declined_by_itself(
    world: World, amira: Person, category: str
) -> None:
    Browser(world.app).client.post(address(world, amira, category), data=ONE_CLICK)
    assert choices(world, amira) == {category: "no"}


def test_the_link_of_one_person_does_nothing_for_another(world: World, amira: Person) -> None:
    other = world.person("Tom Reed")
    world.browser(other).client.post(address(world, amira), data=ONE_CLICK)
    assert choices(world, amira) == {"news": "no"}
    assert choices(world, other) == {}


def broken(good: str) -> dict[str, str]:
    token = good.rpartition("/")[2]
    return {
        "cut short": token[:-3],
        "cut to half": token[: len(token) // 2],
        "one letter changed": ("a" if token[0] != "a" else "b") + token[1:],
        "without a signature": token.partition(".")[0],
        "empty parts": "..",
        "not ours": "WyJ1c2VyIiwxLCJuZXdzIl0.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "letters beyond": "ünïcödé-☃",
    }


def test_a_broken_link_is_told_so_and_changes_nothing(world: World, amira: Person) -> None:
    browser = Browser(world.app)
    for what, token in broken(address(world, amira)).items():
        for page in (
            browser.get(f"/unsubscribe/{token}"),
            browser.post(f"/unsubscribe/{token}", ONE_CLICK),
        ):
            assert (page.status, page.h1) == (404, "This link does not work"), what
            assert "Nothing has changed" in page.text
    assert choices(world, amira) == {}


def test_a_token_signed_for_something_else_is_no_good(world: World, amira: Person) -> None:
    from itsdangerous import URLSafeSerializer

    from cohort.kernel import ids

    key = world.app.config["SECRET_KEY"]
    facts = ["user", ids.write_id(amira.id), "news"]
    for salt, payload in (
        ("itsdangerous", facts),
        ("unsubscribe", ["nobody", *facts[1:]]),
        ("unsubscribe", ["user", "not-an-id", "news"]),
        ("unsubscribe", ["user", facts[1], "security"]),
        ("unsubscribe", [["user"], facts[1], "news"]),
        ("unsubscribe", "user"),
        ("unsubscribe", None),
    ):
        token = URLSafeSerializer(key, salt=salt).dumps(payload)
        assert Browser(world.app).get(f"/unsubscribe/{token}").status == 404, payload
        assert Browser(world.app).post(f"/unsubscribe/{token}", ONE_CLICK).status == 404
    assert choices(world, amira) == {}


def test_the_link_to_a_closed_account_is_told_so(world: World, amira: Person) -> None:
    link = address(world, amira)
    with world.database() as session:
        closed = sa.update(User).where(User.id == amira.id).values(deactivated_at=clock.now())
        session.execute(closed)
    assert Browser(world.app).get(link).status == 404
    assert Browser(world.app).post(link, ONE_CLICK).status == 404
    assert choices(world, amira) == {}


def test_the_link_is_good_for_years(world: World, amira: Person) -> None:
    import datetime as dt

    import time_machine

    link = address(world, amira)
    with time_machine.travel(clock.now() + dt.timedelta(days=1500), tick=False):
        assert Browser(world.app).post(link, ONE_CLICK).status == 200
    assert choices(world, amira) == {"news": "no"}


def test_a_link_stops_what_is_gathered_and_leaves_what_comes_at_once(
    world: World, amira: Person
) -> None:
    chosen = {"threads": "weekly", "summary": "at once"}
    choose(world, amira, **chosen)
    link = address(world, amira, "digest")
    Browser(world.app).client.post(link, data=ONE_CLICK)
    stopped = choices(world, amira)
    assert wants(stopped, "threads") is wants(stopped, "followed") is Wish.NO
    assert wants(stopped, "summary") is wants(stopped, "reply") is Wish.AT_ONCE
    browser = Browser(world.app)
    assert "no more mail about what is new" in browser.get(link).text
    browser.follow(browser.submit(link, "/undo"))
    assert choices(world, amira) == chosen
