"""What matters for safety is on record, one line each, and never what somebody typed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

import pytest
import structlog
import time_machine
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cohort.kernel import clock, ids
from cohort.kernel.safety_log import declared, event
from cohort.web import logs
from config import ROOT
from tests.client import Browser
from tests.conftest import Keeps
from tests.web import safety_cases
from tests.web.safety_cases import CASES, ELSEWHERE, MARK, Scene
from tests.world import World

GUIDE = ROOT / "docs" / "operators" / "logs.md"
FIELDS = {"time", "event", "level", "kind", "request_id", "method", "route", "status", "network"}
FIELDS |= {"account"}
NOT_TYPED = ("next", "__action__", "version", "expected")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """The log of production so far: each line read as JSON."""
    capsys.readouterr()
    logs.install(json=True)

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield read
    logs.install(json=False)


@pytest.fixture
def scene(world: World, kept: Keeps, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield Scene(world, monkeypatch, traveller.shift, *kept(safety_cases.join))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """All that the browsers send in forms, and the long parts of their addresses: tokens."""
    found: set[str] = set()
    real = Browser.post

    def post(browser: Browser, path: str, data: Any = None, **options: Any) -> Any:
        for name, value in (data or {}).items():
            if name not in NOT_TYPED and isinstance(value, str) and len(value) > 5:
                found.add(value[:200])
        found.update(part for part in path.split("/") if len(part) > 20)
        return real(browser, path, data, **options)

    monkeypatch.setattr(Browser, "post", post)
    return found


def test_each_event_has_a_case() -> None:
    assert set(CASES) | ELSEWHERE == set(declared())


@pytest.mark.parametrize("name", CASES)
def test_it_is_one_line_of_json_without_what_was_typed(
    scene: Scene, lines: Lines, typed: set[str], name: str
) -> None:
    happen, route, status, facts = CASES[name]
    happen(scene)
    found = lines()
    line = [one for one in found if one["event"] == name][-1]
    expected = FIELDS | set(declared()[name].fields)
    assert set(line) - {"exception"} == expected
    assert line["kind"] == "safety"
    assert dt.datetime.fromisoformat(line["time"]).utcoffset() == dt.timedelta()
    assert line["level"] == declared()[name].level
    assert line["status"] == status
    if status is not None:
        assert re.fullmatch("[0-9a-z]{13}", line["request_id"])
        assert line["method"] in ("GET", "POST")
        assert line["network"] == "127.0.0.1"
    if route is not None:
        assert line["route"] == route
    if "account" not in facts:
        whose = {scene.amira.id: "member", scene.bea.id: "member", scene.ruth.id: "host"}
        if name not in ("refused.not_found", "form.not_kept"):
            assert ids.read_id(line["account"]) in whose
    assert {key: line[key] for key in facts} == facts
    written = [json.dumps({**one, "time": "", "request_id": ""}) for one in found]
    for text in (*typed, MARK, scene.amira.email):
        assert not [one for one in written if text in one], f"{text!r} is in the log"


def test_a_line_says_which_route_and_not_which_address(scene: Scene, lines: Lines) -> None:
    Browser(scene.world.app).get(f"/invitation/{MARK}-token")
    Browser(scene.world.app).get(f"/sign-in/link/{MARK}-token?x={MARK}")
    (line,) = lines()
    assert (line["event"], line["way"]) == ("sign_in.failed", "invitation")
    assert line["route"] == "/invitation/<token>"
    assert MARK not in json.dumps(line)


@pytest.mark.parametrize(
    ("path", "action", "way"),
    [
        ("/sign-in/code/enter", "/enter", "code"),
        ("/password/reset", "/reset", "reset"),
    ],
)
def test_a_wrong_code_is_a_failed_sign_in_whatever_it_is_for(
    scene: Scene, lines: Lines, path: str, action: str, way: str
) -> None:
    browser = Browser(scene.world.app)
    form = {"email": scene.amira.email, "code": "987 654", "new_password": f"{MARK} long one"}
    browser.submit(path, action, **form)
    (line,) = lines()
    assert (line["event"], line["way"]) == ("sign_in.failed", way)
    assert ids.read_id(line["account"]) == scene.amira.id
    assert not {"987654", "987 654", scene.amira.email} & set(map(str, line.values()))


def test_what_is_rolled_back_was_not_done(
    scene: Scene, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_onward: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cohort.accounts.sign_in.arrive", fails)
    monkeypatch.setitem(scene.world.app.config, "PROPAGATE_EXCEPTIONS", False)
    Browser(scene.world.app).sign_in(scene.amira.email)
    assert [one["event"] for one in lines()] == ["fault"]


def test_a_fault_shows_where_it_happened_and_no_words_of_it(scene: Scene, lines: Lines) -> None:
    page = safety_cases.break_it(scene)
    line = next(one for one in lines() if one["event"] == "fault")
    assert [stack["error"] for stack in line["exception"]] == ["RuntimeError", "ValueError"]
    frames = [frame for stack in line["exception"] for frame in stack["frames"]]
    assert {frame["name"] for frame in frames} >= {"dispatch_request", "fails"}
    assert set(frames[0]) == {"file", "line", "name"}
    assert line["request_id"] == page.response.headers["X-Request-ID"]


def test_the_error_page_and_the_header_say_the_number_of_the_line(
    scene: Scene, lines: Lines
) -> None:
    page = safety_cases.send_stale(scene)
    number = next(one for one in lines() if one["event"] == "form.stale")["request_id"]
    assert page.response.headers["X-Request-ID"] == number
    assert f"tell us this number: {number}" in page.text
    assert Browser(scene.world.app).get("/sign-in").response.headers["X-Request-ID"] != number


def test_even_the_error_page_that_fails_says_it(scene: Scene, lines: Lines) -> None:
    def fails(*_: object, **__: object) -> str:
        raise OSError(2, "No such file", MARK)

    scene.patch.setattr("cohort.web.errors.render_template", fails)
    scene.patch.setitem(scene.world.app.config, "PROPAGATE_EXCEPTIONS", False)
    response = Browser(scene.world.app).client.get("/no-such-page-at-all")
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.text
    assert MARK not in json.dumps(lines())


GIVEN = "4f1c9a7e2b6d40f8"


@pytest.mark.parametrize(
    ("proxies", "headers", "is_taken"),
    [
        (1, {"X-Request-ID": GIVEN, "X-Forwarded-For": "203.0.113.7"}, True),
        (2, {"X-Request-ID": GIVEN, "X-Forwarded-For": "203.0.113.7, 10.0.0.1"}, True),
        (2, {"X-Request-ID": GIVEN, "X-Forwarded-For": "203.0.113.7"}, False),
        (0, {"X-Request-ID": GIVEN, "X-Forwarded-For": "203.0.113.7"}, False),
        (1, {"X-Request-ID": GIVEN}, False),
        (1, {"X-Request-ID": "short", "X-Forwarded-For": "203.0.113.7"}, False),
        (1, {"X-Request-ID": "a" * 65, "X-Forwarded-For": "203.0.113.7"}, False),
        (1, {"X-Request-ID": 'x","event":"y', "X-Forwarded-For": "203.0.113.7"}, False),
        (1, {"X-Request-ID": "ünïcödé-id", "X-Forwarded-For": "203.0.113.7"}, False),
        (1, {"X-Request-ID": "", "X-Forwarded-For": "203.0.113.7"}, False),
    ],
)
def test_a_request_id_is_taken_from_a_trusted_proxy_alone(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    proxies: int,
    headers: dict[str, str],
    is_taken: bool,
) -> None:
    monkeypatch.setitem(app.extensions, "trusted_proxies", proxies)
    answer = app.test_client().get("/healthz", headers=headers)
    assert (answer.headers["X-Request-ID"] == GIVEN) is is_taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer.headers["X-Request-ID"])


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_network_is_the_visitors_as_the_proxy_says_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lines: Lines, address: str, network: str
) -> None:
    behind: Any = ProxyFix(app.wsgi_app, x_for=1)  # as app.py does
    monkeypatch.setattr(app, "wsgi_app", behind)
    app.test_client().get(f"/invitation/{MARK}", headers={"X-Forwarded-For": address})
    assert [one["network"] for one in lines()] == [network]


class Word(StrEnum):
    ONE = "one"


def test_an_event_takes_no_text(scene: Scene) -> None:
    mine = event("test.only", "For this test", "word")
    try:
        for facts in ({"word": "typed"}, {}, {"word": Word.ONE, "more": 1}, {"word": None}):
            with pytest.raises(TypeError):
                mine.note(**facts)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="Two events"):
            event("test.only", "Again")
    finally:
        dict.pop(declared.__globals__["_declared"], "test.only")


def test_other_logs_hold_no_address_and_those_of_libraries_are_json_too(lines: Lines) -> None:
    import logging

    log = structlog.get_logger("cohort.somewhere")
    log.warning("mail not sent", error=f"550 <{MARK}@example.org>: no such user")
    logging.getLogger("some.library").warning("cannot reach %s", f"{MARK}@example.org")
    logging.getLogger("some.library").info("not worth a line")
    try:
        raise OSError(28, "No space left on device", MARK)
    except OSError:
        log.exception("it failed")
    first, second, third = lines()
    assert first["error"] == "550 <(address)>: no such user"
    assert second["event"] == "cannot reach (address)"
    assert third["exception"][0]["error"] == "OSError: No space left on device"
    assert MARK not in json.dumps([first, second, third])


def test_in_development_a_line_is_for_reading(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    logs.install(json=False)  # another test may have asked for production's form
    Browser(scene.world.app).sign_in(scene.amira.email, safety_cases.WRONG)
    said = capsys.readouterr().err
    assert said.startswith("[warning  ] sign_in.failed")
    assert "way=password" in said
    assert MARK not in said


def test_the_guides_filter_for_fail2ban_finds_the_network(
    scene: Scene, capsys: pytest.CaptureFixture[str], lines: Lines
) -> None:
    pattern = re.search(r"failregex = (.+)", GUIDE.read_text())
    assert pattern is not None
    capsys.readouterr()
    safety_cases.be_locked(scene)
    written = capsys.readouterr().err.splitlines()
    wanted = re.compile(pattern[1].replace("<SUBNET>", r"([0-9a-f.:/]+)"))
    found = [wanted.search(line) for line in written]
    assert [one[1] if one else None for one in found] == [None] * 5 + ["127.0.0.1"]


def test_the_guide_for_operators_tells_of_each_event() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| (.+?) \| (.*?) \| (\w+) \|$", GUIDE.read_text(), re.M)
    told = {name: (meaning, fields, level) for name, meaning, fields, level in rows}
    assert told == {
        name: (one.meaning, ", ".join(f"`{field}`" for field in one.fields), one.level)
        for name, one in declared().items()
    }
