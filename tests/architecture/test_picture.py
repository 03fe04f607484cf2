"""The picture of the floors is drawn from the floors."""

from __future__ import annotations

from tests.picture_of_floors import PICTURE, draw, floors, what_it_is


def test_the_picture_in_the_docs_shows_the_floors_that_there_are() -> None:
    assert PICTURE.read_text() == draw(), "Draw it again: make picture"


def test_every_floor_is_said_to_be_something() -> None:
    for floor in floors():
        assert all(map(what_it_is, floor)), floor
