"""Searching: at most four queries, whatever is typed and however much there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from cohort.access.actor import Actor
from cohort.search import kinds, spelling, statements, tokens
from cohort.search.excerpts import Sought
from cohort.search.index import full_text
from cohort.search.kinds import HitPlace
from cohort.search.tokens import Clause, Wanted

MOST_HITS = 30
MOST_VOCABULARIES = 2000  # things whose words we examine to correct a typing mistake
ALMOST_ALL = 0.8  # of what somebody may read


@dataclass(frozen=True)
class Hit:
    """One result. `title` and `snippet` are safe HTML with <mark> round the matching words."""

    kind: str
    thing_id: int
    title: Markup
    snippet: Markup
    standing: HitPlace


@dataclass(frozen=True)
class Results:
    """The results for what was typed, and any corrections that were made to it.

    `meant` is (typed, taken to mean) for each word that matches nothing. `any_word`: nothing has
    all the words, so these have some. `is_capped`: there may be more. `says_nothing`: what was
    typed has no word that tells what it is about; hits are then those with all its stop words.
    `is_everywhere`: almost everything that the viewer may read has them.
    """

    hits: tuple[Hit, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()
    any_word: bool = False
    is_capped: bool = False
    says_nothing: bool = False
    is_everywhere: bool = False

    @property
    def typed_words(self) -> str:
        return tokens.listed([typed for typed, _ in self.meant], "or")

    @property
    def meant_words(self) -> str:
        return tokens.listed([meant for _, meant in self.meant], "and")


def find(viewer: Actor, typed: str, *, limit: int = MOST_HITS) -> Results:
    """Everything with these words that the viewer may read in their cohort, best first."""
    wanted = tokens.read(typed)
    if viewer.role is None or not (wanted.wished or wanted.common):
        return Results(says_nothing=not wanted.wished)
    search = partial(_hits, viewer, limit=limit)
    if not wanted.wished:
        common = Wanted(wanted.common)
        hits, is_everywhere = search(common), _is_everywhere(viewer, common)
        return replace(_results(hits, limit), says_nothing=True, is_everywhere=is_everywhere)
    if hits := search(wanted):
        return _results(hits, limit)
    corrected, meant = _corrected(viewer, wanted)
    hits = search(corrected) if corrected != wanted else []
    if not hits and len(wanted.wished) > 1:
        hits = search(replace(corrected, any_word=True))
        return replace(_results(hits, limit), meant=meant, any_word=True)
    return replace(_results(hits, limit), meant=meant)


def _hits(viewer: Actor, wanted: Wanted, *, limit: int) -> list[Hit]:
    facts = full_text().facts(wanted, statements.walls(viewer))
    rows = statements.best(viewer, limit + 1, facts).all()
    known, sought = kinds.known(), Sought(wanted)
    return [
        Hit(
            row.kind,
            row.thing_id,
            sought.marked(row.title),
            sought.excerpt(row.text, row.text_words, row.other_words),
            known[row.kind].describe(viewer, row.extra),
        )
        for row in rows
    ]


def _is_everywhere(viewer: Actor, wanted: Wanted) -> bool:
    """Whether almost everything that the viewer may read matches."""
    there = statements.all_there(viewer)
    matching = statements.count(viewer, full_text().facts(wanted, statements.walls(viewer)))
    return bool(matching) and matching >= ALMOST_ALL * there


def _results(hits: list[Hit], limit: int) -> Results:
    return Results(hits=tuple(hits[:limit]), is_capped=len(hits) > limit)


def _corrected(viewer: Actor, wanted: Wanted) -> tuple[Wanted, tuple[tuple[str, str], ...]]:
    """The query with each word that matches nothing corrected, and those corrections."""
    asked = [clause for clause in wanted.wished if clause.can_be_mistyped]
    vocabulary, has_hits = _vocabulary(viewer, asked)
    changed: dict[Clause, Clause] = {}
    meant = []
    for clause, has_hit in zip(asked, has_hits, strict=True):
        if has_hit:
            continue
        if clause.capitals:
            changed[clause] = clause.in_small_letters()
        elif also := spelling.endings(clause.words[0], vocabulary):
            changed[clause] = clause.spelt(also)
        elif near := _nearest(clause, vocabulary):
            changed[clause] = clause.spelt([near])
            meant.append((clause.typed, near))
    return wanted.instead(changed), tuple(meant)


def _nearest(clause: Clause, vocabulary: Counter[str]) -> str | None:
    return spelling.nearest(clause.words[0], vocabulary, is_accented=clause.is_accented)


def _vocabulary(viewer: Actor, asked: list[Clause]) -> tuple[Counter[str], list[bool]]:
    """The words of the newest things the viewer may read, and which clauses match any of them.

    It uses the search's own condition: no correction comes from text that the viewer may not read.
    """
    facts: dict[str, str] = {}
    for number, clause in enumerate(asked):
        facts |= full_text().clause_facts(clause, statements.walls(viewer), f"clause_{number}")
    rows = statements.vocabulary(viewer, MOST_VOCABULARIES, len(asked), facts).all()
    if not rows:
        return Counter(), [False for _ in asked]
    return spelling.count(row[0] for row in rows), [bool(found) for found in rows[0][1:]]
