"""A cohort on the demo's site whose module holds every block there is, for its participant."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from cohort.access.actor import NOBODY, Role
from cohort.accounts.models import User
from cohort.course_authoring import actions
from cohort.course_format.values import Course
from cohort.db import db
from cohort.programmes.models import Programme
from tests import world as worlds
from tests.browser.server import Site
from tests.browser.visiting import app_of
from tests.browser.window import PEOPLE
from tests.world import Person, World

EVERYTHING = (Path(__file__).parent / "everything.md").read_text()
COHORT = "reading-cohort"


def set_up(site: Site) -> str:
    """The address of the module's front page."""
    app = app_of(site)
    with app.app_context():
        people = {
            who: db.session.scalars(sa.select(User).where(User.email == PEOPLE[who])).one()
            for who in ("participant", "facilitator")
        }
    world = World(app)
    slug = world.programme(name="Every block there is", public=False)
    pages = (
        worlds.page_file(1, 1, False, body=EVERYTHING),
        worlds.page_file(1, 2, False),
        worlds.page_file(1, 3, True),
    )
    first = dataclasses.replace(worlds.module_file(1, 3), pages=pages)
    later = worlds.module_file(2, 1, opens_after_days=100)
    with world.database():
        programme = db.session.scalars(sa.select(Programme).where(Programme.slug == slug)).one()
        report = actions.load_course(NOBODY, programme, Course(slug="c", modules=[first, later]))
        assert not [problem for problem in report.problems if problem.is_error], report.problems
    started = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=7)
    cohort = world.cohort(slug, "Reading cohort", starts_on=started)
    assert cohort == COHORT
    for who, user in people.items():
        role = Role.FACILITATOR if who == "facilitator" else Role.PARTICIPANT
        world.join(Person(user.id, user.name, user.email), cohort, role)
    return f"/cohorts/{COHORT}/modules/m1"
