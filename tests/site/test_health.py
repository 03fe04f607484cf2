"""/healthz says the process lives; /readyz says whether what it needs is there."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask

from cohort.db import db
from cohort.jobs import waking
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.operations import health
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


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_a_monitor_on_the_machine_itself_is_answered_and_nobody_else(host: str, app: Flask) -> None:
    app.config["TRUSTED_HOSTS"], hosts = ["localhost.example"], app.config["TRUSTED_HOSTS"]
    application = app.wsgi_app
    app.config["PUBLIC_URL"], url = "https://localhost.example", app.config["PUBLIC_URL"]
    try:
        health.install(app)
        client = app.test_client()
        assert client.get("/healthz", headers={"Host": host}).json == {"status": "ok"}
        assert client.get("/sign-in", headers={"Host": host}).status_code == 400
        assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
    finally:
        app.config["TRUSTED_HOSTS"], app.config["PUBLIC_URL"] = hosts, url
        app.wsgi_app = application  # type: ignore[method-assign]
