"""One sweep over every page, as the person it is for."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from lxml import html as lxml_html
from playwright.sync_api import expect

from tests.browser import find, frame, measure, places
from tests.browser.conftest import OpensWindows
from tests.browser.demo import Demo
from tests.browser.places import PLACES
from tests.browser.server import Site
from tests.browser.visiting import Place, app_of
from tests.browser.window import TABLET, Window
from tests.declared import declared

MOST_BYTES = 150_000
MOVES = "moves after it has painted"
NOT_IN_PRODUCTION = {"site.components"}  # it shows everything at once; only developers open it
SHARES = 8
LEFT_OUT = declared("places", "NOT_PAGES") + declared("places", "ELSEWHERE")
BY_NAME = {place.name: place for place in PLACES}


@pytest.fixture(scope="module")
def app(demo: Demo) -> Flask:
    return app_of(demo.site)


def test_every_get_route_has_a_page_in_the_sweep(app: Flask) -> None:
    found = places.faults(app, PLACES, LEFT_OUT)
    assert not found, "\n".join(found)


def test_a_route_left_out_is_noticed() -> None:
    def view() -> str:
        return ""

    view.__module__ = "cohort.discussions.views"
    other = Flask("other", static_folder=None)
    for name in ("planted", "opened", "left_out"):
        other.add_url_rule(f"/{name}", name, view)
    opened = [Place("one", "opened"), Place("one", "/no-such-page"), Place("old", "taken_out")]
    assert places.faults(other, opened, ("opened", "left_out", "gone")) == [
        "no sweep opens planted (/planted): add a Place for it to tests/discussions/places.py "
        "(or to NOT_PAGES there if no person reads it)",
        "“old” opens taken_out, which is gone: take the Place out",
        "gone is opened, or is gone: take it out of NOT_PAGES or ELSEWHERE",
        "opened is opened, or is gone: take it out of NOT_PAGES or ELSEWHERE",
        "two Places are called “one”: give one another name",
    ]


class Sweep:
    """What holds for each page. Divided among classes (TestShare1 …), so that processes share the
    work; each has some pages of every feature, so that all take about as long."""

    def test_page(
        self,
        name: str,
        renewed: Callable[[Any], Window],
        demo: Demo,
        app: Flask,
        site: Site,
        full: bool,
    ) -> None:
        place = BY_NAME[name]
        window = renewed(demo.cookies[place.who])
        scales = measure.Scales(window.page)
        page = place.visit(window, place.path(app, site))
        documents = [a for a in window.answers if a.request.resource_type == "document"]
        loads = sum(answer.status not in (302, 303) for answer in documents)
        problems = {
            MOVES: measure.shifts(page),
            "leaves the text edge": frame.off_the_edge(page),
            "weighs too much": _too_heavy(place, scales, loads),
            "has faults that axe finds": measure.faults(page, full=full),
            "scrolls sideways at 320 px": measure.sticking_out(page),
            "scrolls sideways at 768 px": measure.sticking_out(page, TABLET),
        }
        scales.put_away()
        if problems[MOVES]:  # a busy machine may paint half a page; what truly moves does so again
            demo.as_made()
            window = renewed(demo.cookies[place.who])
            problems[MOVES] = measure.shifts(place.visit(window, place.path(app, site)))
        said = [f"It {what}:\n    " + "\n    ".join(p) for what, p in problems.items() if p]
        assert not said, f"“{name}”, {page.url}\n" + "\n".join(said)


def _too_heavy(place: Place, scales: measure.Scales, loads: int) -> list[str]:
    """A page that takes several steps has loaded everything as often."""
    weight = scales.total() // max(1, loads)
    return [str(scales)] if weight > MOST_BYTES and place.endpoint not in NOT_IN_PRODUCTION else []


for _number in range(SHARES):
    _share = pytest.mark.parametrize("name", [place.name for place in PLACES[_number::SHARES]])
    _class = f"TestShare{_number + 1}"
    globals()[_class] = _share(type(_class, (Sweep,), {"__doc__": Sweep.__doc__}))


def test_the_sweep_leaves_no_page_out() -> None:
    swept = [name for some in Sweep.__subclasses__() for name in some.pytestmark[0].args[1]]
    assert sorted(swept) == sorted(place.name for place in PLACES)


class TestWithoutScripts:
    """Every page again without JavaScript; what was served goes to the HTML checker."""

    def test_every_page_is_there_without_javascript_and_is_valid_html(
        self,
        open_: OpensWindows,
        demo: Demo,
        app: Flask,
        site: Site,
        tmp_path: Path,
    ) -> None:
        """A page that an address alone leads to is asked for as a crawler does; where something is
        to be done first, it is done in a browser."""
        windows: dict[str | None, Window] = {}
        for place in PLACES:
            if place.then is None:
                served = _get(demo, place, site.address + place.path(app, site))
            else:
                if place.who not in windows:
                    windows[place.who] = open_(javascript=False, cookies=demo.cookies[place.who])
                window = windows[place.who]
                window.expected = set()
                page = place.visit(window, place.path(app, site))
                expect(page.locator("main h1")).to_be_visible()
                served = window.last_document().text()
                if place.status == 401:
                    del windows[place.who]  # it has been signed out
                demo.as_made()
            _assert_all_is_shown(place, served)
            (tmp_path / f"{place.name.replace(' ', '-')}.html").write_text(served)
        _assert_valid(tmp_path)


def _get(demo: Demo, place: Place, address: str) -> str:
    """What the server answers to whom the page is for."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands before this machine
        for cookie in (demo.cookies[place.who] or {"cookies": []})["cookies"]:
            session.cookies.set(cookie["name"], cookie["value"])
        answer = session.get(address)
    assert answer.status_code == place.status, f"{address} answered {answer.status_code}"
    return answer.text


def _assert_all_is_shown(place: Place, served: str) -> None:
    """Nothing in the main part waits for a script, except what only a script could use."""
    main = lxml_html.fromstring(served).xpath("//main")[0]
    assert main.xpath(".//h1"), f"“{place.name}” has no heading"
    # A hidden address beside a new password is for password managers, and nobody needs to see it.
    for waiting in main.xpath(".//*[@hidden][not(self::input[@autocomplete='username'])]"):
        # Of this device, for one: its drafts, and which post the one gone on with answers.
        scripts = "@data-composer or @data-draft or @data-draft-offers or @data-draft-answers"
        assert waiting.xpath(f"ancestor-or-self::*[{scripts}]") or waiting.tag == "textarea", (
            f"“{place.name}” hides {lxml_html.tostring(waiting)[:200]!r} until a script shows it"
        )
    words = " ".join(main.text_content().split())
    asks = re.search(r"(need|enable|turn on|requires?) JavaScript", words, re.IGNORECASE)
    assert not asks, f"“{place.name}” asks for JavaScript"
    for button in main.xpath(".//button[not(@type='submit')][not(ancestor::*[@hidden])]"):
        raise AssertionError(f"“{place.name}” has a button that only a script can work: {button}")


def _assert_valid(folder: Path) -> None:
    try:
        java, checker = find.find_java(), find.find_checker()
    except find.Missing as missing:
        if find.in_ci():
            raise
        pytest.skip(f"The HTML of {len(PLACES)} pages was not checked. {missing}")
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # for a minute's work
    command = [java, *quick, "-Xss8m", "-jar", str(checker), "--format", "gnu", "--errors-only"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True)
    complaints: dict[str, list[str]] = {}
    for line in done.stderr.replace(f'"file:{folder}/', '"').splitlines():
        where, _, what = line.partition(": error: ")
        complaints.setdefault(re.sub("“[^”]*[0-9][^”]*”", "“…”", what), []).append(where)
    said = [f"{what}\n    {len(w)}×, as in {', '.join(w[:3])}" for what, w in complaints.items()]
    assert not said, "The HTML checker says:\n  " + "\n  ".join(said)
    assert done.returncode == 0
