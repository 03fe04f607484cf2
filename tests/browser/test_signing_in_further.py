"""The second factor and the Microsoft account in a real browser, with and without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from cohort.site.demo.people import PASSWORD
from tests.accounts import provider as providers
from tests.accounts.provider import TENANT, Provider
from tests.browser import server
from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.window import PHONE, Window


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providers.running() as running:
        yield running


@pytest.fixture
def site(provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site of this test's own, where whoever hosts needs a second factor."""
    monkeypatch.setenv("SECOND_FACTOR", "on")
    monkeypatch.setenv("OIDC_CLIENT_ID", providers.CLIENT)
    monkeypatch.setenv("OIDC_CLIENT_SECRET", providers.SECRET)
    monkeypatch.setenv("OIDC_TENANTS", TENANT)
    monkeypatch.setenv("OIDC_AUTHORITY", provider.entra.authority)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with server.running(server.set_up(tmp_path / "site")) as running:
        yield running


def decode(page: Page) -> str:
    """What a phone's camera reads off the page."""
    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, f"{len(found)} codes are on the page"
    return str(found[0].text)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_facilitator_scans_the_code_and_signs_in_with_the_keyboard_alone(
    open_: OpensWindows, site: Site, javascript: bool, dark: bool
) -> None:
    window = open_(site, javascript=javascript, dark=dark, width=PHONE)
    page = window.open("/sign-in")
    page.get_by_label("Email address").fill("facilitator@example.org")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Set up your second factor")
    page.get_by_role("button", name="I have an app: show the code to scan").press("Enter")
    expect(page.locator("h1")).to_have_text("Scan this with your app")
    totp = pyotp.parse_uri(decode(page))
    assert isinstance(totp, pyotp.TOTP)
    assert (totp.name, totp.issuer) == (
        "facilitator@example.org",
        "Commissioning with Communities",
    )
    page.get_by_label("Code from your app").fill(totp.now())
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Keep your recovery codes")
    code = page.locator(".recovery-codes code").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save them as a file").press("Enter")
    assert code in Path(download.value.path()).read_text()
    page.get_by_role("button", name="I have kept them").press("Enter")
    expect(page.locator("h1")).to_have_text("Your cohorts")
    again = open_(site, javascript=javascript)
    page = again.open("/cohorts")
    page.get_by_label("Email address").fill("facilitator@example.org")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="I do not have my phone").press("Enter")
    page.get_by_label("Recovery code").fill(code.replace("-", " ").upper())
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your cohorts")
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()


def test_somebody_connects_their_microsoft_account_and_signs_in_with_it(
    open_: OpensWindows, site: Site, provider: Provider, javascript: bool
) -> None:
    """Through the content security policy too: Chromium holds the redirect to form-action."""
    window = open_(site, javascript=javascript)
    window.sign_in("participant")
    page = window.open("/account")
    page.get_by_role("link", name="Microsoft account").click()
    page.get_by_role("button", name="Connect a Microsoft account").click()
    if not javascript:
        expect(page.locator("h1")).to_have_text("Connect your Microsoft account")
        page.get_by_role("button", name="Connect it").click()
    expect(page.get_by_text("You can now sign in with amira@council.example.")).to_be_visible()
    _only_the_provider_was_asked(window, provider)

    window = open_(site, javascript=javascript)
    page = window.open("/account")
    page.get_by_role("button", name="Sign in with Microsoft").click()
    if not javascript:
        expect(page.locator("h1")).to_have_text("Go on with your Microsoft account")
        page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Your account")
    if javascript:
        page.go_back()
        expect(page.locator("h1")).not_to_have_text("That did not work with Microsoft")
    _only_the_provider_was_asked(window, provider)


def _only_the_provider_was_asked(window: Window, provider: Provider) -> None:
    """Nothing but the way to the provider left the site."""
    others = [trouble for trouble in window.troubles if provider.origin not in trouble]
    assert not others, others
    window.troubles.clear()
