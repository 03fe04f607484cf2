"""The search box over modules: the same answers on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from cohort.access.actor import NOBODY, Role
from cohort.course_authoring import actions as course_authoring
from cohort.course_format.values import Course, PageFile
from cohort.course_modules import search
from cohort.course_modules.models import Module, ModulePage
from cohort.db import db
from cohort.kernel import clock
from cohort.programmes.models import Programme
from cohort.search import index
from cohort.search.finding import MOST_HITS, Results, find
from cohort.search.models import SearchEntry
from cohort.search.words import RULE
from tests.world import Person, World, module_file

PAGES = {
    "Power and purpose": "Who holds the power in a room? Power shifts when people are heard.\n\n"
    "## Giving way\n\nA commissioner who listens gives some of it away.",
    "Market shaping": "Commissioning is more than procurement. A market is made of providers.\n\n"
    "::: facilitator\nAsk about the aubergine budget.\n:::",
    "Outcomes": "Evaluation tells what commissioning changed. Measuring outcomes with "
    "Siân in Eglwyswrw takes co-production, and <em>honesty</em> & patience.",
    "Budgets": "A pooled budget is a shared budget. Power over a budget is power over people.",
}


@pytest.fixture
def programme(world: World) -> str:
    slug = world.programme()
    write(world, slug, PAGES)
    return slug


@pytest.fixture
def cohort(world: World, programme: str) -> str:
    return world.cohort(programme)


@pytest.fixture
def reader(world: World, cohort: str) -> Person:
    person = world.person("A reader")
    world.join(person, cohort)
    return person


def write(
    world: World, programme: str, pages: dict[str, str], *, opens_after_days: int = 0
) -> None:
    """One module of these pages, loaded as from files."""
    files = tuple(
        PageFile(f"p{n}", n, f"---\ntitle: {title}\n---\n\n{body}\n", f"01-m1/0{n}.md")
        for n, (title, body) in enumerate(pages.items(), 1)
    )
    module = replace(module_file(1, 1, opens_after_days), pages=files)
    with world.database():
        found = db.session.scalars(sa.select(Programme).where(Programme.slug == programme)).one()
        course_authoring.load_course(NOBODY, found, Course(slug=programme, modules=[module]))


def ask(world: World, person: Person, cohort: str, typed: str) -> Results:
    with world.app.test_request_context():
        return find(world.actor(person, cohort), typed)


def titles(results: Results) -> list[str]:
    return [hit.title.striptags() for hit in results.hits]


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("power", "Power and purpose"),  # the title counts most
        ("budget", "Budgets"),
        ("commission", "Market shaping"),  # the stem
        ("commissions", "Market shaping"),
        ("COMMISSIONING", "Market shaping"),
        ("procure", "Market shaping"),
        ("evaluati", "Outcomes"),  # broken off inside the stem
        ("outc", "Outcomes"),
        ("sian", "Outcomes"),
        ("Siân", "Outcomes"),
        ("eglwys", "Outcomes"),
        ("co-production", "Outcomes"),
        ("coproduction", "Outcomes"),
        ('"pooled budget"', "Budgets"),
        ("“pooled budget”", "Budgets"),
        ("giving", "Power and purpose"),  # a heading
        ("people's power over budgets", "Budgets"),
        ("power the of", "Power and purpose"),
        ("honesty & patience", "Outcomes"),
        ("commissioning evaluation", "Outcomes"),
    ],
)
def test_the_best_page_comes_first(
    world: World, reader: Person, cohort: str, typed: str, first: str
) -> None:
    results = ask(world, reader, cohort, typed)
    assert titles(results)[:1] == [first]
    assert not results.any_word


def test_every_word_counts_and_words_can_be_left_out(
    world: World, reader: Person, cohort: str
) -> None:
    assert set(titles(ask(world, reader, cohort, "power"))) == {"Power and purpose", "Budgets"}
    assert titles(ask(world, reader, cohort, "power pooled")) == ["Budgets"]
    assert titles(ask(world, reader, cohort, "power -pooled")) == ["Power and purpose"]
    assert titles(ask(world, reader, cohort, 'power -"shared budget"')) == ["Power and purpose"]
    assert titles(ask(world, reader, cohort, '"budget pooled"')) == []


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("comissioning", "commissioning", "Market shaping"),
        ("comissi", "commissioning", "Market shaping"),
        ("comisioner", "commissioner", "Power and purpose"),
        ("bugdet", "budget", "Budgets"),
        ("evalaution", "evaluation", "Outcomes"),
        ("povver", "power", "Power and purpose"),
    ],
)
def test_a_typing_mistake_is_understood_and_said(
    world: World, reader: Person, cohort: str, typed: str, meant: str, first: str
) -> None:
    results = ask(world, reader, cohort, typed)
    assert results.meant == ((typed, meant),)
    assert titles(results)[0] == first


def test_a_word_that_stands_there_is_never_taken_for_another(
    world: World, reader: Person, cohort: str
) -> None:
    results = ask(world, reader, cohort, "powers comissioning")
    assert [typed for typed, _ in results.meant] == ["comissioning"]
    assert results.any_word
    assert "Market shaping" in titles(results)


def test_far_words_short_words_and_numbers_are_not_guessed_at(
    world: World, reader: Person, cohort: str
) -> None:
    for typed in ("xylophone", "pwr", "20277", "zzzz"):
        results = ask(world, reader, cohort, typed)
        assert (results.hits, results.meant) == ((), ()), typed


def test_a_snippet_shows_the_words_marked_and_nothing_of_theirs_is_html(
    world: World, reader: Person, cohort: str
) -> None:
    write(
        world, world_programme(world), {"Tags": "Say &lt;script&gt;alert(1)&lt;/script&gt; badger."}
    )
    (hit,) = ask(world, reader, cohort, "badgers").hits
    assert "<mark>badger</mark>" in hit.snippet
    assert "&lt;script&gt;" in hit.snippet
    assert "<script" not in hit.snippet
    (hit,) = ask(world, reader, cohort, "tag").hits
    assert hit.title == "<mark>Tags</mark>"


def world_programme(world: World) -> str:
    with world.database():
        return db.session.scalars(sa.select(Programme.slug)).one()


def test_a_hit_says_where_it_stands(world: World, reader: Person, cohort: str) -> None:
    (hit,) = ask(world, reader, cohort, "procurement").hits
    assert hit.standing.url == f"/cohorts/{cohort}/modules/m1/p2"
    assert hit.standing.words == "Module 1: Module number 1"
    assert (hit.standing.glyph, hit.standing.accent) == (1, 2)
    module = ask(world, reader, cohort, "module number").hits[0]
    assert module.standing.url == f"/cohorts/{cohort}/modules/m1"


HOSTILE = [
    *('"', '""', '" "', "'", "*", "power*", "NEAR(", "NEAR(power budget)", "power NEAR/2 budget"),
    *("title:power", "wall : p1", "^power", "power AND", "AND", "OR", "NOT", "(", ")", "power)"),
    *(
        "-",
        "--",
        "-power",
        '-"',
        '-"power',
        "- power",
        "+power",
        "power & budget",
        "a | b",
        "!power",
    ),
    *("power:*", "power:A", "'power", "\\", "power\\", "%", "_", "a_b", "__", "\x00", "po\x00wer"),
    *(
        "🦉",
        "power 🦉",
        "\u202epower",
        "ﬁ",
        "ß",
        "İ",
        "ı",
        "𝔭𝔬𝔴𝔢𝔯",
        "ओम",
        "权力",
        "\ud800",
        "½",
        "²",
        "١",
    ),
    *(
        "the and of",
        "i",
        "the",
        "-the",
        "x" * 5000,
        "power " * 500,
        '"' * 501,
        "-" * 300,
        "a-b-c-d",
    ),
    *("power\nbudget", "power\tbudget", "; DROP TABLE search_entry", "' OR 1=1 --", "<b>power</b>"),
    *("power-", "-power-budget", "power--budget", "co-", "''", "'s", "power's", "\U0001e900"),
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_is_a_fault(
    world: World, reader: Person, cohort: str, typed: str
) -> None:
    results = ask(world, reader, cohort, typed)
    for hit in results.hits:
        assert set(hit.snippet.striptags()).isdisjoint("\x02\x03")


def test_only_words_that_say_nothing_are_said_to_be_so(
    world: World, reader: Person, cohort: str
) -> None:
    for typed in ("the and of", "-power", "!!", "🦉"):
        assert ask(world, reader, cohort, typed).says_nothing, typed


# --- Walls --------------------------------------------------------------------------------------


def test_notes_for_facilitators_are_found_by_facilitators_alone(
    world: World, reader: Person, cohort: str
) -> None:
    host = world.person("A host")
    world.join(host, cohort, Role.FACILITATOR)
    for typed in ("aubergine", "aubergin", "auberginne", "aubergine zebra"):
        assert ask(world, reader, cohort, typed) == Results(any_word=" " in typed), typed
    (hit,) = ask(world, host, cohort, "aubergine").hits
    assert hit.standing.words.startswith("Note for facilitators")
    assert ask(world, host, cohort, "auberginne").meant == (("auberginne", "aubergine"),)


def test_of_a_locked_module_only_the_title_and_the_day_are_found(
    world: World, reader: Person
) -> None:
    slug = world_programme(world)
    write(world, slug, {"Later": "Rhubarb is a secret until then."}, opens_after_days=60)
    locked = world.cohort(slug, "Autumn cohort")
    world.join(reader, locked)
    host = world.person("A host")
    world.join(host, locked, Role.FACILITATOR)
    for typed in ("rhubarb", "rhubrab", "Later"):
        assert ask(world, reader, locked, typed) == Results(), typed
    (hit,) = ask(world, reader, locked, '"module number"').hits
    assert (hit.kind, hit.title.striptags(), hit.snippet) == (
        "module_to_come",
        "Module number 1",
        "",
    )
    assert hit.standing.url == f"/cohorts/{locked}/modules/m1"
    assert hit.standing.words.startswith("Module 1 · Opens on ")
    assert {hit.kind for hit in ask(world, host, locked, '"module number"').hits} == {"module"}
    assert titles(ask(world, host, locked, "rhubarb")) == ["Later"]
    early = world.cohort(slug, "Early", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2030, 1, 1))
    world.join(reader, early)
    assert titles(ask(world, reader, early, "rhubarb")) == ["Later"]


def test_another_programme_is_neither_found_nor_suggested(
    world: World, reader: Person, cohort: str
) -> None:
    other = world.programme(name="Another programme")
    write(world, other, {"Elsewhere": "A wombat lives here, with power."})
    for typed in ("wombat", "wombta", "wombats"):
        assert ask(world, reader, cohort, typed) == Results(), typed
    assert "Elsewhere" not in titles(ask(world, reader, cohort, "power"))
    with world.app.test_request_context():
        assert find(world.actor(world.person("A stranger"), cohort), "power").hits == ()


def test_a_retired_page_and_module_leave_the_index(
    world: World, reader: Person, cohort: str
) -> None:
    slug = world_programme(world)
    kept = dict(list(PAGES.items())[:2])
    write(world, slug, kept)
    assert titles(ask(world, reader, cohort, "outcomes")) == []
    with world.database():
        page = sa.select(ModulePage.id).where(ModulePage.title == "Outcomes")
        gone = sa.select(SearchEntry).where(SearchEntry.thing_id.in_(page))
        assert db.session.scalars(gone).all() == []
        found = db.session.scalars(sa.select(Programme)).one()
        course_authoring.load_course(NOBODY, found, Course(slug=slug, modules=[]))
    assert world.count(SearchEntry) == 0
    assert ask(world, reader, cohort, "power").hits == ()


def test_a_page_marked_retired_behind_the_back_of_the_index_is_not_found(
    world: World, reader: Person, cohort: str
) -> None:
    """The condition looks at the page itself, so that a stale index shows nothing it may not."""
    with world.database():
        db.session.execute(sa.update(ModulePage).values(retired_at=dt.datetime.now(dt.UTC)))
    assert ask(world, reader, cohort, "pooled").hits == ()
    with world.database():
        db.session.execute(sa.update(Module).values(retired_at=dt.datetime.now(dt.UTC)))
    assert ask(world, reader, cohort, "module number").hits == ()


# --- The glossary -----------------------------------------------------------------------------


def test_a_word_that_a_page_explains_is_found_in_the_glossary(
    world: World, reader: Person, cohort: str
) -> None:
    explained = '::: {.glossary term="Co-production"}\nDoing it together, as equals.\n:::'
    write(world, world_programme(world), PAGES | {"Budgets": f"About money.\n\n{explained}"})
    hit = ask(world, reader, cohort, "co-production").hits[0]
    assert (hit.kind, hit.title.striptags()) == ("glossary_term", "Co-production")
    assert hit.standing.url == f"/cohorts/{cohort}/modules/_/glossary#co-production"
    assert hit.standing.words == "Glossary · Module 1: Module number 1"
    assert "Doing it together" in hit.snippet
    changed = explained.replace("as equals", "with wombats")
    write(world, world_programme(world), PAGES | {"Budgets": f"About money.\n\n{changed}"})
    kinds = {hit.kind for hit in ask(world, reader, cohort, "wombats").hits}
    assert "glossary_term" in kinds
    write(world, world_programme(world), PAGES)
    kinds = {hit.kind for hit in ask(world, reader, cohort, "co-production").hits}
    assert kinds == {"module_page"}


def test_a_word_explained_in_a_locked_module_is_not_found(world: World, reader: Person) -> None:
    explained = '::: {.glossary term="Quangocracy"}\nRule by quango.\n:::'
    slug = world_programme(world)
    write(world, slug, {"Later": f"Words.\n\n{explained}"}, opens_after_days=60)
    locked = world.cohort(slug, "Autumn cohort")
    world.join(reader, locked)
    for typed in ("quangocracy", "quango", "qangocracy"):
        assert ask(world, reader, locked, typed) == Results(), typed


# --- Keeping in step ----------------------------------------------------------------------------


def test_changed_words_are_found_and_the_old_ones_are_not(
    world: World, reader: Person, cohort: str
) -> None:
    write(world, world_programme(world), PAGES | {"Budgets": "Now about hedgehogs."})
    assert titles(ask(world, reader, cohort, "hedgehog")) == ["Budgets"]
    assert ask(world, reader, cohort, "pooled").hits == ()
    write(world, world_programme(world), PAGES)
    assert titles(ask(world, reader, cohort, "pooled")) == ["Budgets"]
    assert ask(world, reader, cohort, "hedgehog").hits == ()


def test_what_is_brought_back_is_found_again(world: World, reader: Person, cohort: str) -> None:
    with world.database():
        programme_id = db.session.scalars(sa.select(Programme.id)).one()
        for table in (ModulePage, Module):
            db.session.execute(sa.update(table).values(retired_at=clock.now()))
            search.catch_up(programme_id)
            kinds = set(db.session.scalars(sa.select(SearchEntry.kind)))
            assert kinds == ({"module"} if table is ModulePage else set())
    assert ask(world, reader, cohort, "pooled").hits == ()
    with world.database():
        for table in (Module, ModulePage):
            db.session.execute(sa.update(table).values(retired_at=None))
        search.catch_up(programme_id)
    assert titles(ask(world, reader, cohort, "pooled")) == ["Budgets"]
    assert "Module number 1" in titles(ask(world, reader, cohort, "module number"))


def test_what_is_rolled_back_was_never_in_the_index(
    world: World, reader: Person, cohort: str
) -> None:
    with world.app.app_context():
        programme_id = db.session.scalars(sa.select(Programme.id)).one()
        page_id = db.session.scalars(sa.select(ModulePage.id).limit(1)).one()
        index.put("module_page", page_id, programme_id=programme_id, title="Ox", text="Oxen")
        index.remove("module", list(db.session.scalars(sa.select(Module.id))))
        db.session.rollback()
    assert ask(world, reader, cohort, "oxen").hits == ()
    assert ask(world, reader, cohort, "module number").hits


def test_rebuilding_gives_the_same_index(world: World, reader: Person, cohort: str) -> None:
    before = titles(ask(world, reader, cohort, "power"))
    runner = world.app.test_cli_runner()
    said = runner.invoke(args=["search", "rebuild"]).output
    assert "module_page: 4 in the index." in said
    assert "module_note: 1 in the index." in said
    assert titles(ask(world, reader, cohort, "power")) == before
    assert "There is no kind 'hats'" in runner.invoke(args=["search", "rebuild", "hats"]).output


def test_a_kind_with_nothing_in_it_is_built_when_a_server_starts(
    world: World, reader: Person, cohort: str
) -> None:
    with world.database():
        index.remove("module_page", list(db.session.scalars(sa.select(ModulePage.id))))
    assert ask(world, reader, cohort, "pooled").hits == ()
    with world.database():
        assert index.build_missing() == {"module_page": 4}
    with world.database():
        assert index.build_missing() == {}
    assert titles(ask(world, reader, cohort, "pooled")) == ["Budgets"]


def test_an_index_made_by_an_older_rule_is_built_anew_when_a_server_starts(
    world: World, reader: Person, cohort: str
) -> None:
    with world.database():
        assert index.build_missing() == {}
        older = sa.update(SearchEntry).where(SearchEntry.title == "Budgets")
        db.session.execute(older.values(rule=RULE - 1))
    with world.database():
        assert index.build_missing() == {"module_page": 4}
        assert set(db.session.scalars(sa.select(SearchEntry.rule))) == {RULE}
    assert titles(ask(world, reader, cohort, "pooled")) == ["Budgets"]


def test_a_long_list_is_capped_and_says_so(world: World, reader: Person, cohort: str) -> None:
    write(world, world_programme(world), {f"Page {n}": "An otter." for n in range(MOST_HITS + 1)})
    results = ask(world, reader, cohort, "otter")
    assert len(results.hits) == MOST_HITS
    assert results.is_capped
