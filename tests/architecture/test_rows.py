"""Row classes are filled by name: a select that does not fit its class fails as it is imported."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from cohort.db import columns_of, db, row_of, rows_of


@dataclass(frozen=True, slots=True)
class Badge:
    """A row class to plant faults with."""

    title: str
    start: str
    number: int = 0


ONE, TWO = sa.literal("one"), sa.literal("two")


def test_columns_fill_the_fields_they_are_named_for_whatever_their_order(app: Flask) -> None:
    with app.app_context():
        found = db.session.execute(sa.select(*columns_of(Badge, start=TWO, title=ONE)))
        assert rows_of(Badge, found) == [Badge(title="one", start="two")]


def test_one_select_fills_two_rows_by_prefix_and_more_stands_over_it(app: Flask) -> None:
    first, second = (
        columns_of(Badge, start=ONE, title=ONE),
        columns_of(Badge, "b_", start=TWO, title=TWO),
    )
    with app.app_context():
        found = db.session.execute(sa.select(*first, *second)).one()
        assert row_of(Badge, found, number=7) == Badge("one", "one", 7)
        assert row_of(Badge, found, "b_", start="other") == Badge("two", "other")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"title": ONE}, r"Badge: missing \['start'\], unknown \[\]"),
        ({"title": ONE, "start": TWO, "strat": TWO}, r"missing \[\], unknown \['strat'\]"),
    ],
)
def test_a_misspelt_or_missing_field_is_named(columns: dict[str, object], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        columns_of(Badge, **columns)
