"""The first thin run through it all, by the demo's people, with JavaScript and without."""

from __future__ import annotations

import datetime as dt
import re

from lxml import html as lxml_html
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.window import Window

COHORT = "/cohorts/spring-cohort"
MARKER = "heron-7c1f"
MOST_PAGES = 1000


def pages_reachable(window: Window, *starts: str) -> dict[str, str]:
    """{address: HTML} of every page that links lead to from `starts`."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop()
        if path in seen:
            continue
        answer = window.context.request.get(window.site.address + path)
        assert answer.ok, f"a link leads to {path}, which answers {answer.status}"
        seen[path] = answer.body().decode(errors="replace")
        if not answer.headers["content-type"].startswith("text/html") or ".html" in path:
            continue  # a file: a picture, or the course to take along
        links = lxml_html.fromstring(seen[path]).xpath("//a/@href[starts-with(., '/')]")
        waiting += [link.split("#")[0] for link in links]
    assert len(seen) < MOST_PAGES, "the site has grown: raise MOST_PAGES"
    return seen


def test_participant_writes_in_private_and_posts_and_facilitator_sees_only_the_post(
    open_: OpensWindows, site: Site, javascript: bool
) -> None:
    words = f"{MARKER}-{'with' if javascript else 'without'}"
    page = open_(javascript=javascript).sign_in("participant")
    page.get_by_role("link", name="Spring cohort").first.click()
    expect(page).to_have_url(f"{site.address}{COHORT}")
    expect(page.locator("h1")).to_have_text("What now?")
    _open_first_module(page)
    _write_on_its_prompt(page, words)
    thread = _post_in_its_discussion(page, words)

    ruth = open_(javascript=javascript)
    desk = ruth.sign_in("facilitator")
    expect(_progress_of(desk, site)).to_have_text("Opened")
    page.get_by_role("button", name="Mark this page done").click()
    expect(page.get_by_role("status")).to_contain_text("You marked")
    expect(_progress_of(desk, site)).to_have_text("Done")
    desk.goto(thread)
    expect(desk.locator("main")).to_contain_text(f"A post about {words}.")

    # Nothing private is on any page that a facilitator's links lead to.
    pages = pages_reachable(ruth, "/", "/cohorts", COHORT, f"{COHORT}/log")
    assert thread.removeprefix(site.address).split("?")[0] in pages
    assert len(pages) > 30
    for path, html in pages.items():
        assert f"entry about {words}" not in html, f"{path} shows a private entry"
        assert f"title {words}" not in html, f"{path} shows a private entry's title"


def _progress_of(desk: Page, site: Site) -> Locator:
    desk.goto(f"{site.address}{COHORT}")
    desk.get_by_role("link", name="Progress").click()
    row = desk.get_by_role("row").filter(has_text="Rhiannon Powell")
    return row.locator("[data-label='Start here']")


def _open_first_module(page: Page) -> None:
    page.get_by_role("navigation", name="Spring cohort").get_by_role("link", name="Modules").click()
    page.locator("main").get_by_role("link", name="Start here").click()
    expect(page.locator("h1")).to_have_text("Start here")
    page.locator("main").get_by_role("link", name="What stays private").click()
    expect(page.locator("h1")).to_have_text("What stays private, and getting help")
    expect(page.locator("main")).not_to_contain_text("Only facilitators see this")
    # The demo's participant has read ahead: take her mark back, to make it again later.
    page.get_by_role("button", name="Take the mark back").click()
    expect(page.get_by_role("button", name="Mark this page done")).to_be_visible()


def _write_on_its_prompt(page: Page, words: str) -> None:
    reading = page.url
    prompt = page.locator(".prompt--reflect")
    prompt.get_by_role("link", name=re.compile("Write (in my log|another entry)")).click()
    expect(page.locator("main")).to_contain_text("What would you like to do differently")
    page.get_by_label("Title").fill(f"A title {words}")
    page.get_by_label("Your reflection").fill(f"An entry about {words}, with *care*.")
    page.get_by_role("button", name="Save entry").click()
    expect(page.locator("h1")).to_have_text(f"A title {words}")
    expect(page.locator("main em")).to_have_text("care")
    expect(page.locator("main")).to_contain_text("Only you can read this")
    page.goto(reading)
    expect(page.locator(".prompt--reflect")).to_contain_text("You wrote:")


def _post_in_its_discussion(page: Page, words: str) -> str:
    reading = page.url
    page.locator(".prompt--discuss").get_by_role(
        "link", name=re.compile("read (it|them all)")
    ).click()
    expect(page.locator("main")).to_contain_text("Introduce yourself")
    page.get_by_label("Your post").fill(f"A post about {words}.")
    page.get_by_role("button", name="Post reply").click()
    mine = page.locator(".post").filter(has_text=f"A post about {words}.")
    expect(mine).to_contain_text("Rhiannon Powell")
    thread = page.url.split("#")[0]
    page.goto(reading)
    return thread


def test_visitor_registers_interest_and_facilitator_sees_it(
    open_: OpensWindows, site: Site, javascript: bool
) -> None:
    visitor = open_(javascript=javascript)
    page = visitor.open("/")
    page.get_by_role("link", name="Commissioning along the coast").click()
    page.get_by_role("link", name="Register your interest").click()
    visitor.expect(422)
    page.get_by_role("button", name="Register interest").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary li")).to_have_count(5)

    email = f"tom.{'with' if javascript else 'without'}@example.org"
    page.get_by_label("Your name").fill("Tom Adeyemi")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Organisation").fill("Northmoor County Council")
    page.get_by_label("What you do there").fill("Service manager")
    page.get_by_label("Coast cohort one").check()
    page.get_by_label("What would you hope to get from it?").fill(f"To listen. {MARKER}")
    page.get_by_role("button", name="Register interest").click()
    expect(page.locator("h1")).to_have_text("Your interest is registered")
    reference = page.locator("main strong").first.inner_text()
    assert len(reference) >= 6

    page = open_(javascript=javascript).sign_in("facilitator")
    page.goto(f"{site.address}/cohorts/coast-cohort-one")
    page.get_by_role("link", name="Registrations").click()
    row = page.get_by_role("row").filter(has_text=email)
    expect(row).to_contain_text("Tom Adeyemi")
    expect(row).to_contain_text(MARKER)


def test_organiser_creates_and_edits_a_programme_and_a_cohort(
    open_: OpensWindows, site: Site, javascript: bool
) -> None:
    window = open_(javascript=javascript)
    page = window.sign_in("organiser")
    name = f"In the hills {'with' if javascript else 'without'} JavaScript"
    page.get_by_role("link", name="Programmes", exact=True).click()
    page.get_by_role("link", name="New programme").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Description").fill("For people **up there**.")
    page.get_by_role("button", name="Create programme").click()
    expect(page.locator("h1")).to_have_text(name)

    page.get_by_role("link", name="Edit programme").click()
    page.get_by_label("Place").fill("Upper Trefelin")
    page.get_by_label("Show this programme to everyone").check()
    page.get_by_role("button", name="Save programme").click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    page.get_by_role("link", name="Public page").click()
    expect(page.locator("main")).to_contain_text("Upper Trefelin")
    expect(page.locator("main strong").first).to_have_text("up there")

    page.go_back()
    page.get_by_role("link", name="New cohort").click()
    _fill_cohort(page)
    page.get_by_role("link", name="Autumn in the hills", exact=True).click()
    page.get_by_label("Places").fill("30")
    page.get_by_role("button", name="Save cohort").click()
    expect(page.get_by_role("status")).to_contain_text("is saved")
    page.get_by_role("link", name="Autumn in the hills", exact=True).click()
    expect(page.get_by_label("Places")).to_have_value("30")


def _fill_cohort(page: Page) -> None:
    starts = dt.date(2027, 9, 6)
    page.get_by_label("Name", exact=True).fill("Autumn in the hills")
    page.get_by_label("Status").select_option(label="Open for interest")
    for group, day in (("First day", starts), ("Last day", starts + dt.timedelta(days=180))):
        boxes = page.get_by_role("group", name=group)
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(label).fill(str(number))
    page.get_by_role("button", name="Create cohort").click()
    expect(page.get_by_role("status")).to_contain_text("is created")


def test_signing_out_ends_it_for_back_too(
    open_: OpensWindows, site: Site, javascript: bool
) -> None:
    page = open_(javascript=javascript).sign_in("participant")
    page.goto(f"{site.address}{COHORT}/log")
    expect(page.locator("h1")).to_have_text("Your log")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Sign in")
