"""Signing in and choosing a new password with what comes by mail, or is read out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import event

from cohort.access.actor import Actor, Role
from cohort.accounts.actions.codes import answer_requests
from cohort.accounts.actions.spoken_codes import make_read_out_code
from cohort.accounts.models import SignInCode, SignInRequest, User
from cohort.accounts.passwords import hash_password
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import Closed, NotAllowed
from cohort.mail.models import OutboxMessage
from tests.client import Browser, Page
from tests.patience import work_of
from tests.world import PASSWORD, Person, World

WRONG = "That code does not fit this address."
NEW = "pebbles on the shore"
RESET = "/password/reset"


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira Okafor")


def answer(world: World) -> int:
    with world.app.app_context():
        return answer_requests()


def mails(world: World, kind: str) -> list[str]:
    with world.app.app_context():
        query = sa.select(OutboxMessage.text).where(OutboxMessage.kind == f"accounts/{kind}")
        return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def ask(world: World, browser: Browser, email: str, page: str = "/sign-in/code") -> str:
    """Ask for a code and read the mail; empty when none came."""
    done = browser.submit(page, page, email=email)
    assert done.status == 303, done.text
    answer(world)
    found = mails(world, "sign_in_code" if page == "/sign-in/code" else "reset")
    return found[-1] if found else ""


def code_in(mail: str) -> str:
    return re.search(r"^\d{3} \d{3}$", mail, re.MULTILINE)[0]  # type: ignore[index]


def link_in(mail: str) -> str:
    return re.search(r"http://localhost(/\S+)", mail)[1]  # type: ignore[index]


def enter(browser: Browser, email: str, code: str) -> Page:
    return browser.submit("/sign-in/code/enter", "/enter", email=email, code=code)


@pytest.mark.parametrize(
    "change", [str, lambda c: c.replace(" ", ""), lambda c: f" {c[:3]}-{c[4:]} "]
)
def test_a_code_signs_in_however_it_is_spaced(world: World, amira: Person, change: object) -> None:
    browser = Browser(world.app)
    code = code_in(ask(world, browser, amira.email.upper()))
    assert enter(browser, amira.email, change(code)).location == "/cohorts"  # type: ignore[operator]
    assert "Amira Okafor" in browser.get("/cohorts").text


def test_the_same_code_works_in_another_browser_but_only_once(world: World, amira: Person) -> None:
    code = code_in(ask(world, Browser(world.app), amira.email))
    assert enter(Browser(world.app), amira.email, code).status == 303
    assert enter(Browser(world.app), amira.email, code).errors()[0].startswith(WRONG)


def test_a_new_code_does_not_cancel_the_last_one(world: World, amira: Person) -> None:
    browser = Browser(world.app)
    first = code_in(ask(world, browser, amira.email))
    ask(world, browser, amira.email)
    assert enter(browser, amira.email, first).status == 303


@pytest.mark.parametrize("minutes", [15, 60, -30])
def test_a_code_is_good_for_15_minutes_also_when_the_clock_jumps(
    world: World, amira: Person, minutes: int
) -> None:
    code = code_in(ask(world, Browser(world.app), amira.email))
    with time_machine.travel(clock.now() + dt.timedelta(minutes=minutes)):
        assert enter(Browser(world.app), amira.email, code).errors()[0].startswith(WRONG)


def test_unknown_and_deactivated_people_get_no_mail_and_the_same_words(
    world: World, amira: Person
) -> None:
    gone = world.person()
    with world.database():
        db.session.execute(
            sa.update(User).where(User.id == gone.id).values(deactivated_at=clock.now())
        )
    pages = []
    for email in (amira.email, "nobody@example.org", gone.email):
        browser = Browser(world.app)
        ask(world, browser, email)
        page = browser.get("/sign-in/code/enter")
        pages.append(page.text.replace(email, "ADDRESS"))
    assert pages[0] == pages[1] == pages[2]
    assert len(mails(world, "sign_in_code")) == 1
    assert world.count(SignInRequest) == 3


def test_the_link_signs_in_the_browser_that_asked_by_post_and_once(
    world: World, amira: Person
) -> None:
    browser = Browser(world.app)
    link = link_in(ask(world, browser, amira.email))
    page = browser.get(link)
    assert page.h1 == "Sign in"
    assert browser.get("/cohorts").status == 303, "looking signs nobody in"
    assert browser.send(page, None).location == "/cohorts"
    assert browser.get("/cohorts").status == 200
    assert Browser(world.app).get(link).h1 == "This link is not good any more"


def test_a_scanner_that_opens_and_presses_everything_changes_nothing(
    world: World, amira: Person
) -> None:
    browser = Browser(world.app)
    mail = ask(world, browser, amira.email)
    link, scanner = link_in(mail), Browser(world.app)
    assert scanner.head(link).status == 200
    assert scanner.get(link).h1 == "Type in the code instead"
    assert scanner.post(link, {"csrf_token": scanner.token()}).status == 422
    assert scanner.get("/cohorts").status == 303
    assert browser.send(browser.get(link), None).status == 303


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "0" * 13 + t[13:], lambda _: "☃"]
)
def test_a_broken_link_opens_nothing(world: World, amira: Person, spoil: object) -> None:
    browser = Browser(world.app)
    link = link_in(ask(world, browser, amira.email))
    start, _, token = link.rpartition("/")
    page = browser.get(f"{start}/{spoil(token)}")  # type: ignore[operator]
    assert page.h1 == "This link is not good any more"
    reset = browser.get(f"/password/reset/{token}")
    assert reset.h1 == "This link is not good any more", "a link is good for one thing"


def test_guessing_codes_is_slowed_down(world: World, amira: Person) -> None:
    code = code_in(ask(world, Browser(world.app), amira.email))
    wrong = "000000" if code != "000 000" else "000001"
    for _ in range(5):
        assert enter(Browser(world.app), amira.email, wrong).errors()[0].startswith(WRONG)
    assert "Too many tries" in enter(Browser(world.app), amira.email, code).errors()[0]
    assert Browser(world.app).sign_in(amira.email, PASSWORD).status == 303


def test_only_so_many_codes_are_sent_to_one_address(world: World, amira: Person) -> None:
    for email in (amira.email, "nobody@example.org"):
        for _ in range(5):
            ask(world, Browser(world.app), email)
        page = Browser(world.app).submit("/sign-in/code", "/sign-in/code", email=email)
        assert "Several codes were asked for with this address" in page.errors()[0]
    assert len(mails(world, "sign_in_code")) == 5


def test_answering_twice_sends_one_mail_and_stale_requests_none(
    world: World, amira: Person
) -> None:
    Browser(world.app).submit("/sign-in/code", "/sign-in/code", email=amira.email)
    assert [answer(world), answer(world)] == [1, 0]
    Browser(world.app).submit("/sign-in/code", "/sign-in/code", email=amira.email)
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):
        assert answer(world) == 0


def test_the_code_is_nowhere_in_the_database_but_in_its_mail(world: World, amira: Person) -> None:
    code = code_in(ask(world, Browser(world.app), amira.email)).replace(" ", "")
    with world.app.app_context():
        row = db.session.scalars(sa.select(SignInCode)).one()
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert code not in repr(vars(row))
    assert mail.secret
    assert mail.useful_until == row.expires_at
    assert code[:3] not in mail.subject


def test_a_forgotten_password_is_replaced_and_everything_else_ends(
    world: World, amira: Person
) -> None:
    elsewhere, browser = world.browser(amira), Browser(world.app)
    for _ in range(6):
        Browser(world.app).sign_in(amira.email, "wrong")
    code = code_in(ask(world, browser, amira.email, "/password/forgotten"))
    typed = {"email": amira.email, "code": code}
    weak = browser.submit(RESET, RESET, new_password="short", **typed)
    assert weak.errors() == ["Your password must have at least 10 characters"]
    named = browser.submit(
        "/password/reset", "/password/reset", new_password="okafor-1985", **typed
    )
    assert "mostly your name" in named.errors()[0], "and the code is still good"
    done = browser.submit(RESET, RESET, new_password=NEW, **typed)
    assert "Your new password is set" in browser.follow(done).text
    assert elsewhere.get("/cohorts").status == 303
    assert Browser(world.app).sign_in(amira.email, NEW).status == 303, "nor is it locked"
    assert len(mails(world, "password_changed")) == 1
    again = Browser(world.app).submit(
        "/password/reset", "/password/reset", new_password=NEW, **typed
    )
    assert again.errors()[0].startswith(WRONG)


def test_the_link_of_a_reset_works_in_the_browser_that_asked(world: World, amira: Person) -> None:
    browser = Browser(world.app)
    link = link_in(ask(world, browser, amira.email, "/password/forgotten"))
    assert Browser(world.app).get(link).h1 == "Type in the code instead"
    page = browser.get(link)
    assert page.h1 == "Choose a new password"
    assert browser.send(page, None, new_password=NEW).status == 303
    assert Browser(world.app).sign_in(amira.email, NEW).status == 303
    assert browser.post(link, {"csrf_token": browser.token()}).status == 422


def queries_of(world: World, browser: Browser, email: str, page: str) -> list[str]:
    form = browser.get(page)
    made: list[str] = []

    def note(_c: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.startswith(("PRAGMA", "BEGIN")):
            made.append(sql)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        names = form.tree.xpath("//input/@name")
        typed = {"email": email, "code": "123456", "new_password": NEW, "password": "wrong"}
        browser.send(form, page, **{k: v for k, v in typed.items() if k in names})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return made


PAGES = (
    "/sign-in/code",
    "/sign-in/code/enter",
    "/password/forgotten",
    "/password/reset",
    "/sign-in",
)


@pytest.mark.parametrize("page", PAGES)
def test_known_and_unknown_addresses_make_the_same_queries(
    world: World, amira: Person, page: str
) -> None:
    known = queries_of(world, Browser(world.app), amira.email, page)
    assert known == queries_of(world, Browser(world.app), "nobody@example.org", page)
    assert known


@pytest.mark.parametrize("page", PAGES)
def test_known_and_unknown_addresses_take_as_long(world: World, page: str) -> None:
    times: dict[bool, list[float]] = {True: [], False: []}
    real = hash_password(PASSWORD)
    for n in range(5):
        for known in (True, False):
            nobody = f"nobody{n}@example.org"
            email = world.person(password_hash=real).email if known else nobody
            browser = Browser(world.app)
            times[known].append(work_of(lambda b=browser, e=email: queries_of(world, b, e, page)))
    assert 0.5 < min(times[True]) / min(times[False]) < 2


def test_a_code_that_is_read_out_opens_threads_but_neither_log_nor_account(
    world: World, amira: Person
) -> None:
    cohort = world.cohort(world.programme())
    world.join(amira, cohort)
    simran = world.person("Simran Bhogal")
    world.join(simran, cohort, Role.FACILITATOR)
    facilitator = Actor(user_id=simran.id, name="Simran Bhogal")
    with world.app.test_request_context():
        code = make_read_out_code(facilitator, amira.id, is_host=False)
        db.session.commit()
    browser = Browser(world.app)
    assert enter(browser, amira.email, code).status == 303
    assert browser.get(f"/cohorts/{cohort}/threads").status == 200
    assert browser.get(f"/cohorts/{cohort}/log").h1 == "First show that it is you"
    assert browser.get("/account/sign-ins").h1 == "First show that it is you"
    assert "Simran Bhogal made a code for you" in mails(world, "code_read_out")[0]
    own = browser.submit("/sign-in", "/sign-in", email=amira.email, password=PASSWORD)
    assert own.status == 303
    listed = browser.get("/account/sign-ins").text
    assert "by Simran Bhogal: used" in listed


def test_no_code_is_read_out_to_hosts_or_oneself_nor_too_many(world: World, amira: Person) -> None:
    admin = world.person("Leon", administrator=True)
    actor = Actor(user_id=world.person("Simran").id, name="Simran")
    with world.app.test_request_context():
        for user_id, is_host in ((amira.id, True), (admin.id, False), (actor.user_id, False)):
            with pytest.raises(NotAllowed):
                make_read_out_code(actor, user_id, is_host=is_host)
        for _ in range(5):
            make_read_out_code(actor, amira.id, is_host=False)
        with pytest.raises(Closed):
            make_read_out_code(actor, amira.id, is_host=False)


@pytest.mark.parametrize("page", ["/sign-in/code", "/sign-in/code/enter", "/password/forgotten"])
@pytest.mark.parametrize(
    "email",
    ["", "plain", "@example.org", "a@", "a b@example.org", "a@b@c.org",
     "a@example.org\r\nBcc: x@y.org",
     "x" * 400 + "@example.org", "\u202ea@", "<script>", "'; drop table user_account; --"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(world: World, page: str, email: str) -> None:
    refused = Browser(world.app).submit(page, page, email=email)
    assert refused.status == 422
    assert "email address" in refused.errors()[0].lower()


@pytest.mark.parametrize(
    "email",
    ["o'neil@example.org", "first+tag@example.co.uk", "x@nhs.net", "a.b-c_d@sub.council.gov.uk",
     "用户@例え.jp", "jörg@exämple.org", "1234567890@example.org",
     "very.long." + "x" * 40 + "@example.org"],
)  # fmt: skip
def test_real_shapes_of_addresses_are_taken(world: World, email: str) -> None:
    world.person("Somebody", email=email)
    assert code_in(ask(world, Browser(world.app), email))


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "12 34 5", "\u0661\u0662\u0663", "½½½½½½", "-1-1-1"]
)
def test_what_is_no_code_is_refused_in_words(world: World, amira: Person, code: str) -> None:
    assert enter(Browser(world.app), amira.email, code).errors()[0] in (
        "Enter the code",
        "A code has 6 digits, like 123 456",
    )


@pytest.mark.parametrize("page", PAGES)
def test_no_way_in_works_without_the_forms_own_token(
    world: World, amira: Person, page: str
) -> None:
    assert Browser(world.app).post(page, {"email": amira.email}).status == 400


def test_a_session_planted_before_signing_in_is_of_no_use_afterwards(
    world: World, amira: Person
) -> None:
    browser = Browser(world.app)
    code = code_in(ask(world, browser, amira.email))
    planted = browser.client.get_cookie("cohort").value  # type: ignore[union-attr]
    enter(browser, amira.email, code)
    assert browser.client.get_cookie("cohort").value != planted  # type: ignore[union-attr]
    thief = Browser(world.app)
    thief.client.set_cookie("cohort", planted)
    assert thief.get("/cohorts").status == 303


def test_a_way_onward_too_long_for_the_cookie_does_not_keep_anybody_out(
    world: World, amira: Person
) -> None:
    long = "/cohorts?" + "".join(f"{n:x}" for n in range(2000))
    browser = Browser(world.app)
    page = browser.get("/sign-in/code", query_string={"next": long})
    done = browser.send(page, "/sign-in/code", email=amira.email, next=long)
    assert len(done.response.headers["Set-Cookie"]) < 4000
    answer(world)
    code = code_in(mails(world, "sign_in_code")[-1])
    page = browser.follow(done)
    assert browser.send(page, "/enter", code=code, next=long).location == "/cohorts"
