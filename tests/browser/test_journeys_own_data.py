"""Taking everything along, leaving and coming back, and complaining without an account."""

from __future__ import annotations

import secrets
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from cohort.web.spam import QUICKEST_PERSON
from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import COHORT, Live
from tests.browser.scanning import Scan
from tests.patience import wait_until
from tests.world import PASSWORD, Person

LOG = f"/cohorts/{COHORT}/log"


def at_the_account(me: Hands, person: Person) -> None:
    me.open("/account")
    me.sign_in(person.email, PASSWORD)
    me.heading("Your account")


def test_everything_of_mine_comes_as_a_file_that_opens(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me = live.member(), hands()
    words = f"What only I know: {secrets.token_hex(6)}."
    live.world.reflection(person, COHORT, words)
    at_the_account(me, person)
    me.link("Download everything of mine")
    me.button("Make my download")
    mail = live.mail_to(person.email, "Your download is ready")
    scan(mail)
    assert words not in mail.text
    if me.javascript:
        expect(me.page.get_by_role("heading", name="Your download is ready")).to_be_visible()
        expect(me.page.get_by_role("status")).to_have_text("Your download is ready")
    else:
        me.open(mail.link)
    with me.page.expect_download() as download:
        me.press(me.page.locator("main a").filter(has_text="Download it ("))
    file = zipfile.ZipFile(Path(download.value.path()))
    holding = [name for name in file.namelist() if words.encode() in file.read(name)]
    assert {Path(name).suffix for name in holding} >= {".html", ".json"}, file.namelist()

    stranger = hands()
    stranger.open(mail.link)
    stranger.heading("Sign in")


def test_an_account_deleted_is_closed_at_once_and_kept_after_all(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person, me, other = live.member(), hands(), hands()
    words = f"Still here: {secrets.token_hex(6)}."
    live.world.reflection(person, COHORT, words)
    other.open(LOG)
    other.sign_in(person.email, PASSWORD)
    other.heading("Your log")
    at_the_account(me, person)
    me.link("Delete my account")
    me.heading("Delete my account")
    expect(me.page.locator("main")).to_contain_text("Your log: 1 reflection.")
    me.button("Delete my account")
    me.heading("Your account is closed")
    scan(live.mail_to(person.email, "Your account is closed"))
    other.open(LOG)
    other.heading("Sign in")
    other.sign_in(person.email, PASSWORD)
    other.heading("Keep my account?")
    other.open(LOG)
    other.heading("Keep my account?")
    other.button("Keep my account")
    expect(other.page.get_by_role("status")).to_contain_text("Nothing was deleted")
    other.open(LOG)
    expect(other.page.locator("main")).to_contain_text(words)


def test_a_complaint_needs_no_account_and_is_acknowledged(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    email = f"sian.{secrets.token_hex(4)}@example.org"
    me = hands()
    page = me.open("/data-protection/complaint")
    about = f"Two messages came after I said no, {email}."
    me.type("What is your complaint about?", about)
    me.window.expect(422)
    page.wait_for_timeout(QUICKEST_PERSON.total_seconds() * 1000)  # a faster one looks like spam
    me.button("Send complaint")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter your name")
    expect(page.get_by_label("What is your complaint about?")).to_have_value(about)
    me.type("Your name", "Siân Prys-Worthington")
    me.type("Email address", email)
    me.button("Send complaint")
    me.heading("We have your complaint")
    reference = page.locator("main strong").first.inner_text()
    mail = live.mail_to(email, reference)
    assert about not in mail.text  # whose address it is, nobody has shown yet
    scan(mail)
    wait_until(lambda: bool(live.mails_to("admin@example.org", reference)))
    kept = live.site.one("select count(*) from complaint where about like ?", f"%{email}%")
    assert kept == 1
