"""Signing in with Microsoft, played by a provider on this machine: not known at first, then
connected, then the way in. Chromium holds the redirects to the content security policy."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import Live
from tests.world import PASSWORD


def to_microsoft_and_back(me: Hands, button: str, then: str) -> None:
    """With JavaScript the button on the way back presses itself."""
    me.button(button)
    if not me.javascript:
        expect(me.page.locator("main")).to_contain_text("Microsoft has sent you back")
        me.button(then)


def only_the_provider_was_asked(me: Hands, live: Live) -> None:
    """Nothing but the way to the provider left the site."""
    others = [trouble for trouble in me.window.troubles if live.provider.origin not in trouble]
    assert not others, others
    me.window.troubles.clear()


@pytest.fixture(autouse=True)
def nobody_stays_signed_in_with_the_provider(live: Live) -> Iterator[None]:
    """Whoever presses "Sign in with Microsoft" afterwards (a scanner does) is somebody unknown."""
    yield
    live.provider.claims = {"oid": str(uuid.uuid4())}


def test_a_microsoft_account_is_connected_once_and_then_signs_in(
    hands: OpensHands, live: Live
) -> None:
    person, me = live.member(), hands()
    at_work = f"robin.{secrets.token_hex(4)}@council.example"
    live.provider.claims = {"oid": str(uuid.uuid4()), "preferred_username": at_work}
    me.open("/cohorts")
    me.window.expect(422)
    to_microsoft_and_back(me, "Sign in with Microsoft", "Go on")
    me.heading("First connect your Microsoft account")
    me.link("Sign in another way")
    me.sign_in(person.email, PASSWORD)
    me.heading("Microsoft account")
    me.button("Connect it")
    expect(me.page.get_by_role("status")).to_contain_text(f"You can now sign in with {at_work}")
    assert at_work in live.mail_to(person.email, "A Microsoft account was connected").text
    only_the_provider_was_asked(me, live)

    again = hands()
    again.open("/account")
    to_microsoft_and_back(again, "Sign in with Microsoft", "Go on")
    again.heading("Your account")
    if again.javascript:
        again.page.go_back()
        expect(again.page.locator("h1")).not_to_have_text("That did not work with Microsoft")
    only_the_provider_was_asked(again, live)


def test_somebody_signed_in_connects_a_microsoft_account(hands: OpensHands, live: Live) -> None:
    person, me = live.member(), hands()
    at_work = f"robin.{secrets.token_hex(4)}@council.example"
    live.provider.claims = {"oid": str(uuid.uuid4()), "preferred_username": at_work}
    me.open("/account")
    me.sign_in(person.email, PASSWORD)
    me.link("Microsoft account")
    to_microsoft_and_back(me, "Connect a Microsoft account", "Connect it")
    expect(me.page.get_by_role("status")).to_contain_text(f"You can now sign in with {at_work}")
    only_the_provider_was_asked(me, live)
