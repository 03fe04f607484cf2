"""/healthz says the process lives; /readyz says whether what it needs is there."""

from __future__ import annotations

import datetime as dt

import time_machine
from flask import Flask

from cohort.db import db
from cohort.jobs import waking
from cohort.kernel import clock
from cohort.mail import outbox
from tests.client import Browser


def test_ready_when_all_is_there(browser: Browser, app: Flask) -> None:
    with app.app_context():
        waking.beat()
    page = browser.get("/readyz")
    assert page.status == 200
    assert page.response.json == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
        "outbox": "ok",
    }


def test_not_ready_without_a_worker_or_with_stuck_mail(browser: Browser, app: Flask) -> None:
    with app.app_context():
        waking.beat()
        outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        db.session.commit()
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):
        page = browser.get("/readyz")
    assert page.status == 503
    assert page.response.json
    assert page.response.json["worker"] == "no sign of life for 5 minutes"
    assert page.response.json["outbox"] == "mail has been waiting for over an hour"


def test_healthy_asks_no_database(browser: Browser) -> None:
    assert browser.get("/healthz").response.json == {"status": "ok"}
