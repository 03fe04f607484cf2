"""Plain text out of HTML, and words out of what is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.search import postgresql, spelling, sqlite, tokens
from cohort.search.folding import MOST_MARKS
from cohort.search.html import headings_of, text_of
from cohort.search.tokens import Clause
from cohort.search.words import index_words
from tests.patience import work_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <em>w</em>ord.</p><p>Two</p><p>Three</p>", "One word. Two · Three"),
        ("<h2 id='s-a'>Power</h2><p>Who holds it?</p>", "Power · Who holds it?"),
        ("<ul><li>a</li><li>b</li></ul>", "a · b"),
        ('<p title="1 > 0">x &amp; y &lt;b&gt;</p>', "x & y <b>"),
        ("<td>1</td><td>2</td>", "1 · 2"),
        ('A note<sup><a href="#fn1">1</a></sup> <a href="#r">↩︎</a>', "A note1"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("<div", "<div"),
        ("", ""),
    ],
)
def test_text_is_what_is_read(html: str, text: str) -> None:
    assert text_of(html) == text


def test_headings_are_taken_by_themselves() -> None:
    assert headings_of("<h2 id='a'>A <em>b</em></h2><p>c</p><h3>d</h3>") == "A b · d"


@pytest.mark.parametrize("html", ["<" * 50_000, '<a "' * 20_000, "<a '" * 20_000, "<p>" * 50_000])
def test_damaged_html_takes_no_longer_than_its_length(html: str) -> None:
    honest = "<p>Some <em>words</em>.</p>" * (len(html) // 26)
    assert _reading(html) < 30 * _reading(honest)


def _reading(html: str) -> float:
    return work_of(lambda: (text_of(html), headings_of(html)), times=3)


def clauses(typed: str) -> list[tuple[tuple[str, ...], bool, bool]]:
    return [(c.words, c.is_phrase, c.is_unwanted) for c in tokens.read(typed).clauses]


def test_what_is_typed_is_taken_apart() -> None:
    assert clauses('Power "shared budget" -law') == [
        (("power",), False, False),
        (("shared", "budget"), True, False),
        (("law",), False, True),
    ]
    assert clauses("the people’s co-production") == [
        (("people",), False, False),
        (("co", "production"), True, False),
    ]
    assert clauses('an "open end') == [(("open",), False, False), (("end",), False, False)]
    assert clauses("well-being - 5 power power") == [
        (("well", "being"), True, False),
        (("5",), False, False),
        (("power",), False, False),
    ]
    assert clauses("the of and") == []


@given(st.text(max_size=300))
def test_no_query_holds_anything_but_letters_digits_and_our_own_signs(typed: str) -> None:
    wanted = tokens.read(typed)
    for clause in wanted.clauses:
        assert clause.words
        words = [*clause.words, *(word for form in clause.forms for word in form.stems)]
        assert all(len(word) <= tokens.LONGEST_WORD for word in words)
        assert {unicodedata.category(letter)[0] for letter in "".join(words)} <= set("LMN")
    if wanted.wished:
        match = sqlite.facts(wanted, ["p1", "c2"])["match"]
        assert match.count('"') % 2 == 0
        for fact in ("match", "in_title"):
            said = postgresql.facts(wanted, ["p1"])[fact]
            assert said.count("'") % 2 == 0
            assert "\\" not in said


@given(st.text(max_size=500))
def test_the_words_of_a_text_are_single_plain_words(text: str) -> None:
    for word in tokens.spelt_words(text).split():
        assert word.replace("-", "").isalpha()
        assert tokens.fold(word) == word


VOCABULARY = spelling.count(
    ["commissioning commissioner power budget", "commissioning co-production evaluation", "power"]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("comissioning", "commissioning"),
        ("commisioning", "commissioning"),
        ("comissi", "commissioning"),
        ("commissionning", "commissioning"),
        ("pwoer", "power"),  # two letters swapped are one mistake
        ("coproduction", "co-production"),
        ("powre", "power"),
        ("pow", None),  # too short to be a mistake
        ("powxxy", None),
        ("zzzzzz", None),
        ("budg3t", None),
    ],
)
def test_the_nearest_word_is_the_one_that_was_meant(typed: str, meant: str | None) -> None:
    assert spelling.nearest(typed, VOCABULARY) == meant


def test_a_word_that_was_begun_is_ended_as_it_mostly_is() -> None:
    assert spelling.endings("commiss", VOCABULARY) == ["commissioning", "commissioner"]
    assert spelling.endings("zz", VOCABULARY) == []


def test_finding_the_nearest_of_many_words_is_quick() -> None:
    many = spelling.Counter({f"word{chr(97 + n % 26)}{n}": 1 for n in range(30_000)})
    assert spelling.nearest("wordzzz", many) is not None
    assert work_of(lambda: spelling.nearest("wordzzz", many), times=3) < 1


def test_a_word_that_was_typed_with_an_accent_is_not_taken_for_a_short_one_without() -> None:
    words = spelling.count(["care evaluation", "care"])
    assert spelling.nearest("cafe", words) == "care"
    assert spelling.nearest("cafe", words, is_accented=True) is None
    assert spelling.nearest("evaluatoin", words, is_accented=True) == "evaluation"


def test_a_phrase_or_an_unwanted_word_is_never_respelt() -> None:
    assert Clause(("a",), "a").can_be_mistyped
    assert not Clause(("a", "b"), "a b", is_phrase=True).can_be_mistyped
    assert not Clause(("a",), "a", is_unwanted=True).can_be_mistyped


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0323", "\u05b0\u0301\u0327", "\uff9e\u0301"])
def test_marks_without_end_take_no_longer_than_letters(marks: str) -> None:
    letters = "aé" * 20_000
    many = "a" + marks * (40_000 // len(marks))
    assert len(tokens.fold(many)) <= 2 + MOST_MARKS
    assert work_of(lambda: index_words(many), times=3) < 10 * work_of(
        lambda: index_words(letters), times=3
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_text_is_taken_apart_the_same_alone_and_among_others(one: str, other: str) -> None:
    """Whatever it is: so what is copied at white space has the words that the index has."""
    alone, more = index_words(one), index_words(other)
    both = index_words(f"{one} {other}")
    assert both.stems == " ".join(filter(None, (alone.stems, more.stems)))
    assert both.also == alone.also | more.also


@given(st.text(max_size=200))
def test_the_index_has_a_piece_of_stems_for_each_chunk(text: str) -> None:
    pieces = index_words(text).stems.split(" ") if text.split() else []
    assert len(pieces) == len(text.split())
    for chunk, piece in zip(text.split(), pieces, strict=True):
        asked = [c for c in tokens.read(f'"{chunk}"').clauses if chunk.isalnum()]
        for clause in asked:
            assert any(word in piece for form in clause.forms for word in form.stems)


@given(st.text(max_size=60))
def test_folding_a_text_again_changes_nothing(text: str) -> None:
    assert tokens.fold(tokens.fold(text)) == tokens.fold(text)


def test_a_query_that_is_too_long_is_cut_between_words_and_its_quotes_are_closed() -> None:
    (clause,) = tokens.read('"' + "commissioning " * 40 + '"').clauses
    assert clause.is_quoted
    assert set(clause.words) == {"commissioning"}
