"""Each page makes a fixed number of queries, whatever the number of rows it shows.

The numbers are literals on purpose, in tests/<feature>/counts.py. When one rises, look for a query
inside a loop first; when it rises because the page really shows something new, change it there, in
the same commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.db import db
from cohort.kernel import ids
from tests.architecture.counting import ListPage, Rows, queries_of
from tests.declared import declared, home_of
from tests.world import World

MOST = 8
ROW_COUNTS = (1, 3, 30)
PAGES: tuple[ListPage, ...] = declared("counts", "PAGES")


@pytest.mark.parametrize("count", ROW_COUNTS)
def test_each_list_page_makes_the_same_number_of_queries_for_any_number_of_rows(
    world: World, count: int
) -> None:
    rows = Rows(world, count)
    browsers = {who: rows.browser(who) for who in {page.who for page in PAGES}}
    faults = []
    for page in PAGES:
        with queries_of(world) as made:
            answer = browsers[page.who].get(page.address.format(**rows.names))
        assert answer.status == 200, f"{page.address} answered {answer.status}"
        shown = sum(
            bool(re.search(rf"{page.row.format(n=n)}(?!\d)", answer.text)) for n in rows.numbers
        )
        if page.row and shown < min(count, page.most or count):
            faults.append(f"{page.address} shows {shown} of {count} rows “{page.row}”")
        if len(made) != page.queries:
            listed = "\n    ".join(" ".join(sql.split())[:150] for sql in made)
            faults.append(
                f"{page.address} ({page.who}) made {len(made)} queries with {count} rows; its "
                f"line says {page.queries}. Is there one inside a loop?\n    {listed}"
            )
    assert not faults, "\n".join(faults)


def uncounted(app: Flask, pages: Iterable[ListPage], left_out: Iterable[str]) -> list[str]:
    """Lists whose queries nobody counts, and what is declared though it is no list: sentences that
    say what to do. A list is a view whose name begins with `list_`."""
    addresses = app.url_map.bind("localhost")
    counted = {
        addresses.match(re.sub(r"\{\w+\}", ids.write_id(7), page.address).partition("?")[0])[0]
        for page in pages
    }
    lists = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.split(".")[-1].startswith("list_")
    }
    return (
        [f"{endpoint} lists something: add a ListPage to {home_of(app, endpoint)}/counts.py"
         for endpoint in sorted(lists - counted - set(left_out))]
        + [f"{endpoint} is counted, or is gone: take it out of NOT_COUNTED"
           for endpoint in left_out if endpoint in counted or endpoint not in lists]
    )  # fmt: skip


def test_every_list_is_counted(app: Flask) -> None:
    faults = uncounted(app, PAGES, declared("counts", "NOT_COUNTED"))
    assert not faults, "\n".join(faults)


def test_a_list_that_is_not_counted_is_named_with_what_to_do() -> None:
    def list_things() -> str:
        return ""

    list_things.__module__ = "cohort.discussions.views"
    app = Flask("small", static_folder=None)
    for name in ("planted", "counted", "left_out"):
        app.add_url_rule(f"/{name}/<thing>", f"small.list_{name}", list_things)
    app.add_url_rule("/new", "small.new_thing", list_things)
    pages = [ListPage("/counted/{thing}?q={n}", "visitor", 1)]
    left_out = ("small.list_left_out", "small.list_counted", "small.list_gone")
    assert uncounted(app, pages, left_out) == [
        "small.list_planted lists something: add a ListPage to tests/discussions/counts.py",
        "small.list_counted is counted, or is gone: take it out of NOT_COUNTED",
        "small.list_gone is counted, or is gone: take it out of NOT_COUNTED",
    ]


def test_no_page_is_allowed_more_than_eight_queries() -> None:
    assert max(page.queries for page in PAGES) <= MOST


def test_a_query_inside_a_loop_is_counted(world: World) -> None:
    with queries_of(world) as made, world.app.app_context():
        for _ in range(3):
            db.session.execute(sa.text("SELECT 1"))
    assert made == ["SELECT 1"] * 3
