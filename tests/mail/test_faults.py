"""Mail through a server in a bad mood, and workers killed in the middle of it."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from cohort.db import db
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.wire import Sender
from config import ROOT
from tests.mail.servers import Smtp, free_port, smtp_server
from tests.patience import PATIENCE_SECONDS, wait_until


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with smtp_server() as server:
        yield server


def post(app: Flask, count: int = 1) -> None:
    with app.app_context():
        for number in range(count):
            to = f"p{number}@example.org"
            outbox.post(outbox.Message("test", to, "P", "S", "Text\n", "<p>x</p>"))
        db.session.commit()


def deliver(app: Flask, url: str) -> int:
    with app.app_context():
        return deliver_due(Sender(url, "P", "no-reply@example.org", Path("unused")))


def later(app: Flask, url: str, **wait: float) -> int:
    with time_machine.travel(clock.now() + dt.timedelta(**wait), tick=True):
        return deliver(app, url)


def states(app: Flask) -> Counter[str]:
    with app.app_context():
        return Counter(db.session.scalars(sa.select(OutboxMessage.state)))


def test_a_server_that_hangs_up_in_the_middle_gets_it_again(app: Flask, smtp: Smtp) -> None:
    post(app, 3)
    smtp.drop_in_data = 1
    assert deliver(app, smtp.url) == 2
    assert later(app, smtp.url, minutes=3) == 1
    assert len(smtp.ids()) == len(set(smtp.ids())) == 3


def test_a_server_that_takes_it_and_hangs_up_without_a_word_gets_that_one_twice(
    app: Flask, smtp: Smtp
) -> None:
    """It cannot be known whether it was taken: twice is better than never."""
    post(app, 3)
    smtp.drop_after_data = 1
    deliver(app, smtp.url)
    later(app, smtp.url, minutes=3)
    counts = Counter(smtp.ids())
    assert sorted(counts.values()) == [1, 1, 2]
    assert states(app) == {"sent": 3}


def test_a_server_too_slow_to_answer_holds_up_nobody_for_ever(
    app: Flask, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(app, 3)
    smtp.delay = 1
    with monkeypatch.context() as patch:
        patch.setattr("cohort.mail.wire.SMTP_TIMEOUT_SECONDS", 0.3)
        deliver(app, smtp.url)
    smtp.delay = 0
    wait_until(lambda: smtp.answering == 0)
    later(app, smtp.url, minutes=3)
    assert states(app) == {"sent": 3}


@pytest.mark.parametrize("answer", ["421 4.3.2 shutting down", "451 4.3.0 try later"])
def test_a_server_that_cannot_just_now_is_tried_later(app: Flask, smtp: Smtp, answer: str) -> None:
    post(app, 3)
    smtp.after_data = answer
    assert deliver(app, smtp.url) == 0
    assert states(app) == {"waiting": 3}
    smtp.after_data = ""
    assert later(app, smtp.url, minutes=3) == 3


def test_a_server_that_does_not_like_the_words_fails_that_message_and_holds_nothing(
    app: Flask, smtp: Smtp
) -> None:
    post(app)
    smtp.after_data = "554 5.7.1 looks like spam"
    assert deliver(app, smtp.url) == 0
    assert states(app) == {"failed": 1}
    smtp.after_data = ""
    post(app)
    assert deliver(app, smtp.url) == 1


def test_a_server_that_does_not_let_us_send_costs_no_message(app: Flask, smtp: Smtp) -> None:
    post(app, 2)
    smtp.refuse_senders = "550 5.7.1 sender not allowed"
    assert deliver(app, smtp.url) == 0
    assert states(app) == {"waiting": 2}
    smtp.refuse_senders = ""
    assert later(app, smtp.url, minutes=2) == 2


def test_a_server_that_is_down_for_a_day_gets_everything_once(app: Flask, smtp: Smtp) -> None:
    post(app, 30)
    nobody = f"smtp://127.0.0.1:{free_port()}"
    for hours in range(24):
        assert later(app, nobody, hours=hours) == 0
    assert states(app) == {"waiting": 30}
    assert later(app, smtp.url, hours=24) == 30
    assert len(set(smtp.ids())) == len(smtp.ids()) == 30


# --- Real workers ----------------------------------------------------------------------------


class Workers:
    """`flask worker` processes on the test's own database and server."""

    def __init__(self, app: Flask, smtp: Smtp) -> None:
        config = app.extensions["config"]
        self.running: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "COHORT_ENV": "test",
            "SECRET_KEY": "for these processes only, and long enough",
            "DATABASE_URL": config.database_url,
            "INSTANCE_PATH": str(config.instance_path),
            "SMTP_URL": smtp.url,
        }

    def start(self) -> subprocess.Popen[bytes]:
        """One more worker."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        worker = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL
        )
        self.running.append(worker)
        return worker


@pytest.fixture
def workers(app: Flask, smtp: Smtp) -> Iterator[Workers]:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    made = Workers(app, smtp)
    yield made
    for worker in made.running:
        worker.kill()
        worker.wait()


def let_leases_run_out(app: Flask) -> None:
    """As five minutes would."""
    with app.app_context():
        past = clock.now() - dt.timedelta(seconds=1)
        held = OutboxMessage.leased_until.is_not(None)
        db.session.execute(sa.update(OutboxMessage).where(held).values(leased_until=past))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def test_a_worker_killed_in_the_middle_of_200_mails_loses_none(
    app: Flask, smtp: Smtp, workers: Workers
) -> None:
    post(app, 200)
    smtp.delay = 0.005
    kills = 0
    for goal in (25, 70, 110, 160):
        worker = workers.start()
        wait_until(lambda goal=goal: len(smtp.taken) >= goal)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        kills += 1
        assert states(app)[MailState.WAITING] > 0, "it was killed in the middle"
        let_leases_run_out(app)
    workers.start()
    wait_until(lambda: states(app) == {"sent": 200})
    counts = Counter(smtp.ids())
    assert len(counts) == 200, "every message arrived"
    assert len(smtp.ids()) - 200 <= kills, "only what was in hand at a kill came twice"


def test_three_workers_at_once_send_each_message_once(
    app: Flask, smtp: Smtp, workers: Workers
) -> None:
    post(app, 120)
    smtp.delay = 0.01
    for _ in range(3):
        workers.start()
    wait_until(lambda: states(app) == {"sent": 120})
    assert len(smtp.ids()) == len(set(smtp.ids())) == 120


def test_a_worker_asked_to_stop_finishes_the_message_in_hand(
    app: Flask, smtp: Smtp, workers: Workers
) -> None:
    post(app, 60)
    smtp.delay = 0.02
    worker = workers.start()
    wait_until(lambda: len(smtp.taken) >= 10)
    worker.terminate()
    assert worker.wait(PATIENCE_SECONDS) == 0
    assert states(app)[MailState.SENT] == len(smtp.ids()) == len(set(smtp.ids()))
