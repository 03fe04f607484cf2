"""Programmes, cohorts and memberships of the demo, through the actions of their people."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.access.actions import Can
from cohort.access.actor import NOBODY, Actor
from cohort.accounts.models import User
from cohort.db import db
from cohort.demo.acting import check, date_back
from cohort.demo.people import ADMINISTRATOR, ALONG_THE_COAST, COMMUNITIES, ORGANISER, PEOPLE
from cohort.kernel import clock
from cohort.programmes.actions import (
    add_member,
    edit_programme,
    make_organiser,
    publish_programme,
    start_cohort,
    start_programme,
)
from cohort.programmes.actions.agreements import agree
from cohort.programmes.models import AgreementVersion, Cohort, Consent, Membership, Programme
from cohort.programmes.queries import get_programme
from cohort.programmes.queries.agreements import find_latest_wording
from cohort.site.demo import programmes
from cohort.site.demo.cast import FoundedCast

OLDER_THAN_ITS_COHORT = dt.timedelta(days=120)
FIRST_JOINED_BEFORE = 28  # days before the cohort's first day


def found_programmes(cast: FoundedCast) -> None:
    """The shipped course's programme, edited and published, and a second one."""
    shipped = db.session.scalar(sa.select(Programme).where(Programme.slug == COMMUNITIES))
    if shipped is None:  # its modules were not loaded; the loader creates it in the same way
        shipped = start_programme(NOBODY, name="Commissioning with Communities", slug=COMMUNITIES)
    administrator = cast.somebody(ADMINISTRATOR, COMMUNITIES)
    check(administrator, Can.EDIT_PROGRAMME)
    make_organiser(administrator, shipped, cast.users[ORGANISER].id)
    db.session.flush()

    organiser = cast.somebody(ORGANISER, COMMUNITIES)
    check(organiser, Can.EDIT_PROGRAMME)
    edit_programme(organiser, get_programme(organiser), **programmes.COMMUNITIES_FACTS)
    publish_programme(organiser, shipped, public=True)

    check(organiser, Can.START_PROGRAMME)
    start_programme(organiser, slug=ALONG_THE_COAST, **programmes.COAST_FACTS)
    db.session.flush()
    organiser = cast.somebody(ORGANISER, ALONG_THE_COAST)
    check(organiser, Can.EDIT_PROGRAMME)
    publish_programme(organiser, get_programme(organiser), public=True)
    db.session.flush()


def found_cohorts(cast: FoundedCast, now: dt.datetime) -> None:
    """Three cohorts and everybody in them, oldest first, since ids rise with time."""
    for plan in programmes.cohorts(clock.in_zone(now, clock.LONDON).date()):
        organiser = cast.somebody(ORGANISER, plan.programme)
        check(organiser, Can.START_COHORT)
        cohort = start_cohort(
            organiser,
            organiser.programme.id,
            name=plan.name,
            slug=plan.slug,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            **plan.facts,
        )
        cast.cohorts[plan.slug], cast.anchors[plan.slug] = cohort, plan.anchor
        _fill(cast, cohort, now)


def _fill(cast: FoundedCast, cohort: Cohort, now: dt.datetime) -> None:
    organiser = cast.member(ORGANISER, cohort.slug)
    check(organiser, Can.EDIT_COHORT)
    # The last to join does so a few days before the start; nobody joins in the future.
    first = min(cohort.starts_on, now.date()) - dt.timedelta(days=FIRST_JOINED_BEFORE)
    founded = clock.local_moment(first, dt.time(9), cohort.time_zone) - OLDER_THAN_ITS_COHORT
    date_back(Cohort, Cohort.id == cohort.id, created_at=founded)
    _no_younger_than(Programme, cohort.programme_id, founded)
    date_back(
        Programme,
        Programme.id == cohort.programme_id,
        Programme.published_at > founded,
        published_at=founded,
    )
    date_back(
        AgreementVersion,
        AgreementVersion.programme_id == cohort.programme_id,
        AgreementVersion.published_at > founded,
        published_at=founded,
    )
    # The site's and the programme's organisers were there before them.
    for key in (ADMINISTRATOR, ORGANISER):
        _no_younger_than(User, cast.users[key].id, founded)
    here = [key for key, person in PEOPLE.items() if cohort.slug in person.places]
    for number, key in enumerate(here):
        user, person = cast.users[key], PEOPLE[key]
        membership = add_member(organiser, cohort, user.id, person.role, person.organisation)
        time = dt.time(9 + number % 8, number * 17 % 60)
        joined = clock.local_moment(
            first + dt.timedelta(days=number * 3 // 2), time, cohort.time_zone
        )
        date_back(Membership, Membership.id == membership.id, joined_at=joined)
        _agree(cast.member(key, cohort.slug), joined)
        _no_younger_than(User, user.id, joined)


def _agree(member: Actor, moment: dt.datetime) -> None:
    """Everybody agreed to the cohort's agreement as they joined."""
    check(member, Can.READ_AGREEMENT)
    wording = find_latest_wording(member.programme.id)
    if wording:
        agree(member, wording.number)
        mine = Consent.membership_id == member.membership_id
        date_back(Consent, mine, agreed_at=moment)


def _no_younger_than(table: type[User | Programme], row_id: int, moment: dt.datetime) -> None:
    """Date a row back so that it existed by `moment`."""
    date_back(table, table.id == row_id, table.created_at > moment, created_at=moment)
