"""The queries of pages that list programmes, cohorts and people, and rows for them."""

from __future__ import annotations

import datetime as dt

from cohort.access.actor import NOBODY, Role
from cohort.accounts.actions import people as accounts
from cohort.kernel import clock
from cohort.programmes import actions as programmes
from cohort.programmes.actions import invitations
from tests.architecture.counting import ListPage, Rows

PAGES = (
    ListPage("/programmes/{programme}", "visitor", 2, "Open row {n}"),
    ListPage("/cohorts", "facilitator", 2, "Cohort row {n}"),
    ListPage("/cohorts/{cohort}/people", "participant", 2, "Member row {n}"),
    ListPage("/cohorts/{cohort}/members", "facilitator", 3, "Member row {n}"),
    ListPage("/cohorts/{cohort}/invitations", "facilitator", 4, "invited{n}@example.org"),
    ListPage("/organise", "organiser", 2, "Programme row {n}"),
    ListPage("/organise/programmes/{programme}", "organiser", 3, "Open row {n}"),
    ListPage("/organise/programmes/{programme}/organisers", "organiser", 2, "Member row {n}"),
    ListPage("/admin/people", "administrator", 2, "Member row {n}"),
)


def _programmes_and_cohorts(rows: Rows) -> None:
    today = clock.now().date()
    dates = {"starts_on": today, "ends_on": today + dt.timedelta(days=90), "status": "running"}
    ours = rows.programme()
    for n in rows.numbers:
        if n > 1:
            programme = programmes.start_programme(NOBODY, name=f"Programme row {n}")
            programmes.publish_programme(NOBODY, programme, public=True)
            programmes.make_organiser(NOBODY, programme, rows.people["organiser"].id)
            cohort = programmes.start_cohort(NOBODY, ours.id, name=f"Cohort row {n}", **dates)
            facilitator = rows.people["facilitator"].id
            programmes.add_member(NOBODY, cohort, facilitator, Role.FACILITATOR)
        dates_open = dates | {"status": "open_for_interest"}
        programmes.start_cohort(NOBODY, ours.id, name=f"Open row {n}", **dates_open)


def _members_and_organisers(rows: Rows) -> None:
    ours, here = rows.programme(), rows.cohort()
    for n in rows.numbers:
        email = f"member{n}@example.org"
        user = accounts.create_user(name=f"Member row {n}", email=email, password=None)
        programmes.add_member(NOBODY, here, user.id, Role.PARTICIPANT, "A council")
        programmes.make_organiser(NOBODY, ours, user.id)


def _invitations(rows: Rows) -> None:
    invitees = [
        invitations.Invitee(f"Invited row {n}", f"invited{n}@example.org", "A council")
        for n in rows.numbers
    ]
    actor = rows.world.actor(rows.people["facilitator"], rows.names["cohort"])
    invitations.invite(actor, rows.cohort(), invitees, Role.PARTICIPANT)


ROWS = (_programmes_and_cohorts, _members_and_organisers, _invitations)
