"""Much of everything, in bulk: long threads, many threads, many notices, and the work of pages.

The work is counted, not timed: what SQLite's own machine steps through, and on PostgreSQL the
pages of 8 kB that its plans touch. Neither depends on how busy the machine is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from cohort.access.actor import Role
from cohort.accounts.models import User
from cohort.db import db
from cohort.discussions.models import Post, PostFollowing, Thread
from cohort.kernel import clock, ids
from cohort.notices.models import Notice, ReadThrough
from cohort.programmes.models import Membership
from cohort.search import index
from cohort.search.kinds import IndexEntry
from cohort.search.models import SearchEntry

ROWS = 5000  # in one INSERT
TEXT = "What would change if the people it is for had written the first line?"
RARE = f"{TEXT} We asked at the allotment."
EVERY = 100  # steps between two calls of SQLite's progress handler
NOT_ASKED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SELECT SETTING.NAME, SETTING.VALUE FROM")


_given: Counter[int] = Counter()


def new_id() -> int:
    """An id of this moment, though a test may have made later ones before it went back in time."""
    first = ids.first_at(clock.now())
    _given[first] += 1
    return first + 8 * _given[first]


def insert(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Rows of a table, all with the same columns. Needs an app context; the caller commits."""
    for start in range(0, len(rows), ROWS):
        db.session.execute(sa.insert(table.__table__), rows[start : start + ROWS])


def people(cohort_id: int, number: int, name: str) -> list[int]:
    """So many members of a cohort; their ids."""
    now, made = clock.now(), [new_id() for _ in range(number)]
    insert(
        User,
        [
            {"id": one, "name": f"{name} {n}", "email": f"{name.lower()}{n}@example.org"}
            | {"password_hash": "", "epoch": 0, "created_at": now}
            for n, one in enumerate(made)
        ],
    )
    members = {"cohort_id": cohort_id, "role": Role.PARTICIPANT, "joined_at": now}
    rows = [members | {"id": new_id(), "user_id": one, "organisation": ""} for one in made]
    insert(Membership, rows)
    return made


def threads(cohort_id: int, people: Sequence[int], number: int, **facts: Any) -> list[int]:
    """So many threads; `posts` in each, one if it is not said. Their ids, oldest first."""
    posts = facts.pop("posts", 1)
    opened, written, now = [], [], clock.now()
    for place in range(number):
        thread, author = new_id(), people[place % len(people)]
        made = [_post(thread, people[n % len(people)], n, now) for n in range(posts)]
        written += made
        opened.append(
            {
                "id": thread,
                "cohort_id": cohort_id,
                "author_id": author,
                "title": f"What would you do about question {place}?",
                "opened_at": now,
                "posts": posts,
                "last_post_id": made[-1]["id"],
                "last_post_at": now,
                "submission_key": ids.write_id(thread),
                **facts,
            }
        )
    insert(Thread, opened)
    insert(Post, written)
    return [row["id"] for row in opened]


def _post(thread_id: int, author_id: int, number: int, at: dt.datetime) -> dict[str, Any]:
    post = new_id()
    return {
        "id": post,
        "thread_id": thread_id,
        "author_id": author_id,
        "body": f"{TEXT} Number {number}.",
        "body_html": f"<p>{TEXT} Number {number}.</p>",
        "posted_at": at,
        "told_at": at,
        "submission_key": ids.write_id(post),
    }


def read_all(user_id: int, cohort_id: int) -> None:
    """They have read every thread of the cohort."""
    found = sa.select(Thread.id, Thread.last_post_id).where(Thread.cohort_id == cohort_id)
    insert(
        ReadThrough,
        [
            {"user_id": user_id, "place": f"thread:{thread}", "through": last, "at": clock.now()}
            for thread, last in db.session.execute(found)
        ],
    )


def notices(user_id: int, cohort_id: int, number: int, *, unread: int) -> None:
    """Notices of replies, of the cohort's newest posts over and over; the newest are unread."""
    found = sa.select(Post.id, Post.thread_id).join(Thread, Thread.id == Post.thread_id)
    posts = db.session.execute(
        found.where(Thread.cohort_id == cohort_id).order_by(Post.id.desc()).limit(number)
    ).all()[::-1]
    now, rows = clock.now(), []
    for place in range(number):
        # Older ones are of posts that are gone: a page asks about those as well.
        post, thread = posts[place - number] if number - place <= len(posts) else (place, place)
        rows.append(
            {
                "id": new_id(),
                "user_id": user_id,
                "cohort_id": cohort_id,
                "kind": "reply",
                "place": f"thread:{thread}",
                "subject_id": post,
                "at": now,
                "read_at": None if number - place <= unread else now,
            }
        )
    insert(Notice, rows)


def follow_post(user_ids: Sequence[int], post_id: int) -> None:
    """These people want to hear of answers to a post."""
    facts = {"post_id": post_id, "state": "following", "at": clock.now()}
    insert(PostFollowing, [facts | {"user_id": user} for user in user_ids])


def index_posts(cohort_id: int, programme_id: int) -> None:
    """Every post of a cohort in the search index: their words are taken apart once. The last of
    all says one word more."""
    query = sa.select(Post.id, Post.thread_id, Post.body).join(Thread, Thread.id == Post.thread_id)
    posts = db.session.execute(query.where(Thread.cohort_id == cohort_id)).all()
    entry = IndexEntry(0, programme_id, "", TEXT, cohort_id=cohort_id)
    row = index._row("post", entry)
    rows = [
        row | {"thing_id": post, "extra": {"thread": thread, "post": post, "title": "A thread"}}
        for post, thread, _ in posts
    ]
    more = index._row("post", IndexEntry(0, programme_id, "", RARE, cohort_id=cohort_id))
    rows[-1] = more | {name: rows[-1][name] for name in ("thing_id", "extra")}
    for start in range(0, len(rows), ROWS):
        batch = rows[start : start + ROWS]
        insert(SearchEntry, batch)
        mine = SearchEntry.thing_id.between(batch[0]["thing_id"], batch[-1]["thing_id"])
        index.full_text().learn(sa.select(SearchEntry.id).where(mine), batch)


@dataclass
class Work:
    """What was asked of the database, and how much work that was."""

    asked: list[str] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)
    steps: int = 0
    begun_at: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        ends = [*self.begun_at[1:], self.steps]
        each = zip(self.begun_at, ends, self.asked, strict=True)
        return "\n\n".join(f"{end - begun} steps: {sql}" for begun, end, sql in each)

    @property
    def queries(self) -> int:
        """How many statements."""
        return len(self.asked)


@contextmanager
def work_of(engine: sa.Engine, *, again: bool = True) -> Iterator[Work]:
    """The work of the statements made inside. On PostgreSQL each is run `again` for it, so they
    must only read; without it, statements are counted there, and no steps."""
    work = Work()

    def hear(_conn: object, _cursor: object, sql: str, given: Any, *_: object) -> None:
        if not " ".join(sql.split()).upper().startswith(NOT_ASKED):
            work.asked.append(sql)
            work.given.append(given)
            work.begun_at.append(work.steps)

    def count() -> int:
        work.steps += EVERY
        return 0

    def watch(raw: Any, *_: object) -> None:
        raw.set_progress_handler(count, EVERY)

    def forget(raw: Any, *_: object) -> None:
        raw.set_progress_handler(None, 0)

    is_sqlite = engine.dialect.name == "sqlite"
    event.listen(engine, "before_cursor_execute", hear)
    if is_sqlite:
        event.listen(engine, "checkout", watch)
        event.listen(engine, "checkin", forget)
    try:
        yield work
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        if is_sqlite:
            event.remove(engine, "checkout", watch)
            event.remove(engine, "checkin", forget)
    if not is_sqlite and again:
        for number, one in enumerate(zip(work.asked, work.given, strict=True)):
            work.begun_at[number] = work.steps
            work.steps += _blocks(engine, *one)


def _blocks(engine: sa.Engine, sql: str, given: Any) -> int:
    """The pages that PostgreSQL's plan of a query touches."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")) or "FOR UPDATE" in sql:
        return 0
    with engine.connect() as connection:
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"
        ((found,),) = connection.exec_driver_sql(explain, given).all()
    plan = found[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def settle(engine: sa.Engine) -> None:
    """Let the database know how much there is, as it finds out by itself within a minute."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        connection.exec_driver_sql("SELECT 1" if is_sqlite else "VACUUM ANALYZE")
