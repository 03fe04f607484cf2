"""How often somebody may post: files are counted, words alone are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from cohort.app import create_app
from cohort.db import db
from cohort.web.limits import limiter
from tests.client import Browser
from tests.conftest import config_for
from tests.discussions.filing import PDF, at_thread, post
from tests.world import PASSWORD, Person, World

NOON = dt.datetime(2027, 3, 26, 12, tzinfo=dt.UTC)


@pytest.fixture
def limited(app: Flask, workplace: Path) -> Iterator[Flask]:
    """An app on the same database with rate limits on."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    made = create_app(config_for(url, workplace, rate_limits=True))
    yield made
    limiter.enabled = False  # the limiter is one for all apps of a process
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def test_words_alone_are_no_files_though_a_browser_sends_an_empty_one(
    world: World, cohort: str, amira: Person, thread: int, limited: Flask
) -> None:
    at = at_thread(cohort, thread)
    with time_machine.travel(NOON, tick=False) as now:
        browser = Browser(limited)
        browser.sign_in(amira.email, PASSWORD)
        for number in range(62):
            now.shift(1)  # more than that in a minute are too many from anybody
            assert post(browser, at, body=f"Words, the {number}th time").status == 303
        with_file = [
            post(browser, at, (PDF + b"%d" % number, "terms.pdf"), body=f"{number}").status
            for number in range(61)
            if now.shift(1) is None
        ]
        assert with_file == [303] * 60 + [429]
