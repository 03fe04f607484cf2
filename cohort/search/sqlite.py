"""Full text on SQLite: an FTS5 table over search_entry, with Porter's stems.

It holds no text of its own, so removing an entry takes the same words that were put in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from cohort.db import db
from cohort.search.models import SearchEntry
from cohort.search.tokens import BEGIN, END, Clause, Wanted

WORDS_SHOWN = 30
_COLUMNS = ("wall", "title", "headings", "text")
_WEIGHTS = (0.0, 10.0, 4.0, 1.0)
_table = sa.table("search_text", sa.column("rowid", sa.Integer))
_itself: sa.ColumnElement[Any] = sa.literal_column("search_text")
_marked = _itself.op("MATCH")(sa.bindparam("marked", type_=sa.Text))
_match = _itself.op("MATCH")(sa.bindparam("match", type_=sa.Text))
_rank = sa.func.bm25(_itself, *_WEIGHTS)
_listed = ", ".join(_COLUMNS)


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
    match = f"wall : ({within}) AND {{title headings text}} : ({_expression(wanted)})"
    marked = " OR ".join(_one(clause) for clause in wanted.wished)
    return {"match": match, "marked": f"{{title text}} : ({marked})"}


def best(readable: sa.ColumnElement[bool], limit: int) -> sa.Select[Any]:
    """The best entries, best first: kind, thing_id, extra, title and a piece of text, marked."""
    ranked = (
        sa.select(SearchEntry.id, _rank.label("rank"))
        .select_from(_table)
        .join(SearchEntry, SearchEntry.id == _table.c.rowid)
        .where(_match, readable)
        .order_by(sa.text("rank"), SearchEntry.id)
        .limit(limit)
        .cte("ranked")
    )
    # CROSS JOIN fixes SQLite's join order: the few best first, then a lookup for each. The
    # columns must be plain text for that, so that no table joins by itself.
    columns: list[Any] = [
        sa.literal_column("search_entry.kind", sa.String),
        sa.literal_column("search_entry.thing_id", sa.BigInteger),
        sa.literal_column("search_entry.extra", sa.JSON),
        sa.func.highlight(_itself, 1, BEGIN, END),
        sa.func.snippet(_itself, 3, BEGIN, END, "…", WORDS_SHOWN),
    ]
    same = sa.text("search_text.rowid = ranked.id AND search_entry.id = ranked.id")
    return (
        sa.select(*columns)
        .select_from(sa.text("ranked CROSS JOIN search_text CROSS JOIN search_entry"))
        .add_cte(ranked)
        .where(same, _marked)
        .order_by(sa.text("ranked.rank, ranked.id"))
    )


def holds(clause: Clause, walls: Sequence[str], readable: sa.ColumnElement[bool]) -> Any:
    """Whether anything readable matches this clause."""
    match = facts(Wanted((clause,)), walls)["match"]
    return (
        sa.exists()
        .select_from(_table.join(SearchEntry, SearchEntry.id == _table.c.rowid))
        .where(_itself.op("MATCH")(match), readable)
    )


def _expression(wanted: Wanted) -> str:
    between = " OR " if wanted.any_word else " AND "
    wished = between.join(_one(clause) for clause in wanted.wished)
    unwanted = "".join(f" NOT {_one(clause)}" for clause in wanted.unwanted)
    return f"({wished}){unwanted}"


def _one(clause: Clause) -> str:
    """A clause as letters and digits in quotes: FTS5 reads no syntax into it."""
    phrase = f'"{" ".join(clause.words)}"'
    if clause.is_unwanted:
        return phrase
    if not clause.is_phrase:
        phrase += f" OR {phrase}*"
    return f"({' OR '.join([phrase, *(_quoted(word) for word in clause.also)])})"


def _quoted(word: str) -> str:
    return f'"{word.replace("-", " ")}"'
