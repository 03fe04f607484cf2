"""Reading a module: with JavaScript and without, by keyboard, on a phone, and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from tests.browser import measure, reading
from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.window import PHONE
from tests.patience import wait_until


@pytest.fixture
def module(site: Site) -> str:
    """The front page of the module with every block."""
    return reading.set_up(site)


def test_a_participant_reads_a_module_from_end_to_end(
    open_: OpensWindows, module: str, javascript: bool, site: Site
) -> None:
    window = open_(javascript=javascript)
    window.sign_in("participant")
    page = window.open(module)
    page.get_by_role("link", name="Start reading").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page 1 of module 1")
    main = page.get_by_role("main")
    expect(main.get_by_text("A note for hosts.")).to_have_count(0)
    page.get_by_text("Solution", exact=True).click()
    expect(page.get_by_text("The solution.")).to_be_visible()
    page.get_by_text("Read what is said").click()
    expect(page.get_by_text("The transcript of how it began.")).to_be_visible()
    expect(main.get_by_text("what comes later (opens")).to_be_visible()
    page.get_by_role("button", name="Mark this page done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page 2 of module 1")
    page.get_by_role("link", name="Next Page 3").click()
    expect(page.get_by_text("Next module, opens")).to_be_visible()
    page.get_by_role("link", name="Write in my log").click()
    expect(page.get_by_role("main")).to_contain_text("What did you notice?")
    window.open(module)
    expect(page.get_by_text("You stopped at Page 3 of module 1.")).to_be_visible()
    page.get_by_role("link", name="Go on where you stopped").click()
    expect(page).to_have_url(f"{site.address}{module}/p3")
    window.open(f"{module}/p1")
    page.get_by_role("button", name="Take the mark back").click()
    expect(page).to_have_url(f"{site.address}{module}/p1#finish")


def test_the_heading_is_where_one_goes_on(open_: OpensWindows, module: str, site: Site) -> None:
    window = open_()
    window.sign_in("participant")
    page = window.open(f"{module}/p1")
    with page.expect_response("**/p1/place"):
        page.locator("#s-asides-of-every-kind").scroll_into_view_if_needed()
        page.mouse.wheel(0, 700)
    stopped = page.get_by_text("You stopped at Page 1 of module 1, Asides of every kind.")

    def is_kept() -> bool:
        window.open(f"/cohorts/{reading.COHORT}")
        return stopped.is_visible()

    wait_until(is_kept)
    onward = page.get_by_role("link", name="Go on where you stopped")
    onward.click()
    expect(page).to_have_url(f"{site.address}{module}/p1#s-asides-of-every-kind")
    expect(page.locator("#s-asides-of-every-kind")).to_be_in_viewport()


def test_a_word_is_explained_by_keyboard_and_its_meaning_goes_with_escape(
    open_: OpensWindows, module: str
) -> None:
    window = open_()
    window.sign_in("participant")
    page = window.open(f"{module}/p1")
    term = page.locator("a.term")
    expect(term).to_have_attribute("aria-expanded", "false")
    term.focus()
    page.keyboard.press("Enter")
    meaning = page.locator(".meaning")
    expect(meaning.get_by_role("status")).to_contain_text("What changes for people.")
    expect(term).to_have_attribute("aria-expanded", "true")
    assert measure.faults(page) == []
    page.keyboard.press("Tab")
    expect(meaning.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    expect(term).to_be_focused()
    term.click()
    expect(meaning).to_be_visible()
    assert measure.sticking_out(page) == []
    page.get_by_role("heading", level=1).click()
    expect(meaning).to_have_count(0)


def test_without_javascript_a_word_leads_to_the_glossary(
    open_: OpensWindows, module: str, site: Site
) -> None:
    window = open_(javascript=False)
    window.sign_in("participant")
    page = window.open(f"{module}/p1")
    page.locator("a.term").click()
    expect(page).to_have_url(f"{site.address}/cohorts/{reading.COHORT}/modules/_/glossary#outcome")
    expect(page.locator("#outcome")).to_contain_text("What changes for people.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_nothing_is_asked_of_a_films_host_until_play_is_pressed(
    open_: OpensWindows, module: str, site: Site
) -> None:
    window = open_()
    window.sign_in("participant")
    asked: list[str] = []

    def keep(request: Request) -> None:
        if not request.url.startswith(site.address):
            asked.append(request.url)

    window.context.remove_listener("request", window._on_request)
    window.context.on("request", keep)
    window.context.route(
        lambda url: not url.startswith(site.address),
        lambda route: route.fulfill(content_type="text/html", body="<title>The film</title>"),
    )
    page = window.open(f"{module}/p1")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(500)
    assert asked == []
    policy = window.last_document().headers["content-security-policy"]
    assert "frame-src https://www.youtube-nocookie.com;" in policy
    page.get_by_role("button", name="Play “How it began”").click()
    frame = page.locator("iframe[title='How it began']")
    expect(frame).to_be_visible()
    expect(frame.content_frame.locator("body")).to_be_attached()
    assert asked == ["https://www.youtube-nocookie.com/embed/abc123XYZ_0?autoplay=1&rel=0"]
    # Another page may show no frame at all.
    window.open(f"{module}/p2")
    assert "frame-src" not in window.last_document().headers["content-security-policy"]


def test_without_javascript_a_film_is_a_link_to_where_it_can_be_watched(
    open_: OpensWindows, module: str
) -> None:
    window = open_(javascript=False)
    window.sign_in("participant")
    page = window.open(f"{module}/p1")
    link = page.get_by_role("link", name="Watch “How it began” on YouTube")
    expect(link).to_have_attribute("href", "https://www.youtube.com/watch?v=abc123XYZ_0")
    expect(page.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize("path", ["/p1", "", "/_/print"])
@pytest.mark.parametrize("who", ["participant", "facilitator"])
def test_every_block_is_fit_for_everybody(
    open_: OpensWindows, module: str, path: str, who: str
) -> None:
    window = open_()
    window.sign_in(who)
    scales = measure.Scales(window.page)
    page = window.open(f"{module}{path}")
    assert measure.shifts(page) == []
    assert scales.total() < 150_000, str(scales)
    assert measure.faults(page) == []
    assert measure.sticking_out(page) == []


def test_on_a_phone_the_contents_are_folded_and_open_at_a_press(
    open_: OpensWindows, module: str, javascript: bool
) -> None:
    window = open_(width=PHONE, javascript=javascript)
    window.sign_in("participant")
    page = window.open(f"{module}/p1")
    contents = page.get_by_role("navigation", name="In this module")
    link = contents.get_by_role("link", name="Page 2 of module 1")
    expect(link).not_to_be_visible()
    contents.get_by_text("In this module").click()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page 2 of module 1")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(contents.get_by_role("link", name="Page 1 of module 1")).to_be_visible()


def test_the_whole_module_on_paper(open_: OpensWindows, module: str, tmp_path: Path) -> None:
    window = open_()
    window.sign_in("facilitator")
    page = window.open(f"{module}/_/print")
    page.emulate_media(media="print")
    for words in (
        "The transcript of how it began.",
        "Watch it at https://www.youtube.com/watch?v=abc123XYZ_0",
        "A note for hosts.",
        "Words of page 2 of module 1.",
        "The solution.",
    ):
        expect(page.get_by_text(words, exact=False).first).to_be_visible()
    for way in ("Breadcrumbs", "Your account"):
        expect(page.get_by_role("navigation", name=way)).not_to_be_visible()
    expect(page.get_by_text("Back to the module")).not_to_be_visible()
    made = page.pdf(path=tmp_path / "module.pdf", format="A4", tagged=True)
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") >= 4


def test_a_participant_prints_no_notes_for_facilitators(open_: OpensWindows, module: str) -> None:
    window = open_(javascript=False)
    window.sign_in("participant")
    page = window.open(f"{module}/_/print")
    expect(page.get_by_role("main")).to_contain_text("What did you notice?")
    expect(page.get_by_role("main")).not_to_contain_text("A note for")
