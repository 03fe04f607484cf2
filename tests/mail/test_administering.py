"""The administrators' pages about mail and jobs, and the development mailbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from cohort.app import create_app
from cohort.audit_log.models import HistoryEntry
from cohort.db import db
from cohort.jobs import waking
from cohort.jobs.models import ScheduledJob
from cohort.kernel import clock, ids
from cohort.mail import bounces, outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.wire import Sender
from tests.client import Browser
from tests.conftest import config_for
from tests.mail.servers import Smtp, smtp_server
from tests.world import World

GONE = "gone@council.example"


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with smtp_server() as server:
        yield server


@pytest.fixture
def admin(world: World) -> Browser:
    person = world.person("Leon Farrow", email="leon@example.org")
    with world.database():
        db.session.execute(sa.text("UPDATE user_account SET administrator_since = created_at"))
    return world.browser(person)


def post(app: Flask, **facts: Any) -> int:
    plain: dict[str, Any] = {
        "kind": "interest/acknowledgement",
        "to_address": GONE,
        "to_name": "Tom Adeyemi",
        "subject": "A kingfisher",
        "text": "Words about a kingfisher\n",
        "html": "<p>x</p>",
    }
    with app.app_context():
        row = outbox.post(outbox.Message(**plain | facts))
        db.session.commit()
        return row.id


def deliver(app: Flask, url: str) -> int:
    with app.app_context():
        return deliver_due(Sender(url, "P", "no-reply@example.org", Path("unused")))


def row(app: Flask, message_id: int) -> OutboxMessage:
    with app.app_context():
        return db.session.get_one(OutboxMessage, message_id)


def recorded(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(HistoryEntry.action).order_by(HistoryEntry.id)))


def page_of(message_id: int, act: str = "") -> str:
    return f"/admin/mail/{ids.write_id(message_id)}{act}"


def test_a_message_that_bounced_is_explained_mended_and_sent_again(
    admin: Browser, app: Flask, smtp: Smtp
) -> None:
    message_id = post(app)
    smtp.refuse[GONE] = "550 5.1.1 User unknown"
    deliver(app, smtp.url)
    page = admin.get(page_of(message_id))
    assert "The server at council.example says the mailbox does not exist." in page.text
    assert "Words about a kingfisher" in page.body
    refused = admin.send(page, "/resend")
    assert "is held, because it came back" in admin.follow(refused).text
    cleared = admin.follow(admin.send(page, "/clear-bounces"))
    assert "We will send mail to " in cleared.text
    assert "You can also send this message again." in cleared.text
    assert row(app, message_id).state == MailState.BOUNCED
    admin.send(page, "/resend")
    smtp.refuse.clear()
    assert deliver(app, smtp.url) == 1
    assert row(app, message_id).state == MailState.SENT
    assert recorded(app)[-2:] == ["mail:clear-bounces", "mail:resend"]


def test_a_message_sent_again_has_an_id_of_its_own(admin: Browser, app: Flask, smtp: Smtp) -> None:
    message_id = post(app)
    deliver(app, smtp.url)
    admin.submit(page_of(message_id), "/resend")
    deliver(app, smtp.url)
    assert len(set(smtp.ids())) == 2


def test_a_waiting_message_is_cancelled_once(admin: Browser, app: Flask, smtp: Smtp) -> None:
    message_id = post(app)
    page = admin.get(page_of(message_id))
    for _ in range(2):
        admin.send(page, "/cancel")
    assert row(app, message_id).state == MailState.CANCELLED
    assert deliver(app, smtp.url) == 0
    assert recorded(app).count("mail:cancel") == 1


def test_no_administrator_reads_a_code_that_lets_somebody_in(
    admin: Browser, app: Flask, smtp: Smtp
) -> None:
    message_id = post(app, secret=True, subject="Your code is 482 913", text="482 913\n")
    for path in ("/admin/mail", page_of(message_id)):
        page = admin.get(path)
        assert "482" not in page.body
        assert "913" not in page.body
    assert "holds a code or a link for Tom Adeyemi alone" in page.text
    deliver(app, smtp.url)
    assert "482 913" in smtp.taken[0]["Subject"]
    assert "482" not in row(app, message_id).subject + row(app, message_id).text
    refused = admin.post(page_of(message_id, "/resend"), {"csrf_token": admin.token()})
    assert "ask for a new one" in admin.follow(refused).text
    assert row(app, message_id).state == MailState.SENT


def test_the_list_is_narrowed_by_address_state_and_kind_and_pages(
    admin: Browser, app: Flask
) -> None:
    for number in range(55):
        post(app, to_address=f"p{number}@example.org", subject=f"Number {number:03}")
    page = admin.get("/admin/mail")
    assert "Number 054" in page.text
    assert "Number 004" not in page.text
    assert "Number 004" in admin.get(page.links()["Older"]).text
    found = admin.get("/admin/mail?address=P7@example.org&state=waiting").text
    assert "Number 007" in found
    assert "Number 008" not in found
    assert "No mail here" in admin.get("/admin/mail?state=failed").text
    assert "No mail here" in admin.get("/admin/mail?kind=mail/test").text
    assert admin.get("/admin/mail?before=rubbish").status == 404
    assert admin.get("/admin/mail?state=%00").status == 404
    assert admin.get("/admin/mail?state=nonsense&kind=%F0%9F%98%80&address='--").status == 200


def test_a_test_message_goes_to_the_address_typed(admin: Browser, app: Flask, smtp: Smtp) -> None:
    page = admin.submit("/admin/mail/test", None, address="it desk@council")
    assert (page.status, page.errors()) == (422, ["Enter an email address like name@example.org"])
    admin.submit("/admin/mail/test", None, address="it@council.example")
    assert deliver(app, smtp.url) == 1
    assert smtp.envelopes[0][1] == ["it@council.example"]
    text = smtp.taken[0].get_body(("plain",))
    assert text
    assert "Leon Farrow asked for it on" in text.get_content()
    assert recorded(app)[-1] == "mail:test"


def test_administrators_and_only_they_are_told_of_stuck_mail(
    admin: Browser, app: Flask, world: World
) -> None:
    post(app)
    assert "waited for over an hour" not in admin.get("/cohorts").text
    other = world.browser(world.person("Amira Okafor"))
    with time_machine.travel(clock.now() + dt.timedelta(hours=2), tick=True):
        for path in ("/cohorts", "/organise"):
            assert "1 message could not be sent, or has waited" in admin.get(path).text
        assert "Needs somebody" in admin.get("/admin/mail").text
        assert "waited for over an hour" not in other.get("/cohorts").text


def test_jobs_are_shown_with_how_they_went(admin: Browser, app: Flask) -> None:
    assert "No worker has run yet" in admin.get("/admin/jobs").text
    app.extensions["look_every_minute"]()
    with app.app_context():
        job = db.session.get_one(ScheduledJob, "forget failed sign-ins")
        job.failures, job.last_error = 2, "ValueError: no such thing"
        db.session.commit()
        waking.beat()
    text = admin.get("/admin/jobs").text
    assert "The worker lives" in text
    assert "Read returned mail" in text
    assert "no mailbox is set" in text
    assert "Failed 2 times" in text
    assert "ValueError: no such thing" in text


def test_the_development_mailbox_shows_mail_as_it_would_have_gone(
    app: Flask, browser: Browser, tmp_path: Path, database_url: str
) -> None:
    local = create_app(config_for(database_url, tmp_path))
    stranger = Browser(local)
    assert "No mail yet" in stranger.get("/dev/mailbox").text
    post(
        app,
        subject="<b>Ŵyn</b>",
        text='Open\nhttps://example.org/a?b=1&c=2\n<script>alert("x")</script>\n',
    )
    with local.app_context():
        assert deliver_due(Sender.of(local.extensions["config"])) == 1
    links = stranger.get("/dev/mailbox").links()
    page = stranger.get(links["<b>Ŵyn</b>"])
    assert page.links()["https://example.org/a?b=1&c=2"] == "https://example.org/a?b=1&c=2"
    assert "<script>alert" not in page.body
    assert "Auto-Submitted: auto-generated" in page.text
    assert stranger.get("/dev/mailbox/..%2f..%2fetc").status == 404
    assert stranger.get("/dev/mailbox/nothing").status == 404
    with local.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_html_of_a_mail_is_shown_where_it_can_do_nothing(
    app: Flask, tmp_path: Path, database_url: str
) -> None:
    local = create_app(config_for(database_url, tmp_path))
    stranger = Browser(local)
    post(
        app, subject="A picture", html='<p onclick="x()">Words</p><img src="//evil.example/1.gif">'
    )
    with local.app_context():
        assert deliver_due(Sender.of(local.extensions["config"])) == 1
    page = stranger.get(stranger.get("/dev/mailbox").links()["A picture"])
    frame = page.tree.xpath("//iframe")[0]
    assert frame.get("sandbox") == ""
    assert frame.get("title")
    assert "frame-src 'self'" in page.response.headers["Content-Security-Policy"]
    shown = stranger.get(frame.get("src"))
    assert '<p onclick="x()">Words</p>' in shown.body, "as it would have gone"
    assert shown.response.mimetype == "text/html"
    assert shown.response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert shown.response.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert stranger.get("/dev/mailbox/nothing/html").status == 404
    with local.app_context():
        db.session.remove()
        db.engine.dispose()


def test_there_is_no_development_mailbox_in_production(
    app: Flask, database_url: str, workplace: Path
) -> None:
    config = config_for(database_url, workplace, environment="production")
    real = create_app(config)
    for path in ("/dev/mailbox", "/dev/mailbox/0mail", "/dev/mailbox/0mail/html"):
        assert real.test_client().get(path, base_url="https://localhost").status_code == 404
    with real.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_held_address_is_shown_with_what_came_back(admin: Browser, app: Flask) -> None:
    message_id = post(app)
    with app.app_context():
        bounces.record(bounces.Report(GONE, True, "550 5.1.1 <script>x</script>", "webhook"))
        db.session.commit()
    page = admin.get(page_of(message_id))
    assert "Mail to this address is held" in page.text
    assert "<script>x" not in page.body
