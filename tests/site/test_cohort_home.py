"""The cohort's home is gathered from the features' `now.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from cohort.site.queries import home
from tests import planting
from tests.client import Browser, Page
from tests.world import PASSWORD, World

# A feature with live sessions in so many days, the first of which may come soon, and two sections.
PLANTED = """
    import datetime as dt

    from cohort.kernel import clock
    from cohort.kernel.now import Column, Later, OnHome, Rank, Section, Thing, in_days

    DAYS, SOON = {days}, {soon}

    def sessions_now(viewer):
        today = clock.in_zone(clock.now(), viewer.cohort.time_zone).date()
        return OnHome(
            things=[session(today + dt.timedelta(days=n), today) for n in DAYS],
            later=Later(0, "more session", ", with their times", "/sessions"),
            sections=[
                Section("planted/answer.html", {{"name": viewer.name}}, order=-1),
                Section("planted/link.html", column=Column.ASIDE),
            ],
        )

    def session(day, today):
        soon = SOON and (day - today).days < 2
        when = dt.datetime.combine(day, dt.time(14))
        return Thing(
            "Live session", "How we met", when, f"{{in_days(day, today)}}, 2pm",
            rank=Rank.SOON if soon else Rank.BY_DAY,
        )

    NOW = (sessions_now,)
"""
TEMPLATES = {
    "planted/answer.html": "<h2>To answer, {{ section.given.name }}</h2>",
    "planted/link.html": "<h2>The room</h2>",
}


class Home:
    """The home of a cohort three weeks in, whose eight modules open three weeks apart."""

    def __init__(self, world: World) -> None:
        programme = world.programme()
        self.person, self.cohort = world.person("Amira Okafor"), world.cohort(programme)
        world.modules(programme, count=8)
        world.join(self.person, self.cohort)

    def seen_in(self, app: Flask) -> Page:
        browser = Browser(app)
        browser.sign_in(self.person.email, PASSWORD)
        return browser.get(f"/cohorts/{self.cohort}")


@pytest.fixture
def planted(app: Flask, world: World, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Shows the home while the planted feature is there."""

    def show(days: list[int], *, soon: bool = False) -> Page:
        with (
            planting.feature(tmp_path, "sessions", now=PLANTED.format(days=days, soon=soon)),
            pytest.MonkeyPatch.context() as patch,
        ):
            loaders = [DictLoader(TEMPLATES), app.jinja_env.loader]
            patch.setattr(app.jinja_env, "loader", ChoiceLoader(loaders))
            home.asked.cache_clear()
            return Home(world).seen_in(app)

    yield show
    home.asked.cache_clear()


def things(page: Page) -> list[tuple[str, str]]:
    """(what it is, its title) of each dated thing, in order."""
    return [
        (
            item.xpath("string(.//p[@class='now__kind'])").split(" · ")[0],
            item.xpath("string(.//h3)"),
        )
        for item in page.tree.xpath("//ol[@class='now']/li")
    ]


def next_ones(page: Page) -> list[str]:
    """The titles of what is drawn as the next thing."""
    return [
        t.strip() for t in page.tree.xpath("//li[contains(@class,'now__item--next')]//h3//text()")
    ]


def rest(page: Page) -> list[str]:
    """The lines below the dated things."""
    return page.tree.xpath("//section[@aria-labelledby='now']/p[@class='after']/a/text()")


def headings(page: Page, within: str) -> list[str]:
    return page.tree.xpath(f"//div[@class='with-aside']/{within}//h2/text()")


def test_the_features_of_today_stand_in_their_order(app: Flask, world: World) -> None:
    page = Home(world).seen_in(app)
    assert things(page) == [("Read", "Module number 1"), ("Opens", "Module number 3")]
    assert next_ones(page) == ["Module number 1"]
    assert rest(page) == ["5 more modules, with the days they open"]
    assert headings(page, "div") == ["Next things", "What people are saying"]
    assert headings(page, "aside") == ["Your log", "The course", "Who is here"]


def test_a_feature_adds_dated_things_and_sections_in_its_own_folder(
    planted: Callable[..., Page],
) -> None:
    page = planted(days=[3, 10])
    assert things(page) == [
        ("Read", "Module number 1"),
        ("Live session", "How we met"),
        ("Live session", "How we met"),
        ("Opens", "Module number 3"),
    ]
    assert next_ones(page) == ["Module number 1"]
    assert "in 3 days, 2pm" in page.text
    assert headings(page, "div") == [
        "Next things",
        "To answer, Amira Okafor",
        "What people are saying",
    ]
    assert headings(page, "aside") == ["Your log", "The course", "The room", "Who is here"]


def test_what_comes_soon_stands_before_what_there_is_to_read(planted: Callable[..., Page]) -> None:
    page = planted(days=[1, 10], soon=True)
    assert things(page)[:2] == [("Live session", "How we met"), ("Read", "Module number 1")]
    assert next_ones(page) == ["How we met"], "one thing is next, not two"


def test_at_most_five_things_are_shown_and_each_feature_says_how_many_more_it_has(
    planted: Callable[..., Page],
) -> None:
    page = planted(days=[3, 10, 12, 15, 40])
    assert [kind for kind, _ in things(page)] == ["Read"] + ["Live session"] * 4
    assert rest(page) == [
        "6 more modules, with the days they open",
        "1 more session, with their times",
    ]


def test_a_home_with_nothing_dated_says_so(app: Flask, world: World) -> None:
    person, cohort = world.person("Amira Okafor"), world.cohort(world.programme())
    world.join(person, cohort)
    page = world.browser(person).get(f"/cohorts/{cohort}")
    assert things(page) == []
    assert "Nothing is open yet" in page.text
    assert headings(page, "div") == ["Nothing is open yet", "What people are saying"]
