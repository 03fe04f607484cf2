"""Each way in, as people go it: on the site, in the mail that comes, and back again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import COHORT, Live
from tests.browser.scanning import Scan
from tests.world import PASSWORD

LOG = f"/cohorts/{COHORT}/log"
CODE = "Your code for Commissioning with Communities"
RESET = "Your code for a new password"


def is_signed_out(me: Hands) -> None:
    me.open("/cohorts")
    me.heading("Sign in")


def test_a_password_wrong_then_right_and_signing_out(hands: OpensHands, live: Live) -> None:
    person, me = live.member(), hands()
    page = me.open(LOG)
    me.heading("Sign in")
    me.type("Email address", person.email)
    me.type("Password", "not my password")
    box = page.locator("#password")
    if me.javascript:
        me.press(page.get_by_role("button", name="Show password"))
        expect(box).to_have_attribute("type", "text")
        me.press(page.get_by_role("button", name="Hide password"))
        expect(box).to_have_attribute("type", "password")
    me.window.expect(422)
    me.button("Sign in")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("do not fit together")
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    if me.javascript:
        expect(summary).to_be_focused()
    expect(page.get_by_label("Email address")).to_have_value(person.email)
    expect(box).to_have_value("")
    me.type("Password", PASSWORD)
    me.button("Sign in")
    me.heading("Your log")
    assert page.url.endswith(LOG)
    me.sign_out()
    expect(page.get_by_role("status")).to_contain_text("You have signed out")
    is_signed_out(me)


def test_a_code_by_mail_typed_in_as_it_is_written(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me = live.member(), hands()
    page = me.open(LOG)
    me.type("Email address", person.email)
    me.button("Send me a code instead")
    me.heading("Type in your code")
    first = live.mail_to(person.email, CODE)
    me.unfold("No mail has come")
    me.link("Ask for another code")
    me.heading("Sign in with a code")
    me.type("Email address", person.email)
    me.button("Send me a code")
    me.heading("Type in your code")
    second = live.mail_to(person.email, CODE, 2)
    assert first.code != second.code
    scan(first, second)

    me.window.expect(422)
    me.type("Code", "12345")
    me.button("Sign in")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    me.type("Code", f" {first.code} ")  # the one before is as good
    me.button("Sign in")
    me.heading("Your log")
    other = hands()
    other.open(f"/sign-in/code/enter?next={LOG}")
    other.window.expect(422)
    other.type("Email address", person.email)
    other.type("Code", first.code)
    other.button("Sign in")
    expect(other.page.locator(".govuk-error-summary")).to_contain_text("does not fit")
    other.type("Code", second.code)
    other.button("Sign in")
    other.heading("Your log")


def test_a_link_by_mail_signs_in_the_browser_that_asked_and_no_other(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me, other = live.member(), hands(), hands()
    me.open(f"/sign-in?next={LOG}")
    me.type("Email address", person.email)
    me.button("Send me a code instead")
    me.heading("Type in your code")
    mail = live.mail_to(person.email, CODE)
    scan(mail)

    other.open(mail.link)
    other.heading("Type in the code instead")
    expect(other.page.locator("main")).to_contain_text("Go back to where you asked")
    expect(other.page.locator("main form")).to_have_count(0)
    other.link("Type in the code")
    other.heading("Type in your code")
    is_signed_out(other)

    me.open(mail.link)
    me.heading("Sign in")
    is_signed_out(me)  # looking was not enough
    me.open(mail.link)
    me.button("Sign in")
    me.heading("Your log")
    other.open(mail.link)
    other.heading("This link is not good any more")


def test_a_new_password_by_a_code_ends_the_old_one_and_the_other_browser(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me, other = live.member(), hands(), hands()
    other.open("/sign-in")
    other.sign_in(person.email, PASSWORD)
    other.heading("What now?")
    page = me.open("/sign-in")
    me.link("I have forgotten my password, or have none yet")
    me.heading("Choose a new password")
    me.type("Email address", person.email)
    me.button("Send me a code")
    me.heading("Type in your code and a new password")
    mail = live.mail_to(person.email, RESET)
    scan(mail)

    me.window.expect(422)
    me.type("Code", mail.code)
    me.type("New password", "password12")
    me.button("Set the password and sign in")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_have_value(mail.code)
    me.type("New password", "a lighthouse in the fog")
    me.button("Set the password and sign in")
    expect(page.get_by_role("status")).to_contain_text("Your new password is set")
    scan(live.mail_to(person.email, "password"))

    is_signed_out(other)
    other.window.expect(422)
    other.sign_in(person.email, PASSWORD)
    expect(other.page.locator(".govuk-error-summary")).to_contain_text("do not fit together")
    other.type("Password", "a lighthouse in the fog")
    other.button("Sign in")
    other.heading("What now?")


def test_a_new_password_by_the_link_in_the_browser_that_asked(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me, other = live.member(), hands(), hands()
    page = me.open("/password/forgotten")
    me.type("Email address", person.email)
    me.button("Send me a code")
    me.heading("Type in your code and a new password")
    mail = live.mail_to(person.email, RESET)
    scan(mail)
    other.open(mail.link)
    other.heading("Type in the code instead")
    expect(other.page.locator("main")).not_to_contain_text(person.email)
    me.open(mail.link)
    me.heading("Choose a new password")
    expect(page.locator("main")).to_contain_text(person.email)
    me.type("New password", "a lighthouse in the fog")
    me.button("Set the password and sign in")
    expect(page.get_by_role("status")).to_contain_text("Your new password is set")
