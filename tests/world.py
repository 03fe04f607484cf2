"""Builds people, programmes and cohorts for tests, through the real actions.

Everything it returns is plain (ids, slugs, addresses), so that no test holds an app context
or an open session while the browser makes requests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from cohort.access.actor import NOBODY, Actor, Role
from cohort.accounts.actions import people as accounts
from cohort.accounts.actions import profiles
from cohort.accounts.models import User
from cohort.accounts.queries import get_own_profile
from cohort.course_authoring import actions as course_authoring
from cohort.course_authoring.models import Revision
from cohort.course_format.values import Course, ModuleFile, PageFile
from cohort.course_modules.models import CourseAsset, Module, ModulePage
from cohort.db import db
from cohort.discussions import actions as discussions
from cohort.discussions.models import Post, Thread
from cohort.interest import actions as interest
from cohort.kernel import clock, ids
from cohort.programmes import actions as programmes
from cohort.programmes.actions import agreements, invitations
from cohort.programmes.loader import load_actor
from cohort.programmes.models import Cohort, CohortStatus, Programme
from cohort.programmes.queries.agreements import find_latest_wording
from cohort.programmes.queries.invitations import token_of
from cohort.reflections import actions as reflections
from tests.client import Browser
from tests.pictures import picture

PASSWORD = "a long enough password"
# At a hundredth of the cost of a real one (tests/accounts/test_passwords.py says what that is).
QUICK_HASH = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: int
    name: str
    email: str


@dataclass(frozen=True)
class Invited:
    """An invitation, and what stands at the end of its link."""

    id: int
    token: str


class World:
    """A small world to test in. Each method commits."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.counter = 0

    def fresh(self, words: str) -> str:
        """Words that were not sent before: the same ones twice would be one sending."""
        self.counter += 1
        return f"{words} {self.counter}"

    @contextmanager
    def database(self) -> Iterator[Any]:
        """A session of its own; commits at the end."""
        with self.app.app_context():
            yield db.session
            db.session.commit()

    def person(
        self, name: str | None = None, *, password_hash: str = QUICK_HASH, **facts: Any
    ) -> Person:
        """Somebody whose password is PASSWORD."""
        self.counter += 1
        name = name or f"Person {self.counter}"
        email = facts.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
        with self.database():
            user = accounts.create_user(name=name, email=email, password=None, **facts)
            user.password_hash = password_hash
            return Person(user.id, user.name, user.email)

    def programme(self, organiser: Person | None = None, **facts: Any) -> str:
        """A public programme; returns its slug."""
        facts = {"name": "Commissioning with Communities"} | facts
        public = facts.pop("public", True)
        with self.database():
            programme = programmes.start_programme(NOBODY, **facts)
            programmes.publish_programme(NOBODY, programme, public=public)
            if organiser:
                programmes.make_organiser(NOBODY, programme, organiser.id)
            return programme.slug

    def cohort(self, programme: str, name: str = "Spring cohort", **facts: Any) -> str:
        """A running cohort three weeks in; returns its slug."""
        today = clock.now().date()
        facts = {
            "status": CohortStatus.RUNNING,
            "starts_on": today - dt.timedelta(days=21),
            "ends_on": today + dt.timedelta(days=150),
        } | facts
        with self.database():
            programme_id = db.session.scalar(
                sa.select(Programme.id).where(Programme.slug == programme)
            )
            assert programme_id
            return programmes.start_cohort(NOBODY, programme_id, name=name, **facts).slug

    def join(self, person: Person, cohort: str, role: Role = Role.PARTICIPANT) -> int:
        """Make somebody a member; returns the membership's id."""
        with self.database():
            found = db.session.scalars(sa.select(Cohort).where(Cohort.slug == cohort)).one()
            return programmes.add_member(NOBODY, found, person.id, role, "An organisation").id

    def agreement(self, programme: str, text: str, *, ask_again: bool = False) -> None:
        """Word the programme's agreement; the first wording is always asked for."""
        with self.database():
            found = db.session.scalars(
                sa.select(Programme).where(Programme.slug == programme)
            ).one()
            programmes.edit_programme(NOBODY, found, agreement=text, ask_again=ask_again)

    def agree(self, person: Person, cohort: str) -> None:
        """Let a member agree to the wording of now."""
        with self.database():
            actor = self.actor(person, cohort)
            wording = find_latest_wording(actor.programme.id)
            assert wording
            agreements.agree(actor, wording.number)

    def profile(self, person: Person, seen_by: dict[str, str] | None = None, **texts: str) -> None:
        """What somebody says about themselves."""
        with self.database():
            user, profile = get_own_profile(self.actor(person), to_change=True)
            old = profile.seen_by or {}
            profiles.save_profile(
                user, profile, name=person.name, texts=texts, seen_by=old | (seen_by or {})
            )

    def photo(self, person: Person, colour: tuple[int, int, int] = (40, 120, 80)) -> None:
        """A photo of one colour."""
        with self.database():
            profiles.change_photo(self.actor(person), picture(colour))

    def invite(
        self,
        inviter: Person,
        email: str,
        cohort: str | None = None,
        role: Role = Role.PARTICIPANT,
        **facts: Any,
    ) -> Invited:
        """Invite somebody to a cohort, or to the site; `facts` are columns to set afterwards."""
        # Posting mail renders templates, which want a request's worth of globals.
        with self.app.test_request_context():
            found = db.session.scalar(sa.select(Cohort).where(Cohort.slug == cohort))
            invitee = invitations.Invitee(email.partition("@")[0].title(), email, "A council")
            (made,) = invitations.invite(self.actor(inviter, cohort), found, [invitee], role)
            for name, value in facts.items():
                setattr(made, name, value)
            db.session.commit()
            return Invited(made.id, token_of(made))

    def modules(self, programme: str, count: int = 2, pages: int = 2) -> None:
        """Modules m1, m2 … a week apart, each with pages p1, p2 … and prompts m1-reflect…"""
        with self.database():
            found = db.session.scalars(
                sa.select(Programme).where(Programme.slug == programme)
            ).one()
            course = Course(
                slug=programme, modules=[module_file(n, pages) for n in range(1, count + 1)]
            )
            report = course_authoring.load_course(NOBODY, found, course)
            assert not report.problems

    def course_file(
        self,
        programme: str,
        module: str | None = None,
        name: str = "map.png",
        content: bytes | None = None,
    ) -> str:
        """A file beside a module's pages, or beside the whole course; returns its path."""
        with self.database():
            found = db.session.scalars(
                sa.select(Programme).where(Programme.slug == programme)
            ).one()
            here = sa.select(Module).where(Module.programme_id == found.id, Module.slug == module)
            beside = db.session.scalar(here)
            content = picture() if content is None else content
            return course_authoring.add_asset(NOBODY, found, beside, name, content).path

    def file_id(self, path: str) -> int:
        """Of the file at this path of a course."""
        with self.database():
            query = sa.select(CourseAsset.id).where(CourseAsset.path == path)
            return db.session.scalars(query).one()

    def module_ids(self, programme: str) -> list[int]:
        """The programme's modules in order."""
        with self.database():
            query = (
                sa.select(Module.id)
                .join(Programme, Programme.id == Module.programme_id)
                .where(Programme.slug == programme)
                .order_by(Module.position)
            )
            return list(db.session.scalars(query))

    def first_revision(self, module_id: int) -> int:
        """Of a module's own text."""
        with self.database():
            mine = Revision.module_id == module_id, Revision.page_id.is_(None)
            return db.session.scalars(sa.select(sa.func.min(Revision.id)).where(*mine)).one()

    def page_ids(self, module_id: int) -> list[int]:
        """A module's pages in order."""
        with self.database():
            query = sa.select(ModulePage.id).where(ModulePage.module_id == module_id)
            return list(db.session.scalars(query.order_by(ModulePage.position)))

    def actor(
        self, person: Person, cohort: str | None = None, programme: str | None = None
    ) -> Actor:
        """The person as the loader sees them. Needs an app context."""
        epoch = db.session.scalar(sa.select(User.epoch).where(User.id == person.id))
        return load_actor(person.id, epoch or 0, cohort_slug=cohort, programme_slug=programme)

    def reflection(self, person: Person, cohort: str, body: str | None = None) -> int:
        with self.database():
            return reflections.write_reflection(
                self.actor(person, cohort),
                body=body or self.fresh("A private thought"),
                title="",
                prompt_id=None,
                submission_key=ids.write_id(ids.new_id()),
            )

    def thread(
        self, person: Person, cohort: str, title: str = "A thread", body: str | None = None
    ) -> int:
        with self.database():
            return discussions.open_thread(
                self.actor(person, cohort),
                title=title,
                body=body or self.fresh("A first post"),
                submission_key=ids.write_id(ids.new_id()),
            ).thread_id

    def post(self, person: Person, cohort: str, thread_id: int, body: str | None = None) -> int:
        with self.database():
            return discussions.reply(
                self.actor(person, cohort),
                thread_id,
                body=body or self.fresh("A reply"),
                submission_key=ids.write_id(ids.new_id()),
            ).post_id

    def interest(self, programme: str, cohort: str | None = None, **facts: Any) -> str:
        """A registration of interest; returns its reference."""
        facts = {
            "name": "Tom Adeyemi",
            "email": "tom@example.org",
            "organisation": "Northmoor County Council",
            "job": "Service manager",
            "hopes": self.fresh("A hope"),
            "held_because": None,
        } | facts
        # Posting mail renders templates, which want a request's worth of globals.
        with self.app.test_request_context():
            found = db.session.scalars(
                sa.select(Programme).where(Programme.slug == programme)
            ).one()
            cohort_id = db.session.scalar(sa.select(Cohort.id).where(Cohort.slug == cohort))
            made = interest.register_interest(
                found, cohort_id=cohort_id, submission_key=ids.write_id(ids.new_id()), **facts
            )
            reference = made.reference
            db.session.commit()
            return reference

    def browser(self, person: Person) -> Browser:
        """A browser this person has signed in with."""
        browser = Browser(self.app)
        page = browser.sign_in(person.email, PASSWORD)
        assert page.status == 303, page.text
        return browser

    def count(self, table: type[Thread] | type[Post] | Any) -> int:
        with self.app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def module_file(number: int, pages: int, opens_after_days: int | None = None) -> ModuleFile:
    """The files of module m1, m2 …, a course's three weeks apart."""
    days = (number - 1) * 21 if opens_after_days is None else opens_after_days
    text = (
        f"---\ntitle: Module number {number}\nsummary: What module {number} is about.\n"
        "foundation: Shared purpose\nminutes_to_read: 20\nminutes_to_do: 40\n"
        f"opens_after_days: {days}\nobjectives:\n  - Describe it\n"
        "licence: CC BY 4.0\n---\n\nWhy this matters.\n"
    )
    return ModuleFile(
        slug=f"m{number}",
        position=number,
        text=text,
        path=f"0{number}-m{number}/module.md",
        pages=tuple(page_file(number, n, n == pages) for n in range(1, pages + 1)),
    )


def page_file(module: int, number: int, last: bool, body: str | None = None) -> PageFile:
    """A page's file; the last one of a module holds its prompts and a facilitators' note."""
    return PageFile(
        slug=f"p{number}",
        position=number,
        text=(
            f"---\ntitle: Page {number} of module {module}\nminutes_to_read: 5\n---\n\n"
            f"{page_body(module, number, last) if body is None else body}"
        ),
        path=f"0{module}-m{module}/0{number}-p{number}.md",
    )


def page_body(module: int, number: int, last: bool) -> str:
    """What such a page says."""
    body = f"Words of page {number} of module {module}.\n\n"
    if last:
        body += (
            f"::: {{.reflect #m{module}-reflect template=gibbs}}\nWhat did you notice?\n:::\n\n"
            f"::: {{.discuss #m{module}-discuss}}\nWhat do you think?\n:::\n\n"
            f"::: {{.try #m{module}-try}}\nTry it.\n:::\n\n"
            "::: facilitator\nA note for facilitators.\n:::\n"
        )
    return body
