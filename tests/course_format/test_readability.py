"""Reading age against texts whose difficulty is known, and the pieces it is made of."""

from __future__ import annotations

import pytest

from cohort.course_format.readability import minutes, reading_age, sentences, syllables, words_of

# Public domain, with grades as common calculators give them, within one and a half.
EASY = (
    "See the little red hen. She has some wheat. She will plant it now. The cat can sleep. "
    "The dog can play. The pig can eat. Who will help the hen? Not the cat. Not the dog. "
    "Not the pig. The hen will do it all by herself. She will cut the wheat. She will make "
    "the bread. Then she will eat the bread."
)
GETTYSBURG = (
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
    "conceived in Liberty, and dedicated to the proposition that all men are created equal. "
    "Now we are engaged in a great civil war, testing whether that nation, or any nation so "
    "conceived and so dedicated, can long endure. We are met on a great battle-field of that war. "
    "We have come to dedicate a portion of that field, as a final resting place for those who here "
    "gave their lives that that nation might live. It is altogether fitting and proper that we "
    "should do this."
)
LEGAL = (
    "Notwithstanding the provisions of the preceding paragraph, the contracting authority shall, "
    "in accordance with the applicable procurement regulations, determine the proportionality of "
    "the qualification requirements, having regard to the nature, complexity and estimated value "
    "of the services, and shall communicate its determination to all participating economic "
    "operators, together with a comprehensive explanation of the considerations on which that "
    "determination was predicated."
)


def test_known_texts_come_out_in_their_known_order_and_near_their_grades() -> None:
    easy, speech, legal = (reading_age([text]) for text in (EASY, GETTYSBURG, LEGAL))
    assert easy is not None
    assert speech is not None
    assert legal is not None
    assert easy <= 6.5  # grade 1 and below
    assert speech == pytest.approx(5 + 10.5, abs=1.5)
    assert legal > 25


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("used", 1), ("people", 2), ("idea", 3), ("created", 3), ("makes", 1),
        ("changes", 2), ("little", 2), ("society", 4), ("organisation", 5), ("various", 3),
        ("accountability", 6), ("procurement", 3), ("services", 3), ("language", 2), ("agreed", 2),
        ("evaluation", 5), ("business", 2), ("movement", 2), ("people’s", 2), ("co-produce", 3),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_sound(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_where_they_end() -> None:
    text = (
        "Dr. Smith went to St. Mary’s, e.g. by bus. It cost £3.5 million in the U.K. market. "
        "See https://example.org/a.b?c for J. K. Rowling! “Why?” she asked. He said “Go.” "
        "Then they left… No. 5 stayed\n1. Count things\n2. Stop"
    )
    assert [sentence for _, sentence in sentences(text)] == [
        "Dr. Smith went to St. Mary’s, e.g. by bus.",
        "It cost £3.5 million in the U.K. market.",
        "See https://example.org/a.b?c for J. K. Rowling!",
        "“Why?” she asked.",
        "He said “Go.”",
        "Then they left…",
        "No. 5 stayed\n1. Count things\n2. Stop",
    ]
    assert [text[start : start + 3] for start, _ in sentences(text)][1] == "It "


def test_an_address_is_one_word() -> None:
    assert len(words_of("Write to a.b@c.example.org or see https://x.org/a/b-c?d=e.")) == 6


def test_too_short_a_text_has_no_age() -> None:
    assert reading_age(["Hello there.", ""]) is None
    assert reading_age([]) is None


@pytest.mark.parametrize(
    ("words", "expected"), [(0, 0), (1, 1), (230, 1), (344, 1), (346, 2), (2300, 10)]
)
def test_minutes_are_whole(words: int, expected: int) -> None:
    assert minutes(words) == expected


@pytest.mark.parametrize("unit", [".", "a.", "A. ", "?!", "“", "a ", "e.g. ", "@", "a@a.", "aé"])
def test_hostile_text_costs_no_time(unit: str) -> None:
    reading_age([unit * 50_000])
