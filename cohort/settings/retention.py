"""How long data is kept: the shape of a rule, and the parts that most rules use.

A feature's `retention.py` lists its own as `RULES`; the nightly job, the dry run and the
administrators' page loop over them all (see cohort.data_rights.actions.retention).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cohort.db import change
from cohort.kernel import clock
from cohort.settings.current import current
from cohort.settings.definitions import Definition


@dataclass(frozen=True)
class Rule:
    """`what` is kept for `period` (both as people read them), and `then` says what happens to it.

    `moment` is the column with the age of a row of `table`; `is_over` is true of rows too old.
    `act` handles rows by their ids, at most 500 at a time, and leaves the commit to its caller;
    afterwards `is_over` no longer finds them.
    """

    what: str
    then: str
    period: Callable[[], str]
    table: Any
    moment: Any
    is_over: Callable[[], sa.ColumnElement[bool]]
    act: Callable[[Sequence[int]], None]


def in_words(period: Definition[int]) -> Callable[[], str]:
    """A period as people read it: "30 days"."""
    return lambda: f"{current(period):,} {period.unit}"


def before(period: Definition[int]) -> dt.datetime:
    """The moment this many days before now."""
    return clock.now() - dt.timedelta(days=current(period))


def remove(table: Any) -> Callable[[Sequence[int]], None]:
    """An act that deletes rows of a table."""

    def act(ids: Sequence[int]) -> None:
        change(sa.delete(table).where(table.id.in_(ids)))

    return act
