"""The mail "module opened": once for each cohort and module, to whom it concerns, at a decent
hour, whatever the workers do."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.course_modules import emails
from cohort.course_modules.actions.notices import post_openings
from cohort.course_modules.jobs import SCHEDULED
from cohort.course_modules.models import EarlyOpening, Module, Release
from cohort.db import db
from cohort.jobs.schedule import run_due
from cohort.mail.models import OutboxMessage
from cohort.programmes.models import Cohort, CohortStatus, Membership
from tests.client import Browser
from tests.world import Person, World

HERE = Path(__file__).parent
UTC = dt.UTC
# Monday 11 October 2027, in summer time: the first day begins at 23:00 UTC of the day before.
START = dt.date(2027, 10, 11)
SEVEN = dt.datetime(2027, 10, 11, 6, tzinfo=UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def cohort(world: World) -> str:
    """m1 opens on the first day, m2 three weeks later."""
    slug = world.programme()
    world.modules(slug, 2)
    return world.cohort(slug, starts_on=START, ends_on=dt.date(2028, 6, 1))


def people(world: World, cohort: str, *names: str) -> list[Person]:
    found = [world.person(name) for name in names]
    for person in found:
        world.join(person, cohort)
    return found


def run(world: World, moment: dt.datetime) -> str:
    with time_machine.travel(moment, tick=False), world.app.test_request_context():
        return post_openings()


def mails(world: World) -> list[OutboxMessage]:
    with world.app.app_context():
        return list(
            db.session.scalars(
                sa.select(OutboxMessage)
                .where(OutboxMessage.kind == "course_modules/module_opened")
                .order_by(OutboxMessage.to_address)
            )
        )


def set_release(world: World, cohort: str, module: str, **facts: Any) -> None:
    with world.database():
        here = db.session.scalars(sa.select(Cohort.id).where(Cohort.slug == cohort)).one()
        what = db.session.scalars(sa.select(Module.id).where(Module.slug == module)).one()
        db.session.merge(Release(cohort_id=here, module_id=what, **facts))


def test_each_participant_gets_one_mail_after_seven_of_the_cohorts_morning(
    world: World, cohort: str
) -> None:
    people(world, cohort, "Amira Okafor", "Joe Hartigan")
    host = world.person("Ruth Calder")
    world.join(host, cohort, Role.FACILITATOR)
    for minutes in (-420, -60, -1):
        assert run(world, SEVEN + minutes * MINUTE) == "posted 0"
    assert run(world, SEVEN) == "posted 2"
    assert run(world, SEVEN + 5 * MINUTE) == "posted 0"
    assert run(world, SEVEN + 3 * DAY) == "posted 0"
    sent = mails(world)
    assert [mail.to_address for mail in sent] == [
        "amira.okafor@example.org",
        "joe.hartigan@example.org",
    ]
    assert sent[0].subject == "“Module number 1” is open"
    assert f"http://localhost/cohorts/{cohort}/modules/m1" in sent[0].text
    plain = re.sub(r"/unsubscribe/\S+", "/unsubscribe/…", sent[0].text)
    assert plain == (HERE / "mails/module_opened.txt").read_text(encoding="utf-8")


def test_what_opens_together_is_one_mail(world: World, cohort: str) -> None:
    people(world, cohort, "Amira Okafor")
    opens = dt.datetime(2027, 10, 10, 23, tzinfo=UTC)
    set_release(world, cohort, "m2", opens_at=opens)
    assert run(world, SEVEN) == "posted 1"
    (sent,) = mails(world)
    assert sent.subject == "2 modules are open in Spring cohort"
    assert "/modules/m1\n" in sent.text
    assert "/modules/m2\n" in sent.text


def test_old_hidden_and_idle_ones_are_no_news(world: World, cohort: str) -> None:
    people(world, cohort, "Amira Okafor")
    assert run(world, SEVEN + 3 * DAY) == "posted 0"  # the first day was more than two days ago
    set_release(world, cohort, "m1", hidden_at=SEVEN)
    assert run(world, SEVEN) == "posted 0"
    set_release(world, cohort, "m1", hidden_at=None)
    for status in set(CohortStatus) - {CohortStatus.RUNNING}:
        with world.database():
            db.session.execute(sa.update(Cohort).values(status=status))
        assert run(world, SEVEN) == "posted 0"
    with world.database():
        db.session.execute(sa.update(Cohort).values(status=CohortStatus.RUNNING))
    # Shown again only later, it is news then.
    set_release(world, cohort, "m1", shown_at=SEVEN + 9 * DAY)
    assert run(world, SEVEN + 9 * DAY + 9 * MINUTE) == "posted 0"
    assert run(world, SEVEN + 9 * DAY + 10 * MINUTE) == "posted 1"


def test_whoever_left_leaves_or_has_not_agreed_does_not_hear(world: World, cohort: str) -> None:
    left, closed, leaving, _wary, quiet, other = people(
        world, cohort, "Left", "Closed", "Leaving", "Wary", "Quiet", "Other"
    )
    world.agreement("commissioning-with-communities", "Be kind.")
    for person in (left, closed, leaving, quiet, other):
        world.agree(person, cohort)
    with world.database():
        of = Membership.user_id == left.id
        db.session.execute(sa.update(Membership).where(of).values(left_at=SEVEN))
        for person, facts in (
            (closed, {"deactivated_at": SEVEN}),
            (leaving, {"leaving_at": SEVEN + DAY}),
            (quiet, {"mail_choices": {"modules": "no"}}),
        ):
            db.session.execute(sa.update(User).where(User.id == person.id).values(**facts))
    assert run(world, SEVEN) == "posted 1"
    assert [mail.to_address for mail in mails(world)] == [other.email]


def test_one_click_in_the_mail_stops_this_kind_alone(world: World, cohort: str) -> None:
    (amira,) = people(world, cohort, "Amira Okafor")
    run(world, SEVEN)
    (sent,) = mails(world)
    assert sent.unsubscribe_url in sent.text
    path = sent.unsubscribe_url.removeprefix("http://localhost")
    browser = Browser(world.app)
    assert browser.get(path).h1 == "Mail about modules that open"
    with world.app.app_context():
        assert db.session.get_one(User, amira.id).mail_choices == {}  # looking changes nothing
    browser.client.post(path, data={"List-Unsubscribe": "One-Click"})
    with world.app.app_context():
        assert db.session.get_one(User, amira.id).mail_choices == {"modules": "no"}
    assert run(world, SEVEN + 21 * DAY + HOUR) == "posted 0"


def test_a_module_opened_now_is_told_after_ten_minutes_unless_taken_back(
    world: World, cohort: str
) -> None:
    people(world, cohort, "Amira Okafor")
    run(world, SEVEN)
    ruth = world.person("Ruth Calder")
    world.join(ruth, cohort, Role.FACILITATOR)
    with time_machine.travel(SEVEN + 2 * DAY, tick=False):
        desk = world.browser(ruth)
        desk.submit(f"/cohorts/{cohort}/releases", "/m2/now")
    assert run(world, SEVEN + 2 * DAY + 9 * MINUTE) == "posted 0"
    with time_machine.travel(SEVEN + 2 * DAY + 9 * MINUTE, tick=False):
        desk = world.browser(ruth)
        desk.send(desk.submit(f"/cohorts/{cohort}/releases", "/m2/hidden"), "/m2/hidden")
    assert run(world, SEVEN + 2 * DAY + 30 * MINUTE) == "posted 0"
    with time_machine.travel(SEVEN + 2 * DAY + HOUR, tick=False):
        desk = world.browser(ruth)
        desk.submit(f"/cohorts/{cohort}/releases", "/m2/shown")
    assert run(world, SEVEN + 2 * DAY + 2 * HOUR) == "posted 1"
    assert run(world, SEVEN + 23 * DAY) == "posted 0"  # nor again on its computed day


def test_announcing_makes_no_page_on_the_desk_stale(world: World, cohort: str) -> None:
    people(world, cohort, "Amira Okafor")
    ruth = world.person("Ruth Calder")
    world.join(ruth, cohort, Role.FACILITATOR)
    with time_machine.travel(SEVEN, tick=False):
        desk = world.browser(ruth)
        page = desk.get(f"/cohorts/{cohort}/releases")
        assert run(world, SEVEN) == "posted 1"
        asked = desk.send(page, "/m1/hidden")
        assert desk.send(asked, "/m1/hidden").status == 303


def test_one_let_in_early_is_told_alone_and_not_again(world: World, cohort: str) -> None:
    amira, _ = people(world, cohort, "Amira Okafor", "Joe Hartigan")
    run(world, SEVEN)
    with world.database():
        theirs = db.session.scalars(
            sa.select(Membership.id).where(Membership.user_id == amira.id)
        ).one()
        m2 = db.session.scalars(sa.select(Module.id).where(Module.slug == "m2")).one()
        db.session.add(EarlyOpening(membership_id=theirs, module_id=m2, opened_at=SEVEN + 5 * DAY))
    assert run(world, SEVEN + 5 * DAY + 5 * MINUTE) == "posted 0"
    assert run(world, SEVEN + 5 * DAY + HOUR) == "posted 1"
    assert run(world, SEVEN + 5 * DAY + 2 * HOUR) == "posted 0"
    early = mails(world)[-1] if mails(world)[-1].to_address == amira.email else mails(world)[1]
    assert (early.to_address, early.subject) == (amira.email, "“Module number 2” is open to you")
    assert "ahead of the others" in early.text
    # m2 opens to everybody on 1 November, in winter time now.
    assert run(world, dt.datetime(2027, 11, 1, 7, tzinfo=UTC)) == "posted 1"
    told = [mail.to_address for mail in mails(world) if "Module number 2" in mail.subject]
    assert sorted(told) == ["amira.okafor@example.org", "joe.hartigan@example.org"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata"])
def test_seven_is_the_cohorts_own(world: World, zone: str) -> None:
    slug = world.programme(name="Elsewhere")
    world.modules(slug, 1)
    cohort = world.cohort(slug, "Far", time_zone=zone, starts_on=START, ends_on=dt.date(2028, 6, 1))
    people(world, cohort, "Amira Okafor")
    from zoneinfo import ZoneInfo

    seven = dt.datetime(2027, 10, 11, 7, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert run(world, seven - MINUTE) == "posted 0"
    assert run(world, seven) == "posted 1"


def test_workers_that_run_at_the_same_time_post_each_notice_once(world: World, cohort: str) -> None:
    people(world, cohort, *(f"Reader {n}" for n in range(6)))
    faults: list[BaseException] = []
    gate = threading.Barrier(3)

    def work() -> None:
        try:
            with world.app.test_request_context():
                gate.wait()
                post_openings()
        except BaseException as error:
            faults.append(error)

    with time_machine.travel(SEVEN, tick=False):
        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert not faults
    assert len(mails(world)) == 6


def test_a_missed_run_comes_late_and_once_by_the_schedule(world: World, cohort: str) -> None:
    people(world, cohort, "Amira Okafor")
    for moment in (SEVEN - DAY, SEVEN + 7 * HOUR, SEVEN + 7 * HOUR + 6 * MINUTE):
        with time_machine.travel(moment, tick=False), world.app.test_request_context():
            run_due(SCHEDULED)
    assert len(mails(world)) == 1


def test_a_worker_killed_half_way_loses_nothing_and_doubles_nothing(
    world: World, cohort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real process, ended by SIGKILL after it wrote half of a cohort's notices."""
    if sys.platform == "win32":
        pytest.skip("needs fork")
    people(world, cohort, *(f"Reader {n}" for n in range(4)))
    with world.app.app_context():
        db.engine.dispose()
    child = os.fork()
    if child == 0:  # pragma: no cover - ends by a signal
        written = 0
        compose = emails.module_opened

        def dying(*facts: Any, **more: Any) -> Any:
            nonlocal written
            written += 1
            if written == 3:
                db.session.flush()
                os.kill(os.getpid(), signal.SIGKILL)
            return compose(*facts, **more)

        emails.module_opened = dying
        try:
            run(world, SEVEN)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert mails(world) == []
    assert run(world, SEVEN + 5 * MINUTE) == "posted 4"
    assert run(world, SEVEN + 10 * MINUTE) == "posted 0"
    assert len(mails(world)) == 4


def test_one_cohorts_trouble_keeps_no_other_from_hearing(
    world: World, cohort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(world, cohort, "Amira Okafor")
    second = world.cohort(
        "commissioning-with-communities",
        "Second",
        starts_on=START,
        ends_on=dt.date(2028, 6, 1),
    )
    people(world, second, "Joe Hartigan")
    compose = emails.module_opened

    def troubled(user: User, *facts: Any, **more: Any) -> Any:
        if user.name == "Amira Okafor":
            raise ValueError("a template that does not render")
        return compose(user, *facts, **more)

    monkeypatch.setattr(emails, "module_opened", troubled)
    with pytest.raises(ValueError, match="does not render"):
        run(world, SEVEN)
    assert [mail.to_address for mail in mails(world)] == ["joe.hartigan@example.org"]
    monkeypatch.undo()
    assert run(world, SEVEN + 5 * MINUTE) == "posted 1"
