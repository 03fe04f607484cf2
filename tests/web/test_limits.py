"""Rate limits: a page in words that keeps what was typed; counted in memory or in Redis."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask

from cohort.app import create_app
from cohort.db import db
from cohort.mail import outbox
from cohort.web.limits import limiter
from tests.browser import find
from tests.client import Browser
from tests.conftest import config_for
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.world import World

Limited = Callable[..., Flask]


@pytest.fixture
def limited(app: Flask, workplace: Path) -> Iterator[Limited]:
    """Makes an app on the same database with rate limits on."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        made.append(create_app(config_for(url, workplace, rate_limits=True, **changes)))
        return made[-1]

    yield make
    limiter.enabled = False  # the limiter is one for all apps of a process
    for one in made:
        with one.app_context():
            db.session.remove()
            db.engine.dispose()


def test_too_many_registrations_wait_and_lose_nothing(world: World, limited: Limited) -> None:
    slug = world.programme()
    browser = Browser(limited())
    for _ in range(60):
        page = browser.submit(f"/programmes/{slug}/interest", "/interest", name="")
        assert page.status == 422
    refused = browser.submit(f"/programmes/{slug}/interest", "/interest", hopes="My long answer")
    assert refused.status == 429
    assert refused.h1 == "Please wait a moment"
    assert "My long answer" in refused.body
    assert refused.response.headers["Retry-After"]
    assert browser.get(f"/programmes/{slug}").status == 200


def test_reading_is_not_limited(limited: Limited) -> None:
    browser = Browser(limited())
    assert {browser.get("/cookies").status for _ in range(150)} == {200}


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis server of our own."""
    try:
        program = find.find_redis()
    except find.Missing as missing:
        if find.in_ci():
            raise
        pytest.skip(str(missing))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(PATIENCE_SECONDS)


def test_counts_are_kept_in_redis(world: World, limited: Limited, redis_url: str) -> None:
    slug = world.programme()
    browser = Browser(limited(redis_url=redis_url))
    browser.submit(f"/programmes/{slug}/interest", "/interest", name="")
    with redis.Redis.from_url(redis_url) as server:
        keys = [key.decode() for key in server.keys("LIMITS*")]
    assert any("interest.register_interest" in key and "60" in key for key in keys), keys


def test_posting_mail_wakes_the_worker_through_redis(limited: Limited, redis_url: str) -> None:
    waking_app = limited(environment="development", redis_url=redis_url)
    with waking_app.app_context():
        outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        db.session.commit()
    assert waking_app.extensions["huey"].pending_count() == 1
