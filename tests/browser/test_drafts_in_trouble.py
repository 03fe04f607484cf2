"""What the line under the box says when nothing can be saved, and that it says it once."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import server
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.drafting import (
    QUICK,
    SAVED,
    box,
    cards,
    change,
    heard,
    line,
    listen,
    put,
    texts_held,
    thread_path,
    write_and_wait,
)
from tests.browser.server import Site
from tests.browser.unsteady import unsteady
from tests.browser.window import Window

A_COPY = "A copy is on this device."
SIGNED_OUT = f"Not saved: you are signed out. {A_COPY}"
SIGNED_IN_AGAIN = (
    f"Not saved: you have signed out, or in again, since this page was opened. {A_COPY}"
)
TOO_LONG = f"Not saved: this is too long for the server. {A_COPY}"
END = "update sign_in set ended_at = current_timestamp"


@pytest.fixture
def window(open_: OpensWindows, demo: Demo, site: Site) -> Window:
    found = open_(cookies=demo.cookies["participant"])
    found.forgive("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION", statuses=(400, 401, 413))
    return found


@pytest.fixture
def slow_clock(window: Window, site: Site) -> Page:
    """A thread, where time passes only when a test says so."""
    window.page.clock.install()
    return window.open(thread_path(site))


def pass_seconds(page: Page, seconds: float) -> None:
    page.clock.run_for(int(seconds * 1000))


def test_after_ten_seconds_it_says_so_once_and_back_online_it_saves_by_itself(
    window: Window, slow_clock: Page, site: Site
) -> None:
    page = slow_clock
    box(page).fill("Saved words")
    pass_seconds(page, 2)
    expect(line(page)).to_have_text(SAVED)
    since = (line(page).text_content() or "").removeprefix("Saved ")
    listen(page)
    window.context.set_offline(True)
    box(page).fill("Saved words, and others")
    pass_seconds(page, 9.9)
    expect(line(page)).to_have_text("")
    pass_seconds(page, 0.2)
    warning = f"Not saved since {since}. {A_COPY}"
    expect(line(page)).to_have_text(warning)
    pass_seconds(page, 30)
    box(page).fill("Saved words, and others, and more")
    pass_seconds(page, 120)
    expect(line(page)).to_have_text(warning)
    assert heard(page) == [warning]
    window.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    assert heard(page) == [warning, line(page).text_content()]
    assert texts_held(site) == ["Saved words, and others, and more"]


def test_steady_typing_is_sent_and_does_not_hide_that_nothing_arrives(
    window: Window, slow_clock: Page
) -> None:
    page = slow_clock
    window.context.set_offline(True)
    for number in range(11):
        put(page, f"Typed on and on: {number}")
        pass_seconds(page, 1)
    expect(line(page)).to_have_text(f"Not saved yet. {A_COPY}")


def test_where_the_device_keeps_nothing_either_it_says_so(window: Window, slow_clock: Page) -> None:
    page = slow_clock
    page.evaluate(
        """() => {
          const full = () => { throw new DOMException("", "QuotaExceededError"); };
          Storage.prototype.setItem = full;
        }"""
    )
    box(page).fill("Words on the server only")
    pass_seconds(page, 2)
    expect(line(page)).to_have_text(SAVED)
    window.context.set_offline(True)
    box(page).fill("Words that are nowhere")
    pass_seconds(page, 10.1)
    expect(line(page)).to_contain_text("This device could keep no copy either: copy your words")
    expect(line(page)).not_to_contain_text(A_COPY)


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["ended", "signed in again"])
def test_an_ended_sign_in_is_said_and_the_words_are_offered_after_signing_in_again(
    window: Window, site: Site, is_elsewhere: bool
) -> None:
    page = window.open(thread_path(site))
    page.evaluate(QUICK)
    listen(page)
    if is_elsewhere:
        window.page = window.context.new_page()
        window.context.clear_cookies()
        window.sign_in("participant")
        window.page = page
    else:
        change(site, END)
    box(page).fill("Typed after it had ended")
    expect(line(page)).to_have_text(SIGNED_IN_AGAIN if is_elsewhere else SIGNED_OUT)
    box(page).fill("Typed after it had ended, and more")
    page.wait_for_timeout(100)
    assert len(heard(page)) == 1
    if not is_elsewhere:
        window.sign_in("participant")
    page = window.open(thread_path(site))
    expect(cards(page)).to_contain_text("This device has a draft")
    page.evaluate(QUICK)
    cards(page).get_by_role("button", name="Go on with the draft").click()
    expect(box(page)).to_have_value("Typed after it had ended, and more")
    expect(line(page)).to_have_text(SAVED)
    assert texts_held(site) == ["Typed after it had ended, and more"]


def test_a_pasted_megabyte_is_kept_and_more_is_refused_in_words(window: Window, site: Site) -> None:
    page = window.open(thread_path(site))
    page.evaluate(QUICK)
    put(page, "x" * 1_000_000)
    expect(line(page)).to_have_text(SAVED)
    put(page, "y" * 1_100_000)
    expect(line(page)).to_have_text(TOO_LONG)
    put(page, "Short again")
    expect(line(page)).to_have_text(SAVED)
    assert texts_held(site) == ["Short again"]


def test_a_server_that_was_stopped_meanwhile_gets_the_words_when_it_is_back(
    open_: OpensWindows, tmp_path: Path, made_demo: Path
) -> None:
    folder = server.set_up(tmp_path / "site", made_demo)
    with ExitStack() as stack:
        running = server.running(folder)
        first = running.__enter__()
        proxy = stack.enter_context(unsteady(first))
        window = open_(proxy.as_site())
        window.forgive("net::ERR_")
        window.sign_in("participant")
        page = window.open(thread_path(first))
        write_and_wait(page, "Before it was stopped")
        page.evaluate("() => { document.querySelector('[data-draft]').dataset.draftLate = '100'; }")
        running.__exit__(None, None, None)
        box(page).fill("Typed while it was away")
        expect(line(page)).to_contain_text("Not saved since")
        again = stack.enter_context(server.running(folder))
        proxy.site = again
        expect(line(page)).to_have_text(SAVED)
        assert texts_held(again) == ["Typed while it was away"]
