"""A host sets a second factor up with a phone's camera, and comes in with it from then on."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pyotp
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from cohort.access.actor import Role
from cohort.kernel import clock
from tests.browser.conftest import OpensHands
from tests.browser.hands import Hands
from tests.browser.live import COHORT, Live
from tests.browser.scanning import Scan
from tests.browser.window import PHONE
from tests.world import PASSWORD

HOME = f"/cohorts/{COHORT}"


def scan_with_a_phone(page: Page) -> pyotp.TOTP:
    """What a phone's camera reads off the page."""
    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, f"{len(found)} codes are on the page"
    totp = pyotp.parse_uri(str(found[0].text))
    assert isinstance(totp, pyotp.TOTP)
    return totp


def to_the_second_step(me: Hands, email: str) -> None:
    me.open(HOME)
    me.sign_in(email, PASSWORD)
    me.heading("Enter the code from your app")


def test_a_facilitator_is_led_to_a_second_factor_and_comes_in_with_it(
    hands: OpensHands, live: Live, scan: Scan
) -> None:
    person = live.member(Role.FACILITATOR)
    me = hands(width=PHONE)
    me.page.emulate_media(color_scheme="light" if me.javascript else "dark")
    page = me.open(HOME)
    me.sign_in(person.email, PASSWORD)
    me.heading("Set up your second factor")
    me.open("/cohorts")
    me.heading("Set up your second factor")  # and nothing else until that is done
    me.button("I have an app: show the code to scan")
    me.heading("Scan this with your app")
    totp = scan_with_a_phone(page)
    assert (totp.name, totp.issuer) == (person.email, "Commissioning with Communities")
    first = totp.now()
    me.type("Code from your app", first)
    me.button("Turn it on")
    me.heading("Keep your recovery codes")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        me.button("Save them as a file")
    assert all(code in Path(download.value.path()).read_text() for code in codes)
    me.button("I have kept them")
    me.heading("What now?")
    scan(live.mail_to(person.email, "Your second factor is on"))

    other, another = hands(), hands()
    to_the_second_step(other, person.email)
    to_the_second_step(another, person.email)
    # Typed in both at once, and ahead of time: it is good for a minute, and machines are slow.
    code = totp.at(clock.now() + dt.timedelta(seconds=totp.interval))
    other.type("Code from your app", code)
    other.button("Go on")
    other.heading("What now?")
    another.window.expect(422)
    another.type("Code from your app", code)
    another.button("Go on")
    expect(another.page.locator(".govuk-error-summary")).to_contain_text(
        "That code has been used already. Wait for the next one in your app"
    )

    without_phone = hands()
    to_the_second_step(without_phone, person.email)
    without_phone.link("I do not have my phone: use a recovery code")
    without_phone.heading("Enter a recovery code")
    without_phone.type("Recovery code", codes[0].replace("-", " ").upper())
    without_phone.button("Go on")
    without_phone.heading("What now?")
    expect(without_phone.page.get_by_text("You have 9 recovery codes left.")).to_be_visible()
    scan(live.mail_to(person.email, "A recovery code was used"))
