"""Signing in with Microsoft, against a provider on this machine: as it should be, and attacked."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts import entra
from cohort.accounts.models import ExternalIdentity, SignIn, User
from cohort.db import db
from cohort.kernel import clock, ids
from cohort.mail.models import OutboxMessage
from cohort.web import logs
from config import Config, ConfigError
from tests.accounts import provider as providers
from tests.accounts.authenticator import set_up
from tests.accounts.provider import AMIRA, OTHER_TENANT, SOMEBODY, TENANT, Provider, new_key
from tests.client import Browser, Page
from tests.world import PASSWORD, Person, World

HERE = Path(__file__).parent
NOT_TRUSTED = "What Microsoft sent does not fit what was asked"


@pytest.fixture
def provider(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider, and a site registered with it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with providers.running() as running:
        known = world.app.extensions["config"]
        monkeypatch.setitem(world.app.extensions, "config", replace(known, entra=running.entra))
        world.app.extensions.pop("entra", None)
        yield running
        world.app.extensions.pop("entra", None)


@pytest.fixture
def amira(world: World) -> Person:
    return world.person("Amira Okafor")


@pytest.fixture
def connected(world: World, amira: Person) -> Person:
    """Amira, whose Microsoft account is connected."""
    with world.database():
        db.session.add(
            ExternalIdentity(user_id=amira.id, tenant_id=TENANT, object_id=AMIRA, shown_name="x")
        )
    return amira


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


def at_provider(address: str) -> str:
    """What a browser does at the provider: sign in there, and be sent back to this path."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere)
    try:
        opener.open(address)
    except urllib.error.HTTPError as error:
        back = urlsplit(error.headers["Location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("it did not send the browser back")


def go(browser: Browser, next_: str = "/cohorts", **fields: str) -> str:
    """Begin, and sign in at the provider: the path that the browser comes back to."""
    data = {"csrf_token": token_of(browser), "next": next_} | fields
    begun = browser.post("/sign-in/microsoft", data)
    assert begun.status == 303, begun.text
    return at_provider(begun.location)


def token_of(browser: Browser) -> str:
    """A token for this browser, signed in or not."""
    page = browser.get("/account") if browser.get("/cohorts").status == 200 else None
    page = page or browser.get("/sign-in")
    return str(page.tree.xpath("//input[@name='csrf_token']/@value")[0])


def finish(browser: Browser, path: str) -> Page:
    """Press the button of the page that the browser came back to."""
    page = browser.get(path)
    assert page.status == 200, page.text
    return browser.send(page, "/complete")


def rows(world: World, table: Any) -> list[str]:
    with world.app.app_context():
        return [repr(row) for row in db.session.execute(sa.select(table.__table__))]


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/cohorts").status == 200


# --- As it should be -------------------------------------------------------------------------


def test_a_connected_account_signs_in(world: World, provider: Provider, connected: Person) -> None:
    browser = Browser(world.app)
    done = finish(browser, go(browser, "/account"))
    assert done.location == "/account"
    assert "Amira Okafor" in browser.follow(done).text
    with world.app.app_context():
        found = db.session.scalars(sa.select(SignIn)).one()
        identity = db.session.scalars(sa.select(ExternalIdentity)).one()
    assert (found.way, found.user_id) == ("microsoft", connected.id)
    assert identity.last_used_at
    assert identity.shown_name == "amira@council.example"


def test_the_way_back_changes_nothing_and_signs_nobody_in(
    world: World, provider: Provider, connected: Person
) -> None:
    """Promise 3: it is a GET, and anything may open it, often."""
    browser = Browser(world.app)
    path = go(browser)
    for _ in range(2):
        assert browser.get(path).h1 == "Go on with your Microsoft account"
        assert browser.head(path).status == 200
    assert not is_signed_in(browser)
    assert rows(world, SignIn) == []
    assert "/token" not in provider.asked, "nor is the code used up"
    assert finish(browser, path).status == 303


def test_an_unknown_account_makes_nothing_and_is_told_how_to_connect(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = Browser(world.app)
    before = rows(world, User)
    page = finish(browser, go(browser))
    assert page.status == 422
    assert page.h1 == "First connect your Microsoft account"
    assert "amira@council.example" in page.text
    assert page.links()["Sign in another way"] == "/sign-in?next=/account/microsoft"
    assert not is_signed_in(browser)
    assert rows(world, User) == before
    assert rows(world, ExternalIdentity) == rows(world, SignIn) == []


def test_after_signing_in_another_way_it_can_be_connected_and_then_signs_in(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = Browser(world.app)
    finish(browser, go(browser))
    browser.sign_in(amira.email)
    page = browser.get("/account/microsoft")
    assert "Connect amira@council.example?" in page.text
    assert rows(world, ExternalIdentity) == []
    done = browser.send(page, "/account/microsoft")
    assert "You can now sign in with amira@council.example." in browser.follow(done).text
    assert "Connect amira@council.example?" not in browser.get("/account/microsoft").text
    another = Browser(world.app)
    assert finish(another, go(another)).location == "/cohorts"
    assert is_signed_in(another)
    with world.app.app_context():
        mail = db.session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.kind == "accounts/microsoft_connected")
        ).one()
    assert mail.to_address == amira.email
    assert mail.text == (HERE / "mails/microsoft_connected.txt").read_text()


def test_the_offer_to_connect_runs_out(world: World, provider: Provider, amira: Person) -> None:
    browser = Browser(world.app)
    finish(browser, go(browser))
    browser.sign_in(amira.email)
    page = browser.get("/account/microsoft")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        assert "Connect amira@council.example?" not in browser.get("/account/microsoft").text
        assert browser.send(page, "/account/microsoft").status == 303
    assert rows(world, ExternalIdentity) == []


def test_from_the_account_page_it_is_connected_once_and_disconnected(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = world.browser(amira)
    assert "Microsoft account Not connected" in browser.get("/account").text
    for _ in range(2):
        path = go(browser, connect="yes")
        assert browser.get(path).h1 == "Connect your Microsoft account"
        assert finish(browser, path).location == "/account/microsoft"
    assert world.count(ExternalIdentity) == 1
    assert "Microsoft account Connected" in browser.get("/account").text
    page = browser.get("/account/microsoft")
    assert "amira@council.example" in page.text
    for _ in range(2):
        gone = browser.send(page, "/disconnect")
    assert "You can still sign in with your email address" in browser.follow(gone).text
    assert world.count(ExternalIdentity) == 0
    with world.app.app_context():
        kind = "accounts/microsoft_disconnected"
        mail = db.session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.kind == kind)
        ).one()  # pressed twice, told once
    assert mail.to_address == amira.email
    assert mail.text == (HERE / "mails/microsoft_disconnected.txt").read_text()
    another = Browser(world.app)
    assert finish(another, go(another)).status == 422


def test_in_a_session_left_open_it_is_not_connected_without_the_password(
    world: World, provider: Provider, amira: Person
) -> None:
    """Whoever finds the browser open would else have a way in of their own, for good."""
    browser = world.browser(amira)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        for typed, words in (
            ({}, "Enter your password"),
            ({"password": "not it"}, "That is not your current password"),
        ):
            page = browser.submit("/account/microsoft", "/sign-in/microsoft", **typed)
            assert page.status == 422
            assert page.errors() == [words]
        assert provider.asked == [], "nobody was sent to Microsoft"
        path = go(browser, connect="yes", password=PASSWORD)
        assert finish(browser, path).location == "/account/microsoft"
    assert world.count(ExternalIdentity) == 1


def test_nor_is_one_that_was_proved_before(world: World, provider: Provider, amira: Person) -> None:
    """The other door: sign in with an account that nobody connected, and take up the offer."""
    browser = world.browser(amira)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        assert finish(browser, go(browser)).status == 422
        page = browser.submit("/account/microsoft", "/account/microsoft")
        assert page.errors() == ["Enter your password"]
        assert world.count(ExternalIdentity) == 0
        typed = {"password": PASSWORD}
        assert browser.submit("/account/microsoft", "/account/microsoft", **typed).status == 303
    assert world.count(ExternalIdentity) == 1


def test_whoever_has_no_password_signs_in_again_before_connecting(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = world.browser(amira)
    with world.database():
        db.session.execute(sa.update(User).values(password_hash=None))
    token = token_of(browser)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        assert "First sign in again" in browser.get("/account/microsoft").text
        page = browser.post("/sign-in/microsoft", {"csrf_token": token, "connect": "yes"})
    assert page.status == 422
    assert "only within 15 minutes of signing in" in page.text
    assert provider.asked == []


def test_pressed_twice_it_signs_in_once(
    world: World, provider: Provider, connected: Person
) -> None:
    browser = Browser(world.app)
    page = browser.get(go(browser))
    assert browser.send(page, "/complete").status == 303
    assert browser.send(page, "/complete").status in (303, 400)
    assert is_signed_in(browser)
    assert world.count(SignIn) == 1


def test_our_own_second_factor_is_asked_for_all_the_same(
    world: World, provider: Provider, connected: Person
) -> None:
    set_up(world.browser(connected))
    browser = Browser(world.app)
    done = finish(browser, go(browser))
    assert browser.follow(done).location == "/sign-in/second-step?next=/cohorts"


def test_new_keys_are_asked_for_when_a_token_names_one(
    world: World, provider: Provider, connected: Person
) -> None:
    first = Browser(world.app)
    finish(first, go(first))
    provider.keys = [new_key("second")]
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2)):
        browser = Browser(world.app)
        assert finish(browser, go(browser)).status == 303
    asked = provider.asked.count("/keys")
    assert asked == 2


# --- Attacked --------------------------------------------------------------------------------


def no_one_gets_in(world: World, page: Page, browser: Browser, words: str) -> None:
    assert page.status == 422
    assert page.h1 == "That did not work with Microsoft"
    assert words in page.text
    assert not is_signed_in(browser)
    assert rows(world, SignIn) == []


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another nonce"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [providers.CLIENT, "another client"]},
        {"aud": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"iss": "https://evil.example/v2.0"},
        {"iss": f"https://evil.example/{TENANT}/v2.0"},
        {"iss": None},
        {"tid": None},
        {"tid": f"{TENANT}/../{OTHER_TENANT}"},
        {"tid": "{tenantid}"},
        {"oid": None},
        {"oid": "amira@council.example"},
        {"oid": [AMIRA]},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_is_not_trusted(
    world: World, provider: Provider, connected: Person, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    browser = Browser(world.app)
    no_one_gets_in(world, finish(browser, go(browser)), browser, NOT_TRUSTED)


def test_a_token_of_one_tenant_signed_as_from_another_is_not_trusted(
    world: World, provider: Provider, connected: Person
) -> None:
    provider.claims = {"iss": f"{provider.origin}/{OTHER_TENANT}/v2.0"}
    browser = Browser(world.app)
    no_one_gets_in(world, finish(browser, go(browser)), browser, NOT_TRUSTED)


def test_a_tenant_not_on_the_list_is_refused_in_words(
    world: World, provider: Provider, connected: Person
) -> None:
    provider.claims = {"tid": OTHER_TENANT}
    browser = Browser(world.app)
    page = finish(browser, go(browser))
    no_one_gets_in(world, page, browser, "an organisation whose accounts are not let in here")


def test_the_same_address_with_another_object_id_is_another_person(
    world: World, provider: Provider, connected: Person
) -> None:
    """The nOAuth attack: whoever administers a tenant can give an account any address."""
    provider.claims = {
        "oid": SOMEBODY,
        "email": connected.email,
        "preferred_username": connected.email,
        "email_verified": True,
    }
    browser = Browser(world.app)
    page = finish(browser, go(browser))
    assert page.h1 == "First connect your Microsoft account"
    assert not is_signed_in(browser)
    assert rows(world, SignIn) == []


def test_an_unsigned_token_is_not_trusted(
    world: World, provider: Provider, connected: Person
) -> None:
    provider.unsigned = True
    browser = Browser(world.app)
    no_one_gets_in(world, finish(browser, go(browser)), browser, NOT_TRUSTED)


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("how", ["another key", "unknown key", "no key", "public key as a secret"])
def test_a_token_signed_by_somebody_else_is_not_trusted(
    world: World, provider: Provider, connected: Person, how: str
) -> None:
    if how == "another key":
        provider.sign_with = new_key("first")
    elif how == "unknown key":
        provider.header = {"kid": "nobody's"}
    elif how == "no key":
        provider.header = {"kid": ""}
    else:
        _sign_with_the_public_key(provider)
    browser = Browser(world.app)
    no_one_gets_in(world, finish(browser, go(browser)), browser, NOT_TRUSTED)


def _sign_with_the_public_key(provider: Provider) -> None:
    """Algorithm confusion: HS256, with the public key as the shared secret."""
    from joserfc import jwt
    from joserfc.jwk import OctKey

    secret = OctKey.import_key(provider.keys[0].as_pem(private=False).hex())
    header = {"alg": "HS256", "kid": "first"}

    def forged(nonce: str) -> str:
        claims = {"iss": f"{provider.origin}/{TENANT}/v2.0", "aud": providers.CLIENT}
        claims |= {"tid": TENANT, "oid": AMIRA, "nonce": nonce}
        return jwt.encode(header, claims | {"iat": 1, "exp": 9_999_999_999}, secret)  # type: ignore[dict-item]

    provider.id_token = forged  # type: ignore[method-assign]


def test_another_browsers_way_back_leads_nowhere(
    world: World, provider: Provider, connected: Person
) -> None:
    """Sign-in CSRF: somebody is sent the end of a sign-in that an attacker began."""
    attackers, victims = Browser(world.app), Browser(world.app)
    path = go(attackers)
    page = victims.get(path)
    no_one_gets_in(world, page, victims, "begun in another browser")
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    sent = victims.post(
        "/sign-in/microsoft/complete",
        {
            "csrf_token": victims.token(),
            "microsoft_code": query["code"],
            "microsoft_state": query["state"],
        },
    )
    no_one_gets_in(world, sent, victims, "begun in another browser")
    assert "/token" not in provider.asked


def test_a_code_of_one_sign_in_is_no_good_in_another(
    world: World, provider: Provider, connected: Person
) -> None:
    """A stolen code, put into a sign-in that the thief began: PKCE refuses it."""
    stolen = parse_qs(urlsplit(go(Browser(world.app))).query)["code"][0]
    thief = Browser(world.app)
    state = parse_qs(urlsplit(go(thief)).query)["state"][0]
    path = f"/sign-in/microsoft/callback?{urlencode({'code': stolen, 'state': state})}"
    no_one_gets_in(world, finish(thief, path), thief, "Each one works once")


def test_a_state_is_good_once_and_for_ten_minutes(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = Browser(world.app)
    path = go(browser)
    page = browser.get(path)
    browser.send(page, "/complete")  # nobody's account: still signed out
    no_one_gets_in(world, browser.send(page, "/complete"), browser, "was finished")
    no_one_gets_in(world, browser.get(path), browser, "was finished")
    path = go(browser)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11)):
        no_one_gets_in(world, browser.get(path), browser, "more than ten minutes old")


def test_the_way_back_from_two_tabs_works_in_both(
    world: World, provider: Provider, connected: Person
) -> None:
    browser = Browser(world.app)
    first, second = go(browser, "/account"), go(browser)
    assert finish(browser, first).location == "/account"
    del second


def test_beginning_needs_the_forms_own_token(world: World, provider: Provider) -> None:
    assert Browser(world.app).post("/sign-in/microsoft").status == 400
    assert Browser(world.app).get("/sign-in/microsoft").status == 405
    assert provider.asked == []


def test_it_leads_only_to_pages_of_this_site(
    world: World, provider: Provider, connected: Person
) -> None:
    browser = Browser(world.app)
    assert finish(browser, go(browser, "https://evil.example/")).location == "/cohorts"


def test_an_account_connected_to_somebody_else_is_not_taken_over(
    world: World, provider: Provider, connected: Person
) -> None:
    other = world.browser(world.person("Somebody Else"))
    page = finish(other, go(other, connect="yes"))
    assert "is connected to another account here" in page.text
    with world.app.app_context():
        assert db.session.scalars(sa.select(ExternalIdentity.user_id)).all() == [connected.id]


def test_connecting_ends_when_somebody_else_has_signed_in_meanwhile(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = world.browser(amira)
    page = browser.get(go(browser, connect="yes"))
    browser.post("/sign-out", {"csrf_token": token_of(browser)})
    other = world.person("Somebody Else")
    browser.sign_in(other.email)
    browser.send(page, "/complete")
    assert rows(world, ExternalIdentity) == []


def test_somebody_only_vouched_for_cannot_connect_anything(
    world: World, provider: Provider, amira: Person
) -> None:
    browser = world.browser(amira)
    token = token_of(browser)
    path = go(browser, connect="yes")
    page = browser.get(path)
    with world.database():
        db.session.execute(sa.update(SignIn).values(way="read_out"))
    begun = browser.post("/sign-in/microsoft", {"csrf_token": token, "connect": "yes"})
    assert begun.status == 403
    assert browser.get("/account/microsoft").status == 403
    assert browser.send(page, "/complete").status == 403
    assert rows(world, ExternalIdentity) == []


def test_nobody_disconnects_somebody_elses(
    world: World, provider: Provider, connected: Person
) -> None:
    from cohort.kernel import ids

    other = world.browser(world.person("Somebody Else"))
    with world.app.app_context():
        found = db.session.scalars(sa.select(ExternalIdentity.id)).one()
    path = f"/account/microsoft/{ids.write_id(found)}/disconnect"
    other.post(path, {"csrf_token": token_of(other)})
    assert world.count(ExternalIdentity) == 1


def test_a_deactivated_person_does_not_get_in(
    world: World, provider: Provider, connected: Person
) -> None:
    with world.database():
        db.session.execute(sa.update(User).values(deactivated_at=clock.now()))
    browser = Browser(world.app)
    assert finish(browser, go(browser)).status == 422
    assert not is_signed_in(browser)


# --- In trouble ------------------------------------------------------------------------------


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("error", "description", "words"),
    [
        ("access_denied", "The user cancelled", "The sign-in was stopped at Microsoft"),
        ("access_denied", "AADSTS65004: User declined to consent", "has not yet approved"),
        ("access_denied", "AADSTS90094: admin consent is required", "has not yet approved"),
        ("consent_required", "", "has not yet approved"),
        ("server_error", "", "it said “server_error”"),
        ("<script>alert(1)</script>", "<b>", "it said “an error”"),
    ],
)
def test_what_microsoft_says_is_put_into_words(
    world: World, provider: Provider, error: str, description: str, words: str
) -> None:
    browser = Browser(world.app)
    state = parse_qs(urlsplit(go(browser)).query)["state"][0]
    query = {"error": error, "error_description": description, "state": state}
    page = browser.get("/sign-in/microsoft/callback", query_string=query)
    assert page.status == 422
    assert words in page.text
    assert "alert(1)" not in page.body


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("path", ["/organizations/v2.0/.well-known/openid-configuration", "/keys"])
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((200, "<html>not json"), 422),
        ((200, "[]"), 422),
        ((200, "{}"), 422),
        ((200, '"' + "x" * 600_000 + '"'), 503),
        ((500, "{}"), 503),
        ((404, "{}"), 422),
    ],
    ids=["html", "a list", "nothing", "too much", "a fault", "not there"],
)
def test_a_provider_in_trouble_when_it_begins_is_put_into_words(
    world: World, provider: Provider, path: str, answer: tuple[int, str], status: int
) -> None:
    provider.answers[path] = answer
    browser = Browser(world.app)
    page = browser.post("/sign-in/microsoft", {"csrf_token": browser.token()})
    assert page.status == status
    assert page.h1 == "That did not work with Microsoft"
    provider.answers.clear()
    assert go(browser), "and is asked again next time"


@pytest.mark.sqlite_is_enough
@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ((200, "<html>"), 422, NOT_TRUSTED),
        ((200, "{}"), 422, NOT_TRUSTED),
        ((200, '{"id_token": 7}'), 422, NOT_TRUSTED),
        ((200, '{"id_token": "é.é.é"}'), 422, NOT_TRUSTED),
        ((200, '{"id_token": "e30.e30."}'), 422, NOT_TRUSTED),
        ((401, '{"error": "invalid_client"}'), 422, NOT_TRUSTED),
        ((400, '{"error": "invalid_grant"}'), 422, "Each one works once"),
        ((503, "busy"), 503, "could not be reached"),
    ],
)
def test_a_provider_in_trouble_at_the_end_is_put_into_words(
    world: World,
    provider: Provider,
    connected: Person,
    answer: tuple[int, str],
    status: int,
    words: str,
) -> None:
    browser = Browser(world.app)
    path = go(browser)
    provider.answers["/token"] = answer
    page = finish(browser, path)
    assert page.status == status
    assert words in page.text
    assert not is_signed_in(browser)


def test_a_provider_that_is_down_or_slow_is_put_into_words(
    world: World, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entra, "READ_SECONDS", 0.2)
    provider.wait = 0.6
    browser = Browser(world.app)
    slow = browser.post("/sign-in/microsoft", {"csrf_token": browser.token()})
    nowhere = replace(provider.entra, authority="http://127.0.0.1:9/v2.0")
    known = world.app.extensions["config"]
    monkeypatch.setitem(world.app.extensions, "config", replace(known, entra=nowhere))
    down = browser.post("/sign-in/microsoft", {"csrf_token": browser.token()})
    for page in (slow, down):
        assert page.status == 503
        assert "could not be reached" in page.text
        assert "Sign in another way" in page.text


def test_a_provider_that_sends_us_elsewhere_is_not_followed(
    world: World, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = provider.discovery() | {"token_endpoint": "https://evil.example/token"}
    monkeypatch.setattr(provider, "discovery", lambda: elsewhere)
    browser = Browser(world.app)
    page = browser.post("/sign-in/microsoft", {"csrf_token": browser.token()})
    assert page.status == 422
    assert NOT_TRUSTED in page.text


# --- How it is set up ------------------------------------------------------------------------


def test_without_it_there_is_no_button_and_no_page(world: World, amira: Person) -> None:
    browser = world.browser(amira)
    assert "Microsoft" not in browser.get("/account").text
    assert browser.get("/account/microsoft").status == 404
    assert "Microsoft" not in Browser(world.app).get("/sign-in").text


def test_only_pages_with_the_button_let_a_form_lead_there(world: World, provider: Provider) -> None:
    browser = Browser(world.app)
    policy = browser.get("/sign-in").response.headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.origin};" in policy
    policy = browser.get("/").response.headers["Content-Security-Policy"]
    assert "form-action 'self';" in policy


def test_a_site_without_it_does_not_carry_its_libraries() -> None:
    """Nor does one that has it, until somebody presses the button."""
    look = (
        "import sys; from config import Config; from cohort.app import create_app; "
        "create_app(Config.from_env()); "
        "print([m for m in ('authlib', 'requests', 'joserfc', 'segno', 'cryptography.fernet') "
        "if m in sys.modules])"
    )
    environment = {"COHORT_ENV": "test", "PATH": "/usr/bin:/bin"}
    environment |= {"OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", "OIDC_TENANTS": TENANT}
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "[]"


def test_settings_are_checked_at_the_start() -> None:
    given = {"COHORT_ENV": "test", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    assert Config.from_env({"COHORT_ENV": "test"}).entra is None
    with pytest.raises(ConfigError, match="OIDC_TENANTS must be set too"):
        Config.from_env(given)
    with pytest.raises(ConfigError, match=r"council\.example"):
        Config.from_env(given | {"OIDC_TENANTS": f"{TENANT}, council.example"})
    with pytest.raises(ConfigError, match="https://"):
        Config.from_env(given | {"OIDC_TENANTS": TENANT, "OIDC_AUTHORITY": "ftp://x"})
    found = Config.from_env(given | {"OIDC_TENANTS": f" {TENANT.upper()} ,{OTHER_TENANT},"}).entra
    assert found
    assert found.tenants == (TENANT, OTHER_TENANT)
    assert found.origin == "https://login.microsoftonline.com"
    assert "client_secret" not in repr(found)


def test_connecting_and_disconnecting_are_on_record(
    world: World, provider: Provider, amira: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    logs.install(json=False)  # another test may have asked for production's form
    browser = world.browser(amira)
    finish(browser, go(browser, connect="1"))
    browser.submit("/account/microsoft", "/disconnect")
    said = capsys.readouterr().err
    for event in ("microsoft.connected", "microsoft.disconnected"):
        assert re.search(rf"{re.escape(event)} .*account={ids.write_id(amira.id)}", said)
    stranger = Browser(world.app)
    finish(stranger, go(stranger))
    assert re.search(r"sign_in\.failed .*way=microsoft", capsys.readouterr().err)
