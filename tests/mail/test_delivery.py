"""The outbox over a real SMTP server that accepts, refuses, delays and is down."""

from __future__ import annotations

import datetime as dt
import email
import socket
import threading
from collections.abc import Iterator
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask

from cohort.db import db
from cohort.kernel import clock
from cohort.mail import delivery, outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.wire import Sender
from config import ROOT
from tests.world import World


class Server:
    """Keeps what it takes; refuses as told."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.refuse: dict[str, str] = {}
        self.hang_up_on: str | None = None

    async def handle_RCPT(self, _s: Any, _e: Any, envelope: Any, address: str, _o: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        if address == self.hang_up_on:
            _s.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _s: Any, _e: Any, envelope: Any) -> str:
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[Server, str]]:
    handler = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def sender(smtp: tuple[Server, str], tmp_path: Path) -> Sender:
    return Sender(smtp[1], "The programme", "no-reply@example.org", tmp_path)


def post(app: Flask, to: str = "amira@example.org", name: str = "Amira Okafor") -> int:
    with app.app_context():
        message = outbox.Message("test", to, name, "A subject", "Some text", "<p>Some text</p>")
        row = outbox.post(message)
        db.session.commit()
        return row.id


def deliver(app: Flask, sender: Sender) -> int:
    with app.app_context():
        return deliver_due(sender)


def row(app: Flask, message_id: int) -> OutboxMessage:
    with app.app_context():
        return db.session.get_one(OutboxMessage, message_id)


def test_registering_interest_mails_an_acknowledgement(
    world: World, app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    slug = world.programme(contact_email="hello@example.org")
    cohort = world.cohort(
        slug, "Autumn", status="open_for_interest", decision_by=dt.date(2027, 3, 2)
    )
    reference = world.interest(slug, cohort)
    assert deliver(app, sender) == 1
    (message,) = smtp[0].taken
    assert message["To"] == "Tom Adeyemi <tom@example.org>"
    assert message["From"] == "The programme <no-reply@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert reference in message["Subject"]
    assert [part.get_content_type() for part in message.iter_parts()] == [  # type: ignore[attr-defined]
        "text/plain",
        "text/html",
    ]
    text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    expected = (ROOT / "tests/interest/mails/acknowledgement.txt").read_text()
    assert text.replace("\r\n", "\n").replace(reference, "XXXX-XXXX") == expected
    assert "<img" not in message.get_body(("html",)).get_content()  # type: ignore[attr-defined]


def test_nothing_is_sent_when_the_transaction_is_rolled_back(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    with app.app_context():
        outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        db.session.rollback()
    assert deliver(app, sender) == 0
    assert smtp[0].taken == []


def test_a_message_is_sent_once(app: Flask, smtp: tuple[Server, str], sender: Sender) -> None:
    message_id = post(app)
    assert [deliver(app, sender) for _ in range(3)] == [1, 0, 0]
    assert len(smtp[0].taken) == 1
    assert row(app, message_id).state == MailState.SENT


def test_a_refused_address_fails_for_good_and_the_others_go(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    smtp[0].refuse = {"gone@example.org": "550 5.1.1 no such person"}
    gone, there = post(app, "gone@example.org"), post(app)
    assert deliver(app, sender) == 1
    assert row(app, gone).state == MailState.BOUNCED
    assert "no such person" in (row(app, gone).last_error or "")
    assert row(app, there).state == MailState.SENT


def test_a_busy_server_is_tried_again_later(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    smtp[0].refuse = {"amira@example.org": "451 4.7.1 try again later"}
    message_id = post(app)
    assert deliver(app, sender) == 0
    waiting = row(app, message_id)
    assert (waiting.state, waiting.attempts) == (MailState.WAITING, 1)
    assert waiting.due_at > clock.now()
    assert deliver(app, sender) == 0
    smtp[0].refuse = {}
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=True):
        assert deliver(app, sender) == 1
    assert len(smtp[0].taken) == 1


def test_a_server_that_is_down_for_a_day_loses_nothing(
    app: Flask, smtp: tuple[Server, str], sender: Sender, tmp_path: Path
) -> None:
    down = Sender("smtp://127.0.0.1:1", "P", "no-reply@example.org", tmp_path)
    ids = [post(app, f"p{n}@example.org") for n in range(25)]
    start = clock.now()
    for hour in range(0, 24, 2):
        with time_machine.travel(start + dt.timedelta(hours=hour), tick=True):
            assert deliver(app, down) == 0
    assert {row(app, message_id).state for message_id in ids} == {MailState.WAITING}
    with time_machine.travel(start + dt.timedelta(days=3), tick=True):
        assert deliver(app, sender) == 25
    assert len({message["To"] for message in smtp[0].taken}) == 25


def test_a_lease_left_by_a_killed_worker_runs_out(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    message_id = post(app)
    with app.app_context():
        found = db.session.get_one(OutboxMessage, message_id)
        found.leased_until, found.leased_by = clock.now() + dt.timedelta(minutes=5), "dead:1"
        db.session.commit()
    assert deliver(app, sender) == 0
    with time_machine.travel(clock.now() + dt.timedelta(minutes=6), tick=True):
        assert deliver(app, sender) == 1
    assert len(smtp[0].taken) == 1


@pytest.mark.parametrize(
    "name",
    ["Amira\r\nBcc: all@example.org", "Ŵyn <script>", '"Quoted", Person', "", "a" * 199],
)
def test_a_name_cannot_forge_headers(
    app: Flask, smtp: tuple[Server, str], sender: Sender, name: str
) -> None:
    message_id = post(app, name=name)
    deliver(app, sender)
    assert row(app, message_id).state == MailState.SENT
    (message,) = smtp[0].taken
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "amira@example.org"


def test_an_address_no_server_could_take_fails_alone(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    broken, fine = post(app, "a b\n@example.org"), post(app)
    assert deliver(app, sender) == 1
    assert row(app, broken).state == MailState.FAILED
    assert row(app, fine).state == MailState.SENT


def test_an_international_domain_is_written_as_all_servers_know_it(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    post(app, "tom@bücher.example")
    assert deliver(app, sender) == 1
    (message,) = smtp[0].taken
    assert message["To"].addresses[0].addr_spec == "tom@xn--bcher-kva.example"


def test_an_address_this_server_cannot_take_is_nobody_elses_trouble(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    odd, fine = post(app, "tøm@example.org"), post(app)
    assert deliver(app, sender) == 1
    assert row(app, odd).state == MailState.FAILED
    assert row(app, fine).state == MailState.SENT


def test_a_message_the_server_hangs_up_on_is_charged_alone(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    smtp[0].hang_up_on = "poison@example.org"
    poison, innocent = post(app, "poison@example.org"), post(app)
    start = clock.now()
    for hour in range(0, 24 * 7, 6):
        with time_machine.travel(start + dt.timedelta(hours=hour), tick=True):
            deliver(app, sender)
    assert row(app, poison).state == MailState.FAILED
    assert row(app, innocent).state == MailState.SENT
    assert [message["To"].addresses[0].addr_spec for message in smtp[0].taken] == [
        "amira@example.org"
    ]


def test_a_worker_that_lost_its_lease_does_not_send(
    app: Flask, smtp: tuple[Server, str], sender: Sender
) -> None:
    message_id = post(app)
    with app.app_context():
        assert delivery._lease() == [message_id]
        found = db.session.get_one(OutboxMessage, message_id)
        found.leased_by = "another:worker"
        db.session.commit()
        with sender.connection() as send:
            assert delivery._deliver(message_id, send) is False
    assert smtp[0].taken == []


def test_two_workers_at_once_send_each_message_once(
    app: Flask, smtp: tuple[Server, str], sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [post(app, f"p{n}@example.org") for n in range(40)]
    names = threading.local()
    monkeypatch.setattr(delivery, "_me", lambda: names.me)

    def work(name: str) -> None:
        names.me = name
        with app.app_context():
            deliver_due(sender)

    workers = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {row(app, message_id).state for message_id in ids} == {MailState.SENT}
    assert len(smtp[0].taken) == len({m["To"] for m in smtp[0].taken}) == 40


def test_without_a_server_mail_becomes_files(app: Flask, tmp_path: Path) -> None:
    post(app)
    assert deliver(app, Sender(None, "P", "no-reply@example.org", tmp_path)) == 1
    (file,) = tmp_path.glob("*.eml")
    assert "Some text" in file.read_text()


def test_the_worker_is_woken_after_the_commit_and_not_by_a_savepoint(app: Flask) -> None:
    woken: list[int] = []
    real = app.extensions["wake_worker"]
    app.extensions["wake_worker"] = lambda: woken.append(1)
    try:
        with app.app_context():
            outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
            with db.session.begin_nested():
                db.session.execute(sa.text("SELECT 1"))
            assert woken == []
            db.session.commit()
            assert woken == [1]
            db.session.execute(sa.text("SELECT 1"))
            db.session.commit()
            assert woken == [1]
    finally:
        app.extensions["wake_worker"] = real
