"""Sign in, write an entry and post without ever touching a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cohort.demo.people import PASSWORD
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.keyboard import assert_seen, enter, tab_to
from tests.browser.window import PEOPLE, Window

COHORT = "/cohorts/spring-cohort"


def sign_in(window: Window) -> Page:
    page = window.open("/sign-in")
    tab_to(page, page.get_by_label("Email address"))
    page.keyboard.type(PEOPLE["participant"])
    tab_to(page, page.locator("#password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cohorts**")
    return page


def test_skip_link_comes_first_shows_itself_and_leads_past_the_header(window: Window) -> None:
    page = window.open("/")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    inside = "() => document.querySelector('main').contains(document.activeElement)"
    assert page.evaluate(inside), "after the skip link, Tab does not go into the main part"


def test_sign_in_entry_and_post_by_keyboard_alone(open_: OpensWindows, javascript: bool) -> None:
    page = sign_in(open_(javascript=javascript))
    expect(page.locator("h1")).to_have_text("What now?")

    tabs = page.get_by_role("navigation", name="Spring cohort")
    enter(page, tabs.get_by_role("link", name="Log"))
    enter(page, page.get_by_role("link", name="Write an entry"))
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("By keyboard")
    tab_to(page, page.get_by_label("Your reflection"))
    page.keyboard.type("Written without a mouse.")
    enter(page, page.get_by_role("button", name="Save entry"))
    expect(page.locator("h1")).to_have_text("By keyboard")

    enter(page, tabs.get_by_role("link", name="Threads"))
    enter(page, page.get_by_role("link", name="One thing I stopped asking for"))
    # Past what stands at each post, as the page offers above them.
    enter(page, page.get_by_role("link", name="Reply", exact=True).first)
    tab_to(page, page.get_by_label("Your post"))
    words = f"Posted by keyboard {'with' if javascript else 'without'} JavaScript."
    page.keyboard.type(words)
    enter(page, page.get_by_role("button", name="Post reply"))
    expect(page.locator(".post").filter(has_text=words)).to_have_count(1)


def test_focus_is_on_the_error_summary_and_its_links_lead_to_the_fields(window: Window) -> None:
    page = window.open("/programmes/commissioning-along-the-coast/interest")
    window.expect(422)
    enter(page, page.get_by_role("button", name="Register interest"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    enter(page, page.get_by_role("link", name="Enter your email address"))
    expect(page.get_by_label("Email address")).to_be_focused()
    expect(page.get_by_text("Email address", exact=True)).to_be_in_viewport()


def test_the_focus_is_seen_where_the_reader_chose_the_colours(open_: OpensWindows) -> None:
    """Forced colours, as in Windows' contrast themes, take grounds and shadows away."""
    window = open_()
    for path in ("/programmes/commissioning-along-the-coast/interest", "/sign-in"):
        page = window.open(path)
        page.emulate_media(forced_colors="active")
        tab_to(page, page.get_by_role("link", name="For IT desks"))


def test_going_backwards_through_a_table_nothing_hides_under_its_heads(
    open_: OpensWindows, demo: Demo
) -> None:
    window = open_(cookies=demo.cookies["facilitator"])
    page = window.open(f"{COHORT}/members")
    page.set_viewport_size({"width": 1280, "height": 420})
    links = page.locator("tbody a")
    links.last.focus()
    for _press in range(links.count() - 1):
        page.keyboard.press("Shift+Tab")
        assert_seen(page)
    expect(links.first).to_be_focused()
