"""Changing what one signs in with, from the account page to the mails that come of it."""

from __future__ import annotations

import secrets

from playwright.sync_api import expect

from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import Live
from tests.browser.scanning import Scan
from tests.world import PASSWORD


def at_the_account(me: Hands, email: str) -> None:
    me.open("/account")
    me.sign_in(email, PASSWORD)
    me.heading("Your account")


def refused(me: Hands, email: str) -> None:
    me.open("/sign-in")
    me.window.expect(422)
    me.sign_in(email, PASSWORD)
    expect(me.page.locator(".govuk-error-summary")).to_contain_text("do not fit together")


def test_a_new_address_is_confirmed_there_and_the_old_one_is_told(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me, other = live.member(), hands(), hands()
    new = f"new.{secrets.token_hex(4)}@example.org"
    at_the_account(me, person.email)
    me.link("Email address")
    me.type("New email address", new)
    me.type("Current password", "not my password")
    me.window.expect(422)
    me.button("Write to the new address")
    expect(me.page.locator(".govuk-error-summary")).to_be_visible()
    expect(me.page.get_by_label("New email address")).to_have_value(new)
    me.type("Current password", PASSWORD)
    me.button("Write to the new address")
    expect(me.page.get_by_role("status")).to_contain_text(f"We have written to {new}")
    confirm = live.mail_to(new, "Confirm your new address")
    told = live.mail_to(person.email, "Somebody asked to change your address")
    assert new in told.text
    scan(confirm, told)

    other.open(confirm.link)  # on the phone, say: not where it was asked
    other.sign_in(person.email, PASSWORD)
    other.heading("Use this address from now on?")
    other.button(f"Use {new}")
    expect(other.page.get_by_role("status")).to_contain_text(f"Your address is now {new}")
    scan(live.mail_to(person.email, "was changed"))
    other.sign_out()
    expect(other.page.get_by_role("status")).to_contain_text("You have signed out")
    refused(other, person.email)
    other.type("Email address", new)
    other.type("Password", PASSWORD)
    other.button("Sign in")
    other.heading("What now?")


def test_a_new_password_keeps_this_browser_and_signs_the_others_out(
    hands: OpensHands, live: Live
) -> None:
    person, me, other = live.member(), hands(), hands()
    at_the_account(other, person.email)
    at_the_account(me, person.email)
    me.link("Password")
    me.type("Current password", PASSWORD)
    me.type("New password", "a lighthouse in the fog")
    me.button("Save the new password")
    expect(me.page.get_by_role("status")).to_contain_text("Your password is changed")
    me.heading("Your account")
    other.open("/account")
    other.heading("Sign in")
    refused(other, person.email)
    assert "was changed" in live.mail_to(person.email, "Your password").subject
