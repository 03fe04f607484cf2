"""Full text on SQLite: an FTS5 table over the stems in search_entry.

It is told to cut at spaces and signs only, as cohort/search/words.py has done the rest. It holds
no text of its own, so removing an entry takes the same words that were put in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from cohort.db import db
from cohort.search.models import FOUND, SearchEntry
from cohort.search.tokens import Clause, Form, Wanted

_COLUMNS = ("wall", "title_words", "heading_words", "text_words", "other_words")
CANDIDATES = 200
_WEIGHTS = (0.0, 10.0, 4.0, 1.0, 1.0)
_table = sa.table("search_text", sa.column("rowid", sa.Integer))
_itself: sa.ColumnElement[Any] = sa.literal_column("search_text")
_match = _itself.op("MATCH")(sa.bindparam("match", type_=sa.Text))
_rank = sa.func.bm25(_itself, *_WEIGHTS)
_hidden_rank: sa.ColumnElement[Any] = sa.literal_column("search_text.rank")
_WEIGHED = f"bm25({', '.join(map(str, _WEIGHTS))})"
_searched = " ".join(_COLUMNS[1:])


def learn(ids: sa.Select[Any], _entries: Sequence[Mapping[str, Any]]) -> None:
    """Index the words of these entries, which are already in search_entry."""
    columns = (SearchEntry.id, *(getattr(SearchEntry, name) for name in _COLUMNS))
    chosen = sa.select(*columns).where(SearchEntry.id.in_(ids))
    target = sa.table("search_text", *(sa.column(name) for name in ("rowid", *_COLUMNS)))
    db.session.execute(sa.insert(target).from_select(["rowid", *_COLUMNS], chosen))


def forget(condition: sa.ColumnElement[bool]) -> None:
    """Remove these entries' words from the index; search_entry must still have the same words."""
    columns = (SearchEntry.id, *(getattr(SearchEntry, name) for name in _COLUMNS))
    chosen = sa.select(sa.literal("delete"), *columns).where(condition)
    names = ["search_text", "rowid", *_COLUMNS]
    target = sa.table("search_text", *(sa.column(name) for name in names))
    db.session.execute(sa.insert(target).from_select(names, chosen))


def facts(wanted: Wanted, walls: Sequence[str]) -> dict[str, str]:
    """The query's bind parameters."""
    within = " OR ".join(f'"{wall}"' for wall in walls)
    return {"match": f"wall : ({within}) AND {{{_searched}}} : ({_expression(wanted)})"}


def best(readable: sa.ColumnElement[bool], limit: int) -> sa.Select[Any]:
    """The best entries, best first, as `FOUND` has them.

    To find out whether somebody may read an entry takes longer than how well it matches: only the
    best CANDIDATES are asked about, and all of them where those are not enough for a page.
    """
    # FTS5 itself sorts by its hidden column (https://www.sqlite.org/fts5.html, "Sorting by rank").
    nearest = (
        sa.select(_table.c.rowid.label("id"), _hidden_rank.label("rank"))
        .where(_match, _hidden_rank.op("MATCH")(_WEIGHED))
        .order_by(_hidden_rank)
        .limit(CANDIDATES)
        .cte("nearest")
    )
    near = (
        sa.select(nearest.c.id, nearest.c.rank)
        .join(SearchEntry, SearchEntry.id == nearest.c.id)
        .where(readable)
        .order_by(nearest.c.rank, nearest.c.id)
        .limit(limit)
        .cte("near")
    )
    is_short = (_count(nearest) == CANDIDATES, _count(near) < limit)
    all_of_them = (
        _matching()
        .join(SearchEntry, SearchEntry.id == _table.c.rowid)
        .where(*is_short, readable)
        .order_by(sa.text("rank, search_text.rowid"))
        .limit(limit)
        .subquery()
    )
    ranked = sa.union(sa.select(near), sa.select(all_of_them)).cte("ranked")
    # CROSS JOIN fixes SQLite's join order: the few best first, then a lookup for each. The
    # columns must be plain text for that, so that no table joins by itself.
    columns: list[Any] = [
        sa.literal_column(f"search_entry.{found.key}", found.type).label(found.key)
        for found in FOUND
    ]
    return (
        sa.select(*columns)
        .select_from(sa.text("ranked CROSS JOIN search_entry"))
        .add_cte(ranked)
        .where(sa.text("search_entry.id = ranked.id"))
        .order_by(sa.text("ranked.rank, ranked.id"))
        .limit(limit)
    )


def _matching() -> sa.Select[Any]:
    return (
        sa.select(_table.c.rowid.label("id"), _rank.label("rank")).select_from(_table).where(_match)
    )


def _count(of: sa.CTE) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(of).scalar_subquery()


def count(readable: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """How many readable entries match."""
    matching = _table.join(SearchEntry, SearchEntry.id == sa.literal_column("+search_text.rowid"))
    return sa.select(sa.func.count()).select_from(matching).where(_match, readable)


def holds(readable: sa.ColumnElement[bool], name: str) -> Any:
    """Whether anything readable matches the clause whose facts are called `name`."""
    # The plus keeps SQLite from asking the index about each entry in turn: it finds what matches
    # first, and looks up the few entries.
    same = SearchEntry.id == sa.literal_column("+search_text.rowid")
    match = _itself.op("MATCH")(sa.bindparam(name, type_=sa.Text))
    return sa.exists().select_from(_table.join(SearchEntry, same)).where(match, readable)


def clause_facts(clause: Clause, walls: Sequence[str], name: str) -> dict[str, str]:
    """The bind parameters of `holds`."""
    return {name: facts(Wanted((clause,)), walls)["match"]}


def _expression(wanted: Wanted) -> str:
    between = " OR " if wanted.any_word else " AND "
    wished = between.join(_one(clause) for clause in wanted.wished)
    unwanted = "".join(f" NOT {_one(clause)}" for clause in wanted.unwanted)
    return f"({wished}){unwanted}"


def _one(clause: Clause) -> str:
    """A clause as letters, marks and digits in quotes: FTS5 reads no syntax into it."""
    return f"({' OR '.join(_form(form) for form in clause.forms)})"


def _form(form: Form) -> str:
    return f'"{" ".join(form.stems)}"{"*" if form.begins else ""}'
