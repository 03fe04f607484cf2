"""What the reporter of a post is told stands under Notices too, and says no more than the mail."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.db import db
from cohort.discussions.notices import SETTLED
from cohort.discussions.queries.reports import settled_reports_of
from cohort.kernel import clock
from cohort.mail.models import OutboxMessage
from cohort.notices.actions.at_once import send_at_once
from cohort.notices.actions.digests import send_digests
from cohort.notices.models import Notice
from cohort.notices.queries import reader_of
from cohort.programmes.models import Membership
from tests.discussions.test_reports import Place, mails, place, report, report_address
from tests.world import Person, World

__all__ = ["place"]
ANSWER = "We have called Gareth, who did not mean it so."


def settle(world: World, at: Place, outcome: str = "talked", answer: str = ANSWER) -> None:
    report(world, at)
    ruth = world.browser(at.ruth)
    assert ruth.submit(report_address(world, at), "/settle", outcome=outcome, answer=answer)


def notices(world: World, person: Person) -> list[Notice]:
    with world.app.app_context():
        query = sa.select(Notice).where(Notice.user_id == person.id, Notice.kind == SETTLED)
        return list(db.session.scalars(query))


def test_the_reporter_has_a_notice_that_leads_to_the_report_and_is_read_there(
    world: World,
    place: Place,
) -> None:
    settle(world, place)
    amira = world.browser(place.amira)
    page = amira.get("/notices")
    assert "You reported a post. A facilitator talked with the author" in page.text
    assert ANSWER in page.text
    assert page.links()["You reported a post. A facilitator talked with the author"] == place.report
    (told,) = notices(world, place.amira)
    assert told.read_at is None
    opened = amira.get(place.report)
    assert ANSWER in opened.text
    opened.response.close()
    (told,) = notices(world, place.amira)
    assert told.read_at is not None


def test_nobody_else_has_one_and_it_says_no_more_than_the_mail(
    world: World,
    place: Place,
) -> None:
    settle(world, place)
    for person in (place.author, place.ruth, place.sam, place.organiser):
        assert notices(world, person) == []
        assert "You reported" not in world.browser(person).get("/notices").text
    (mail,) = mails(world, "report_settled").values()
    page = world.browser(place.amira).get("/notices")
    assert ANSWER in mail
    assert "Home care" in mail
    for unsaid in ("Ruth Calder", "Gareth Penry", "Mrs Tiler", "a resident’s name"):
        assert unsaid not in mail
        assert unsaid not in page.text


def test_it_is_one_event_and_one_mail(world: World, place: Place) -> None:
    report(world, place)
    ruth = world.browser(place.ruth)
    form = ruth.get(report_address(world, place))
    for _ in range(2):  # a second press adds nothing
        ruth.send(form, "/settle", outcome="talked", answer=ANSWER)
    with world.app.app_context():
        send_at_once()
        send_digests()
        to_amira = OutboxMessage.to_address == place.amira.email
        about = [mail.kind for mail in db.session.scalars(sa.select(OutboxMessage).where(to_amira))]
    assert about.count("discussions/report_settled") == 1
    assert not [kind for kind in about if kind.startswith("notices/")]
    assert len(notices(world, place.amira)) == 1


def test_somebody_elses_report_and_a_cohort_that_was_left_give_no_line(
    world: World,
    place: Place,
) -> None:
    settle(world, place)
    (told,) = notices(world, place.amira)
    with world.database():
        other = reader_of(place.author.id)
        assert settled_reports_of(other, [told.subject_id]) == []
        assert len(settled_reports_of(reader_of(place.amira.id), [told.subject_id])) == 1
    with world.database() as session:
        left = sa.update(Membership).where(Membership.user_id == place.amira.id)
        session.execute(left.values(left_at=clock.now()))
    assert "You reported a post" not in world.browser(place.amira).get("/notices").text
