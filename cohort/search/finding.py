"""Searching: at most four queries, one for each direct kind and one for each kind with facts of
now, whatever is typed and however much there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from markupsafe import Markup

from cohort.access.actor import Actor
from cohort.search import kinds, spelling, statements, tokens
from cohort.search.direct import MOST_OF_A_KIND, AtHand
from cohort.search.excerpts import Sought
from cohort.search.index import full_text
from cohort.search.kinds import Group, HitPlace
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
    group: Group = kinds.OTHERS


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
    def groups(self) -> dict[Group, list[Hit]]:
        """The hits in their groups, both in the order of the hits."""
        grouped: dict[Group, list[Hit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.group, []).append(hit)
        return grouped

    @property
    def typed_words(self) -> str:
        return tokens.listed([typed for typed, _ in self.meant], "or")

    @property
    def meant_words(self) -> str:
        return tokens.listed([meant for _, meant in self.meant], "and")


@dataclass(frozen=True)
class _Found:
    """What one look finds. `is_capped`: there is more."""

    hits: Sequence[Hit] = ()
    is_capped: bool = False


def find(viewer: Actor, typed: str, *, limit: int = MOST_HITS) -> Results:
    """Everything with these words that the viewer may read in their cohort, best first. At most
    `limit` from the index."""
    wanted = tokens.read(typed)
    if viewer.role is None or not (wanted.wished or wanted.common):
        return Results(says_nothing=not wanted.wished)
    at_hand = AtHand(viewer)
    search = partial(_look, viewer, at_hand, limit=limit)
    if not wanted.wished:
        common = Wanted(wanted.common)
        found, is_everywhere = search(common), _is_everywhere(viewer, common)
        return replace(_results(found), says_nothing=True, is_everywhere=is_everywhere)
    found = search(wanted)
    if found.hits:
        return _results(found)
    corrected, meant = _corrected(viewer, at_hand, wanted)
    found = search(corrected) if corrected != wanted else _Found()
    if not found.hits and len(wanted.wished) > 1:
        found = search(replace(corrected, any_word=True))
        return replace(_results(found), meant=meant, any_word=True)
    return replace(_results(found), meant=meant)


def _look(viewer: Actor, at_hand: AtHand, wanted: Wanted, *, limit: int) -> _Found:
    sought = Sought(wanted)
    indexed = list(_indexed(viewer, wanted, sought, limit + 1))
    leading: list[Hit] = []
    others: list[Hit] = []
    is_capped = len(indexed) > limit
    for kind, things in at_hand.matching(wanted).items():
        is_capped = is_capped or len(things) > MOST_OF_A_KIND
        hits = []
        for thing in things[:MOST_OF_A_KIND]:
            shown = sought.marked(thing.title), sought.marked(thing.text)
            hits.append(Hit(kind.name, thing.thing_id, *shown, thing.place, kind.group))
        is_meant = kind.leads and any("<mark>" in hit.title for hit in hits)
        (leading if is_meant else others).extend(hits)
    return _Found((*leading, *indexed[:limit], *others), is_capped)


def _indexed(viewer: Actor, wanted: Wanted, sought: Sought, most: int) -> Iterator[Hit]:
    facts = full_text().facts(wanted, statements.walls(viewer))
    rows = statements.best(viewer, most, facts).all()
    known, extras = kinds.known(), _extras(viewer, rows)
    for row in rows:
        kind = known[row.kind]
        yield Hit(
            row.kind,
            row.thing_id,
            sought.marked(row.title),
            sought.excerpt(row.text, row.text_words, row.other_words),
            kind.describe(viewer, extras[row.kind, row.thing_id]),
            kind.group,
        )


def _extras(viewer: Actor, rows: Sequence[Any]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """{(kind, thing id): what its kind describes it by}."""
    found = {(row.kind, row.thing_id): row.extra for row in rows}
    for name, kind in kinds.known().items():
        numbers = [row.thing_id for row in rows if row.kind == name]
        if kind.now and numbers:
            for number, facts in kind.now(viewer, numbers).items():
                found[name, number] = {**found[name, number], **facts}
    return found


def _is_everywhere(viewer: Actor, wanted: Wanted) -> bool:
    """Whether almost everything that the viewer may read matches."""
    there = statements.all_there(viewer)
    matching = statements.count(viewer, full_text().facts(wanted, statements.walls(viewer)))
    return bool(matching) and matching >= ALMOST_ALL * there


def _results(found: _Found) -> Results:
    return Results(hits=tuple(found.hits), is_capped=found.is_capped)


def _corrected(
    viewer: Actor, at_hand: AtHand, wanted: Wanted
) -> tuple[Wanted, tuple[tuple[str, str], ...]]:
    """The query with each word that matches nothing corrected, and those corrections."""
    asked = [clause for clause in wanted.wished if clause.can_be_mistyped]
    vocabulary, has_hits = _vocabulary(viewer, asked)
    vocabulary += at_hand.vocabulary()
    changed: dict[Clause, Clause] = {}
    meant = []
    for clause, has_hit in zip(asked, has_hits, strict=True):
        if has_hit or at_hand.has(clause):
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
