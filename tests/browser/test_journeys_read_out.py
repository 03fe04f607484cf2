"""Mail does not arrive: a facilitator reads out a code, and what it opens and does not open."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpensHands
from tests.browser.live import COHORT, Live
from tests.browser.scanning import Scan

HOME = f"/cohorts/{COHORT}"


def test_a_code_read_out_opens_the_threads_and_neither_the_log_nor_the_account(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, host, me = live.member(), hands(who="facilitator"), hands()
    host.open(f"{HOME}/members")
    host.link(person.name)
    host.link("Read out a sign-in code")
    host.button("Make a code")
    host.heading(f"Read this code to {person.name}")
    code = host.page.locator(".read-out").inner_text()
    told = live.mail_to(person.email, "made a code for you")
    assert code not in told.text
    scan(told)

    # The way that the facilitator's page tells.
    page = me.open("/sign-in")
    me.unfold("Mail from us does not arrive")
    me.link("type it in here")
    me.type("Email address", person.email)
    me.type("Code", code)
    me.button("Sign in")
    me.heading("Your cohorts")
    me.link("Spring cohort")
    me.heading("What now?")
    me.open(f"{HOME}/threads")
    me.heading("Threads")
    me.window.expect(403)
    for closed in (f"{HOME}/log", f"{HOME}/log/new", "/account", "/account/download"):
        me.open(closed)
        me.heading("First show that it is you")
        expect(page.locator("main")).to_contain_text("Your log and your account open when")
    me.link("Sign in another way")
    me.heading("Sign in")

    other = hands()
    other.open("/sign-in/code/enter")
    other.window.expect(422)
    other.type("Email address", person.email)
    other.type("Code", code)
    other.button("Sign in")
    expect(other.page.locator(".govuk-error-summary")).to_contain_text("does not fit")
