"""What somebody wrote survives a double press, Back, an ended sign-in and another tab."""

from __future__ import annotations

import secrets
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from cohort.demo.people import PASSWORD
from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.window import PEOPLE, Window
from tests.patience import PATIENCE_SECONDS

COHORT = "/cohorts/spring-cohort"


@pytest.fixture
def words() -> str:
    """Something nobody has written before."""
    return f"Words {secrets.token_hex(4)}, and no others."


@pytest.fixture
def writer(open_: OpensWindows, javascript: bool) -> Window:
    window = open_(javascript=javascript)
    window.sign_in("participant")
    return window


def open_thread(window: Window) -> Page:
    page = window.open(f"{COHORT}/threads")
    page.get_by_role("link", name="Wording for paying people").click()
    expect(page.locator("h1")).to_have_text("Wording for paying people")
    return page


def times_kept(site: Site, table: str, words: str) -> int:
    return int(site.one(f"select count(*) from {table} where body like ?", f"%{words}%"))


def test_a_double_press_makes_one_post(writer: Window, words: str, site: Site) -> None:
    page = open_thread(writer)
    page.get_by_label("Your post").fill(words)
    page.get_by_role("button", name="Post reply").dblclick()
    expect(page.locator(".post").filter(has_text=words)).to_have_count(1)
    assert times_kept(site, "post", words) == 1


def test_a_double_press_makes_one_log_entry(writer: Window, words: str, site: Site) -> None:
    page = writer.open(f"{COHORT}/log/new")
    page.get_by_label("Your reflection").fill(words)
    page.get_by_role("button", name="Save entry").dblclick()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    assert times_kept(site, "reflection", words) == 1


def test_back_and_sending_again_makes_no_second_post(
    writer: Window, words: str, site: Site
) -> None:
    page = open_thread(writer)
    page.get_by_label("Your post").fill(words)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".post").filter(has_text=words)).to_have_count(1)
    page.go_back()
    # The browser may or may not put the words back. If it does not, an empty form makes nothing.
    writer.expect(422)
    page.get_by_role("button", name="Post reply").click()
    page.wait_for_load_state()
    assert times_kept(site, "post", words) == 1


def test_an_ended_sign_in_keeps_the_words_and_sends_them_once_signed_in_again(
    writer: Window, words: str, site: Site
) -> None:
    page = open_thread(writer)
    page.get_by_label("Your post").fill(words)
    writer.context.clear_cookies()
    writer.expect(401)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("h1")).to_have_text("You have been signed out")
    expect(page.locator("main textarea").first).to_have_value(words)
    assert times_kept(site, "post", words) == 0

    page.get_by_role("link", name="Sign in and send it").click()
    page.get_by_label("Email address").fill(PEOPLE["participant"])
    page.locator("#password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    # The whole cookie was gone, so it is shown and waits for a press.
    expect(page.locator("h1")).to_have_text("Here is what you were sending")
    expect(page.locator("main textarea").first).to_have_value(words)
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".post").filter(has_text=words)).to_have_count(1)
    assert times_kept(site, "post", words) == 1


def test_a_sign_in_ended_elsewhere_sends_the_words_by_itself_once_signed_in_again(
    writer: Window, words: str, site: Site, javascript: bool
) -> None:
    page = open_thread(writer)
    page.get_by_label("Your post").fill(words)
    with sqlite3.connect(site.folder / "cohort.db", timeout=PATIENCE_SECONDS) as database:
        newest = "(select max(id) from sign_in)"
        database.execute(f"update sign_in set ended_at = current_timestamp where id = {newest}")
    writer.expect(401)
    page.get_by_role("button", name="Post reply").click()
    page.get_by_role("link", name="Sign in and send it").click()
    page.get_by_label("Email address").fill(PEOPLE["participant"])
    page.locator("#password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    if not javascript:
        page.get_by_role("button", name="Send it now").click()
    expect(page.locator(".post").filter(has_text=words)).to_have_count(1)
    assert times_kept(site, "post", words) == 1


def test_signing_in_again_in_another_tab_keeps_the_words_of_this_one(
    writer: Window, words: str, site: Site
) -> None:
    page = writer.open(f"{COHORT}/log/new")
    page.get_by_label("Your reflection").fill(words)
    other_tab = writer.context.new_page()
    other_tab.goto(f"{site.address}/cohorts")
    other_tab.get_by_role("button", name="Sign out").click()
    writer.page = other_tab
    writer.sign_in("participant")
    writer.page = page
    writer.expect(400)
    page.get_by_role("button", name="Save entry").click()
    expect(page.locator("h1")).to_have_text("This form had gone stale")
    expect(page.locator("main textarea").first).to_have_value(words)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    assert times_kept(site, "reflection", words) == 1


def test_a_mistake_in_a_form_keeps_everything_typed(writer: Window, words: str) -> None:
    page = writer.open(f"{COHORT}/threads/new")
    page.get_by_label("Your post").fill(words)
    writer.expect(422)
    page.get_by_role("button", name="Start thread").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a title for your thread")
    expect(page.get_by_label("Your post")).to_have_value(words)


def test_what_was_too_large_to_send_is_still_there_after_back(writer: Window, words: str) -> None:
    page = writer.open(f"{COHORT}/log/new")
    page.get_by_label("Your reflection").fill(words * 40_000)
    writer.expect(413)
    page.get_by_role("button", name="Save entry").click()
    expect(page.locator("h1")).to_have_text("That is too large to send")
    page.go_back()
    expect(page.get_by_label("Your reflection")).to_have_value(words * 40_000)
