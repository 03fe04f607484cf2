"""One message on which the server hangs up puts off itself alone; a server that is down, all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from cohort.db import db
from cohort.kernel import clock
from cohort.mail import delivery, outbox
from cohort.mail.delivery import deliver_due
from cohort.mail.hang_ups import IN_A_ROW
from cohort.mail.models import MailState, OutboxMessage
from cohort.mail.wire import Sender
from tests.mail.servers import WAYS_TO_HANG_UP, Smtp, smtp_server
from tests.mail.test_faults import Workers, workers  # noqa: F401 - a fixture
from tests.patience import wait_until


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    with smtp_server() as server:
        yield server


def post(app: Flask, *names: str, secret: bool = False) -> None:
    with app.app_context():
        for name in names:
            to = f"{name}@example.org"
            outbox.post(outbox.Message("test", to, "P", "S", "T\n", "<p>x</p>", secret=secret))
        db.session.commit()


def deliver(app: Flask, smtp: Smtp, minutes: float = 0) -> list[str]:
    """Who got something so many minutes from now, in order."""
    before = len(smtp.envelopes)
    with (
        time_machine.travel(clock.now() + dt.timedelta(minutes=minutes), tick=True),
        app.app_context(),
    ):
        sent = deliver_due(Sender(smtp.url, "P", "no-reply@example.org", Path("unused")))
    got = [to.partition("@")[0] for _, (to,) in smtp.envelopes[before:]]
    assert sent == len(got)
    return got


def rows(app: Flask) -> dict[str, OutboxMessage]:
    with app.app_context():
        found = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()
        return {row.to_address.partition("@")[0]: row for row in found}


def attempts(app: Flask) -> list[int]:
    return [row.attempts for row in rows(app).values()]


def test_four_messages_that_end_the_connection_do_not_hold_up_the_fifth(
    app: Flask, smtp: Smtp
) -> None:
    post(app, "drop1", "drop2", "hang1", "hang2", "anybody")
    for name in ("drop1", "drop2"):
        smtp.hang_up[f"{name}@example.org"] = ("data says 421 and closes", 1)
    for name in ("hang1", "hang2"):
        smtp.hang_up[f"{name}@example.org"] = ("rcpt says 421 and closes", 1)
    assert deliver(app, smtp) == ["anybody"]
    assert attempts(app) == [1, 1, 1, 1, 1]
    assert deliver(app, smtp) == [], "they wait for their turn"
    assert deliver(app, smtp, minutes=1.1) == ["drop1", "drop2", "hang1", "hang2"]


ORDERS = ["bgbgbgbg", "bbbbbg", "gbbbg", "bbgbbgbbbbbg", "ggb" * 12, "b" + "g" * 30]


@pytest.mark.parametrize(("way", "order"), list(zip(WAYS_TO_HANG_UP, ORDERS, strict=True)))
def test_wherever_the_bad_ones_stand_the_good_ones_go_at_once(
    app: Flask, smtp: Smtp, order: str, way: str
) -> None:
    names = [f"{kind}{number}" for number, kind in enumerate(order)]
    post(app, *names)
    bad = [name for name in names if name[0] == "b"]
    for name in bad:
        smtp.hang_up[f"{name}@example.org"] = (way, 1)
    assert deliver(app, smtp) == [name for name in names if name[0] == "g"]
    assert smtp.hung_up == len(bad), "each was tried once"
    assert deliver(app, smtp, minutes=1.1) == bad
    assert {row.state for row in rows(app).values()} == {MailState.SENT}
    assert attempts(app) == [2 if name in bad else 1 for name in names]


@pytest.mark.parametrize("way", WAYS_TO_HANG_UP)
def test_a_server_that_hangs_up_on_everything_is_down(app: Flask, smtp: Smtp, way: str) -> None:
    names = [f"p{number}" for number in range(20)]
    post(app, *names)
    smtp.hang_up["*"] = (way, 1)
    assert deliver(app, smtp) == []
    assert smtp.hung_up == IN_A_ROW
    assert attempts(app) == [1, 1, *[0] * 18]
    smtp.hang_up.clear()
    assert deliver(app, smtp, minutes=1.1) == names[:2]
    assert deliver(app, smtp, minutes=2.1) == names[IN_A_ROW:], "those never tried come first"
    assert deliver(app, smtp, minutes=2.6) == names[2:IN_A_ROW]
    assert len(set(smtp.ids())) == len(smtp.ids()) == 20


def test_more_bad_ones_than_that_hold_the_others_up_for_two_minutes_at_most(
    app: Flask, smtp: Smtp
) -> None:
    bad = [f"b{number}" for number in range(IN_A_ROW + 4)]
    post(app, *bad, "g")
    for name in bad:
        smtp.hang_up[f"{name}@example.org"] = ("data aborts", 1000)
    assert deliver(app, smtp) == []
    assert deliver(app, smtp, minutes=1.1) == []
    assert deliver(app, smtp, minutes=2.1) == ["g"]


def test_a_server_that_goes_down_at_a_message_charges_that_one_alone(
    app: Flask, smtp: Smtp
) -> None:
    post(app, *"abcde")
    smtp.hang_up["b@example.org"] = ("data aborts", 1)
    plain, going = smtp._hangs_up_at, 0

    def goes_down(place: str, address: str, server: object) -> str:
        nonlocal going
        said = plain(place, address, server)
        smtp.is_going_down = smtp.is_going_down or bool(said)
        going += bool(said)
        return said

    smtp._hangs_up_at = goes_down  # type: ignore[method-assign]
    assert deliver(app, smtp) == ["a"]
    assert going == 1
    assert attempts(app) == [1, 1, 0, 0, 0]
    smtp.is_going_down = False
    assert deliver(app, smtp, minutes=2.1) == ["b", "c", "d", "e"]


def test_a_server_that_is_silent_twice_is_not_waited_for_again(
    app: Flask, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(app, *"abcde")
    smtp.delay = 1
    with monkeypatch.context() as patch:
        patch.setattr("cohort.mail.wire.SMTP_TIMEOUT_SECONDS", 0.2)
        deliver(app, smtp)
    assert attempts(app) == [1, 1, 0, 0, 0]


@pytest.mark.parametrize("at_a_time", [1, 3, 7])
def test_a_server_that_takes_so_many_at_a_time_gets_all_of_them(
    app: Flask, smtp: Smtp, at_a_time: int
) -> None:
    names = [f"p{number}" for number in range(23)]
    post(app, *names)
    smtp.at_a_time = at_a_time
    assert deliver(app, smtp) == names
    assert attempts(app) == [1] * 23


def test_a_poisonous_message_waits_longer_each_time_and_fails_by_itself(
    app: Flask, smtp: Smtp
) -> None:
    post(app, "poison")
    smtp.hang_up["poison@example.org"] = ("data aborts", 1000)
    start = clock.now()
    for number, wait in enumerate([dt.timedelta(0), *delivery.WAITS]):
        start += wait + dt.timedelta(seconds=30)
        with time_machine.travel(start, tick=True):
            post(app, f"good{number}")
            assert deliver(app, smtp) == [f"good{number}"]
            assert rows(app)["poison"].attempts == number + 1
            assert deliver(app, smtp) == []
    poison = rows(app)["poison"]
    assert poison.state == MailState.FAILED
    assert "The server hung up" in (poison.last_error or "")
    assert smtp.hung_up == len(delivery.WAITS) + 1


def test_a_code_goes_before_what_was_posted_earlier(app: Flask, smtp: Smtp) -> None:
    digests = [f"digest{number}" for number in range(30)]
    post(app, *digests)
    post(app, "code", secret=True)
    assert deliver(app, smtp) == ["code", *digests]


def test_a_worker_goes_on_after_messages_that_end_the_connection(
    app: Flask,
    smtp: Smtp,
    workers: Workers,  # noqa: F811
) -> None:
    bad = ["drop1", "drop2", "hang1", "hang2"]
    for name in bad:
        place = "data" if name.startswith("drop") else "rcpt"
        smtp.hang_up[f"{name}@example.org"] = (f"{place} says 421 and closes", 1)
    post(app, *bad, "anybody")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    workers.start()
    wait_until(lambda: smtp.envelopes)
    assert smtp.envelopes[0][1] == ["anybody@example.org"]
    assert smtp.hung_up == 4
    wait_until(lambda: [row.attempts for row in rows(app).values()] == [1] * 5)
    assert [row.state for row in rows(app).values()] == [*[MailState.WAITING] * 4, MailState.SENT]
