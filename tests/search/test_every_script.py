"""What stands on a page is found: each word, phrase and abbreviation, in any script."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohort.db import db
from cohort.programmes.models import Programme
from cohort.search import index
from cohort.search.finding import Results, find
from cohort.search.models import SearchEntry
from tests.conftest import Keeps
from tests.search.pages import EXACT, LONG, PAGES, SCRIPTS, SIGNS, load
from tests.world import Person, World


@dataclass(frozen=True)
class Library:
    """A cohort whose course has the pages of tests/search/pages.py, and a reader of it."""

    world: World
    reader: Person
    cohort: str

    def ask(self, typed: str) -> Results:
        with self.world.app.test_request_context():
            return find(self.world.actor(self.reader, self.cohort), typed)


def build(world: World) -> Library:
    programme = world.programme()
    load(world, programme, PAGES)
    cohort = world.cohort(programme)
    reader = world.person("A reader")
    world.join(reader, cohort)
    return Library(world, reader, cohort)


@pytest.fixture
def library(kept: Keeps) -> Library:
    return kept(build)


def found_exactly(results: Results) -> set[str]:
    assert (results.meant, results.any_word, results.is_everywhere) == ((), False, False)
    return {hit.title.striptags() for hit in results.hits if hit.kind == "module_page"}


@pytest.mark.parametrize("kind", EXACT)
def test_what_stands_on_a_page_is_found_and_nothing_else(library: Library, kind: str) -> None:
    for typed, pages in EXACT[kind].items():
        results = library.ask(typed)
        if pages:
            assert found_exactly(results) == pages, typed
            assert all("<mark>" in hit.snippet + hit.title for hit in results.hits), typed
        else:
            assert not results.hits or results.meant or results.any_word, typed


MARKED = (
    ("O'Brien", "Mr <mark>O’Brien</mark> comes"),
    ("brien", "Mr <mark>O’Brien</mark> comes"),
    ("A&E", "<mark>A&amp;E</mark> waits"),
    ("NHS", "The <mark>N.H.S</mark>. and"),
    ("IT", "the <mark>IT</mark> desk"),
    ("children", "<mark>Children</mark>’s services"),
    ('"children\'s services"', "<mark>Children’s services</mark> and"),
    ("coproduction", "<mark>co-production</mark> meeting"),
    ('"co"', "<mark>co</mark>-production"),
    ("CO2", "about <mark>CO₂</mark>,"),
    ("cafe", "in the <mark>café</mark>"),
    ("180000", "£<mark>180,000</mark>"),
    ("住民", "地域<mark>住民</mark>が"),
    ("デザイン", "コミュニティ<mark>デザイン</mark>を"),
    ("한국어", "<mark>한국어를</mark> 배우다"),
    ("हिन्दी", "<mark>हिन्दी</mark> भाषा"),
    ("русский", "<mark>Русский</mark> язык"),
    ("میخواهم", "<mark>می‌خواهم</mark>"),
)


def test_the_excerpt_marks_the_hit_by_the_same_rule(library: Library) -> None:
    for typed, marked in MARKED:
        assert marked in " ".join(hit.snippet for hit in library.ask(typed).hits), typed


CHUNKS = {title: body.split() for title, body in PAGES.items() if title in (SIGNS, SCRIPTS)}
CHUNKS |= {LONG: PAGES[LONG].split()[-40:]}
copied = st.sampled_from(list(CHUNKS)).flatmap(
    lambda title: st.tuples(
        st.just(title),
        st.integers(0, len(CHUNKS[title]) - 1),
        st.integers(1, 6),
    )
)


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(copied=copied, quoted=st.booleans())
def test_whatever_is_copied_from_a_page_finds_it(
    library: Library, copied: tuple[str, int, int], quoted: bool
) -> None:
    title, start, length = copied
    typed = " ".join(CHUNKS[title][start : start + length])
    if not any(letter.isalnum() for letter in typed):
        return
    if '"' in typed.translate(str.maketrans("“”", '""')):
        return
    results = library.ask(f'"{typed}"' if quoted else typed)
    assert (results.meant, results.any_word) == ((), False), typed
    assert title in {hit.title.striptags() for hit in results.hits}, typed


def test_a_word_is_said_to_be_everywhere_only_where_it_is(library: Library) -> None:
    for typed in ("whom", "the", "yourselves"):
        assert not library.ask(typed).is_everywhere, typed
    assert {hit.title.striptags() for hit in library.ask("whom").hits} == {SIGNS}
    assert not library.ask("yourselves").hits
    with library.world.database():
        programme_id = db.session.scalars(sa.select(Programme.id)).one()
        for entry in db.session.scalars(sa.select(SearchEntry)).all():
            where = {"programme_id": programme_id, "extra": dict(entry.extra)}
            index.put(entry.kind, entry.thing_id, title="The plan", text="Words", **where)
    results = library.ask("the")
    assert results.is_everywhere
    assert results.hits


def test_capitals_tell_nothing_in_a_search_that_is_all_in_capitals(library: Library) -> None:
    assert SIGNS in found_exactly(library.ask("WHAT IS THE CO-PRODUCTION MEETING"))
    results = library.ask("AM")  # no page has it in capitals
    assert results.meant == ()


def test_a_word_with_an_accent_is_not_respelt_as_another(library: Library) -> None:
    assert found_exactly(library.ask("café")) == {SIGNS}
    assert library.ask("cáre").meant == ()
    assert library.ask("rôse").meant == ()
    assert library.ask("roze").meant == (("roze", "rose"),)
