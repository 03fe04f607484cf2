"""Talking in threads: on a phone, without JavaScript, by keyboard alone, and in private."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cohort.discussions.models import Reason
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.hands import Hands
from tests.browser.window import PHONE
from tests.discussions.places import plan
from tests.pictures import picture

THREADS = "/cohorts/spring-cohort/threads"
ANSWER = "Ask for the old invoices first, and start with what is there."


def begin(page: Page) -> None:
    """Ask a question of the cohort, with a picture beside it."""
    page.get_by_role("link", name="Start a thread").click()
    page.get_by_label("What is it about?").fill("Which invoices would you read first?")
    page.get_by_text("More about this thread").click()
    page.get_by_label("A question: you can mark what helped").check()
    page.get_by_label("Your post").fill("There are four years of them in *this* cupboard.")
    shelf = {"name": "shelf.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("Add pictures or files").set_input_files(shelf)  # type: ignore[arg-type]
    page.get_by_role("button", name="Start thread").click()
    expect(page.locator("h1")).to_have_text("What does your picture show?")
    page.get_by_label("What the picture shows").fill("A shelf of folders.")
    page.get_by_role("button", name="Save and go to your post").click()
    expect(page.get_by_role("img", name="A shelf of folders.")).to_be_visible()


def answer(page: Page) -> None:
    """Quote the question, and name who asked."""
    page.get_by_role("link", name=re.compile("^Which invoices would you read first")).click()
    page.locator(".post").first.get_by_role("link", name="Quote").click()
    box = page.get_by_label("Your post")
    quoted = box.input_value()
    assert "> There are four years of them" in quoted
    box.fill(f"{quoted.rstrip()}\n\n@Rhiannon Powell {ANSWER}")
    page.get_by_role("button", name="Post reply").click()
    its = page.locator(".post").last
    expect(its.get_by_role("link", name="@Rhiannon Powell")).to_be_visible()
    expect(its.locator("blockquote")).to_contain_text("There are four years of them")
    expect(its.get_by_role("link", name="In reply to Rhiannon Powell")).to_be_visible()


def hear(page: Page) -> None:
    """From what is new: say what helped and thank, answer, take it away and put it back."""
    page.get_by_role("link", name="Notices").click()
    page.locator(".line", has_text="Which invoices would you read first?").get_by_role(
        "link"
    ).click()
    its = page.locator(".post", has_text=ANSWER)
    its.get_by_role("button", name="Mark as what helped").click()
    expect(its.get_by_text("This is what helped")).to_be_visible()
    expect(page.locator(".thread-helped")).to_contain_text("Ruth Calder’s post")
    its.get_by_role("button", name="Thank you").click()
    expect(its.locator(".said__names")).to_contain_text("Thank you: you")
    page.get_by_label("Your post").fill("I found them, and two more.")
    page.get_by_role("button", name="Post reply").click()
    page.locator(".post").last.get_by_role("link", name="Remove").click()
    page.locator("main").get_by_role("button", name="Remove").click()
    expect(page.locator(".post").last).to_contain_text("removed this post")
    expect(page.get_by_text("I found them, and two more.")).to_have_count(0)
    page.get_by_role("button", name="Put back").click()
    expect(page.locator(".post").last).to_contain_text("I found them, and two more.")


def test_a_question_on_a_phone_is_answered_and_what_helped_is_said(
    open_: OpensWindows, demo: Demo, javascript: bool
) -> None:
    asking = open_(cookies=demo.cookies["participant"], width=PHONE, javascript=javascript)
    begin(asking.open(THREADS))
    helping = open_(cookies=demo.cookies["facilitator"], width=PHONE, javascript=javascript)
    answer(helping.open(THREADS))
    assert helping.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    hear(asking.open(THREADS))
    assert asking.page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_by_keyboard_alone_one_reads_answers_follows_and_reports(
    open_: OpensWindows, demo: Demo
) -> None:
    window = open_(cookies=demo.cookies["participant"])
    hands = Hands(window, javascript=True, keyboard=True)
    hands.open(THREADS)
    hands.link("One thing I stopped asking for")
    hands.heading("One thing I stopped asking for")
    page = hands.page
    hands.link("First new")
    new = page.locator(".post:has(.new-mark)").first
    expect(new).to_be_in_viewport()
    hands.press(new.locator("summary"))
    tell = new.get_by_role("button", name="Tell me when somebody answers this")
    hands.press(tell)
    expect(page.get_by_text("You hear when somebody answers this.").first).to_be_visible()
    led = page.locator(".post[tabindex='-1']")
    hands.press(led.get_by_role("link", name=re.compile("^Reply")))
    expect(page.get_by_text("In reply to", exact=False).last).to_be_visible()
    hands.type("Your post", "Written without a mouse.")
    hands.button("Post reply")
    expect(page.locator(".post").last).to_contain_text("Written without a mouse.")
    hands.open(THREADS)
    hands.link("One thing I stopped asking for")
    hands.press(page.locator(".post").first.get_by_role("link", name="Report"))
    hands.heading("Report this post")
    hands.tick(Reason.IDENTIFIES.words)
    hands.button("Send to the facilitators")
    hands.heading("You reported this post")


@pytest.fixture
def nameless(open_: OpensWindows, demo: Demo) -> Page:
    """In front of the author of a post without a name that is just posted."""
    page = open_(cookies=demo.cookies["participant"]).open(THREADS)
    page.get_by_role("link", name="One thing I stopped asking for").click()
    page.get_by_label("Your post").fill("I was told to sign, and I signed.")
    page.get_by_text("Post without your name", exact=True).click()
    page.get_by_label("Post this without my name").check()
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".post").last).to_contain_text("you, without your name")
    return page


def test_who_posts_without_a_name_is_answered_privately_and_stays_nameless(
    open_: OpensWindows, demo: Demo, nameless: Page
) -> None:
    host = open_(cookies=demo.cookies["facilitator"]).open(THREADS)
    host.get_by_role("link", name="One thing I stopped asking for").click()
    its = host.locator(".post").last
    its.get_by_role("link", name="Reply privately").click()
    host.get_by_label("Your private reply").fill("Shall I ask for you?")
    host.get_by_role("button", name="Send privately").click()
    expect(host.get_by_text("Shall I ask for you?")).to_be_visible()
    assert_nameless(host)

    nameless.get_by_role("link", name="Notices").click()
    nameless.get_by_role("link", name="Ruth Calder wrote to you privately").click()
    expect(nameless.locator("h1")).to_have_text("Private replies about your post")
    nameless.get_by_label("Your answer").fill("Yes, please ask.")
    nameless.get_by_role("button", name="Send privately").click()
    expect(nameless.get_by_text("Yes, please ask.")).to_be_visible()

    host.reload()
    expect(host.get_by_text("Yes, please ask.")).to_be_visible()
    assert_nameless(host)
    host.get_by_role("link", name="Notices").click()
    answered = host.locator(".line", has_text="Yes, please ask.")
    expect(answered).to_be_visible()
    assert_nameless(host, answered)
    answered.get_by_role("link").click()
    expect(host.locator("h1")).to_have_text("Reply privately")
    assert_nameless(host)
    host.get_by_role("link", name="Back to the thread").click()
    its = host.locator(".post", has_text="I was told to sign, and I signed.")
    expect(its).to_contain_text("Yes, please ask.")
    assert_nameless(host, its)


def assert_nameless(page: Page, part: Locator | None = None) -> None:
    """Nothing of the author is in what is served: name, initials or organisation."""
    served = part.evaluate("part => part.outerHTML") if part else page.content()
    assert not re.search("Rhiannon|Powell|Northmoor|>RP<", served), served


def test_a_thread_that_opens_later_is_seen_by_facilitators_alone(
    open_: OpensWindows, demo: Demo
) -> None:
    host = open_(cookies=demo.cookies["facilitator"]).open(THREADS)
    host.get_by_role("link", name="Start a thread").click()
    plan(host)
    to_come = host.get_by_role("region", name="To come")
    expect(to_come).to_contain_text("Before the session on contracts")
    expect(to_come).to_contain_text("Opens on Tuesday 3 March 2099, 9am")
    page = open_(cookies=demo.cookies["participant"]).open(THREADS)
    expect(page.get_by_role("link", name="One thing I stopped asking for")).to_be_visible()
    assert "Before the session on contracts" not in page.content()
