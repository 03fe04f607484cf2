"""Somebody is signed out everywhere while they write: what they send is saved, once."""

from __future__ import annotations

import secrets

from playwright.sync_api import expect

from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import COHORT, Live
from tests.world import PASSWORD, Person

LOG, THREADS = f"/cohorts/{COHORT}/log", f"/cohorts/{COHORT}/threads"


def sign_out_everywhere(other: Hands, person: Person) -> None:
    other.open("/account/sign-ins")
    other.sign_in(person.email, PASSWORD)
    other.heading("Where you are signed in")
    other.button("Sign out everywhere")
    expect(other.page.get_by_role("status")).to_contain_text("You are signed out everywhere")


def sent_in_vain(me: Hands, button: str, words: str) -> None:
    """Press the button; the answer has the words, and the way on."""
    me.window.expect(401)
    me.button(button)
    me.heading("You have been signed out")
    expect(me.page.locator("main textarea").first).to_have_value(words)
    me.link("Sign in and send it")
    me.heading("Sign in")


def finish(me: Hands) -> None:
    """With JavaScript it sends itself."""
    if not me.javascript:
        me.heading("Here is what you were sending")
        me.button("Send it now")


def test_a_reflection_is_saved_after_signing_in_by_a_mailed_code(
    hands: OpensHands, live: Live
) -> None:
    person, me = live.member(), hands()
    words = f"After a hard meeting: {secrets.token_hex(6)}."
    page = me.open(f"{LOG}/new")
    me.sign_in(person.email, PASSWORD)
    me.type("Your reflection", words)
    sign_out_everywhere(hands(), person)
    sent_in_vain(me, "Save entry", words)
    me.type("Email address", person.email)
    me.button("Send me a code instead")
    me.heading("Type in your code")
    me.type("Code", live.mail_to(person.email, "Your code").code)
    me.button("Sign in")
    finish(me)
    expect(page.get_by_role("status")).to_contain_text("is saved")
    expect(page.locator("main")).to_contain_text(words)
    assert live.site.one("select count(*) from reflection where body like ?", f"%{words}%") == 1


def test_a_thread_is_started_after_signing_in_with_a_password(
    hands: OpensHands, live: Live
) -> None:
    person, me = live.member(), hands()
    words = f"How do you pay people for their time? {secrets.token_hex(6)}."
    page = me.open(f"{THREADS}/new")
    me.sign_in(person.email, PASSWORD)
    me.type("What is it about?", "Paying people")
    me.type("Your post", words)
    sign_out_everywhere(hands(), person)
    me.window.expect(401)
    me.button("Start thread")
    me.heading("You have been signed out")
    me.link("Sign in and send it")
    me.sign_in(person.email, PASSWORD)
    finish(me)
    me.heading("Paying people")
    expect(page.locator(".post").filter(has_text=words)).to_have_count(1)
    assert live.site.one("select count(*) from post where body like ?", f"%{words}%") == 1
