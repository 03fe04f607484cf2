"""Sign in, write an entry and post without ever touching a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from cohort.site.demo.people import PASSWORD
from tests.browser.conftest import OpensWindows
from tests.browser.window import PEOPLE, Window

COHORT = "/cohorts/spring-cohort"
MOST_TABS = 80
SEEN = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const own = getComputedStyle(element);
  // A text box may be ringed by its frame, and a radio or checkbox by its label's drawn circle.
  const frames = [element.parentElement, element.parentElement?.parentElement];
  const drawn = element.matches("[type=radio], [type=checkbox]")
    ? getComputedStyle(element.nextElementSibling, "::before") : null;
  const ringed = outlined(own) || own.boxShadow !== "none"
    || frames.some((frame) => frame && outlined(getComputedStyle(frame)))
    || (drawn && drawn.boxShadow !== "none");
  const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const at = document.elementFromPoint(
    Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1),
    Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1));
  const covered = !at || !(element.contains(at) || at.contains(element));
  return { what: element.outerHTML.slice(0, 120), ringed, inView, covered };
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; each stop on the way must show that it has it."""
    handle = target.element_handle()
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen is None:
            continue
        assert seen["ringed"], f"no visible focus on {seen['what']}"
        assert seen["inView"], f"the focus is out of view on {seen['what']}"
        assert not seen["covered"], f"something covers the focused {seen['what']}"
        if page.evaluate("target => target === document.activeElement", handle):
            return
    raise AssertionError(f"{MOST_TABS} presses of Tab do not reach {target}")


def enter(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


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
    enter(page, page.locator("main").get_by_role("link", name="Spring cohort").first)
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
