"""The composer with JavaScript: tools, preview, and asking before words are left behind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import OpensWindows
from tests.browser.window import Window

NEW_ENTRY = "/cohorts/spring-cohort/log/new"


@pytest.fixture
def writer(open_: OpensWindows) -> Window:
    window = open_()
    window.sign_in("participant")
    window.open(NEW_ENTRY)
    return window


def choose_all(page: Page) -> None:
    page.get_by_label("Your reflection").press("Control+a")


@pytest.mark.parametrize(
    ("tool", "typed", "wanted"),
    [
        ("Bold", "said", "**said**"),
        ("Italic", "said", "_said_"),
        ("Link", "said", "[said](https://)"),
        ("List", "one\ntwo", "- one\n- two"),
        ("Quote", "one\ntwo", "> one\n> two"),
    ],
)
def test_a_tool_marks_what_is_chosen_and_can_be_undone(
    writer: Window, tool: str, typed: str, wanted: str
) -> None:
    page = writer.page
    area = page.get_by_label("Your reflection")
    area.fill(typed)
    choose_all(page)
    page.get_by_role("button", name=tool).click()
    expect(area).to_have_value(wanted)
    expect(area).to_be_focused()
    page.keyboard.press("Control+z")
    expect(area).to_have_value(typed)


def test_toolbar_is_one_stop_for_tab_and_arrows_move_in_it(writer: Window) -> None:
    page = writer.page
    page.get_by_label("Title").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Quote")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Write", exact=True)).to_be_focused()


def test_keys_for_bold_and_italic_work_in_the_text(writer: Window) -> None:
    page = writer.page
    area = page.get_by_label("Your reflection")
    area.fill("said")
    choose_all(page)
    page.keyboard.press("Control+b")
    expect(area).to_have_value("**said**")


def test_preview_shows_what_will_be_kept_and_write_gives_the_words_back(writer: Window) -> None:
    page = writer.page
    typed = "It was **good**.\n\n<script>alert(1)</script><img src=x onerror=alert(1)>"
    page.get_by_label("Your reflection").fill(typed)
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("strong")).to_have_text("good")
    assert preview.locator("script, img").count() == 0
    expect(page.locator("#body")).to_be_hidden()
    expect(page.get_by_role("button", name="Preview")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_label("Your reflection")).to_have_value(typed)
    expect(page.get_by_label("Your reflection")).to_be_focused()


def test_an_empty_preview_says_so(writer: Window) -> None:
    writer.page.get_by_role("button", name="Preview").click()
    preview = writer.page.get_by_role("region", name="Preview")
    expect(preview).to_have_text("Nothing to preview yet.")


def test_a_preview_that_cannot_be_made_says_that_the_words_are_still_there(
    writer: Window,
) -> None:
    page = writer.page
    page.get_by_label("Your reflection").fill("Words.")
    writer.context.clear_cookies()  # the sign-in has ended meanwhile
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("What you wrote is still here")
    writer.troubles = [line for line in writer.troubles if "/preview" not in line]


def test_leaving_with_unsent_words_is_asked_about_and_sending_them_is_not(
    writer: Window,
) -> None:
    page, asked = writer.page, []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Your reflection").press_sequentially("Unsent words.")
    page.get_by_role("link", name="Not now").click()
    expect(page.get_by_label("Your reflection")).to_have_value("Unsent words.")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save entry").click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    assert asked == ["beforeunload"]


def test_the_text_box_grows_with_the_words(writer: Window) -> None:
    area = writer.page.get_by_label("Your reflection")
    before = area.bounding_box()
    area.fill("line\n" * 16)
    after = area.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"] + 100
