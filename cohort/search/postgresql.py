"""Full text on PostgreSQL: a tsvector column of search_entry.

Its lexemes are our own stems (cohort/search/words.py), so no parser, dictionary or extension of
PostgreSQL's is asked. A lexeme has 256 places at most and no place beyond 16,383 ("Limitations"
in its chapter on full text search). Long pages have more, so places start anew, stop words within
a phrase count as a gap, and letters of scripts without spaces are lexemes in twos as well. A word
with more places is marked in a lexeme of its own: there, a phrase with it is all of its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from cohort.db import db
from cohort.search.models import FOUND, SearchEntry
from cohort.search.tokens import Clause, Form, Wanted
from cohort.search.words import is_of_run, stop_stems

CANDIDATES = 200  # see sqlite.py's `best`
_WEIGHTS = "{0.1, 0.1, 0.4, 1.0}"  # D, C (text), B (headings), A (title)
_LONG_TEXTS_COUNT_LESS, _MANY_TIMES_COUNT_LESS = 1, 32
_document: sa.ColumnElement[Any] = sa.literal_column("search_entry.document", TSVECTOR)
_LEARN = sa.text(
    "UPDATE search_entry SET document = CAST(:document AS tsvector) "
    "WHERE kind = :of_kind AND thing_id = :of_thing"
)
_COLUMNS = {"title_words": "A", "heading_words": "B", "text_words": "C", "other_words": "D"}
_MOST_PLACES, _LAST_PLACE = 256, 16_383
_MANY = "ᴹ"  # before a word with more places than are kept; folding never leaves this letter
_GAP = 20  # places between two columns, so that no phrase reaches from one into the other


def learn(_ids: sa.Select[Any], entries: Sequence[Mapping[str, Any]]) -> None:
    """Index the words of these entries, which are already in search_entry."""
    db.session.execute(
        _LEARN,
        [
            {
                "document": document_of(entry),
                "of_kind": entry["kind"],
                "of_thing": entry["thing_id"],
            }
            for entry in entries
        ],
    )


def document_of(entry: Mapping[str, Any]) -> str:
    """An entry's document as PostgreSQL writes one: each lexeme with its places and their weights.

    `entry` has the columns of SearchEntry.
    """
    places: dict[str, list[str]] = {}
    place = 0
    for column, weight in _COLUMNS.items():
        before = ""
        for word in entry[column].replace("-", " ").split():
            place += 1
            where = f"{(place - 1) % _LAST_PLACE + 1}{weight}"
            places.setdefault(word, []).append(where)
            in_run = is_of_run(word)
            if before and in_run:
                places.setdefault(before + word, []).append(where)
            before = word if in_run else ""
        place += _GAP
    lexemes = [f"'{word}':{','.join(at[:_MOST_PLACES])}" for word, at in places.items()]
    lexemes += [f"'{_MANY}{word}'" for word, at in places.items() if len(at) > _MOST_PLACES]
    return " ".join(lexemes)


def forget(_condition: sa.ColumnElement[bool]) -> None:
    """Nothing to do: the words are in the row itself."""


def facts(wanted: Wanted, walls: Sequence[str]) -> dict[str, Any]:
    """The query's bind parameters."""
    return {
        "match": _expression(wanted),
        "in_title": _expression(wanted, "A"),
        "walls": list(walls),
    }


def _query(name: str) -> sa.ColumnElement[Any]:
    return sa.cast(sa.bindparam(name, type_=sa.Text), TSQUERY)


def best(readable: sa.ColumnElement[bool], limit: int) -> sa.Select[Any]:
    """The best entries, best first, as `FOUND` has them: the best CANDIDATES are asked about
    whether somebody may read them, and all of them where those are not enough for a page."""
    much = _LONG_TEXTS_COUNT_LESS | _MANY_TIMES_COUNT_LESS
    weights: sa.ColumnElement[Any] = sa.literal_column(f"'{_WEIGHTS}'::float4[]")
    rank = sa.func.ts_rank_cd(weights, _document, _query("match"), much) + sa.case(
        (_document.op("@@")(_query("in_title")), 1), else_=0
    )
    matching = sa.select(SearchEntry.id, rank.label("rank")).where(
        SearchEntry.wall.in_(sa.bindparam("walls", expanding=True)),
        _document.op("@@")(_query("match")),
    )
    nearest = matching.order_by(sa.desc("rank"), SearchEntry.id).limit(CANDIDATES).cte("nearest")
    near = (
        sa.select(nearest.c.id, nearest.c.rank)
        .join(SearchEntry, SearchEntry.id == nearest.c.id)
        .where(readable)
        .order_by(nearest.c.rank.desc(), nearest.c.id)
        .limit(limit)
        .cte("near")
    )
    all_of_them = (
        matching.where(_count(nearest) == CANDIDATES, _count(near) < limit, readable)
        .order_by(sa.desc("rank"), SearchEntry.id)
        .limit(limit)
        .subquery()
    )
    ranked = sa.union(sa.select(near), sa.select(all_of_them)).cte("ranked")
    return (
        sa.select(*FOUND)
        .join(ranked, ranked.c.id == SearchEntry.id)
        .order_by(ranked.c.rank.desc(), ranked.c.id)
        .limit(limit)
    )


def _count(of: sa.CTE) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(of).scalar_subquery()


def count(readable: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """How many readable entries match."""
    in_walls = SearchEntry.wall.in_(sa.bindparam("walls", expanding=True))
    found = _document.op("@@")(_query("match"))
    return sa.select(sa.func.count()).select_from(SearchEntry).where(in_walls, found, readable)


def holds(readable: sa.ColumnElement[bool], name: str) -> Any:
    """Whether anything readable matches the clause whose facts are called `name`."""
    within = SearchEntry.wall.in_(sa.bindparam("walls", expanding=True))
    return (
        sa.exists()
        .select_from(SearchEntry)
        .where(within, _document.op("@@")(_query(name)), readable)
    )


def clause_facts(clause: Clause, _walls: Sequence[str], name: str) -> dict[str, str]:
    """The bind parameters of `holds`, besides the walls."""
    return {name: _one(clause)}


def _expression(wanted: Wanted, weight: str = "") -> str:
    between = " | " if wanted.any_word else " & "
    wished = between.join(_one(clause, weight) for clause in wanted.wished)
    unwanted = "".join(f" & !{_one(clause, weight)}" for clause in wanted.unwanted)
    return f"({wished}){unwanted}" if not weight else f"({wished})"


def _one(clause: Clause, weight: str = "") -> str:
    """A clause as letters, marks and digits in quotes: PostgreSQL reads no syntax into it."""
    is_loose = not (weight or clause.is_unwanted)
    forms = [_form(form, weight, is_loose=is_loose) for form in clause.forms]
    return f"({' | '.join(forms)})"


def _form(form: Form, weight: str, *, is_loose: bool) -> str:
    """The form's words one after another; letters of a run in twos. `is_loose`: or all of them, in
    a page that has one of them more often than places are kept."""
    runs, words = _in_twos(form.stems)
    mark = f":{weight}" if weight else ""
    parts = [f"'{two}'{mark}" for two in runs]
    for phrase in words:
        marks = [mark] * len(phrase)
        if form.begins and phrase is words[-1]:
            marks[-1] = f":*{weight}"
        said = _one_after_another(phrase, marks)
        anywhere = f" | {_anywhere(phrase, marks)}" if is_loose and len(phrase) > 1 else ""
        parts.append(f"({said}{anywhere})")
    return f"({' & '.join(parts)})"


def _one_after_another(phrase: Sequence[str], marks: Sequence[str]) -> str:
    gap, said = 0, ""
    for word, mark in zip(phrase, marks, strict=True):
        gap += 1
        if word in stop_stems() and set(phrase) - stop_stems():
            continue
        said += (f" <{gap}> " if said else "") + f"'{word}'{mark}"
        gap = 0
    return said


def _anywhere(phrase: Sequence[str], marks: Sequence[str]) -> str:
    """All of its words, of which one has more places than are kept."""
    each = list(dict.fromkeys(zip(phrase, marks, strict=True)))
    all_of_them = " & ".join(f"'{word}'{mark}" for word, mark in each)
    placed = [one for one in each if one[0] not in stop_stems()] or each
    many = " | ".join(f"'{_MANY}{word}'{mark}" for word, mark in placed)
    return f"({all_of_them} & ({many}))"


def _in_twos(stems: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Each two letters that follow one another in a run, and what else follows one another."""
    runs: list[str] = []
    words: list[list[str]] = [[]]
    for place, word in enumerate(stems):
        before = stems[place - 1] if place else ""
        after = stems[place + 1] if place + 1 < len(stems) else ""
        if not is_of_run(word):
            words[-1].append(word)
        elif before and is_of_run(before):
            runs.append(before + word)
        elif after and is_of_run(after):
            words.append([])
        else:
            words[-1].append(word)
    return runs, [phrase for phrase in words if phrase]
