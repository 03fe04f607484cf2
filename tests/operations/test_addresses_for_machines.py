"""Addresses that programs ask for by themselves: security.txt, change-password, favicon.ico."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask

from cohort.access.actor import NOBODY
from cohort.db import db
from cohort.kernel import clock
from cohort.settings import actions
from tests.client import Browser
from tests.world import World


def say(app: Flask, **settings: str) -> None:
    with app.app_context():
        for name, value in settings.items():
            actions.change(NOBODY, name, value)
        db.session.commit()


def test_nobody_is_named_while_there_is_nobody(browser: Browser) -> None:
    assert browser.get("/.well-known/security.txt").status == 404


@pytest.mark.parametrize(
    ("settings", "contact"),
    [
        ({"contact_email": "help@example.org"}, "help@example.org"),
        (
            {"contact_email": "help@example.org", "security_contact": "holes@example.org"},
            "holes@example.org",
        ),
    ],
)
def test_security_txt_names_whom_to_tell(
    browser: Browser, app: Flask, settings: dict[str, str], contact: str
) -> None:
    say(app, **settings)
    page = browser.get("/.well-known/security.txt")
    assert page.status == 200
    assert page.response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in page.body.splitlines())
    assert lines["Contact"] == f"mailto:{contact}"
    assert lines["Canonical"] == "http://localhost/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines["Expires"])
    until = dt.datetime.fromisoformat(lines["Expires"])
    assert dt.timedelta(days=30) < until - clock.now() < dt.timedelta(days=365)


def test_a_password_manager_finds_where_to_change_it(browser: Browser, world: World) -> None:
    sent = browser.get("/.well-known/change-password")
    assert (sent.status, sent.location) == (302, "/account/password")
    assert world.browser(world.person("Priya Nair")).get(sent.location).h1 == "Change your password"
    # The specification's way to find out whether a site answers everything with 200.
    nothing = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
    assert browser.get(nothing).status in (303, 404)


def test_the_icon_answers_at_the_address_that_browsers_try(browser: Browser) -> None:
    sent = browser.get("/favicon.ico")
    icon = browser.get(sent.location)
    assert icon.status == 200
    assert icon.response.get_data()[:4] == b"\x00\x00\x01\x00"  # an ICO file
    icon.response.close()
