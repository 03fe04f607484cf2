"""Full text on PostgreSQL: a tsvector column of search_entry, with the English stems.

The words go in folded and with single spaces between them, so that accents, hyphens and
addresses count as they do on SQLite, and no extension is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from cohort.db import db
from cohort.search.models import SearchEntry
from cohort.search.tokens import ANGLES, BEGIN, END, Clause, Wanted, plain_words

_MARKS = f"StartSel={BEGIN}, StopSel={END}"
_TITLE = f"{_MARKS}, HighlightAll=true"
_TEXT = f"{_MARKS}, MaxFragments=1, MaxWords=30, MinWords=18, ShortWord=0, FragmentDelimiter= … "
_WEIGHTS = "{0.1, 0.1, 0.4, 1.0}"  # D, C (text), B (headings), A (title)
_LONG_TEXTS_COUNT_LESS, _MANY_TIMES_COUNT_LESS = 1, 32
_english: sa.ColumnElement[Any] = sa.literal_column("'english'::regconfig")
_document: sa.ColumnElement[Any] = sa.literal_column("search_entry.document", TSVECTOR)
_LEARN = sa.text(
    "UPDATE search_entry SET document = "
    "setweight(to_tsvector('english', :a), 'A') || setweight(to_tsvector('english', :b), 'B') || "
    "setweight(to_tsvector('english', :c), 'C') WHERE kind = :of_kind AND thing_id = :of_thing"
)


def learn(_ids: sa.Select[Any], entries: Sequence[Mapping[str, Any]]) -> None:
    """Index the words of these entries, which are already in search_entry."""
    db.session.execute(
        _LEARN,
        [
            {
                "a": plain_words(entry["title"]),
                "b": plain_words(entry["headings"]),
                "c": plain_words(entry["text"]),
                "of_kind": entry["kind"],
                "of_thing": entry["thing_id"],
            }
            for entry in entries
        ],
    )


def forget(_condition: sa.ColumnElement[bool]) -> None:
    """Nothing to do: the words are in the row itself."""


def facts(wanted: Wanted, walls: Sequence[str]) -> dict[str, Any]:
    """The query's bind parameters."""
    return {
        "match": _expression(wanted),
        "in_title": _expression(wanted, "A"),
        "marked": _marked(wanted),
        "walls": list(walls),
    }


def _query(name: str) -> sa.ColumnElement[Any]:
    return sa.func.to_tsquery(_english, sa.bindparam(name, type_=sa.Text), type_=TSQUERY)


def _headline(text: Any, options: str) -> sa.ColumnElement[Any]:
    plain = sa.func.translate(text, "".join(ANGLES), "".join(ANGLES.values()))
    return sa.func.ts_headline(_english, plain, _query("marked"), options)


def best(readable: sa.ColumnElement[bool], limit: int) -> sa.Select[Any]:
    """The best entries, best first: kind, thing_id, extra, title and a piece of text, marked."""
    much = _LONG_TEXTS_COUNT_LESS | _MANY_TIMES_COUNT_LESS
    weights: sa.ColumnElement[Any] = sa.literal_column(f"'{_WEIGHTS}'::float4[]")
    rank = sa.func.ts_rank_cd(weights, _document, _query("match"), much) + sa.case(
        (_document.op("@@")(_query("in_title")), 1), else_=0
    )
    ranked = (
        sa.select(SearchEntry.id, rank.label("rank"))
        .where(
            SearchEntry.wall.in_(sa.bindparam("walls", expanding=True)),
            _document.op("@@")(_query("match")),
            readable,
        )
        .order_by(sa.desc("rank"), SearchEntry.id)
        .limit(limit)
        .cte("ranked")
    )
    return (
        sa.select(
            SearchEntry.kind,
            SearchEntry.thing_id,
            SearchEntry.extra,
            _headline(SearchEntry.title, _TITLE),
            _headline(SearchEntry.text, _TEXT),
        )
        .join(ranked, ranked.c.id == SearchEntry.id)
        .order_by(ranked.c.rank.desc(), ranked.c.id)
    )


def holds(clause: Clause, walls: Sequence[str], readable: sa.ColumnElement[bool]) -> Any:
    """Whether anything readable matches this clause."""
    query = sa.func.to_tsquery(_english, _expression(Wanted((clause,))), type_=TSQUERY)
    return (
        sa.exists()
        .select_from(SearchEntry)
        .where(SearchEntry.wall.in_(walls), _document.op("@@")(query), readable)
    )


def _expression(wanted: Wanted, weight: str = "") -> str:
    between = " | " if wanted.any_word else " & "
    wished = between.join(_one(clause, weight) for clause in wanted.wished)
    unwanted = "".join(f" & !{_one(clause, weight)}" for clause in wanted.unwanted)
    return f"({wished}){unwanted}" if not weight else f"({wished})"


def _marked(wanted: Wanted) -> str:
    """The words to mark in a snippet, spelt as they are there, accents included."""
    parts = [_one(clause) for clause in wanted.wished]
    for clause in wanted.wished:
        typed = "".join(letter if letter.isalnum() else " " for letter in clause.typed.lower())
        if typed.split() and typed.split() != list(clause.words):
            parts.append(_phrase(typed.split(), ""))
    return " | ".join(parts)


def _one(clause: Clause, weight: str = "") -> str:
    """A clause as letters and digits in quotes: PostgreSQL reads no syntax into it."""
    phrase = _phrase(clause.words, weight)
    if clause.is_unwanted:
        return phrase
    if not clause.is_phrase:
        phrase += f" | '{clause.words[0]}':*{weight}"
    return f"({' | '.join([phrase, *(_phrase(w.split('-'), weight) for w in clause.also)])})"


def _phrase(words: Sequence[str], weight: str) -> str:
    mark = f":{weight}" if weight else ""
    inner = " <-> ".join(f"'{word}'{mark}" for word in words)
    return f"({inner})"
