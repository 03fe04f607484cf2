"""The picture of the floors is drawn from the floors."""

from __future__ import annotations

from tests.picture_of_floors import PICTURE, WORDS, draw, floors


def test_the_picture_in_the_docs_shows_the_floors_that_there_are() -> None:
    assert PICTURE.read_text() == draw(), "Draw it again: make picture"


def test_every_floor_has_words_and_none_is_described_that_is_gone() -> None:
    assert [floor[0] for floor in floors()] == list(WORDS)
