"""Changing one's password and address, where one is signed in, and the reader's trail."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts.models import AddressChange, SignIn, User
from cohort.db import db
from cohort.kernel import clock
from tests.accounts.test_codes import ask, link_in, mails
from tests.client import Browser
from tests.world import PASSWORD, Person, World

NEW = "pebbles on the shore"


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira Okafor")


def email_of(world: World, person: Person) -> str:
    with world.app.app_context():
        return db.session.scalars(sa.select(User.email).where(User.id == person.id)).one()


def test_a_new_password_wants_the_current_one_and_ends_other_sign_ins(
    world: World, amira: Person
) -> None:
    here, elsewhere = world.browser(amira), world.browser(amira)
    page = "/account/password"
    wrong = here.submit(page, page, current_password="wrong", new_password=NEW)
    assert wrong.errors() == ["That is not your current password"]
    done = here.submit(page, page, current_password=PASSWORD, new_password=NEW)
    assert "Your password is changed" in here.follow(done).text
    assert elsewhere.get("/cohorts").status == 303
    assert Browser(world.app).sign_in(amira.email, NEW).status == 303
    assert len(mails(world, "password_changed")) == 1


def test_without_a_password_a_fresh_sign_in_is_enough(world: World, amira: Person) -> None:
    browser, later = world.browser(amira), world.browser(amira)
    with world.database():
        db.session.execute(sa.update(User).values(password_hash=None))
    page = "/account/password"
    form, form_later = browser.get(page), later.get(page)
    assert "current_password" not in form.form(page)
    # In a browser of its own: near midnight it is given a new cookie, which is of no use before.
    with time_machine.travel(clock.now() + dt.timedelta(minutes=20)):
        assert "Sign in again first" in later.send(form_later, page, new_password=NEW).errors()[0]
    assert browser.send(form, page, new_password=NEW).status == 303


def test_an_address_changes_once_confirmed_by_its_owner_and_the_old_one_is_told(
    world: World, amira: Person
) -> None:
    browser, page = world.browser(amira), "/account/address"
    done = browser.submit(page, page, new_email="New@Example.org", current_password=PASSWORD)
    assert "new@example.org waits to be confirmed" in browser.follow(done).text
    assert email_of(world, amira) == amira.email
    assert "asked to change its address to new@example.org" in mails(world, "address_asked")[0]
    link = link_in(mails(world, "address_confirm")[0])
    other = world.browser(world.person())
    assert other.get(link).status == 404
    assert Browser(world.app).get(link).location == f"/sign-in?next={link}"
    shown = browser.get(link)
    assert email_of(world, amira) == amira.email, "looking changes nothing"
    assert browser.send(shown, link).status == 303
    assert email_of(world, amira) == "new@example.org"
    assert len(mails(world, "address_changed")) == 1
    assert browser.get(link).status == 404, "good once"
    assert Browser(world.app).sign_in("new@example.org").status == 303


def test_two_people_who_confirm_one_address_at_once_get_an_answer_and_one_gets_it(
    world: World, amira: Person
) -> None:
    page = "/account/address"
    browsers = [world.browser(amira), world.browser(world.person("Tom"))]
    for browser in browsers:
        browser.submit(page, page, new_email="both@example.org", current_password=PASSWORD)
    links = [link_in(mail) for mail in mails(world, "address_confirm")]
    shown = [browser.get(link) for browser, link in zip(browsers, links, strict=True)]

    def press(which: int) -> int:
        return browsers[which].send(shown[which], links[which]).status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [303, 409]
    with world.app.app_context():
        named = sa.select(sa.func.count()).where(User.email == "both@example.org")
        assert db.session.scalar(named) == 1


def test_a_code_mailed_to_the_old_address_is_void_once_the_address_is_another(
    world: World, amira: Person
) -> None:
    old = Browser(world.app)
    link = link_in(ask(world, old, amira.email))
    browser, page = world.browser(amira), "/account/address"
    browser.submit(page, page, new_email="new@example.org", current_password=PASSWORD)
    confirm = link_in(mails(world, "address_confirm")[0])
    assert browser.send(browser.get(confirm), confirm).status == 303
    assert not old.get(link).tree.xpath("//main//form"), "no button is left to press"


def test_an_address_that_is_somebody_elses_is_not_told_apart(world: World, amira: Person) -> None:
    other = world.person("Tom")
    browser, page = world.browser(amira), "/account/address"
    taken = browser.follow(
        browser.submit(page, page, new_email=other.email, current_password=PASSWORD)
    ).text
    free = browser.follow(
        browser.submit(page, page, new_email="free@example.org", current_password=PASSWORD)
    ).text
    assert taken.replace(other.email, "X") == free.replace("free@example.org", "X")
    assert len(mails(world, "address_taken")) == len(mails(world, "address_confirm")) == 1


def test_a_change_of_address_can_be_cancelled_and_ends_after_a_day(
    world: World, amira: Person
) -> None:
    browser, page = world.browser(amira), "/account/address"
    browser.submit(page, page, new_email="new@example.org", current_password=PASSWORD)
    link = link_in(mails(world, "address_confirm")[0])
    browser.submit(page, "/cancel")
    assert browser.get(link).status == 404
    browser.submit(page, page, new_email="new@example.org", current_password=PASSWORD)
    link = link_in(mails(world, "address_confirm")[1])
    assert browser.get(link).status == 200
    with time_machine.travel(clock.now() + dt.timedelta(days=1.1)):
        assert browser.get(link).status == 404


def test_a_change_of_address_wants_the_password_and_a_real_address(
    world: World, amira: Person
) -> None:
    browser, page = world.browser(amira), "/account/address"
    for typed in ("", "x", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org"):
        assert browser.submit(page, page, new_email=typed, current_password=PASSWORD).status == 422
    wrong = browser.submit(page, page, new_email="new@example.org", current_password="no")
    assert wrong.errors() == ["That is not your current password"]
    assert world.count(AddressChange) == 0


def test_sign_ins_are_listed_and_ended_one_by_one_or_all(world: World, amira: Person) -> None:
    here, phone = world.browser(amira), Browser(world.app)
    edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0"
    phone.client.environ_base["HTTP_USER_AGENT"] = edge
    phone.sign_in(amira.email)
    page = here.get("/account/sign-ins")
    assert "Edge on Windows" in page.text
    assert page.text.count("This browser") == 1
    others = [a for a in page.tree.xpath("//form/@action") if a.endswith("/end")]
    here.send(page, others[-1] if "Edge" not in page.tree.xpath("//h2")[0].text else others[0])
    states = [here.get("/cohorts").status, phone.get("/cohorts").status]
    assert sorted(states) == [200, 303]
    left = here if states[0] == 200 else phone
    left.submit("/account/sign-ins", "/end-all")
    assert left.get("/cohorts").status == 303
    with world.app.app_context():
        assert not db.session.scalar(sa.select(SignIn).where(SignIn.ended_at.is_(None)))


def seen(world: World) -> tuple[dt.datetime, dt.date | None]:
    with world.app.app_context():
        both = sa.select(SignIn.last_seen_at, User.last_seen_on)
        row = db.session.execute(both.join(User, User.id == SignIn.user_id)).one()
        return row[0], row[1]


def test_the_trail_is_written_after_the_answer_and_at_most_every_ten_minutes(
    world: World, amira: Person
) -> None:
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as still:
        browser = world.browser(amira)
        still.shift(dt.timedelta(minutes=11))
        page = browser.get("/cohorts")
        assert seen(world) == (begun, None)
        page.response.close()
        assert seen(world) == (clock.now(), clock.now().date())
        noted = clock.now()
        still.shift(dt.timedelta(minutes=5))
        browser.get("/cohorts").response.close()
        assert seen(world)[0] == noted
        still.shift(dt.timedelta(minutes=5))
        browser.get("/cohorts").response.close()
        assert seen(world)[0] == clock.now()


def test_a_locked_database_costs_the_trail_and_nothing_else(world: World, amira: Person) -> None:
    browser = world.browser(amira)
    before = seen(world)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=20)):
        page = browser.get("/cohorts")
        with world.app.app_context():
            engine = sa.create_engine(db.engine.url)
        with engine.connect() as other:
            if engine.dialect.name == "sqlite":
                other.connection.dbapi_connection.execute("BEGIN IMMEDIATE")
            else:
                other.execute(sa.text("LOCK TABLE sign_in IN ACCESS EXCLUSIVE MODE"))
            page.response.close()
            other.connection.dbapi_connection.rollback()
        engine.dispose()
    assert page.status == 200
    assert seen(world) == before


def test_a_stranger_leaves_no_trail(world: World, amira: Person) -> None:
    world.app.extensions["trail"].clear()
    Browser(world.app).get("/").response.close()
    assert world.app.extensions["trail"] == {}
