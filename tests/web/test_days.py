"""A day in three boxes: the month as a number or as people write it."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest

from cohort.web.forms import read_day, read_month
from tests.world import World

WELSH = [
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
]


@pytest.mark.parametrize(
    ("day", "month", "year", "found"),
    [
        ("27", "3", "2027", "2027-03-27"),
        ("27", "03", "2027", "2027-03-27"),
        ("27", "March", "2027", "2027-03-27"),
        ("27", "march", "2027", "2027-03-27"),
        ("27", "MAR", "2027", "2027-03-27"),
        ("27", "Mar", "2027", "2027-03-27"),
        ("27", " mar ", "2027", "2027-03-27"),
        ("27", "MAR.", "2027", "2027-03-27"),
        ("27", "\xa0March,", " 2027 ", "2027-03-27"),
        ("1", "Sept", "2027", "2027-09-01"),
        ("1", "sep.", "2027", "2027-09-01"),
        ("1", "September", "2027", "2027-09-01"),
        ("29", "feb", "2028", "2028-02-29"),
        ("1", "Mai", "2027", "2027-05-01"),
    ],
)
def test_a_day_is_read_as_it_is_written(day: str, month: str, year: str, found: str) -> None:
    assert read_day(day, month, year) == dt.date.fromisoformat(found)


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_in_full_and_short_in_both_languages(number: int) -> None:
    name, welsh = calendar.month_name[number], WELSH[number - 1]
    for written in (name, name[:3], name[:4], name.upper(), welsh, welsh[:3], f"{number:02}"):
        assert read_month(written) == number, written


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("1", "Foo", "2027", "must have a month like 3, March or Mar"),
        ("1", "Ma", "2027", "must have a month like 3, March or Mar"),
        ("1", "J", "2027", "must have a month like 3, March or Mar"),
        ("1", "Marching", "2027", "must have a month like 3, March or Mar"),
        ("1", "-3", "2027", "must have a month like 3, March or Mar"),
        ("1", "٣", "2027", "must have a month like 3, March or Mar"),
        ("1", "13", "2027", "must be a real date"),
        ("1", "0", "2027", "must be a real date"),
        ("31", "June", "2027", "must be a real date"),
        ("29", "Feb", "2027", "must be a real date"),
        ("first", "June", "2027", "must use numbers, for example 27 3 2027"),
        ("1", "June", "next", "must use numbers, for example 27 3 2027"),
        ("1", "June", "27", "must have all four digits of the year, for example 20"),
        ("1", "June", "1999", "must have a year between 2000 and 2100"),
        ("1", "June", "9" * 30, "must use numbers"),
        ("1", "June", "", "must include a year"),
    ],
)
def test_what_is_no_day_is_said_in_words(day: str, month: str, year: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_day(day, month, year)


def test_a_month_in_words_is_taken_by_a_page_and_stays_as_typed(world: World) -> None:
    organiser = world.person()
    slug = world.programme(organiser)
    days = {"starts_on-day": "27", "starts_on-month": "Sept", "starts_on-year": "2027"}
    days |= {"ends_on-day": "1", "ends_on-month": "Foo", "ends_on-year": "28"}
    page = world.browser(organiser).submit(
        f"/organise/programmes/{slug}/cohorts/new", "/cohorts", name="Heron", **days
    )
    assert page.status == 422
    assert page.errors() == ["Last day must have a month like 3, March or Mar"]
    assert page.tree.xpath("//input[@name='starts_on-month']/@value") == ["Sept"]
    assert page.tree.xpath("//input[@name='ends_on-month']/@value") == ["Foo"]
