"""Fixtures for tests in a real browser. Everything in this folder is marked `browser`."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from cohort.demo.people import PASSWORD as DEMO_PASSWORD
from tests.browser import demo as shared_demo
from tests.browser import live as live_site
from tests.browser.demo import Demo
from tests.browser.hands import Hands
from tests.browser.live import Live
from tests.browser.scanning import Scan
from tests.browser.server import Site
from tests.browser.window import PEOPLE, WAIT_MS, Window, chromium, open_window

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before -m chooses: all that needs Chromium says so."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


class OpensWindows(Protocol):
    """What the fixture `open_` gives: a window with the options of `window.open_window`."""

    def __call__(self, site: Site | None = None, **options: Any) -> Window: ...


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One Chromium a process."""
    expect.set_options(timeout=WAIT_MS)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo is made once for all processes, to be copied."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made-demo"


@pytest.fixture(scope="session")
def demo(
    tmp_path_factory: pytest.TempPathFactory, chrome: Browser, made_demo: Path
) -> Iterator[Demo]:
    """The demo on a real server: one a process."""
    with shared_demo.running(tmp_path_factory.mktemp("site"), chrome, made_demo) as running:
        yield running


@pytest.fixture
def site(demo: Demo) -> Site:
    """The demo as it was made: no test finds what another one wrote."""
    return demo.as_made()


@pytest.fixture
def open_(chrome: Browser, request: pytest.FixtureRequest) -> Iterator[OpensWindows]:
    """Opens windows; at the end each is closed, and fails the test if it had troubles."""
    opened: list[Window] = []

    def open_one(on: Site | None = None, **options: Any) -> Window:
        on = on or request.getfixturevalue("site")
        opened.append(open_window(chrome, on, **options))
        return opened[-1]

    yield open_one
    for window in opened:
        window.context.close()
    for window in opened:
        window.check()


@pytest.fixture(scope="session")
def kept_window(chrome: Browser, demo: Demo) -> Window:
    """One window for all pages of the sweep. Tests take `renewed`."""
    return open_window(chrome, demo.site)


@pytest.fixture
def renewed(kept_window: Window, site: Site) -> Iterator[Callable[[Any], Window]]:
    """Gives a window with JavaScript and these cookies, made new; see Window.renew."""

    def renew(cookies: Any) -> Window:
        kept_window.renew(cookies)
        return kept_window

    yield renew
    # What a page says on being left, it says before the next test puts the demo back.
    kept_window.open("/healthz")
    kept_window.check()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Each test that takes this runs twice."""
    return bool(request.param)


@pytest.fixture
def window(open_: OpensWindows) -> Window:
    """A window on the shared site that nobody has signed in with."""
    return open_()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, made_demo: Path) -> Iterator[Live]:
    """A site with a worker and real mail: one a process."""
    with live_site.running(tmp_path_factory.mktemp("live"), made_demo) as running:
        yield running


Hosts = Callable[[str], Any]


@pytest.fixture(scope="session")
def hosts(live: Live, chrome: Browser) -> Hosts:
    """The cookies of somebody of the demo who needs a second factor, and has given it."""

    @functools.cache
    def cookies_of(who: str) -> Any:
        window = open_window(chrome, live.site)
        page = window.open("/sign-in")
        page.get_by_label("Email address").fill(PEOPLE[who])
        page.locator("#password").fill(DEMO_PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="I have an app: show the code to scan").click()
        shown = page.locator(".setup-key").text_content() or ""
        page.get_by_label("Code from your app").fill(pyotp.TOTP(shown.replace(" ", "")).now())
        page.keyboard.press("Enter")
        page.get_by_role("button", name="I have kept them").click()
        expect(page.locator("h1")).to_have_text("Your cohorts")
        cookies = window.context.storage_state()
        window.context.close()
        window.check()
        return cookies

    return cookies_of


class OpensHands(Protocol):
    """What the fixture `hands` gives: each call is another browser, worked in the same way;
    `who` names somebody of the demo who is signed in with it already."""

    def __call__(self, who: str | None = None, **options: Any) -> Hands: ...


@pytest.fixture(params=[True, False], ids=["keyboard alone", "without JavaScript"])
def hands(
    open_: OpensWindows, live: Live, hosts: Hosts, request: pytest.FixtureRequest
) -> OpensHands:
    """Each journey is gone twice: with JavaScript and no mouse, with a mouse and no JavaScript."""

    def open_one(who: str | None = None, **options: Any) -> Hands:
        cookies = hosts(who) if who else None
        window = open_(live.site, javascript=request.param, cookies=cookies, **options)
        return Hands(window, javascript=request.param, keyboard=request.param)

    return open_one


@pytest.fixture(scope="session")
def scanner(live: Live, chrome: Browser) -> Scan:
    """One for the whole run: it remembers which pages it has been over."""
    return Scan(live, chrome)


@pytest.fixture
def scan(scanner: Scan, request: pytest.FixtureRequest) -> Callable[..., None]:
    """A mail scanner for the mails of the live site. It is the same program however the person
    goes about, so it is at work in one of the two ways only."""
    by_keyboard = request.node.callspec.params["hands"]
    return scanner if by_keyboard else lambda *_mails: None
