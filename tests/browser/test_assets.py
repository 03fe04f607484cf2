"""Static files as a browser gets them, and a page that stands still while they come."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.browser import measure
from tests.browser.conftest import OpensWindows
from tests.browser.server import Site
from tests.browser.window import DESK, PHONE, Window

PAGES = ("/", "/cohorts/spring-cohort", "/cohorts/spring-cohort/log/new")
# Its lines break in the fallback face where they do in ours, which it matches in width only.
READING = "/cohorts/spring-cohort/modules/seeing-commissioning-afresh/whose-purpose-it-serves"
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.(css|js|woff2|svg|ico|png)$")
COMPRESSED = ("css", "js", "svg")
ONE_YEAR = 31_536_000
SLOW_FONT_SECONDS = 0.4


@pytest.fixture
def member(open_: OpensWindows) -> Window:
    window = open_()
    window.sign_in("participant")
    return window


def test_static_files_are_hashed_immutable_and_compressed(member: Window, site: Site) -> None:
    for path in PAGES:
        member.open(path)
    files = {
        answer.url.removeprefix(site.address): answer
        for answer in member.answers
        if answer.request.resource_type != "document"
    }
    kinds = {path.rsplit(".", 1)[1] for path in files}
    assert {"css", "js", "woff2"} <= kinds, f"only {kinds} were loaded"
    for path, answer in files.items():
        assert HASHED.search(path), f"{path} is not named by its content"
        headers = answer.all_headers()
        kept = headers.get("cache-control", "")
        age = re.search(r"max-age=(\d+)", kept)
        assert "immutable" in kept, f"{path} is not immutable: {kept!r}"
        assert age, f"{path} has no age: {kept!r}"
        assert int(age[1]) >= ONE_YEAR, f"{path} is kept too short a time: {kept!r}"
        if path.endswith(COMPRESSED):
            coding = headers.get("content-encoding")
            assert coding in ("br", "gzip", "zstd"), f"{path} came uncompressed"


def test_at_most_two_fonts_come_with_a_first_load(open_: OpensWindows) -> None:
    window = open_()
    window.open("/")
    fonts = [a.url for a in window.answers if a.request.resource_type == "font"]
    assert 1 <= len(fonts) <= 2, fonts


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_reading_page_stands_still_while_fonts_come_late(
    open_: OpensWindows, member: Window, width: int
) -> None:
    window = open_(width=width, cookies=member.context.storage_state())

    def late(route: Any) -> None:
        time.sleep(SLOW_FONT_SECONDS)
        route.continue_()

    window.context.route("**/*.woff2", late)
    page = window.open(READING)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    loaded = page.evaluate("() => [...document.fonts].filter((f) => f.status === 'loaded').length")
    assert loaded, "no font was loaded: the test shows nothing"
    moved = measure.shifts(page)
    assert not moved, "The page moved after it had painted:\n" + "\n".join(moved)
