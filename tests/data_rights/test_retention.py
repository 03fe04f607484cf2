"""What is over its time goes by itself, in batches, and a dry run says so first."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from cohort.accounts.models import User
from cohort.data_rights import jobs
from cohort.data_rights.actions import downloads, retention
from cohort.data_rights.models import AccountDeletion, Complaint, DataExport
from cohort.db import db
from cohort.files import store
from cohort.interest.models import ExpressionOfInterest
from cohort.kernel import clock
from cohort.mail.models import MailState, OutboxMessage
from tests.client import Page
from tests.world import Person, World


def run(world: World) -> str:
    with world.app.app_context():
        return retention.run()


def later(**gap: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + dt.timedelta(**gap))


def cells_of(page: Page, what: str) -> list[str]:
    """The cells of the rule's row on the administrators' page."""
    rows = [row.xpath("./*/text()") for row in page.tree.xpath("//main//tbody/tr")]
    return next(cells for cells in rows if cells[0] == what)


def counts(world: World) -> dict[str, int]:
    with world.app.app_context():
        return {line.rule.what: line.count for line in retention.report()}


@pytest.fixture
def admin(world: World) -> Person:
    return world.person("An Admin", administrator=True)


def test_a_registration_goes_on_the_day_after_its_last(world: World, admin: Person) -> None:
    world.interest(world.programme())
    with later(days=360):
        assert counts(world)["Registrations of interest"] == 0
        run(world)
    assert world.count(ExpressionOfInterest) == 1
    with later(days=367):
        assert counts(world)["Registrations of interest"] == 1
        page = world.browser(admin).get("/admin/retention")
        cells = cells_of(page, "Registrations of interest")
        assert cells[:3] == ["Registrations of interest", "As the programme says", "1"]
        assert world.count(ExpressionOfInterest) == 1  # looking removes nothing
        assert "Registrations of interest: 1 removed" in run(world)
        assert counts(world)["Registrations of interest"] == 0
    assert world.count(ExpressionOfInterest) == 0


def test_the_page_counts_so_far_and_no_further(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_COUNTED", 2)
    programme = world.programme()
    for number in range(4):
        world.interest(programme, email=f"person{number}@example.org")
        if number in (1, 2):
            with later(days=367):
                page = world.browser(admin).get("/admin/retention")
                cells = cells_of(page, "Registrations of interest")
                assert cells[2] == ("2" if number == 1 else "More than 2")
    with later(days=367):
        assert counts(world)["Registrations of interest"] == 4, "the dry run counts them all"


def test_mail_loses_its_text_then_goes_but_never_while_it_waits(world: World) -> None:
    programme = world.programme()
    world.interest(programme, email="sent@example.org")
    world.interest(programme, email="waits@example.org")
    with world.database():
        sent = OutboxMessage.to_address == "sent@example.org"
        db.session.execute(sa.update(OutboxMessage).where(sent).values(state=MailState.SENT))

    def texts() -> dict[str, str]:
        with world.app.app_context():
            query = sa.select(OutboxMessage.to_address, OutboxMessage.text)
            return {row.to_address: row.text for row in db.session.execute(query)}

    with later(days=31):
        run(world)
    assert texts()["sent@example.org"] == ""
    assert "Thank you for your interest" in texts()["waits@example.org"]
    with later(days=366):
        run(world)
    assert set(texts()) == {"waits@example.org"}


def test_downloads_go_with_their_files(world: World) -> None:
    person = world.person()
    with world.app.app_context():
        downloads.ask_for_download(person.id)
        db.session.commit()
        downloads.make_waiting_downloads()
        key = db.session.scalar(sa.select(DataExport.file_key))
        assert store.exists(key or "")
    with later(days=8):
        run(world)
    assert world.count(DataExport) == 0
    with world.app.app_context():
        assert not store.exists(key or "")


def test_complaints_stay_until_years_after_the_answer(world: World) -> None:
    with world.database():
        today = clock.now().date()
        for number, answered in enumerate((clock.now(), None)):
            db.session.add(
                Complaint(
                    reference=f"R{number}",
                    name="Tom",
                    email="t@example.org",
                    about="Mail",
                    acknowledge_by=today,
                    answer_by=today,
                    answered_at=answered,
                    submission_key=f"key-{number}",
                )
            )
    with later(days=365 * 5):
        run(world)
    assert world.count(Complaint) == 2
    with later(days=365 * 6 + 3):
        run(world)
    with world.app.app_context():
        assert db.session.scalars(sa.select(Complaint.reference)).all() == ["R1"]


def test_batches_do_it_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = world.programme()
    for number in range(7):
        world.interest(programme, email=f"person{number}@example.org")
    monkeypatch.setattr(retention, "BATCH", 3)
    with later(days=400):
        assert "Registrations of interest: 7 removed" in run(world)


# --- Accounts that nobody uses ----------------------------------------------------------------

YEARS = dt.timedelta(days=3 * 366)


def work(world: World) -> None:
    with world.app.app_context():
        for one in jobs.WOKEN:
            one()
            db.session.commit()


def names(world: World) -> set[str]:
    with world.app.app_context():
        return set(db.session.scalars(sa.select(User.name)))


def test_an_unused_account_is_warned_then_erased_and_whoever_signs_in_stays(
    world: World, admin: Person
) -> None:
    world.person("Never Came")
    back = world.person("Came Back")
    organiser = world.person("An Organiser")
    world.programme(organiser)
    regular = world.person("A Regular")
    with later(days=800):
        world.browser(regular)
        run(world)  # keeps the day beyond the sign-in
    start = clock.now() + YEARS
    with time_machine.travel(start):
        assert "Accounts that nobody uses: 2 warned by mail" in run(world)
        run(world)
        with world.app.app_context():
            kinds = db.session.scalars(
                sa.select(OutboxMessage.to_address).where(
                    OutboxMessage.kind == "data_rights/inactive"
                )
            ).all()
        assert sorted(kinds) == ["came.back@example.org", "never.came@example.org"]
    with time_machine.travel(start + dt.timedelta(days=20)):
        work(world)
        assert "Never Came" in names(world)
        browser = world.browser(back)
        assert browser.get("/cohorts").status == 200  # warned is not closed
    with time_machine.travel(start + dt.timedelta(days=31)):
        work(world)
        assert names(world) == {
            *("Somebody who left", "Came Back", "An Organiser", "A Regular", "An Admin"),
        }
        with world.app.app_context():
            undone = AccountDeletion.cancelled_at.is_not(None)
            assert db.session.scalars(sa.select(AccountDeletion.user_id).where(undone)).all() == [
                back.id
            ]


def test_every_period_that_a_rule_reads_is_a_setting(world: World) -> None:
    with world.app.app_context():
        for rule in retention.rules():
            assert rule.period()
