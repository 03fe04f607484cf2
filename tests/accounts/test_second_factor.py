"""The second factor: set up, given, lost, replaced, turned off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from cohort.access.actor import NOBODY, Role
from cohort.accounts import recovery_codes, totp
from cohort.accounts.actions import second_factor
from cohort.accounts.models import RecoveryCode, SecondFactor, SignInFailure, User
from cohort.accounts.passwords import hash_password
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.kernel import clock
from cohort.mail.models import OutboxMessage
from tests.accounts.authenticator import App, secret_on, set_up, with_second_factor
from tests.client import Browser, Page
from tests.world import PASSWORD, Person, World

HERE = Path(__file__).parent
A_STEP = dt.timedelta(seconds=30)
WRONG = "That code is not right."


@pytest.fixture(autouse=True)
def still() -> Iterator[time_machine.Traveller]:
    """The clock stands still, so that a code does not run out in the middle of a test."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def compulsory(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "SECOND_FACTOR_COMPULSORY", True)


@pytest.fixture
def person(world: World) -> Person:
    return world.person("Amira Okafor")


def half(world: World, person: Person) -> Browser:
    """A browser in which the password was given, and a code is wanted."""
    browser = Browser(world.app)
    page = browser.sign_in(person.email, PASSWORD)
    assert browser.follow(page).location == "/sign-in/second-step?next=/cohorts"
    return browser


def enter(browser: Browser, code: str, **query: str) -> Page:
    page = browser.get("/sign-in/second-step", query_string={"next": "/cohorts"} | query)
    return browser.send(page, None, one_time_code=code)


def mails(world: World) -> list[tuple[str, str]]:
    with world.app.app_context():
        rows = db.session.execute(
            sa.select(OutboxMessage.kind, OutboxMessage.text)
            .where(OutboxMessage.kind.like("accounts/%"))
            .order_by(OutboxMessage.id)
        )
        return [(kind, text) for kind, text in rows]


# --- Setting it up ---------------------------------------------------------------------------


def test_a_person_sets_it_up_by_choice_and_is_asked_from_the_next_sign_in(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, codes = with_second_factor(world, person)
    assert len(set(codes)) == 10
    still.shift(A_STEP)
    browser = half(world, person)
    code = app.code()
    done = enter(browser, f" {code[:3]} {code[3:]} ")
    assert done.location == "/cohorts"
    assert browser.follow(done).h1 == "Your cohorts"
    assert mails(world) == [
        ("accounts/second_factor_added", (HERE / "mails/second_factor_added.txt").read_text())
    ]


def test_the_account_page_says_whether_it_is_on(world: World, person: Person) -> None:
    browser = world.browser(person)
    assert "Second factor Off" in browser.get("/account").text
    set_up(browser)
    assert "Second factor On" in browser.get("/account").text


def test_looking_at_the_pages_makes_no_secret_and_pressing_twice_makes_one(
    world: World, person: Person
) -> None:
    browser = world.browser(person)
    page = browser.get("/account/second-factor")
    assert browser.get("/account/second-factor/set-up").location == "/account/second-factor"
    assert world.count(SecondFactor) == 0
    secrets = {secret_on(browser.follow(browser.send(page, "/begin"))) for _ in range(2)}
    assert len(secrets) == 1


def test_an_offered_secret_counts_for_nothing_until_it_is_confirmed(
    world: World, person: Person
) -> None:
    browser = world.browser(person)
    page = browser.follow(browser.submit("/account/second-factor", "/begin"))
    assert "Second factor Off" in browser.get("/account").text
    wrong = browser.send(page, "/set-up", one_time_code="000000")
    assert wrong.status == 422
    assert wrong.errors()[0].startswith(WRONG)
    assert secret_on(wrong) == secret_on(page), "the same secret stays on the page"
    assert Browser(world.app).sign_in(person.email, PASSWORD).location == "/cohorts"
    assert world.browser(person).get("/cohorts").status == 200


def test_at_set_up_a_phone_with_a_wrong_clock_is_told_so(world: World, person: Person) -> None:
    browser = world.browser(person)
    page = browser.follow(browser.submit("/account/second-factor", "/begin"))
    app = App(secret_on(page))
    fast = browser.send(page, "/set-up", one_time_code=app.code(steps=10))
    assert "about 5 minutes ahead" in fast.errors()[0]
    slow = browser.send(page, "/set-up", one_time_code=app.code(steps=-4))
    assert "about 2 minutes behind" in slow.errors()[0]


def test_confirming_twice_shows_the_same_codes_and_makes_one_set(
    world: World, person: Person
) -> None:
    browser = world.browser(person)
    page = browser.follow(browser.submit("/account/second-factor", "/begin"))
    code = App(secret_on(page)).code()
    shown = [
        browser.follow(browser.send(page, "/set-up", one_time_code=code)).text for _ in range(2)
    ]
    assert shown[0] == shown[1]
    assert world.count(RecoveryCode) == 10
    assert len(mails(world)) == 1


def test_other_browsers_are_asked_for_a_code_once_it_is_on(world: World, person: Person) -> None:
    elsewhere = world.browser(person)
    assert elsewhere.get("/cohorts").status == 200
    with_second_factor(world, person)
    assert elsewhere.get("/cohorts").location == "/sign-in/second-step?next=/cohorts"


def test_the_secret_is_sealed_and_no_code_is_stored_as_it_is(world: World, person: Person) -> None:
    browser = world.browser(person)
    page = browser.follow(browser.submit("/account/second-factor", "/begin"))
    secret = secret_on(page)
    app, codes = set_up(browser)
    assert app.totp.secret == secret
    with world.app.app_context():
        found = db.session.scalars(sa.select(SecondFactor)).one()
        stored = {found.sealed_secret, *db.session.scalars(sa.select(RecoveryCode.code_hash))}
    assert not any(text in kept for kept in stored for text in (secret, *codes))
    # No page of the account shows the secret again.
    for path in ("/account/second-factor", "/account/second-factor/set-up", "/account"):
        assert secret not in browser.get(path).body.replace(" ", "")


# --- Only by its owner -----------------------------------------------------------------------


def begin(browser: Browser, **typed: str) -> Page:
    return browser.submit("/account/second-factor", "/begin", **typed)


def test_in_a_session_left_open_it_is_not_set_up_without_the_password(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    assert "Your password" not in browser.get("/account/second-factor").text
    still.shift(dt.timedelta(minutes=16))
    assert "Your password" in browser.get("/account/second-factor").text
    for typed, words in (
        ({}, "Enter your password"),
        ({"password": "not it"}, "That is not your current password"),
    ):
        page = begin(browser, **typed)
        assert page.status == 422
        assert page.title.startswith("Error: ")
        assert page.errors() == [words]
    assert world.count(SecondFactor) == 0
    assert world.count(SignInFailure) == 1, "wrong passwords are counted here too"
    assert begin(browser, password=PASSWORD).location == "/account/second-factor/set-up"


def test_whoever_has_no_password_signs_in_again_first(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    with world.database():
        db.session.execute(sa.update(User).values(password_hash=None))
    token = browser.token()
    still.shift(dt.timedelta(minutes=16))
    assert "First sign in again" in browser.get("/account/second-factor").text
    page = browser.post("/account/second-factor/begin", {"csrf_token": token})
    assert page.status == 422
    assert "only within 15 minutes of signing in" in page.text
    assert world.count(SecondFactor) == 0


def test_what_its_owner_began_cannot_be_finished_in_another_browser(
    world: World, person: Person
) -> None:
    left_open, own = world.browser(person), world.browser(person)
    page = own.follow(begin(own))
    secret = secret_on(page)
    shown = left_open.get("/account/second-factor/set-up")
    assert shown.location == "/account/second-factor"
    sent = {"csrf_token": left_open.token(), "one_time_code": App(secret).code()}
    left_open.post("/account/second-factor/set-up", sent)
    assert world.count(RecoveryCode) == 0
    assert own.send(page, "/set-up", one_time_code=App(secret).code()).status == 303


def test_led_there_while_signing_in_nobody_is_asked_twice_but_later_they_are(
    world: World, compulsory: None, person: Person, still: time_machine.Traveller
) -> None:
    host = person
    world.join(host, world.cohort(world.programme()), Role.FACILITATOR)
    browser = Browser(world.app)
    browser.sign_in(host.email, PASSWORD)
    offer = "/sign-in/second-step"
    assert "Your password" not in browser.get(offer).text
    still.shift(dt.timedelta(minutes=16))
    page = browser.submit(offer, "/begin")
    assert page.errors() == ["Enter your password"]
    assert page.h1 == "Set up your second factor"
    done = browser.submit(offer, "/begin", password=PASSWORD)
    assert done.location == "/account/second-factor/set-up?next=/cohorts"
    assert browser.follow(done).h1 == "Scan this with your app"


# --- Giving a code ---------------------------------------------------------------------------


def test_a_wrong_code_is_refused_in_words_and_opens_nothing(world: World, person: Person) -> None:
    with_second_factor(world, person)
    browser = half(world, person)
    page = enter(browser, "123 456")
    assert page.status == 422
    assert page.title.startswith("Error: Enter the code from your app")
    assert page.errors()[0].startswith(WRONG)
    assert browser.get("/cohorts").status == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the code"),
        ("12345", "Enter the six digits that your app shows"),
        ("1234567", "Enter the six digits that your app shows"),
        ("１２３４５６", "Enter the six digits that your app shows"),
        ("<script>alert(1)</script>", "That is not one of your recovery codes"),
        ("'; drop table user_account; --", "That is not one of your recovery codes"),
        ("😀" * 500, "Enter the six digits"),
        ("a" * 100_000, "That is not one of your recovery codes"),
    ],
)
def test_whatever_is_typed_gets_words(world: World, person: Person, typed: str, words: str) -> None:
    with_second_factor(world, person)
    page = enter(half(world, person), typed)
    assert page.status == 422
    assert words in page.errors()[0]


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_may_be_one_step_out(
    world: World, person: Person, still: time_machine.Traveller, steps: int
) -> None:
    app, _ = with_second_factor(world, person)
    still.shift(10 * A_STEP)
    assert enter(half(world, person), app.code(steps=steps)).status == 303


@pytest.mark.parametrize("steps", [-2, 2])
def test_two_steps_out_is_too_far(
    world: World, person: Person, still: time_machine.Traveller, steps: int
) -> None:
    app, _ = with_second_factor(world, person)
    still.shift(10 * A_STEP)
    page = enter(half(world, person), app.code(steps=steps))
    assert page.errors()[0].startswith(WRONG)
    assert "ahead" not in page.text, "how near a guess was is told to nobody"


def test_a_code_is_good_once_whoever_sends_it_again(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, _ = with_second_factor(world, person)
    assert "used already" in enter(half(world, person), app.code()).errors()[0], "that of set-up"
    still.shift(2 * A_STEP)
    mine, thiefs = half(world, person), half(world, person)
    assert enter(mine, app.code()).status == 303
    assert "used already" in enter(thiefs, app.code()).errors()[0]
    older = enter(thiefs, app.code(steps=-1))
    assert "used already" in older.errors()[0], "nor does an older one do"
    assert thiefs.get("/cohorts").status == 303


def test_pressed_twice_the_second_press_goes_on_too(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, _ = with_second_factor(world, person)
    still.shift(A_STEP)
    browser = half(world, person)
    page = browser.get("/sign-in/second-step?next=/account")
    for _ in range(2):
        assert browser.send(page, None, one_time_code=app.code()).location == "/account"


def test_five_wrong_codes_slow_the_person_down_but_not_their_password(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, codes = with_second_factor(world, person)
    still.shift(A_STEP)
    for _ in range(5):
        assert enter(half(world, person), "000000").errors()[0].startswith(WRONG)
    assert "Too many wrong codes" in enter(half(world, person), app.code()).errors()[0]
    assert "Too many wrong codes" in enter(half(world, person), codes[0]).errors()[0]
    still.shift(dt.timedelta(minutes=16))
    assert enter(half(world, person), app.code()).status == 303


def test_failures_from_one_network_are_counted_whoever_they_are_about(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, _ = with_second_factor(world, person)
    browser = half(world, person)
    still.shift(A_STEP)
    with world.database():
        for number in range(100):
            db.session.add(SignInFailure(email=f"{number}@example.org", network="127.0.0.1"))
    assert "Too many wrong codes" in enter(browser, app.code()).errors()[0]


def test_a_site_clock_that_was_set_back_is_explained(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, codes = with_second_factor(world, person)
    still.shift(-dt.timedelta(minutes=10))
    page = enter(half(world, person), app.code())
    assert "clock was set back" in page.errors()[0]
    assert world.count(SignInFailure) == 0, "that is nobody's failure"
    assert enter(half(world, person), codes[0]).status == 303


def test_it_leads_only_to_pages_of_this_site(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    app, _ = with_second_factor(world, person)
    still.shift(A_STEP)
    done = enter(half(world, person), app.code(), next="//evil.example/")
    assert done.location == "/cohorts"


# --- Recovery codes --------------------------------------------------------------------------


def test_a_recovery_code_opens_once_says_what_is_left_and_is_mailed_about(
    world: World, person: Person
) -> None:
    _, codes = with_second_factor(world, person)
    browser = half(world, person)
    page = browser.get("/sign-in/second-step?by=recovery-code")
    assert page.h1 == "Enter a recovery code"
    typed = codes[3].upper().replace("-", " ")
    done = browser.send(page, None, one_time_code=typed)
    assert "You have 9 recovery codes left." in browser.follow(done).text
    again = enter(half(world, person), codes[3], by="recovery-code")
    assert again.status == 422
    assert "not one of your recovery codes, or it was used before" in again.errors()[0]
    assert mails(world)[1:] == [
        ("accounts/recovery_code_used", (HERE / "mails/recovery_code_used.txt").read_text())
    ]


def test_the_codes_are_shown_until_they_are_kept_and_never_after(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    page = browser.follow(browser.submit("/account/second-factor", "/begin"))
    done = browser.send(page, "/set-up", one_time_code=App(secret_on(page)).code())
    shown = browser.follow(done)
    codes = [code.text_content() for code in shown.tree.xpath("//main//li/code")]
    assert browser.get("/account/second-factor/recovery-codes").text == shown.text
    file = browser.send(shown, "/file")
    assert file.response.headers["Content-Disposition"].startswith("attachment")
    assert all(code in file.body.splitlines() for code in codes)
    assert "no-store" in file.response.headers["Cache-Control"]
    assert browser.send(shown, "/recovery-codes").location == "/account/second-factor"
    for path in ("/account/second-factor/recovery-codes", "/account/second-factor"):
        assert not any(code in browser.get(path).body for code in codes)
    assert browser.send(shown, "/file").status == 303


def test_codes_nobody_kept_are_not_shown_after_an_hour(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    page = browser.follow(browser.submit("/account/second-factor", "/begin"))
    browser.send(page, "/set-up", one_time_code=App(secret_on(page)).code())
    still.shift(dt.timedelta(minutes=61))
    assert browser.get("/account/second-factor/recovery-codes").status == 303


def test_new_codes_end_the_old_ones(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    app, old = set_up(browser)
    still.shift(A_STEP)
    done = browser.submit("/account/second-factor/change/codes", None, one_time_code=app.code())
    page = browser.follow(done)
    new = [code.text_content() for code in page.tree.xpath("//main//li/code")]
    assert len(set(new)) == 10
    assert not set(new) & set(old)
    assert enter(half(world, person), old[0]).status == 422
    assert enter(half(world, person), new[0]).status == 303


# --- Another phone, and none -----------------------------------------------------------------


@pytest.mark.parametrize("change", ["replace", "codes", "off"])
def test_each_change_asks_for_a_code_first(world: World, person: Person, change: str) -> None:
    browser = world.browser(person)
    set_up(browser)
    before = stored(world)
    page = browser.submit(f"/account/second-factor/change/{change}", None, one_time_code="000000")
    assert page.status == 422
    assert page.errors()[0].startswith(WRONG)
    assert stored(world) == before
    assert browser.get("/account/second-factor/set-up").status == 303


def stored(world: World) -> list[str]:
    with world.app.app_context():
        return [
            repr(row)
            for table in (SecondFactor.__table__, RecoveryCode.__table__)
            for row in db.session.execute(sa.select(table))
        ]


def test_moving_to_another_phone_keeps_the_old_one_good_until_the_new_one_is(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    old, _ = set_up(browser)
    still.shift(A_STEP)
    begun = browser.submit("/account/second-factor/change/replace", None, one_time_code=old.code())
    page = browser.follow(begun)
    assert page.h1 == "Move to another phone"
    new = App(secret_on(page))
    assert new.totp.secret != old.totp.secret
    still.shift(A_STEP)
    assert enter(half(world, person), old.code()).status == 303
    assert browser.send(page, "/set-up", one_time_code=new.code()).status == 303
    still.shift(A_STEP)
    assert enter(half(world, person), old.code()).status == 422
    assert enter(half(world, person), new.code()).status == 303
    assert "now come from another phone" in mails(world)[-1][1]


def test_somebody_with_the_password_alone_cannot_set_up_their_own_phone(
    world: World, person: Person
) -> None:
    """The way round: set up afresh what is only half proved."""
    with_second_factor(world, person)
    browser, before = half(world, person), stored(world)
    token = browser.token()
    for path in ("begin", "set-up"):
        browser.post(
            f"/account/second-factor/{path}", {"csrf_token": token, "one_time_code": "123456"}
        )
    assert browser.get("/account/second-factor/set-up").status == 303
    assert browser.get("/account/second-factor").status == 303
    assert stored(world) == before


def test_turning_it_off_is_mailed_and_no_code_is_asked_for(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    app, _ = set_up(browser)
    still.shift(A_STEP)
    done = browser.submit("/account/second-factor/change/off", None, one_time_code=app.code())
    assert "Your second factor is off." in browser.follow(done).text
    assert world.count(SecondFactor) == world.count(RecoveryCode) == 0
    assert world.browser(person).get("/cohorts").status == 200
    assert mails(world)[-1] == (
        "accounts/second_factor_removed",
        (HERE / "mails/second_factor_removed.txt").read_text(),
    )


def test_where_it_is_compulsory_it_stays_on(
    world: World, compulsory: None, still: time_machine.Traveller
) -> None:
    admin = world.person("Administrator", administrator=True)
    browser = Browser(world.app)
    browser.sign_in(admin.email, PASSWORD)
    app, _ = set_up_half(browser)
    still.shift(A_STEP)
    assert "stays on" in browser.get("/account/second-factor").text
    assert browser.get("/account/second-factor/change/off").status == 303
    page = browser.get("/account/second-factor/change/codes")
    target = "/account/second-factor/change/off"
    fields = page.form(None) | {"one_time_code": app.code()}
    fields.pop("__action__")
    assert browser.post(target, fields).status == 303
    assert world.count(SecondFactor) == 1


def set_up_half(browser: Browser) -> tuple[App, list[str]]:
    """The same as set_up, for somebody who can do nothing else yet."""
    page = browser.get("/sign-in/second-step?next=/organise")
    assert page.h1 == "Set up your second factor"
    page = browser.follow(browser.send(page, "/begin"))
    app = App(secret_on(page))
    done = browser.send(page, "/set-up", one_time_code=app.code())
    codes_page = browser.follow(done)
    codes = [code.text_content() for code in codes_page.tree.xpath("//main//li/code")]
    assert browser.send(codes_page, "/recovery-codes").location == "/organise"
    return app, codes


# --- Compulsory ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["facilitator", "organiser", "administrator"])
def test_whoever_hosts_is_led_to_set_it_up_right_after_signing_in(
    world: World, compulsory: None, who: str
) -> None:
    person = world.person("Host", administrator=who == "administrator")
    programme = world.programme(person if who == "organiser" else None)
    if who == "facilitator":
        world.join(person, world.cohort(programme), Role.FACILITATOR)
    browser = Browser(world.app)
    page = browser.follow(browser.sign_in(person.email, PASSWORD))
    assert page.location == "/sign-in/second-step?next=/cohorts"
    set_up_half(browser)
    assert browser.get("/cohorts").status == 200


def test_participants_need_none(world: World, compulsory: None, person: Person) -> None:
    world.join(person, world.cohort(world.programme()))
    assert world.browser(person).get("/cohorts").status == 200


def test_somebody_made_a_facilitator_while_signed_in_is_led_to_it_at_once(
    world: World, compulsory: None, person: Person
) -> None:
    browser = world.browser(person)
    assert browser.get("/cohorts").status == 200
    world.join(person, world.cohort(world.programme()), Role.FACILITATOR)
    assert browser.get("/cohorts").location == "/sign-in/second-step?next=/cohorts"
    assert browser.get("/sign-in/second-step").h1 == "Set up your second factor"


# --- Taken away ------------------------------------------------------------------------------


def test_an_operator_takes_it_away_by_command_and_it_is_recorded_and_mailed(
    world: World, person: Person
) -> None:
    with_second_factor(world, person)
    half_way = half(world, person)
    runner = world.app.test_cli_runner()
    words = ["people", "reset-second-factor", person.email, "--reason", "Lost phone, called back"]
    done = runner.invoke(args=words)
    assert done.exit_code == 0, done.output
    assert "no second factor now" in done.output
    assert world.count(SecondFactor) == world.count(RecoveryCode) == 0
    assert half_way.get("/cohorts").status == 200, "no code is wanted any more"
    with world.app.app_context():
        entry = db.session.scalars(sa.select(HistoryEntry)).all()[-1]
    assert entry.action == "person:reset-second-factor"
    assert (entry.subject_id, entry.reason) == (person.id, "Lost phone, called back")
    assert "removed your second factor" in mails(world)[-1][1]
    again = runner.invoke(args=words)
    assert again.exit_code == 1
    assert "has no second factor" in again.output


def test_a_compulsory_one_taken_away_is_set_up_again(
    world: World, compulsory: None, still: time_machine.Traveller
) -> None:
    admin = world.person("Administrator", administrator=True)
    browser = Browser(world.app)
    browser.sign_in(admin.email, PASSWORD)
    set_up_half(browser)
    with world.app.test_request_context():
        user = db.session.get(User, admin.id)
        assert user
        assert second_factor.reset_second_factor(NOBODY, user, "Lost")
        db.session.commit()
    assert browser.get("/cohorts").location.startswith("/sign-in/second-step")
    assert browser.get("/sign-in/second-step").h1 == "Set up your second factor"


def test_with_another_secret_key_codes_are_refused_in_words_and_recovery_codes_still_work(
    world: World, person: Person, still: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, codes = with_second_factor(world, person)
    still.shift(A_STEP)
    monkeypatch.setitem(world.app.config, "SECRET_KEY", "another secret key, quite as long as it")
    page = enter(half(world, person), app.code())
    assert "This site’s secret key was changed" in page.errors()[0]
    assert world.count(SignInFailure) == 0
    browser = half(world, person)
    assert enter(browser, codes[0]).status == 303
    assert "Set up your second factor again" in browser.get("/account/second-factor").text
    begun = browser.submit("/account/second-factor/change/replace", None, one_time_code=codes[1])
    new = App(secret_on(browser.follow(begun)))
    page = browser.get("/account/second-factor/set-up")
    assert browser.send(page, "/set-up", one_time_code=new.code()).status == 303
    still.shift(A_STEP)
    assert enter(half(world, person), new.code()).status == 303


# --- The codes themselves --------------------------------------------------------------------


def test_codes_are_those_of_rfc_6238() -> None:
    """Appendix B of the RFC, SHA-1, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
    vectors = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for seconds, code in vectors.items():
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
        assert totp.find_step(secret, code, moment) == seconds // 30
        assert totp.find_step(secret, code, moment + 2 * A_STEP) is None


def test_each_recovery_code_is_of_eighty_bits_and_typed_as_people_type(app: Flask) -> None:
    salt = recovery_codes.new_salt()
    with app.app_context():
        code = recovery_codes.code_of(12345)
    assert len(code.replace("-", "")) == 16
    hashed = recovery_codes.hash_code(code, salt)
    assert recovery_codes.salt_of(hashed) == salt
    for typed in (code.upper(), code.replace("-", ""), f"  {code.replace('-', ' – ')}"):
        assert recovery_codes.hash_code(typed, salt) == hashed
    assert recovery_codes.hash_code(code, recovery_codes.new_salt()) != hashed


def test_recovery_codes_are_stored_as_passwords_are(world: World, person: Person) -> None:
    set_up(world.browser(person))
    with world.app.app_context():
        stored = db.session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert len(set(stored)) == 10
    costs = {one.rsplit("$", 2)[0] for one in (*stored, hash_password("any password"))}
    assert costs == {"$argon2id$v=19$m=19456,t=2,p=1"}


@pytest.mark.parametrize("typed", ["abcd-efgh-ijkl-mnop", "a", "x" * 4000])
def test_a_wrong_recovery_code_costs_one_slow_hash_and_none_once_there_were_too_many(
    world: World, person: Person, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    set_up(world.browser(person))
    made: list[str] = []
    real = recovery_codes.hash_slowly

    def counted(plain_hash: str, salt: bytes) -> str:
        made.append(plain_hash)
        return real(plain_hash, salt)

    monkeypatch.setattr(recovery_codes, "hash_slowly", counted)
    browser, counts = half(world, person), []
    for _ in range(7):
        before = len(made)
        enter(browser, typed, by="recovery-code")
        counts.append(len(made) - before)
    assert counts == [1, 1, 1, 1, 1, 0, 0]


# --- What was being sent ---------------------------------------------------------------------


def test_what_somebody_sent_half_signed_in_is_finished_after_the_second_step(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    cohort = world.cohort(world.programme())
    world.join(person, cohort)
    browser = world.browser(person)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    app, _ = with_second_factor(world, person)
    still.shift(A_STEP)
    lost = browser.send(form, "/log", body="A thought that must not be lost")
    assert (lost.status, lost.h1) == (401, "First finish signing in")
    step = browser.get(lost.links()["Finish signing in and send it"])
    page = browser.follow(browser.send(step, "/second-step", one_time_code=app.code()))
    assert "A thought that must not be lost" in page.body
    entry = browser.follow(browser.send(page, "/log"))
    assert "A thought that must not be lost" in entry.text


def test_what_was_begun_is_neither_shown_nor_taken_when_its_hour_is_over(
    world: World, person: Person, still: time_machine.Traveller
) -> None:
    browser = world.browser(person)
    set_up(browser)
    with world.database():
        second_factor.offer_secret(person.id)
    page = browser.get("/account/second-factor/set-up")
    app = App(secret_on(page))
    still.shift(dt.timedelta(hours=1, seconds=1))
    assert browser.get("/account/second-factor/set-up").location == "/account/second-factor"
    refused = browser.send(page, None, one_time_code=app.code())
    assert refused.status == 303
    with world.app.app_context():
        kept = db.session.get_one(SecondFactor, person.id).sealed_secret
        assert totp.unseal(kept) != secret_on(page)
