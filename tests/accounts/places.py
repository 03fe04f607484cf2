"""The pages of accounts, for the sweeps in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
from playwright.sync_api import Page

from cohort.demo.people import PASSWORD
from tests.browser.visiting import Place, press, set_value
from tests.pictures import picture


def send_wrong_password(page: Page) -> None:
    page.get_by_label("Email address").fill("participant@example.org")
    page.locator("#password").fill("not the password")
    press_sign_in(page)


def press_sign_in(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def ask_for_a_code(page: Page) -> None:
    page.get_by_label("Email address").fill("participant@example.org")
    press(page)


def turn_second_factor_on(page: Page) -> None:
    """From the page that offers it to the recovery codes."""
    press(page)
    shown = page.locator(".setup-key").text_content() or ""
    page.get_by_label("Code from your app").fill(pyotp.TOTP(shown.replace(" ", "")).now())
    press(page)
    page.wait_for_url("**/recovery-codes")


def _then_open(path: str) -> Callable[[Page], None]:
    def turn_on_and_go(page: Page) -> None:
        turn_second_factor_on(page)
        page.goto(page.url.split("/account")[0] + path)

    return turn_on_and_go


def enter_a_wrong_code(page: Page) -> None:
    press(page)
    page.get_by_label("Code from your app").fill("000 00")
    press(page)


def sign_in_half(page: Page) -> None:
    turn_second_factor_on(page)
    page.context.clear_cookies()
    page.goto(page.url)
    page.get_by_label("Email address").fill("newcomer@example.org")
    page.locator("#password").fill(PASSWORD)
    press_sign_in(page)


def save_without_a_name(page: Page) -> None:
    page.get_by_label("Your name").fill("")
    page.locator("#pronouns").fill("they and them, " * 5)
    press(page)


def save_over_a_newer_profile(page: Page) -> None:
    page.locator("#place").fill("A place of the other tab")
    set_value(page, "version", "of the other tab")
    press(page)


def go_away(page: Page) -> None:
    for which in ("first_day", "last_day"):
        for part, number in (("day", "24"), ("month", "12"), ("year", "2098")):
            page.locator(f"[name='{which}-{part}']").fill(number)
    press(page)


def send_a_photo(page: Page) -> None:
    photo = {"name": "me.png", "mimeType": "image/png", "buffer": picture(size=(600, 400))}
    page.locator("#photo").set_input_files(photo)  # type: ignore[arg-type]
    press(page)


PLACES = (
    Place("unsubscribe with a broken link", "accounts.show_unsubscribe",
          values={"unsubscribe_token": "cut-short"}, status=404),
    Place("sign in", "accounts.sign_in"),
    Place("sign in with errors", "accounts.sign_in", status=422, then=press_sign_in),
    Place("sign in refused", "accounts.sign_in", status=422, then=send_wrong_password),
    Place("ask for a code", "accounts.ask_code"),
    Place("ask for a code with errors", "accounts.ask_code", status=422, then=press),
    Place("type in a code", "accounts.enter_code", then=ask_for_a_code, start="accounts.ask_code"),
    Place("type in a code with errors", "accounts.enter_code", status=422, then=press),
    Place("link that is not good", "accounts.open_link", values={"code_token": "x"}),
    Place("forgotten password", "accounts.ask_reset"),
    Place("reset password", "accounts.reset_password"),
    Place("reset password with errors", "accounts.reset_password", status=422, then=press),
    Place("reset link that is not good", "accounts.open_reset_link", values={"code_token": "x"}),
    Place("change password", "accounts.change_password", "participant"),
    Place("change password with errors", "accounts.change_password", "participant",
          status=422, then=press),
    Place("change address", "accounts.change_address", "participant"),
    Place("change address with errors", "accounts.change_address", "participant",
          status=422, then=press),
    Place("where one is signed in", "accounts.list_sign_ins", "participant"),
    Place("account", "accounts.account", "participant"),
    Place("microsoft account", "accounts.microsoft", "participant"),
    Place("microsoft callback of another browser", "accounts.microsoft_callback", status=422),
    Place("profile", "accounts.edit_profile", "participant"),
    Place("profile with errors", "accounts.edit_profile", "participant", status=422,
          then=save_without_a_name),
    Place("profile changed elsewhere", "accounts.edit_profile", "participant", status=409,
          then=save_over_a_newer_profile),
    Place("photo", "accounts.edit_photo", "participant"),
    Place("preferences", "accounts.edit_preferences", "participant"),
    Place("days away", "accounts.list_days_away", "participant"),
    Place("days away with errors", "accounts.list_days_away", "participant", status=422,
          then=press),
    Place("days away just added", "accounts.list_days_away", "newcomer", then=go_away),
    Place("photo with errors", "accounts.edit_photo", "participant", status=422, then=press),
    Place("photo just sent", "accounts.edit_photo", "newcomer", then=send_a_photo),
    Place("second factor off", "accounts.second_factor", "participant"),
    Place("second factor set-up", "accounts.set_up_second_factor", "participant", then=press,
          start="accounts.second_factor"),
    Place("second factor set-up with errors", "accounts.set_up_second_factor", "participant",
          status=422, then=enter_a_wrong_code, start="accounts.second_factor"),
    Place("recovery codes", "accounts.recovery_codes", "newcomer", then=turn_second_factor_on,
          start="accounts.second_factor"),
    Place("second factor on", "accounts.second_factor", "newcomer",
          then=_then_open("/account/second-factor")),
    Place("change second factor", "accounts.change_second_factor", "newcomer",
          then=_then_open("/account/second-factor/change/off"), start="accounts.second_factor"),
    Place("second step", "accounts.second_step", "newcomer", then=sign_in_half,
          start="accounts.second_factor"),
)  # fmt: skip
NOT_PAGES = ("accounts.own_photo",)
# At the end of journeys: tests/browser/test_journeys_account.py, test_nothing_is_lost.py.
ELSEWHERE = ("accounts.show_new_address", "accounts.finish_kept")
