"""`flask site doctor`: each thing that can be wrong is told, with what to do."""

from __future__ import annotations

import dataclasses
import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask

from cohort.accounts import totp
from cohort.accounts.models import SecondFactor
from cohort.db import db
from cohort.jobs import waking
from cohort.jobs.models import ScheduledJob
from cohort.kernel import clock
from cohort.mail import outbox
from cohort.operations import doctor, health
from cohort.operations.backups import making
from cohort.operations.doctor import elsewhere, machine, mail_dns
from cohort.operations.doctor.findings import Finding
from tests import databases
from tests.site.test_starting import PRODUCTION, flask
from tests.world import World

Zone = dict[tuple[str, str], list[str]]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(databases.programs()), prepend=":")


def examined(app: Flask, **options: Any) -> dict[str, Finding]:
    with app.app_context():
        found = {f.name: f for f in doctor.examine(**{"offline": True} | options)}
        db.session.rollback()
    return found


def changed(app: Flask, monkeypatch: pytest.MonkeyPatch, **facts: Any) -> None:
    config = dataclasses.replace(app.extensions["config"], **facts)
    monkeypatch.setitem(app.extensions, "config", config)


def test_a_site_that_is_well(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed(app, monkeypatch, environment="production", trusted_proxies=1)
    with app.app_context():
        waking.beat()
        making.make(tmp_path)
        app.extensions["config"].instance_path.chmod(0o700)
        for file in app.extensions["config"].instance_path.glob("cohort.db"):  # SQLite's
            file.chmod(0o600)
    found = examined(app)
    wrong = [str(finding) for finding in found.values() if finding.is_well is False]
    assert not [words for words in wrong if not words.startswith("[ ] Permissions")]
    assert {"Settings", "Database", "Migrations", "Worker", "Mail waiting", "Jobs", "Keys"} <= set(
        found
    )
    assert found["Backups"].words == "The last one was made 0 hours ago."


def unmigrated(app: Flask, world: World) -> None:
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '001'"))
    db.session.commit()


def silent(app: Flask, world: World) -> None:
    with time_machine.travel(clock.now() - dt.timedelta(minutes=6)):
        waking.beat()


def stuck_mail(app: Flask, world: World) -> None:
    with time_machine.travel(clock.now() - dt.timedelta(hours=3)):
        outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        db.session.commit()


def failing_job(app: Flask, world: World) -> None:
    db.session.add(ScheduledJob(name="mail digest", due_at=clock.now(), failures=2))
    db.session.commit()


def another_key(app: Flask, world: World) -> None:
    person = world.person("Priya Nair")
    sealed = totp.seal(totp.make_secret())[:-6] + "AAAAA="
    factor = SecondFactor(user_id=person.id, sealed_secret=sealed, confirmed_at=clock.now())
    db.session.add(factor)
    db.session.commit()


def no_backup(app: Flask, world: World) -> None:
    pass


@pytest.mark.parametrize(
    ("harm", "name", "words"),
    [
        (unmigrated, "Migrations", "Run: flask site setup"),
        (silent, "Worker", "Start it: flask worker"),
        (stuck_mail, "Mail waiting", "Mail has been waiting for over an hour. See /admin/mail"),
        (failing_job, "Jobs", "mail digest"),
        (another_key, "Keys", "Put the old one back"),
        (no_backup, "Backups", "Make one every night"),
        (no_backup, "Settings", "Set it to production"),
        (no_backup, "Proxy", "all visitors look like one"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    app: Flask, world: World, harm: Callable[[Flask, World], None], name: str, words: str
) -> None:
    with app.app_context():
        harm(app, world)
    found = examined(app)[name]
    with app.app_context():  # PostgreSQL's tables stay for the next test
        newest = {"newest": health.newest_revision()}
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = :newest"), newest)
        db.session.commit()
    assert found.is_well is False
    assert words in found.words


def test_an_old_backup_counts_no_more(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        making.make(tmp_path)
    with time_machine.travel(clock.now() + dt.timedelta(hours=50)):
        found = examined(app)["Backups"]
    assert found.is_well is False
    assert found.words.startswith("The last one was made 50 hours ago.")


def test_files_that_others_can_read_are_told_with_the_command(
    app: Flask, world: World, on_postgresql: bool
) -> None:
    instance = app.extensions["config"].instance_path
    mode = instance.stat().st_mode
    instance.chmod(0o755)
    try:
        found = examined(app)["Permissions"]
    finally:
        instance.chmod(mode)
    assert found.is_well is False
    assert f"chmod go= {instance}" in found.words


def test_a_full_disk_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_ROOM", 2**60)
    found = examined(app)["Disk"]
    assert found.is_well is False
    assert found.words.startswith("Only ")


def test_the_command_ends_with_1_and_no_traceback(tmp_path: Path) -> None:
    env = PRODUCTION | {
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
    }
    done = flask("site", "doctor", "--offline", **env)
    assert done.returncode == 1, done.stderr
    assert "[x] Settings. COHORT_ENV is production." in done.stdout
    assert "[ ] Migrations. The database is at no revision" in done.stdout
    assert not done.stderr


class NameServer:
    """Answers from a zone, over UDP."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        while True:
            asked, whom = self.socket.recvfrom(4096)
            if asked == b"stop":
                return
            question = dns.message.from_wire(asked)
            answer = dns.message.make_response(question)
            name = question.question[0].name.to_text(omit_final_dot=True)
            kind = dns.rdatatype.to_text(question.question[0].rdtype)
            rows = self.zone.get((name, kind), [])
            if rows:
                answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *rows))
            elif not any(known == name for known, _kind in self.zone):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            self.socket.sendto(answer.to_wire(), whom)

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
            hand.sendto(b"stop", self.socket.getsockname())
        self.thread.join()
        self.socket.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Zone], str]]:
    servers: list[NameServer] = []

    def start(zone: Zone) -> str:
        servers.append(NameServer(zone))
        return servers[-1].place

    yield start
    for server in servers:
        server.stop()


GOOD: Zone = {
    ("example.org", "TXT"): ['"v=spf1 include:_spf.mail.example -all"', '"other=1"'],
    ("example.org", "MX"): ["10 mx.example.org."],
    ("selector1._domainkey.example.org", "TXT"): ['"v=DKIM1; k=rsa; p=MII" "BIj"'],
    ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=quarantine"'],
}


@pytest.mark.parametrize(
    ("change", "name", "is_well", "words"),
    [
        ({}, "SPF", True, "v=spf1 include:_spf.mail.example -all"),
        ({}, "DKIM", True, "There is a key called selector1."),
        ({}, "DMARC", True, "p=quarantine"),
        ({}, "MX", True, "go to mx.example.org."),
        ({("example.org", "TXT"): ['"v=spf10 x"']}, "SPF", False, "has no SPF record"),
        ({("example.org", "TXT"): ['"v=spf1 -all"', '"v=spf1 mx"']}, "SPF", False, "2 SPF records"),
        ({("example.org", "TXT"): ['"v=spf1 +all"']}, "SPF", False, "lets every server send"),
        ({("selector1._domainkey.example.org", "TXT"): []}, "DKIM", None, "dkim=pass"),
        ({("_dmarc.example.org", "TXT"): []}, "DMARC", False, "Publish one: v=DMARC1"),
        ({("example.org", "MX"): []}, "MX", False, "takes no mail"),
        ({("example.org", "MX"): ["0 ."]}, "MX", False, "takes no mail"),
    ],
)
def test_what_the_names_say_about_our_mail(
    app: Flask,
    serve: Callable[[Zone], str],
    change: Zone,
    name: str,
    is_well: bool | None,
    words: str,
) -> None:
    with app.app_context():
        found = {f.name: f for f in mail_dns.records(serve(GOOD | change))}[name]
    assert found.is_well is is_well
    assert words in found.words


def test_a_subdomain_follows_the_policy_above_it(
    app: Flask, serve: Callable[[Zone], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM", "no-reply@learn.example.org")
    with app.app_context():
        found = {f.name: f for f in mail_dns.records(serve(GOOD))}
    assert found["DMARC"].is_well
    assert found["SPF"].is_well is False


def test_no_name_server_is_no_verdict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_dns, "WAIT_SECONDS", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent_one:
        silent_one.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{silent_one.getsockname()[1]}"
        with app.app_context():
            found = list(mail_dns.records(place))
    assert [(f.name, f.is_well) for f in found] == [("Mail DNS", None)]


def test_the_mail_server_is_asked_and_nothing_is_sent(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Any] = []

    class Sink:
        async def handle_DATA(self, *_args: Any) -> str:
            taken.append(1)
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    changed(app, monkeypatch, smtp_url=f"smtp://127.0.0.1:{port}")
    with app.app_context():
        assert [f.is_well for f in elsewhere.mail_server()] == [True]
    server.stop()
    with app.app_context():
        (found,) = elsewhere.mail_server()
    assert found.is_well is False
    assert "refused" in found.words
    assert not taken


def test_an_address_that_does_not_answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    changed(app, monkeypatch, public_url=f"https://127.0.0.1:{port}")
    with app.app_context():
        (found,) = elsewhere.address()
    assert found.is_well is False
    assert "refused. Check the proxy." in found.words
