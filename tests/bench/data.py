"""Fills an empty database with as much as a platform holds after a while.

At scale 1: one cohort of 30 people on the shipped course, 20 threads of which one holds 50
posts, 40 log entries of the participant who is measured and 20 of everybody else, and done
marks. At scale n: n such cohorts, and in the measured cohort n times the threads (to 300)
and n times the measured participant's log entries.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask import Flask

from cohort.access.actor import NOBODY, Role
from cohort.accounts.models import Profile, User
from cohort.accounts.passwords import hash_password
from cohort.course_authoring.actions import load_course
from cohort.course_authoring.cli import load_folder
from cohort.course_format.reading import read_course
from cohort.course_format.values import ModuleFile
from cohort.course_modules.models import DoneMark, Module, ModulePage, Prompt
from cohort.db import db
from cohort.discussions.models import Post, Thread
from cohort.kernel import clock, ids
from cohort.operations import migrating
from cohort.programmes.actions import publish_programme
from cohort.programmes.models import Cohort, CohortStatus, Membership, Programme
from cohort.reflections.models import Reflection
from tests.bench.words import rendered
from tests.world import module_file, page_file

PEOPLE = 30
THREADS = 20
MOST_THREADS = 300
POSTS_IN_LONG_THREAD = 50
POSTS_IN_THREAD = 5
OWN_ENTRIES = 40
ENTRIES = 20
MARKS = 10
BIG_NUMBER, BIG = 90, "m90"
BIG_PAGES, BIG_PROMPTS = 40, 15  # prompts of each kind on the first page
PARAGRAPH = "What would change if the people it is for had written the first line? " * 6
PASSWORD = "a long enough password"
EMAIL = "person-0-1@example.org"
ORDER = (User, Profile, Cohort, Membership, Thread, Post, Reflection, DoneMark)


@dataclass(frozen=True)
class Ground:
    """Where the measured pages stand, and how much lies around them."""

    cohort: str
    module_page: str
    big_page: str
    thread: str
    reply_thread: str
    reply_thread_id: int
    rows: dict[str, int]


@dataclass(frozen=True)
class _Course:
    programme_id: int
    module_slug: str
    page_slug: str
    pages: list[int]
    reflect: list[int]
    discuss: list[int]
    big_reflect: list[int]
    big_discuss: list[int]


def fill(app: Flask, scale: int) -> Ground:
    """Migrate the empty database, load the course and write everything else in bulk."""
    with app.app_context():
        migrating.migrate()
        course = _load_course(app)
        db.session.remove()
        rows = _Rows()
        ground = _measured_cohort(rows, course, scale)
        with db.engine.begin() as connection:
            rows.write(connection)
            for number in range(1, scale):
                _cohort(rows, course, number, threads=THREADS, own_entries=ENTRIES)
                rows.write(connection)
        if db.engine.dialect.name == "postgresql":  # as autovacuum does within a minute
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        ground.rows.update(rows.written)
        db.engine.dispose()
        return ground


class _Rows:
    """Rows waiting to be written, a list a table."""

    def __init__(self) -> None:
        self.waiting: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self.written: dict[str, int] = defaultdict(int)

    def add(self, table: Any, **facts: Any) -> None:
        self.waiting[table].append(facts)

    def write(self, connection: sa.Connection) -> None:
        for table in ORDER:
            if self.waiting[table]:
                connection.execute(sa.insert(table.__table__), self.waiting[table])
                self.written[table.__tablename__] += len(self.waiting[table])
        self.waiting.clear()


def _load_course(app: Flask) -> _Course:
    folder = next(p for p in sorted(app.extensions["config"].modules_path.iterdir()) if p.is_dir())
    load_folder(folder, None)
    programme = db.session.scalars(sa.select(Programme)).one()
    publish_programme(NOBODY, programme, public=True)
    course = read_course(folder)
    course.modules.append(_big_module())
    load_course(NOBODY, programme, course)
    db.session.commit()
    prompts = defaultdict(lambda: defaultdict(list))
    for prompt in db.session.scalars(sa.select(Prompt).order_by(Prompt.id)):
        prompts[prompt.page_id][prompt.kind].append(prompt.id)
    pages = db.session.execute(
        sa.select(ModulePage.id, Module.slug, ModulePage.slug)
        .join(Module, Module.id == ModulePage.module_id)
        .order_by(Module.position, ModulePage.position)
    ).all()
    both = [row for row in pages if prompts[row[0]]["reflect"] and prompts[row[0]]["discuss"]]
    either = [row for row in pages if prompts[row[0]]]
    page_id, module_slug, page_slug = (both or either)[0]
    return _Course(
        programme_id=programme.id,
        module_slug=module_slug,
        page_slug=page_slug,
        pages=[row[0] for row in pages],
        reflect=prompts[page_id]["reflect"],
        discuss=prompts[page_id]["discuss"],
        big_reflect=[
            prompt for page in pages if page[1] == BIG for prompt in prompts[page[0]]["reflect"]
        ],
        big_discuss=[
            prompt for page in pages if page[1] == BIG for prompt in prompts[page[0]]["discuss"]
        ],
    )


def _big_module() -> ModuleFile:
    """A module of many pages, whose first holds many prompts: larger than anybody writes."""
    blocks = "\n\n".join(
        f"## Question {n}\n\n{PARAGRAPH}\n\n::: {{.{kind} #big-{kind}-{n}}}\nWhat of {n}?\n:::"
        for n in range(BIG_PROMPTS)
        for kind in ("reflect", "discuss")
    )
    pages = (
        page_file(BIG_NUMBER, 1, last=False, body=blocks),
        *(page_file(BIG_NUMBER, n, last=False) for n in range(2, BIG_PAGES + 1)),
    )
    return replace(module_file(BIG_NUMBER, 1, opens_after_days=0), pages=pages)


def _measured_cohort(rows: _Rows, course: _Course, scale: int) -> Ground:
    threads = min(THREADS * scale, MOST_THREADS)
    cohort, people = _cohort(rows, course, 0, threads=threads, own_entries=OWN_ENTRIES * scale)
    for prompt_id in [*course.discuss, *course.big_discuss]:
        _thread(rows, cohort["id"], people, POSTS_IN_THREAD, prompt_id=prompt_id)
    for prompt_id in [*course.reflect, *course.big_reflect]:
        _entry(rows, cohort["id"], people[1], 0, prompt_id=prompt_id)
    long, replies = (_thread(rows, cohort["id"], people, POSTS_IN_LONG_THREAD) for _ in range(2))
    base = f"/cohorts/{cohort['slug']}"
    return Ground(
        cohort=base,
        module_page=f"{base}/modules/{course.module_slug}/{course.page_slug}",
        big_page=f"{base}/modules/{BIG}/p1",
        thread=f"{base}/threads/{ids.write_id(long)}",
        reply_thread=f"{base}/threads/{ids.write_id(replies)}",
        reply_thread_id=replies,
        rows={},
    )


def _cohort(
    rows: _Rows, course: _Course, number: int, *, threads: int, own_entries: int
) -> tuple[dict[str, Any], list[int]]:
    """A cohort with its people, talk, logs and marks: (its row, its people's ids)."""
    now = clock.now()
    cohort = {
        "id": ids.new_id(),
        "programme_id": course.programme_id,
        "slug": f"cohort-{number}",
        "name": f"Cohort {number}",
        "status": CohortStatus.RUNNING if number < 10 else CohortStatus.FINISHED,
        "starts_on": now.date() - dt.timedelta(days=300),
        "ends_on": now.date() + dt.timedelta(days=60),
        "capacity": PEOPLE,
        "created_at": now,
    }
    rows.add(Cohort, **cohort)
    people = [_person(rows, cohort["id"], course, number, n) for n in range(PEOPLE)]
    for _ in range(threads - 2 if number == 0 else threads):
        _thread(rows, cohort["id"], people, POSTS_IN_THREAD)
    for place, person in enumerate(people):
        count = own_entries if place == 1 else ENTRIES
        for age in range(count, 0, -1):
            _entry(rows, cohort["id"], person, age * 80 // count)
    return cohort, people


def _person(rows: _Rows, cohort_id: int, course: _Course, cohort: int, place: int) -> int:
    now, person, membership = clock.now(), ids.new_id(), ids.new_id()
    rows.add(
        User,
        id=person,
        email=f"person-{cohort}-{place}@example.org",
        name=f"Person {place} of {cohort}",
        password_hash=_password_hash(),
        epoch=0,
        created_at=now,
    )
    rows.add(
        Profile,
        user_id=person,
        job="Commissioning manager",
        organisation=f"Organisation {place % 7}",
        place="Northmoor" if place % 3 else "",
        working_on="Short breaks, with the families who use them." if place % 2 else "",
    )
    rows.add(
        Membership,
        id=membership,
        cohort_id=cohort_id,
        user_id=person,
        role=Role.FACILITATOR if place == 0 else Role.PARTICIPANT,
        organisation=f"Organisation {place % 7}",
        joined_at=now,
    )
    for page_id in course.pages[:MARKS]:
        rows.add(DoneMark, membership_id=membership, page_id=page_id, marked_at=now)
    return person


def _thread(
    rows: _Rows, cohort_id: int, people: list[int], posts: int, prompt_id: int | None = None
) -> int:
    thread, now = ids.new_id(), clock.now()
    made = [ids.new_id() for _ in range(posts)]
    rows.add(
        Thread,
        id=thread,
        cohort_id=cohort_id,
        prompt_id=prompt_id,
        author_id=people[thread % len(people)],
        title=f"What would you do about question {thread % 1000}?",
        opened_at=now - dt.timedelta(days=posts),
        posts=posts,
        last_post_id=made[-1],
        last_post_at=now - dt.timedelta(days=1),
        submission_key=ids.write_id(thread),
    )
    for place, post in enumerate(made):
        body, html = rendered(place)
        rows.add(
            Post,
            id=post,
            thread_id=thread,
            author_id=people[place % len(people)],
            body=body,
            body_html=html,
            posted_at=now - dt.timedelta(days=posts - place, minutes=place),
            submission_key=ids.write_id(post),
        )
    return thread


def _entry(
    rows: _Rows, cohort_id: int, person: int, days_ago: int, prompt_id: int | None = None
) -> None:
    entry = ids.new_id()
    body, html = rendered(entry)
    when = clock.now() - dt.timedelta(days=days_ago)
    rows.add(
        Reflection,
        id=entry,
        author_id=person,
        cohort_id=cohort_id,
        prompt_id=prompt_id,
        title="After the meeting" if days_ago % 2 else "",
        body=body,
        body_html=html,
        written_at=when,
        changed_at=when,
        submission_key=ids.write_id(entry),
    )


_hash: list[str] = []


def _password_hash() -> str:
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    return _hash[0]
