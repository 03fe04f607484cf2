"""Counts the queries of pages. A feature says in its counts.py which pages list something, how
many queries each makes, and how rows for its lists are made:

    PAGES        a ListPage each: tests/architecture/test_query_counts.py opens it
    ROWS         functions that put `rows.count` rows into the feature's lists
    NOT_COUNTED  endpoints of lists whose queries say nothing
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import event

from cohort.access.actor import Role
from cohort.db import db
from cohort.kernel import ids
from cohort.programmes.models import Cohort, Programme
from tests.client import Browser
from tests.declared import declared
from tests.world import Person, World

# The last is the site's settings, which a process reads at most once in 30 seconds, whatever the
# pages: a test that is slow would count it now and then.
LEFT_OUT = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SELECT SETTING.NAME, SETTING.VALUE FROM")
A_PAGE = 20  # rows on one page of a list paged by key; the rest is behind its link


@dataclass(frozen=True)
class ListPage:
    """A page, who asks for it, how many queries it makes, and a row it shows.

    `{n}` in the address is the number of rows; in the row, that of each. No row is looked for when
    `row` is empty, and no more than `most` of them when the list goes on behind a link.
    """

    address: str
    who: str
    queries: int
    row: str = ""
    most: int | None = None


@contextmanager
def queries_of(world: World) -> Iterator[list[str]]:
    """The SQL of each query made inside, without what only begins and ends transactions, and
    without the reading of settings."""
    made: list[str] = []

    def note(_conn: object, _cursor: object, sql: str, *_: object) -> None:
        if not " ".join(sql.split()).upper().startswith(LEFT_OUT):
            made.append(sql)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Rows:
    """A world with `count` rows in every list.

    `names` fills in the addresses of pages; a feature adds what its own pages need.
    """

    def __init__(self, world: World, count: int) -> None:
        self.world, self.count = world, count
        self.numbers = range(1, count + 1)
        self.people = {
            role: world.person(f"The {role}")
            for role in ("participant", "facilitator", "organiser")
        }
        self.people["administrator"] = world.person("The administrator", administrator=True)
        programme = world.programme(self.people["organiser"], name="Programme row 1")
        cohort = world.cohort(programme, "Cohort row 1")
        world.join(self.people["participant"], cohort)
        world.join(self.people["facilitator"], cohort, Role.FACILITATOR)
        self.names = {"programme": programme, "cohort": cohort, "n": str(count)}
        for make in declared("counts", "ROWS"):
            with world.app.test_request_context():
                make(self)
                db.session.commit()

    def programme(self) -> Programme:
        """The one in the addresses. Needs an app context, as all below."""
        mine = Programme.slug == self.names["programme"]
        return db.session.scalars(sa.select(Programme).where(mine)).one()

    def cohort(self) -> Cohort:
        """The one in the addresses."""
        mine = Cohort.slug == self.names["cohort"]
        return db.session.scalars(sa.select(Cohort).where(mine)).one()

    def key(self) -> str:
        """A submission's, never used before."""
        return ids.write_id(ids.new_id())

    def browser(self, who: str) -> Browser:
        person: Person | None = self.people.get(who)
        return self.world.browser(person) if person else Browser(self.world.app)
