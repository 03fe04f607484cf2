"""What is sent when a sign-in has ended is kept, sealed, and finished after signing in again."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts.kept_forms import (
    MOST_IN_A_BROWSER,
    ROOM_OF_NETWORK,
    ROOM_OF_ONE,
    forget_old_kept_forms,
)
from cohort.accounts.models import KeptForm, SignIn
from cohort.db import db
from cohort.db.write_lock import release_write_lock
from cohort.discussions.models import Post
from cohort.kernel import clock, ids
from cohort.reflections import actions as reflections
from cohort.reflections.models import Reflection
from tests.client import Browser, Page
from tests.world import PASSWORD, Person, World

WORDS = "Written for an hour.\n\nAnd its second part: 漢字, <b>&amp;"
SHOWN = "Here is what you were sending"


@pytest.fixture
def cohort(world: World) -> str:
    return world.cohort(world.programme())


@pytest.fixture
def amira(world: World, cohort: str) -> Person:
    person = world.person("Amira Okafor")
    world.join(person, cohort)
    return person


def end_sign_ins(world: World) -> None:
    with world.database():
        db.session.execute(sa.update(SignIn).values(ended_at=clock.now()))


def write(world: World, browser: Browser, cohort: str, ends: bool = True) -> Page:
    """Send a reflection from a page that was open when the sign-in ended."""
    form = browser.get(f"/cohorts/{cohort}/log/new")
    if ends:
        end_sign_ins(world)
    return browser.send(form, "/log", title="A title", body=WORDS)


def sign_in_and_arrive(browser: Browser, lost: Page, person: Person) -> Page:
    page = browser.get(lost.links()["Sign in and send it"])
    return browser.follow(browser.send(page, "/sign-in", email=person.email, password=PASSWORD))


def bodies(world: World, table: Any = Reflection) -> list[str]:
    with world.app.app_context():
        return list(db.session.scalars(sa.select(table.body)))


def test_it_is_finished_after_signing_in_again_as_it_was_written(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    lost = write(world, browser, cohort)
    assert (lost.status, lost.h1) == (401, "You have been signed out")
    assert "it is sent as you wrote it" in lost.text
    assert bodies(world) == []
    page = sign_in_and_arrive(browser, lost, amira)
    assert page.h1 == SHOWN
    assert "You are signed in as Amira Okafor" in page.text
    assert "And its second part: 漢字, <b>&amp;" in page.tree.xpath("//textarea/text()")[1]
    assert page.tree.xpath("//form[@data-send-now]"), "a script may press the button"
    entry = browser.follow(browser.send(page, "/log"))
    assert "Written for an hour." in entry.text
    assert bodies(world) == [WORDS]
    assert world.count(KeptForm) == 0
    assert browser.get("/sign-in/kept").location == "/cohorts"


def test_pressed_twice_it_is_one_thing(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    page = sign_in_and_arrive(browser, write(world, browser, cohort), amira)
    assert browser.send(page, "/log").status == browser.send(page, "/log").status == 303
    assert bodies(world) == [WORDS]


def test_the_database_alone_does_not_tell_what_it_says(
    world: World, cohort: str, amira: Person
) -> None:
    write(world, world.browser(amira), cohort)
    with world.app.app_context():
        row = db.session.scalars(sa.select(KeptForm)).one()
    assert b"Written" not in row.sealed
    assert row.facts == {}


def test_another_browser_of_the_same_person_is_not_shown_it(
    world: World, cohort: str, amira: Person
) -> None:
    write(world, world.browser(amira), cohort)
    assert world.browser(amira).get("/sign-in/kept").location == "/cohorts"


def test_somebody_else_at_the_same_browser_is_not_shown_it(
    world: World, cohort: str, amira: Person
) -> None:
    other = world.person()
    world.join(other, cohort)
    browser = world.browser(amira)
    lost = write(world, browser, cohort)
    page = browser.get(lost.links()["Sign in and send it"])
    to = browser.send(page, "/sign-in", email=other.email, password=PASSWORD)
    onward = browser.follow(to)
    assert onward.location == "/cohorts"
    assert "Written for an hour" not in browser.get("/cohorts").body
    assert world.count(KeptForm) == 1, "it still waits for whom it belongs to"


def test_with_the_whole_cookie_gone_it_is_shown_and_waits_for_the_persons_own_press(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    browser.client.delete_cookie("cohort", domain="localhost")
    lost = browser.send(form, "/log", title="", body=WORDS)
    page = sign_in_and_arrive(browser, lost, amira)
    assert page.h1 == SHOWN
    assert not page.tree.xpath("//form[@data-send-now]")
    assert browser.send(page, "/log").status == 303
    assert bodies(world) == [WORDS]


def test_what_another_site_sent_is_shown_but_not_kept(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new").form("/log")
    end_sign_ins(world)
    lost = browser.post(
        f"/cohorts/{cohort}/log",
        {**form, "body": WORDS},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert lost.status == 401
    assert "Written for an hour" in lost.body
    assert world.count(KeptForm) == 0
    assert not lost.tree.xpath("//main//form")


def test_a_form_without_this_browsers_own_token_is_never_sent_by_itself(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    end_sign_ins(world)
    lost = browser.post(f"/cohorts/{cohort}/log", {"body": WORDS, "csrf_token": "from elsewhere"})
    page = sign_in_and_arrive(browser, lost, amira)
    assert page.h1 == SHOWN
    assert not page.tree.xpath("//form[@data-send-now]")


def test_passwords_and_codes_are_never_kept(world: World, amira: Person) -> None:
    browser = world.browser(amira)
    token = browser.get("/account/sign-ins").form("/end-all")["csrf_token"]
    end_sign_ins(world)
    typed = {"current_password": PASSWORD, "new_email": "new@example.org", "csrf_token": token}
    lost = browser.post("/account/sign-ins/end-all", typed)
    assert lost.status == 401
    assert PASSWORD not in lost.body
    assert world.count(KeptForm) == 0


def test_a_file_must_be_chosen_again_and_the_page_says_so(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    token = browser.get(f"/cohorts/{cohort}/log/new").form("/log")["csrf_token"]
    end_sign_ins(world)
    data = {"csrf_token": token, "body": WORDS, "photo": (io.BytesIO(b"x"), "holiday.jpg")}
    lost = browser.post(f"/cohorts/{cohort}/log", data, content_type="multipart/form-data")
    page = sign_in_and_arrive(browser, lost, amira)
    assert "Choose the file again." in page.text
    assert "holiday.jpg must be chosen once more" in page.text
    assert not page.tree.xpath("//form[@data-send-now]")


def test_a_post_that_fails_when_it_is_finished_is_still_kept(
    world: World, cohort: str, amira: Person
) -> None:
    thread = world.thread(amira, cohort)
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/threads")
    address = next(a for a in form.links().values() if "/threads/" in a and a[-3:] != "new")
    form = browser.get(address)
    end_sign_ins(world)
    page = sign_in_and_arrive(browser, browser.send(form, "/posts", body=WORDS), amira)
    with world.database():
        db.session.execute(sa.text("UPDATE membership SET left_at = '2020-01-01 00:00:00'"))
    assert browser.send(page, "/posts").status == 404
    assert world.count(KeptForm) == 1
    assert len(bodies(world, Post)) == 1
    assert thread


def test_it_is_finished_by_a_view_that_releases_the_write_lock(
    world: World, cohort: str, amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reflections.write_reflection

    def slowly(*facts: Any, **named: Any) -> int:
        release_write_lock()
        return real(*facts, **named)

    browser = world.browser(amira)
    page = sign_in_and_arrive(browser, write(world, browser, cohort), amira)
    monkeypatch.setattr(reflections, "write_reflection", slowly)
    assert browser.send(page, "/log").status == 303
    assert bodies(world) == [WORDS]
    assert world.count(KeptForm) == 0


def test_it_can_be_thrown_away(world: World, cohort: str, amira: Person) -> None:
    browser = world.browser(amira)
    page = sign_in_and_arrive(browser, write(world, browser, cohort), amira)
    gone = browser.follow(browser.send(page, "/discard"))
    assert "Thrown away, as you asked" in gone.text
    assert world.count(KeptForm) == 0
    assert bodies(world) == []


def test_nobody_can_throw_away_what_another_browser_keeps(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    page = sign_in_and_arrive(browser, write(world, browser, cohort), amira)
    address = page.form("/discard")["__action__"]
    other = world.browser(world.person())
    other.post(address, {"csrf_token": other.get("/account/sign-ins").form()["csrf_token"]})
    assert world.count(KeptForm) == 1


@pytest.mark.parametrize("days", [-2, 1.01])
def test_it_is_kept_for_a_day_also_when_the_clock_jumps(
    world: World, cohort: str, amira: Person, days: float
) -> None:
    browser = world.browser(amira)
    lost = write(world, browser, cohort)
    with time_machine.travel(clock.now() + dt.timedelta(days=days)):
        page = browser.get(lost.links()["Sign in and send it"])
        browser.send(page, "/sign-in", email=amira.email, password=PASSWORD)
        assert browser.get("/sign-in/kept").location == "/cohorts"


def test_old_ones_are_forgotten(world: World, cohort: str, amira: Person) -> None:
    write(world, world.browser(amira), cohort)
    with world.database():
        assert forget_old_kept_forms() == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=1.1)), world.database():
        assert forget_old_kept_forms() == 1


def strangers_forms(world: World, count: int, size: int = 1, network: str = "127.0.0.1") -> None:
    with world.database():
        for _ in range(count):
            db.session.add(KeptForm(id=ids.new_id(), sealed=b"x", size=size, network=network))


def send_as_stranger(world: World, path: str, body: str = WORDS) -> tuple[Browser, Page]:
    """A browser that nobody has signed in with sends a form."""
    browser = Browser(world.app)
    return browser, browser.post(path, {"body": body, "csrf_token": "x"})


FULL = [(ROOM_OF_NETWORK[0], 1), (1, ROOM_OF_NETWORK[1]), (4, ROOM_OF_NETWORK[1] // 4)]


@pytest.mark.parametrize(("count", "size"), FULL)
def test_the_oldest_of_a_networks_strangers_give_way_to_new_ones(
    world: World, cohort: str, count: int, size: int
) -> None:
    strangers_forms(world, 1, network="203.0.113.9")
    strangers_forms(world, count, size)
    with world.app.app_context():
        oldest = db.session.scalar(sa.select(KeptForm.id).where(KeptForm.network == "127.0.0.1"))
    _, lost = send_as_stranger(world, f"/cohorts/{cohort}/log")
    assert "it is sent as you wrote it" in lost.text
    with world.app.app_context():
        left = db.session.scalars(sa.select(KeptForm).where(KeptForm.network == "127.0.0.1")).all()
        assert len(left) == count, "one went, one came"
        assert sum(one.size for one in left) <= ROOM_OF_NETWORK[1]
        assert oldest not in [one.id for one in left]
    assert world.count(KeptForm) == count + 1, "another network's stays"


@pytest.mark.parametrize(("count", "size"), FULL)
def test_a_colleague_on_a_flooded_network_loses_nothing(
    world: World, cohort: str, amira: Person, count: int, size: int
) -> None:
    """Before the flood or after it: nothing of what somebody wrote who had signed in goes."""
    browsers = [world.browser(amira), world.browser(amira)]
    forms = [browser.get(f"/cohorts/{cohort}/log/new") for browser in browsers]
    end_sign_ins(world)
    before = browsers[0].send(forms[0], "/log", title="", body="Before the flood, for an hour")
    strangers_forms(world, count, size)
    for number in range(5):
        send_as_stranger(world, f"/cohorts/{cohort}/log", f"flood {number}")
    after = browsers[1].send(forms[1], "/log", title="", body="In the flood, for an hour")
    for number in range(5):
        send_as_stranger(world, f"/cohorts/{cohort}/log", f"flood {number}")
    for browser, lost in zip(browsers, (before, after), strict=True):
        browser.send(sign_in_and_arrive(browser, lost, amira), "/log")
    assert bodies(world) == ["Before the flood, for an hour", "In the flood, for an hour"]


def test_a_browser_that_somebody_signed_in_with_is_no_strangers(
    world: World, cohort: str, amira: Person
) -> None:
    """With the session gone, the cookie that remembers the browser is enough."""
    browser = Browser(world.app)
    browser.sign_in(amira.email)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    browser.client.delete_cookie("cohort", domain="localhost")
    lost = browser.send(form, "/log", title="", body=WORDS)
    strangers_forms(world, ROOM_OF_NETWORK[0])
    send_as_stranger(world, f"/cohorts/{cohort}/log")
    page = sign_in_and_arrive(browser, lost, amira)
    assert page.h1 == SHOWN
    assert browser.send(page, "/log").status == 303
    assert bodies(world) == [WORDS]


def test_one_browser_keeps_three_and_one_person_thirty(
    world: World, cohort: str, amira: Person
) -> None:
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    end_sign_ins(world)
    for number in range(MOST_IN_A_BROWSER + 2):
        browser.send(form, "/log", title="", body=f"{WORDS} {number}")
    assert world.count(KeptForm) == MOST_IN_A_BROWSER, "no row whose key is gone stays behind"
    with browser.client.session_transaction() as session:
        assert len(session["kept_form"]) == MOST_IN_A_BROWSER, "and no key whose row is there"
    with world.database():
        whose = db.session.scalars(sa.select(KeptForm.owner)).first()
        for _ in range(ROOM_OF_ONE[0]):
            row = KeptForm(id=ids.new_id(), sealed=b"x", size=1, network="x", owner=whose)
            db.session.add(row)
    browser.send(form, "/log", title="", body=WORDS)
    assert world.count(KeptForm) <= ROOM_OF_ONE[0]
    page = browser.get("/sign-in?next=/sign-in/kept")
    assert browser.follow(browser.send(page, "/sign-in", email=amira.email, password=PASSWORD))
    assert browser.get("/sign-in/kept").h1 == SHOWN


def test_what_is_too_large_stays_on_the_page(world: World, cohort: str, amira: Person) -> None:
    import secrets

    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    end_sign_ins(world)
    lost = browser.send(form, "/log", title="", body=secrets.token_hex(300_000))
    assert "sign in again in another tab" in lost.text
    assert world.count(KeptForm) == 0


@pytest.mark.parametrize("broken", ["x", [], [["x", "y"]], [["0000000000007", "bad key"]], [1]])
def test_a_broken_session_is_no_trouble(world: World, amira: Person, broken: Any) -> None:
    browser = world.browser(amira)
    with browser.client.session_transaction() as session:
        session["kept_form"] = broken
    assert browser.get("/sign-in/kept").location == "/cohorts"


def test_after_signing_out_it_is_kept_for_whoever_wrote_it_and_not_for_the_next_person(
    world: World, cohort: str, amira: Person
) -> None:
    other = world.person()
    world.join(other, cohort)
    browser = world.browser(amira)
    form = browser.get(f"/cohorts/{cohort}/log/new")
    browser.post(
        "/sign-out", {"csrf_token": browser.get("/cohorts").form("/sign-out")["csrf_token"]}
    )
    assert browser.get("/cohorts").status == 303
    lost = browser.send(form, "/log", title="A title", body=WORDS)
    assert lost.status in (400, 401)
    page = browser.get("/sign-in")
    browser.send(page, "/sign-in", email=other.email, password=PASSWORD)
    shown = browser.get("/sign-in/kept")
    assert shown.status == 303
    assert "Written for an hour" not in shown.body
    browser.post(
        "/sign-out", {"csrf_token": browser.get("/cohorts").form("/sign-out")["csrf_token"]}
    )
    assert world.count(KeptForm) == 1
