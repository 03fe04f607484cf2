"""One page frame: its text edge is measured on every page by test_every_page; here what that
measure would notice, and how far down a phone the words of a page begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import frame
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.places import PLACES
from tests.browser.server import Site
from tests.browser.visiting import app_of
from tests.browser.window import PHONE, ZOOMED, Window

BY_NAME = {place.name: place for place in PLACES}
IN_A_COHORT = (
    "module", "page with prompts", "page with a table", "page with a story",
    "page of a facilitator", "modules", "module that is locked", "log", "new entry",
    "entry", "threads", "thread",
    "cohort home", "cohort home of a facilitator", "people", "person", "search found",
    "members", "member on the desk", "progress", "releases",
)  # fmt: skip
ALL_KINDS = (
    *IN_A_COHORT, "home", "programme", "sign in", "account", "my cohorts", "checklist", "record",
    "programmes", "programme desk", "content desk", "editor of a page",
)  # fmt: skip
WORDS_WITHIN = 400  # px of a phone 844 px high
ZOOMED_HEIGHT = 256  # px: 1024 at 400 %
ONE_LINE = 50  # px: 48 and a hairline


def opened(
    name: str, renewed: Callable[[Any], Window], demo: Demo, site: Site, size: tuple[int, int]
) -> Page:
    """The place of this name, in a window of this size."""
    place = BY_NAME[name]
    window = renewed(demo.cookies[place.who])
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    return place.visit(window, place.path(app_of(site), site))


@pytest.mark.parametrize("name", ALL_KINDS)
def test_on_a_phone_the_first_sentence_is_within_400_px(
    name: str, renewed: Callable[[Any], Window], demo: Demo, site: Site
) -> None:
    page = opened(name, renewed, demo, site, (PHONE, 844))
    bottom, words = frame.first_words(page)
    assert bottom <= WORDS_WITHIN, f"“{words}” ends at {bottom} px"


@pytest.mark.parametrize("name", ALL_KINDS)
def test_at_400_percent_the_title_is_seen_without_scrolling(
    name: str, renewed: Callable[[Any], Window], demo: Demo, site: Site
) -> None:
    page = opened(name, renewed, demo, site, (ZOOMED, ZOOMED_HEIGHT))
    first_line = """() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("main h1"));
      return range.getClientRects()[0].bottom;
    }"""
    assert page.evaluate(first_line) <= ZOOMED_HEIGHT


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [PHONE, ZOOMED])
@pytest.mark.parametrize("who", ["participant", "facilitator", "administrator"])
def test_the_heads_are_rows_of_one_line_that_scroll_by_themselves(
    open_: OpensWindows, demo: Demo, who: str, width: int, javascript: bool
) -> None:
    window = open_(javascript=javascript, width=width, cookies=demo.cookies[who])
    page = window.open("/cohorts" if who == "administrator" else "/cohorts/spring-cohort")
    assert page.locator(".site-header").bounding_box()["height"] <= ONE_LINE  # type: ignore[index]
    for row in page.locator(".site-nav ul, .tabs").all():
        tops = row.evaluate("row => [...new Set([...row.children].map((li) => li.offsetTop))]")
        assert len(tops) == 1, f"{row.inner_text()!r} takes {len(tops)} rows"
    last = page.locator(".tabs a, .site-nav button").last
    last.focus()
    # Chromium alone is content to show half of what has the focus; tabs.js shows all of it.
    expect(last).to_be_in_viewport(ratio=0.9 if javascript else 0.4)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_tab_of_the_page_is_in_view(open_: OpensWindows, demo: Demo, javascript: bool) -> None:
    window = open_(javascript=javascript, width=ZOOMED, cookies=demo.cookies["facilitator"])
    page = window.open("/cohorts/spring-cohort/members")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)


def test_the_header_stands_still_from_page_to_page(
    renewed: Callable[[Any], Window], demo: Demo, site: Site
) -> None:
    boxes = set()
    for name in ("cohort home of a facilitator", "page of a facilitator", "members", "progress"):
        page = opened(name, renewed, demo, site, (1280, 900))
        parts = (".site-name", ".site-nav__who", ".cohort-bar__name", ".tabs li:nth-child(2)")
        boxes.add(tuple(str(page.locator(part).bounding_box()) for part in parts))
    # The tab in front is bold, so what follows it moves by a hair; that much is not measured.
    assert len({box[:3] for box in boxes}) == 1, boxes


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("main h1 { margin-left: 3rem }", "<h1>"),
        (".cohort-bar .wrap { padding-inline-start: 88px }", "cohort-bar__name"),
        (".lines { margin-inline-start: -40px }", "216 px: <ul"),
    ],
)
def test_what_leaves_the_edge_is_noticed(
    renewed: Callable[[Any], Window], demo: Demo, site: Site, rule: str, words: str
) -> None:
    page = opened("threads", renewed, demo, site, (1280, 900))
    assert frame.off_the_edge(page) == []
    plant = """(rule) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule);
      document.adoptedStyleSheets.push(sheet); }"""
    page.evaluate(plant, rule)
    assert any(words in said for said in frame.off_the_edge(page))


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_programmes_button_stands_free_and_its_text_is_as_wide_as_its_lead(
    renewed: Callable[[Any], Window], demo: Demo, site: Site, width: int
) -> None:
    page = opened("programme", renewed, demo, site, (width, 900))
    boxes = [page.locator(part).first.bounding_box() for part in (
        "main .buttons .button", "main .prose > p", "main .lede", "main .prose")]  # fmt: skip
    button, words, lead, text = (box or {} for box in boxes)
    assert words["y"] - (button["y"] + button["height"]) >= 32
    assert abs(lead["width"] - text["width"]) <= 1


def test_where_one_stopped_is_the_one_way_on(
    renewed: Callable[[Any], Window], demo: Demo, site: Site
) -> None:
    page = opened("page with a story", renewed, demo, site, (1280, 900))
    module = page.url.rpartition("/")[0]
    page.goto(module)
    ways = (
        page.locator("main .button")
        .filter(has_text="Go on")
        .or_(page.locator("main .button").filter(has_text="reading"))
    )
    assert ways.count() == 1, ways.all_inner_texts()


def test_an_unbroken_word_of_44_letters_wraps_on_a_phone(open_: OpensWindows, demo: Demo) -> None:
    page = open_(width=PHONE, cookies=demo.cookies["participant"]).open(
        "/cohorts/spring-cohort/threads"
    )
    plant = """() => document.querySelectorAll("h1, .line__title a, .line__about, .line__say")
      .forEach((element) => { element.textContent = "W".repeat(44); })"""
    page.evaluate(plant)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
