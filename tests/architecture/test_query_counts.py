"""Each page makes a fixed number of queries, whatever the number of rows it shows.

The numbers are literals on purpose. When one rises, look for a query inside a loop first; when it
rises because the page really shows something new, change it here, in the same commit.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from cohort.access.actor import NOBODY, Actor, Role
from cohort.accounts.actions import people as accounts
from cohort.accounts.models import SignIn
from cohort.audit_log.actions import record
from cohort.course_authoring import actions as course_authoring
from cohort.course_authoring.models import Revision
from cohort.course_format.values import Course
from cohort.course_modules import actions as course_modules
from cohort.course_modules.models import GlossaryTerm, ModulePage
from cohort.course_modules.queries import PageRow
from cohort.data_rights.actions.complaints import complain
from cohort.db import db
from cohort.discussions import actions as discussions
from cohort.interest import actions as interest
from cohort.kernel import clock, ids
from cohort.mail import outbox
from cohort.mail.outbox import Message
from cohort.programmes import actions as programmes
from cohort.programmes.actions import invitations
from cohort.programmes.models import Cohort, Programme
from cohort.reflections import actions as reflections
from tests.client import Browser
from tests.world import Person, World, module_file

MOST = 6
ROW_COUNTS = (1, 3, 30)
# The last is the site's settings, which a process reads at most once in 30 seconds, whatever the
# pages: a test that is slow would count it now and then.
NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SELECT SETTING.NAME, SETTING.VALUE FROM")


@dataclass(frozen=True)
class Case:
    """A page, who asks for it, how many queries it makes, and a row it shows."""

    page: str
    who: str
    queries: int
    row: str


CASES = (
    # page                                            who           queries  a row shows
    Case("/", "visitor", 1, "Programme row {n}"),
    Case("/programmes/{programme}", "visitor", 2, "Open row {n}"),
    Case("/programmes/{programme}/interest", "visitor", 2, "Open row {n}"),
    Case("/cohorts", "facilitator", 2, "Cohort row {n}"),
    Case("/cohorts/{cohort}", "participant", 3, ""),  # shows at most five things
    Case("/cohorts/{cohort}", "facilitator", 3, ""),
    Case("/cohorts/{cohort}/people", "participant", 2, "Member row {n}"),
    Case("/cohorts/{cohort}/modules", "participant", 2, "Module number {n}"),
    Case("/cohorts/{cohort}/modules/m1", "participant", 3, "Page {n} of module 1"),
    Case("/cohorts/{cohort}/modules/m1/p{n}", "participant", 5, "Page {n} of module 1"),
    Case("/cohorts/{cohort}/search?q=words", "participant", 2, "Page {n} of module 1"),
    Case("/cohorts/{cohort}/search?q=wrods+nowhere", "participant", 5, "Page {n} of module 1"),
    Case("/cohorts/{cohort}/modules/m1/_/print", "participant", 4, "Page {n} of module 1"),
    Case("/cohorts/{cohort}/modules/_/glossary", "participant", 3, "Word row {n}"),
    Case("/cohorts/{cohort}/threads", "participant", 2, "Thread row {n}"),
    Case("/cohorts/{cohort}/threads/{thread}", "participant", 3, "Post row {n}"),
    Case("/cohorts/{cohort}/log", "participant", 2, "Entry row {n}"),
    Case("/cohorts/{cohort}/progress", "facilitator", 5, "Member row {n}"),
    Case("/cohorts/{cohort}/releases", "facilitator", 3, "Module number {n}"),
    Case("/cohorts/{cohort}/releases/m1", "facilitator", 4, ""),
    Case("/cohorts/{cohort}/registrations", "facilitator", 2, "Asked row {n}"),
    Case("/cohorts/{cohort}/members", "facilitator", 3, "Member row {n}"),
    Case("/cohorts/{cohort}/invitations", "facilitator", 4, "invited{n}@example.org"),
    Case("/account/sign-ins", "participant", 3, "Device {n} on Linux"),
    Case("/organise", "organiser", 2, "Programme row {n}"),
    Case("/organise/programmes/{programme}", "organiser", 3, "Open row {n}"),
    Case("/organise/programmes/{programme}/organisers", "organiser", 2, "Member row {n}"),
    Case("/organise/programmes/{programme}/registrations", "organiser", 2, "Asked row {n}"),
    Case("/organise/programmes/{programme}/content", "organiser", 4, "Module number {n}"),
    Case("/organise/programmes/{programme}/content/{page}", "organiser", 6, ""),
    Case("/organise/programmes/{programme}/content/{page}/revisions", "organiser", 3, "Note {n}"),
    Case("/organise/programmes/{programme}/history", "organiser", 3, "Record row {n}"),
    Case("/admin/people", "administrator", 2, "Member row {n}"),
    Case("/admin/complaints", "administrator", 3, ""),  # shows references, made by chance
    Case("/privacy/versions", "visitor", 1, ""),
    Case("/admin/mail", "administrator", 4, "Asked row {n}"),
    Case("/admin/jobs", "administrator", 4, ""),  # shows each job there is
    Case("/admin/history", "administrator", 3, "Record row {n}"),
    Case("/admin/checklist", "administrator", 2, ""),
    Case("/admin/settings", "administrator", 2, ""),  # shows each setting there is
    Case("/admin/settings/names", "administrator", 2, ""),
)
MOST_SHOWN = {  # rows on one page of a list paged by key; the rest is behind its link
    "/cohorts/{cohort}/log": 20,
    "/admin/mail": 20,
    "/organise/programmes/{programme}/content/{page}/revisions": 20,
}


@contextmanager
def queries_of(world: World) -> Iterator[list[str]]:
    """The SQL of each query made inside, without what only begins and ends transactions, and
    without the reading of settings."""
    made: list[str] = []

    def note(_conn: object, _cursor: object, sql: str, *_: object) -> None:
        if not " ".join(sql.split()).upper().startswith(NOT_COUNTED):
            made.append(sql)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Rows:
    """A world with `count` rows in every list."""

    def __init__(self, world: World, count: int) -> None:
        self.world, self.count = world, count
        self.people = {
            role: world.person(f"The {role}")
            for role in ("participant", "facilitator", "organiser")
        }
        self.people["administrator"] = world.person("The administrator", administrator=True)
        self.programme = world.programme(self.people["organiser"], name="Programme row 1")
        self.cohort = world.cohort(self.programme, "Cohort row 1")
        world.join(self.people["participant"], self.cohort)
        world.join(self.people["facilitator"], self.cohort, Role.FACILITATOR)
        with world.app.test_request_context():
            self._programmes_and_cohorts()
            self._modules()
            self._words()
            self._people()
            self._registrations()
            db.session.commit()
            self._writing()
            for n in range(1, count + 1):
                ours = self._ours()
                told = f"Record row {n}"
                record(NOBODY, "programme:edit", ours, programme_id=ours.id, reason=told)
            db.session.commit()

    def address(self, page: str) -> str:
        return page.format(
            programme=self.programme,
            cohort=self.cohort,
            n=self.count,
            thread=ids.write_id(self.thread),
            page=ids.write_id(self.page),
        )

    def browser(self, who: str) -> Browser:
        person: Person | None = self.people.get(who)
        return self.world.browser(person) if person else Browser(self.world.app)

    def _programmes_and_cohorts(self) -> None:
        today = clock.now().date()
        dates = {"starts_on": today, "ends_on": today + dt.timedelta(days=90), "status": "running"}
        ours = self._ours()
        for n in range(1, self.count + 1):
            if n > 1:
                programme = programmes.start_programme(NOBODY, name=f"Programme row {n}")
                programmes.publish_programme(NOBODY, programme, public=True)
                programmes.make_organiser(NOBODY, programme, self.people["organiser"].id)
                cohort = programmes.start_cohort(NOBODY, ours.id, name=f"Cohort row {n}", **dates)
                facilitator = self.people["facilitator"].id
                programmes.add_member(NOBODY, cohort, facilitator, Role.FACILITATOR)
            dates_open = dates | {"status": "open_for_interest"}
            programmes.start_cohort(NOBODY, ours.id, name=f"Open row {n}", **dates_open)

    def _ours(self) -> Programme:
        return db.session.scalars(
            sa.select(Programme).where(Programme.slug == self.programme)
        ).one()

    def _modules(self) -> None:
        modules = [module_file(n, self.count if n == 1 else 1) for n in range(1, self.count + 1)]
        course = Course(slug=self.programme, modules=modules)
        assert not course_authoring.load_course(NOBODY, self._ours(), course).problems

    def _words(self) -> None:
        page = db.session.scalars(sa.select(ModulePage).where(ModulePage.slug == "p1")).first()
        assert page
        for n in range(1, self.count + 1):
            word = {"slug": f"w{n}", "term": f"Word row {n}", "html": f"<p>It means {n}.</p>"}
            ours = {"programme_id": self._ours().id, "page_id": page.id}
            db.session.add(GlossaryTerm(**word, **ours))

    def _people(self) -> None:
        here = db.session.scalars(sa.select(Cohort).where(Cohort.slug == self.cohort)).one()
        page = db.session.scalars(sa.select(ModulePage).where(ModulePage.slug == "p1")).first()
        assert page
        self.page = page.id
        for n in range(1, self.count + 1):
            facts = {"version": n, "text": f"Text {n}", "note": f"Note {n}", "origin": "browser"}
            db.session.add(Revision(module_id=page.module_id, page_id=page.id, **facts))
            db.session.flush()
        line = PageRow(page.id, page.slug, page.position, page.title, 0, is_done=False)
        for n in range(1, self.count + 1):
            mine = SignIn(user_id=self.people["participant"].id, way="password")
            mine.device = f"Device {n} on Linux"
            db.session.add(mine)
            user = accounts.create_user(
                name=f"Member row {n}", email=f"member{n}@example.org", password=None
            )
            membership = programmes.add_member(NOBODY, here, user.id, Role.PARTICIPANT, "A council")
            programmes.make_organiser(NOBODY, self._ours(), user.id)
            actor = Actor(user_id=user.id, membership_id=membership.id)
            course_modules.mark_done(actor, [line])

    def _registrations(self) -> None:
        here = db.session.scalar(sa.select(Cohort.id).where(Cohort.slug == self.cohort))
        for n in range(1, self.count + 1):
            interest.register_interest(
                self._ours(),
                cohort_id=here,
                name=f"Asked row {n}",
                email=f"asked{n}@example.org",
                organisation="A council",
                job="A job",
                hopes="",
                held_because=None,
                submission_key=new_key(),
            )
            complain(
                name=f"Complainant row {n}",
                email=f"complains{n}@example.org",
                about="It",
                wanted="",
                held_because=None,
                submission_key=new_key(),
            )
        cohort = db.session.get_one(Cohort, here)
        invitees = [
            invitations.Invitee(f"Invited row {n}", f"invited{n}@example.org", "A council")
            for n in range(1, self.count + 1)
        ]
        actor = self.world.actor(self.people["facilitator"], self.cohort)
        invitations.invite(actor, cohort, invitees, Role.PARTICIPANT)
        for n in range(1, self.count + 1):  # last: the newest mail stands first
            told = Message("test", f"asked{n}@example.org", "P", f"Asked row {n}", "T", "H")
            outbox.post(told)

    def _writing(self) -> None:
        actor = self.world.actor(self.people["participant"], self.cohort)
        for n in range(1, self.count + 1):
            thread = discussions.open_thread(
                actor, title=f"Thread row {n}", body="Post row 1", submission_key=new_key()
            )
            self.thread = thread.thread_id
            reflections.write_reflection(
                actor, body=f"Entry row {n}", title="", prompt_id=None, submission_key=new_key()
            )
        for n in range(2, self.count + 1):
            key = new_key()
            discussions.reply(actor, self.thread, body=f"Post row {n}", submission_key=key)


def new_key() -> str:
    return ids.write_id(ids.new_id())


@pytest.mark.parametrize("count", ROW_COUNTS)
def test_each_list_page_makes_the_same_number_of_queries_for_any_number_of_rows(
    world: World, count: int
) -> None:
    rows = Rows(world, count)
    browsers = {case.who: rows.browser(case.who) for case in CASES}
    faults = []
    for case in CASES:
        with queries_of(world) as made:
            page = browsers[case.who].get(rows.address(case.page))
        assert page.status == 200, f"{case.page} answered {page.status}"
        shown = sum(
            bool(re.search(rf"{case.row.format(n=n)}(?!\d)", page.text))
            for n in range(1, count + 1)
        )
        if case.row and shown < min(count, MOST_SHOWN.get(case.page, count)):
            faults.append(f"{case.page} shows {shown} of {count} rows “{case.row}”")
        if len(made) != case.queries:
            listed = "\n    ".join(" ".join(sql.split())[:150] for sql in made)
            faults.append(
                f"{case.page} ({case.who}) made {len(made)} queries with {count} rows; the table "
                f"says {case.queries}. Is there one inside a loop?\n    {listed}"
            )
    assert not faults, "\n".join(faults)


def test_no_page_is_allowed_more_than_six_queries() -> None:
    assert max(case.queries for case in CASES) <= MOST


def test_a_query_inside_a_loop_is_counted(world: World) -> None:
    with queries_of(world) as made, world.app.app_context():
        for _ in range(3):
            db.session.execute(sa.text("SELECT 1"))
    assert made == ["SELECT 1"] * 3
