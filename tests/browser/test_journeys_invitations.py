"""From a facilitator's list of names to somebody in the cohort, by the mail that comes."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from playwright.sync_api import expect

from cohort.kernel import clock
from cohort.programmes.models import Invitation
from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import COHORT, Live, Mail
from tests.browser.scanning import Scan
from tests.world import PASSWORD

HOME, DESK = f"/cohorts/{COHORT}", f"/cohorts/{COHORT}/invitations"
AGREE = "I have read the agreement and agree to it"


def invite(host: Hands, live: Live, line: str, email: str) -> Mail:
    """Invite one person, and wait for the mail."""
    host.open(DESK)
    host.link("Invite people")
    host.type("People to invite", f"{line}, {email}, Trefelin Borough Council")
    host.button("Continue")
    host.heading("Check before you invite")
    host.button("Send 1 invitation")
    expect(host.page.get_by_role("status")).to_contain_text("1 invitation on the way")
    return live.mail_to(email, "Your place in Spring cohort")


def test_somebody_new_comes_in_with_an_account_made_on_the_page(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    email = f"dilys.{secrets.token_hex(4)}@example.org"
    mail = invite(hands(who="facilitator"), live, "Dilys Hargreave", email)
    scan(mail)
    me = hands()
    page = me.open(mail.link)
    me.heading("You are invited to Spring cohort")
    me.window.expect(422)
    me.button("Make my account and join")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Dilys Hargreave")
    me.type("Choose a password", "a lighthouse in the fog")
    me.tick(AGREE)
    me.button("Make my account and join")
    me.heading("What now?")
    assert page.url.endswith(HOME)
    expect(page.get_by_role("banner")).to_contain_text("Dilys Hargreave")
    me.sign_out()
    expect(page.get_by_role("status")).to_contain_text("You have signed out")
    me.window.expect(410)
    me.open(mail.link)
    me.heading("This invitation has been used")
    me.link("Sign in")
    me.sign_in(email, "a lighthouse in the fog")
    me.heading("What now?")


def test_somebody_with_an_account_joins_with_it(hands: OpensHands, live: Live, scan: Scan) -> None:
    person = live.stranger()
    mail = invite(hands(who="facilitator"), live, person.name, person.email)
    scan(mail)
    me = hands()
    page = me.open(mail.link)
    me.heading("Sign in to join Spring cohort")
    me.link("Sign in and come back")
    me.sign_in(person.email, PASSWORD)
    me.heading("Join Spring cohort")
    me.tick(AGREE)
    me.button("Join")
    me.heading("What now?")
    assert page.url.endswith(HOME)
    me.open(mail.link)
    me.heading("You are in Spring cohort already")


def test_an_invitation_taken_back_or_run_out_says_so_and_what_to_do(
    hands: OpensHands, live: Live
) -> None:
    host, me = hands(who="facilitator"), hands()
    email = f"tom.{secrets.token_hex(4)}@example.org"
    mail = invite(host, live, "Tom Adeyemi", email)
    with live.world.database() as session:
        mine = sa.select(Invitation).where(Invitation.email == email)
        session.scalars(mine).one().expires_at = clock.now() - dt.timedelta(hours=1)
    me.window.expect(410)
    me.open(mail.link)
    me.heading("This invitation has expired")
    expect(me.page.locator("main")).to_contain_text("ask for it to be sent again")
    host.link("Tom Adeyemi")
    host.button("Send it again")
    live.mail_to(email, count=2)
    me.open(mail.link)
    me.heading("You are invited to Spring cohort")
    host.button("Revoke it")
    expect(host.page.get_by_role("status")).to_contain_text("is revoked")
    me.open(mail.link)
    me.heading("This invitation was revoked")
    expect(me.page.locator("main")).not_to_contain_text("Spring cohort")
