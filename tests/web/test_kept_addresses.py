"""Addresses are built once in a process, and differ wherever what they depend on differs."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, url_for
from markupsafe import Markup
from werkzeug.routing import BuildError

from cohort.access.actor import Role
from cohort.kernel import clock
from cohort.web import filters, flask_app
from cohort.web.flask_app import KeepsAddresses

RULES = ("/all", "/all/<int:number>", "/named/<name>")


def _view(**_values: object) -> str:
    return ""


@pytest.fixture
def site() -> KeepsAddresses:
    app = KeepsAddresses(__name__)
    for rule in RULES:
        app.add_url_rule(rule, rule.split("/")[1], _view)
    app.add_url_rule("/read", "both", _view, methods=["GET"])
    app.add_url_rule("/write", "both", _view, methods=["POST"])
    return app


@pytest.mark.parametrize("times", [1, 2])
def test_each_value_and_each_order_has_its_own_address(site: KeepsAddresses, times: int) -> None:
    for _ in range(times):
        with site.test_request_context("/all"):
            assert url_for("all") == "/all"
            assert url_for("all", number=1) == "/all/1"
            assert url_for("all", a="1", b="x") == "/all?a=1&b=x"
            assert url_for("all", b="x", a="1") == "/all?b=x&a=1"
            assert url_for("all", a=1) == "/all?a=1"
            assert url_for("all", a=True) == "/all?a=True"
            assert url_for("all", a=1.0) == "/all?a=1.0"
            assert url_for("all", a=["1", "2"]) == "/all?a=1&a=2"
            assert url_for("all", a=None) == "/all"
            assert url_for("named", name="a b ü") == "/named/a%20b%20%C3%BC"
            assert url_for("named", name=Markup("&amp;")) == "/named/&amp;"
            assert url_for("named", name=Role.FACILITATOR) == "/named/facilitator"
            assert url_for("all", _anchor="here") == "/all#here"
            assert url_for("all", _external=True) == "http://localhost/all"
            assert url_for("all", _external=True, _scheme="https") == "https://localhost/all"
            with pytest.raises(BuildError):
                url_for("nowhere")


def test_the_same_values_elsewhere_are_another_address(site: KeepsAddresses) -> None:
    for _ in range(2):
        with site.test_request_context("/all", base_url="http://one.example/"):
            assert url_for("all") == "/all"
            assert url_for("all", _external=True) == "http://one.example/all"
        with site.test_request_context("/all", base_url="http://two.example/mounted/here"):
            assert url_for("all") == "/mounted/here/all"
            assert url_for("all", _external=True) == "http://two.example/mounted/here/all"
        with site.test_request_context("/read", method="GET"):
            assert url_for("both") == "/read"
        with site.test_request_context("/write", method="POST"):
            assert url_for("both") == "/write"
            assert url_for("both", _method="GET") == "/read"


def test_an_address_is_built_once_and_no_more_are_kept_than_set(
    site: KeepsAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    monkeypatch.setattr(site, "inject_url_defaults", lambda endpoint, _: built.append(endpoint))
    monkeypatch.setattr(flask_app, "MOST_KEPT", 10)
    with site.test_request_context("/all"):
        for _ in range(3):
            assert url_for("all", number=7) == "/all/7"
        assert built == ["all"]
        for number in range(100):
            assert url_for("all", number=number) == f"/all/{number}"
            assert len(site._addresses) <= 10


@pytest.mark.parametrize("value", ["x" * 5000, "\U0001f600" * 500, 10**4000])
def test_what_a_stranger_typed_at_length_is_not_kept(site: KeepsAddresses, value: object) -> None:
    """Else 2,048 long queries would hold tens of megabytes for ever."""
    with site.test_request_context("/all"):
        for _ in range(2):
            assert len(url_for("all", q=value)) > 4000
        assert not site._addresses
        url_for("all", q="short", number=2**63)
        assert len(site._addresses) == 1
        url_for("all", a="x" * 150, b="x" * 150)
        assert len(site._addresses) == 1


def test_a_moment_is_said_for_its_reader_and_its_zone(app: Flask) -> None:
    moment = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    with app.test_request_context("/"):
        for _ in range(2):
            assert "1:30am" in filters.moment(moment)
            assert "8:30pm" in filters.moment(moment, "America/New_York")
            assert "Saturday 24 October" in filters.moment(moment, "America/New_York")


def test_both_hours_of_the_night_the_clocks_go_back_keep_their_own_moment(app: Flask) -> None:
    """Two moments of one zone that its clock shows alike are equal to Python."""
    first = dt.datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo(clock.LONDON), fold=0)
    second = first.replace(fold=1)
    assert first == second
    with app.test_request_context("/"):
        for _ in range(2):
            assert "2026-10-25T00:30:00Z" in filters.moment(first)
            assert "2026-10-25T01:30:00Z" in filters.moment(second)
